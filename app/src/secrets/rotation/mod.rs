//! How a managed secret rotates.

mod calls;
mod card;
mod dto;
mod history;
#[cfg(feature = "ssr")]
mod load;
mod page;
mod policy_form;
mod rotate_now;
mod run_state;
mod words;

pub use card::RotationCard;
pub use dto::RotationDetails;
#[cfg(feature = "ssr")]
pub(super) use load::rotation;
pub use page::RotationPage;
pub(super) use run_state::{RunState, watch_run};
pub(super) use words::span;
