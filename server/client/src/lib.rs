//! A client of Strongroom's HTTP API.
//!
//! [`ApiClient`] signs an [`ApiCall`] (ACS3-HMAC-SHA256), sends it over [`Https`], and returns the JSON as an [`ApiReply`] or what went
//! wrong as a [`ClientError`]. It knows neither the core nor the store.

mod addresses;
mod call;
mod client;
mod endpoint;
mod error;
mod https;
mod pem;
mod reply;
mod signature;
mod trust;

pub use addresses::AddressRule;
pub use call::{ApiCall, ApiVersion};
pub use client::ApiClient;
pub use endpoint::{Endpoint, EndpointProblem};
pub use error::{ClientError, ServiceRefusal};
pub use https::{Https, HttpsError};
pub use pem::certificates;
pub use reply::ApiReply;
pub use trust::{TlsProblem, authorities_of, system_authorities};
