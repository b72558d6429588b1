//! What the console calls kinds of secrets, strategies and the fields that rules are about, and how it words problems of fields.

mod field;
mod problem;
mod rotation;
mod secret;

pub use field::inputs;
#[cfg(feature = "ssr")]
pub use field::label;
pub use problem::{as_sentence, at_field, sentence};
pub use rotation::{account, credential, strategy};
pub use secret::{parse_stage, secret_kind, stage};
