//! Second factors without what they are verified with.

use crate::rows::{MfaDeviceRow, PasskeyRow};
use strongroom_domain::{PasskeyId, PasskeyName, Timestamp};

/// The second factors of a user that has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactorFacts {
    /// When the first was set up.
    pub created: Timestamp,
    /// Whether there is an authenticator app.
    pub app: bool,
    /// Passkeys, oldest first.
    pub passkeys: Vec<PasskeyFacts>,
    /// Recovery codes that are left.
    pub recovery_left: usize,
}

/// A passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasskeyFacts {
    /// Id.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// When it was added.
    pub created: Timestamp,
    /// When it last proved something.
    pub used: Option<Timestamp>,
}

impl From<MfaDeviceRow> for FactorFacts {
    fn from(row: MfaDeviceRow) -> Self {
        Self {
            created: row.created,
            app: row.secret.is_some(),
            passkeys: row.passkeys.into_iter().map(PasskeyFacts::from).collect(),
            recovery_left: row.recovery.len(),
        }
    }
}

impl From<PasskeyRow> for PasskeyFacts {
    fn from(row: PasskeyRow) -> Self {
        let PasskeyRow { id, name, created, used, .. } = row;
        Self { id, name, created, used }
    }
}
