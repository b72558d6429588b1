//! What dialects share: how a request is read and limited, how parameters are decoded, how a response body is written, and
//! the call that an operation runs with. Nothing here knows a vendor; a dialect imports from here and from no other dialect.

mod caller;
mod encoding;
mod escape;
mod limits;
mod params;
mod proven;
mod received;
mod transport;
mod writer;

pub(crate) use caller::RequestCaller;
pub use encoding::{PercentDecodeError, decode, encode, encode_twice};
pub(crate) use encoding::{parse_hex32, push_hex};
pub use limits::{RequestError, check_head, read_body};
pub use params::{ParamError, Params, is_form};
pub use proven::ProvenCaller;
pub(crate) use received::{Received, response};
pub use transport::TransportError;
pub(crate) use transport::closing_response;
pub use writer::{FieldWriter, Format, document};
