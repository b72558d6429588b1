//! Alibaba Cloud KMS OpenAPI, version 2016-01-20: what its unmodified SDKs and Secrets Manager Clients send and expect.
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

/// The one version of the API.
pub const VERSION: &str = "2016-01-20";
