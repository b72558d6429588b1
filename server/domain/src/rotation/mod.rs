//! Vocabulary of rotation: kinds of targets, strategies and what they guarantee.

mod strategy;
mod target_kind;

pub use strategy::{Guarantee, Strategy};
pub use target_kind::TargetKind;
