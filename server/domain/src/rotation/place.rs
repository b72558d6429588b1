//! Where a secret rotates.

use super::ValueRecipe;
use crate::TargetId;

/// Where a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RotationPlace {
    /// At a target, which must have the new credential before readers are given it.
    Target(TargetId),
    /// Here alone: a new value is made and stored, and nobody else is told.
    Generated(Box<ValueRecipe>),
}

impl RotationPlace {
    /// Stands for a rotation without a target. Ids of targets are UUIDs of version 7, so none is like it.
    pub const NOWHERE: TargetId = TargetId([0; 16]);

    /// The target, if there is one.
    pub fn target(&self) -> Option<TargetId> {
        match self {
            Self::Target(target) => Some(*target),
            Self::Generated(_) => None,
        }
    }

    /// The recipe, if values are generated.
    pub fn recipe(&self) -> Option<&ValueRecipe> {
        match self {
            Self::Target(_) => None,
            Self::Generated(recipe) => Some(recipe),
        }
    }
}
