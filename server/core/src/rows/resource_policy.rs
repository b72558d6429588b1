//! Versions of the policies that secrets and keys carry.

use super::{
    Authenticate, Encoder,
    encoding::{Encode, authenticate},
};
use std::fmt;
use strongroom_domain::{CmkId, SecretId, Timestamp};

/// What carries a policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PolicyOwner {
    /// A secret.
    Secret(SecretId),
    /// A customer master key.
    Key(CmkId),
}

impl fmt::Display for PolicyOwner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(id) => write!(f, "secret {id}"),
            Self::Key(id) => write!(f, "key {id}"),
        }
    }
}

impl Encode for PolicyOwner {
    fn encode(&self, out: &mut Encoder) {
        let (kind, id) = match self {
            Self::Secret(id) => (1, id.0),
            Self::Key(id) => (2, id.0),
        };
        u32::encode(&kind, out);
        id.encode(out);
    }
}

/// A policy of a secret or key as it was once; never changes. The policy that applies is a field of the secret or key itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResourcePolicyVersionRow {
    /// Whose.
    pub owner: PolicyOwner,
    /// From 1.
    pub number: u32,
    /// The document as saved, JSON; `None` when the policy was removed.
    pub document: Option<String>,
    /// Name of who saved it; empty for a policy that was there before versions were kept.
    pub creator: String,
    /// When.
    pub created: Timestamp,
}

authenticate!(ResourcePolicyVersionRow, "resource_policy_version", 2, |v| format!("v{} of {}", v.number, v.owner), {
    owner, number, document, creator, created
});
