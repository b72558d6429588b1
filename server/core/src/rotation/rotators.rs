//! The rotators of a process, by kind of target.

use crate::ports::Rotator;
use std::{collections::HashMap, sync::Arc};
use strongroom_domain::TargetKind;

/// Which rotator changes credentials at which kind of target.
#[derive(Clone, Default)]
pub struct Rotators(HashMap<TargetKind, Arc<dyn Rotator>>);

impl Rotators {
    /// The same with one more.
    #[must_use]
    pub fn with(mut self, kind: TargetKind, rotator: Arc<dyn Rotator>) -> Self {
        self.0.insert(kind, rotator);
        self
    }

    /// Whether this program can rotate at targets of a kind.
    pub fn has(&self, kind: TargetKind) -> bool {
        self.0.contains_key(&kind)
    }

    /// The rotator of a kind; `None` if this program has none.
    pub(crate) fn of(&self, kind: TargetKind) -> Option<&Arc<dyn Rotator>> {
        self.0.get(&kind)
    }
}
