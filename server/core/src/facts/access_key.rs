//! AccessKeys without their secrets.

use crate::rows::AccessKeyRow;
use strongroom_domain::{AccessKeyId, KeyUse, Networks, Timestamp};

/// An AccessKey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKeyFacts {
    /// Public id.
    pub id: AccessKeyId,
    /// Whether it may sign.
    pub active: bool,
    /// From where it may sign.
    pub networks: Networks,
    /// When it was made.
    pub created: Timestamp,
    /// Its last use, if any is known.
    pub used: Option<KeyUse>,
}

impl From<AccessKeyRow> for AccessKeyFacts {
    fn from(row: AccessKeyRow) -> Self {
        let AccessKeyRow { id, active, networks, created, used, .. } = row;
        Self { id, active, networks, created, used }
    }
}
