//! Rotation, as far as it is pure: kinds of targets, strategies and what they guarantee, when a secret is due, and the machine that
//! one rotation runs through.

mod https_address;
mod machine;
mod period;
mod place;
mod recipe;
mod rehearsal;
mod rollout;
mod run;
mod schedule;
mod strategy;
mod target_kind;
mod trust;

pub use https_address::HttpsAddress;
pub use machine::{CANDIDATES, Due, NextState, WATCH_MS};
pub use period::RotationPeriod;
pub use place::RotationPlace;
pub use recipe::{PasswordRule, ValueRecipe};
pub use rehearsal::RehearsalStep;
pub use rollout::{OfferedVersion, Rollout, RolloutGroup};
pub(crate) use run::coded;
pub use run::{ProbeFact, RunCause, RunFact, RunFilter, RunPhase, RunProgress, RunState, RunStep, RunTrigger};
pub use schedule::{Freeze, RotationWindow, Schedule};
pub use strategy::{Guarantee, Strategy};
pub use target_kind::TargetKind;
pub use trust::Trust;
