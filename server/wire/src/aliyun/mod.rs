//! Alibaba Cloud's KMS (2016-01-20), RAM (2015-05-01) and STS (2015-04-01): what their unmodified SDKs and the Secrets Manager
//! Clients send and expect. Beside them, in the same style, the product's own API (2026-12-01).
//!
//! [`Signed`] reads who claims to have sent a request and verifies it with a key it never sees; `ops` translates each operation;
//! `response` and [`AliyunError`] write the responses; [`router`] joins them.

mod authentication;
mod claim;
mod error;
mod lists;
mod ops;
mod parameters;
mod request;
mod response;
mod service;
mod signature;
mod stage;
mod wording;

pub use error::{AliyunError, Denial};
pub use lists::{BatchItem, Filter, FreezeItem, IndexedTag, Tag};
pub use ops::{DeclaredOperation, all as operations};
pub use parameters::{COMMON, Parameter, Spelling, Treatment};
use request::{AliyunRequest, time};
use response::ResponseBody;
pub use service::{rejection, router};
pub use signature::{Hmac, RequestParts, SignatureKind, Signed, response_format};

/// The vendor's APIs and our own. They share listener, signatures and formats; the version in a request tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Api {
    /// Secrets and keys.
    Kms,
    /// Users, groups, roles and policies.
    Ram,
    /// Temporary credentials.
    Sts,
    /// The product's own: targets, and the rotations of secrets in detail.
    Strongroom,
}

impl Api {
    /// The one supported version of each.
    pub const fn version(self) -> &'static str {
        match self {
            Self::Kms => "2016-01-20",
            Self::Ram => "2015-05-01",
            Self::Sts => "2015-04-01",
            Self::Strongroom => "2026-12-01",
        }
    }

    fn of(version: &str) -> Option<Self> {
        [Self::Kms, Self::Ram, Self::Sts, Self::Strongroom].into_iter().find(|api| api.version() == version)
    }
}
