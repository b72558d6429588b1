//! Vocabulary of rotation: kinds of targets, strategies and what they guarantee.

mod strategy;
mod target_kind;
mod trust;

pub use strategy::{Guarantee, Strategy};
pub use target_kind::TargetKind;
pub use trust::Trust;
