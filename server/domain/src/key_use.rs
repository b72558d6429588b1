//! Uses of AccessKeys.

use crate::{Action, Timestamp};
use std::net::IpAddr;

/// When an AccessKey signed, from where, for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyUse {
    /// When; up to a minute late on other nodes.
    pub at: Timestamp,
    /// Client address.
    pub address: Option<IpAddr>,
    /// Operation, whether it was allowed or not.
    pub action: Action,
}
