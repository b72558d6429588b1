//! How a secret rotates.

mod calls;
mod card;
mod dto;
mod freeze_fields;
mod generic;
mod history;
#[cfg(feature = "ssr")]
mod load;
mod local_time;
mod page;
mod policy_form;
mod rotate_now;
mod rotate_to;
mod run_state;
mod schedule_fields;
mod words;

pub use card::RotationCard;
pub use dto::{PeriodUnit, RotationDetails, ScheduleDraft};
#[cfg(feature = "ssr")]
pub(super) use load::rotation;
pub use page::RotationPage;
pub(super) use policy_form::Dates;
pub(super) use run_state::{RunState, follow_runs, watch_run};
pub(super) use schedule_fields::{ScheduleFields, ScheduleInput};
pub(super) use words::{guarantee, period, span};
