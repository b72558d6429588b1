//! How a managed secret rotates.

mod calls;
mod card;
mod dto;
#[cfg(feature = "ssr")]
mod load;
mod words;

pub use card::RotationCard;
pub use dto::RotationDetails;
#[cfg(feature = "ssr")]
pub(super) use load::rotation;
