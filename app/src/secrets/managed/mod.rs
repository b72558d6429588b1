//! Secrets whose credential rotates: the form for a new one, step by step, and the form for where and how one rotates.

mod about_step;
mod account_fields;
mod calls;
mod change;
mod credential;
mod credential_fields;
mod dto;
#[cfg(feature = "ssr")]
mod first_value;
mod grace_field;
mod input;
mod method_field;
mod page;
#[cfg(feature = "ssr")]
mod plan;
mod progress;
mod review;
mod rollout;
mod rollout_field;
mod schedule_step;
mod target_field;
mod test_panel;
mod wizard;

pub use change::ChangePlanPage;
pub use page::NewManagedPage;
