//! GetUserMFAInfo: what the owner may know about its own factors.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::factors::oneself,
    rows::PasskeyRow,
};
use strongroom_domain::{Action, Timestamp};

/// Request.
pub struct DescribeMfa;

/// The second factors of a user that has any.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MfaFacts {
    /// When the first was set up.
    pub created: Timestamp,
    /// Whether there is an authenticator app.
    pub app: bool,
    /// Passkeys, oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// Recovery codes that are left.
    pub recovery_left: usize,
}

impl Run for DescribeMfa {
    /// None without a factor.
    type Output = Option<MfaFacts>;

    fn action(&self) -> Action {
        Action::GetUserMFAInfo
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = oneself(cx).await?;
        let device = cx.vault.mfa_device(cx.store(), &user).await?;
        let facts = |device: crate::rows::MfaDeviceRow| MfaFacts {
            created: device.created,
            app: device.secret.is_some(),
            passkeys: device.passkeys,
            recovery_left: device.recovery.len(),
        };
        Ok(Done::read(device.map(facts)))
    }
}
