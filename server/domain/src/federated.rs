//! People as identity providers know them.

use crate::{Issuer, Subject};

/// A person at an identity provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Federated {
    /// The provider.
    pub issuer: Issuer,
    /// The person there.
    pub subject: Subject,
}
