//! Alibaba Cloud's KMS (2016-01-20), RAM (2015-05-01) and STS (2015-04-01): what their unmodified SDKs and the Secrets Manager Clients send
//! and expect.
//!
//! The protocol is pure: [`Params`] reads query and form, [`Signed`] finds the claim of identity and checks it with a key
//! it never sees, [`success`] and [`AliyunError`] write the answers. `ops` translates each operation; [`router`] joins them.

mod encoding;
mod error;
mod lists;
mod ops;
mod params;
mod render;
mod service;
mod signature;

pub use encoding::{DecodeError, decode, encode, encode_twice};
pub use error::AliyunError;
pub use lists::{BatchItem, Filter, IndexedTag, Tag};
pub use params::{ParamError, Params, is_form};
pub use render::{Fields, Format, Rendered, success};
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

    fn of(version: &str) -> Option<Self> {
        [Self::Kms, Self::Ram, Self::Sts].into_iter().find(|api| api.version() == version)
    }
}
