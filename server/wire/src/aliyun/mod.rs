//! Alibaba Cloud's KMS (2016-01-20), RAM (2015-05-01) and STS (2015-04-01): what their unmodified SDKs and the Secrets Manager Clients send
//! and expect.
//!
//! The protocol is pure: [`Params`] reads query and form, [`Signed`] finds the claim of identity and checks it with a key
//! it never sees, [`success`] and [`AliyunError`] write the answers. `ops` translates each operation; [`router`] joins them.

mod authentication;
mod error;
mod lists;
mod ops;
mod request;
mod response;
mod service;
mod signature;

pub use error::{AliyunError, Denial};
pub use lists::{BatchItem, Filter, IndexedTag, Tag};
use request::{AliyunRequest, time};
pub use response::{ResponseBody, content_type, success};
pub use service::router;
pub use signature::{Hmac, RequestParts, SignatureKind, Signed, response_format};

/// The vendor's APIs that are spoken here. They share listener, signatures and formats; a request's version tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// Secrets and keys.
    Kms,
    /// Users, groups, roles and policies.
    Ram,
    /// Temporary credentials.
    Sts,
}

impl Api {
    /// The one version of each that is spoken.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Kms => "2016-01-20",
            Self::Ram => "2015-05-01",
            Self::Sts => "2015-04-01",
        }
    }

    /// What the names of its actions begin with.
    const fn service(self) -> &'static str {
        match self {
            Self::Kms => "kms",
            Self::Ram => "ram",
            Self::Sts => "sts",
        }
    }

    fn of(version: &str) -> Option<Self> {
        [Self::Kms, Self::Ram, Self::Sts].into_iter().find(|api| api.version() == version)
    }
}
