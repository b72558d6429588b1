//! How many steps a process does at once, and which it leaves alone for a while.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use strongroom_domain::{RotationId, TargetId};
use tokio::time::Instant;

/// Rotations under way at once.
const PARALLEL: usize = 16;
/// Of these, at one target: reads go on beside them, and so does the target's own work.
const PARALLEL_AT_TARGET: usize = 2;
/// Rests remembered. Beyond that the longest remembered are tried again at once.
const RESTING: usize = 256;
/// StepRest after the first failure; twice as long after each further one in a row.
const SHORTEST: Duration = Duration::from_secs(1);
/// Longest rest.
const LONGEST: Duration = Duration::from_secs(60);

/// Steps under way, and rotations whose step could not be taken or reported.
#[derive(Default)]
pub(super) struct StepSlots(Mutex<StepsUnderWay>);

#[derive(Default)]
struct StepsUnderWay {
    busy: HashMap<RotationId, TargetId>,
    resting: HashMap<RotationId, StepRest>,
}

#[derive(Clone, Copy)]
struct StepRest {
    until: Instant,
    lasts: Duration,
}

/// A slot for one step; free again when it is dropped.
pub(super) struct StepSlot {
    slots: Arc<StepSlots>,
    rotation: RotationId,
}

impl StepSlots {
    /// Targets without a free slot, and rotations to skip for now; `None` if no slot is free.
    pub fn wanted(&self) -> Option<(Vec<TargetId>, Vec<RotationId>)> {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (busy, now) = (&state.busy, Instant::now());
        if busy.len() >= PARALLEL {
            return None;
        }
        let mut full: Vec<_> =
            busy.values().filter(|target| state.at(**target) >= PARALLEL_AT_TARGET).copied().collect();
        full.sort_unstable();
        full.dedup();
        let resting = state.resting.iter().filter(|(_, rest)| rest.until > now).map(|(rotation, _)| *rotation);
        Some((full, busy.keys().copied().chain(resting).collect()))
    }

    /// A slot for a step of this rotation, if one is free.
    pub fn reserve(self: &Arc<Self>, rotation: RotationId, target: TargetId) -> Option<StepSlot> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = state.busy.len() < PARALLEL && state.at(target) < PARALLEL_AT_TARGET;
        if !has_room || state.busy.contains_key(&rotation) {
            return None;
        }
        state.busy.insert(rotation, target);
        Some(StepSlot { slots: Arc::clone(self), rotation })
    }
}

impl StepsUnderWay {
    fn at(&self, target: TargetId) -> usize {
        self.busy.values().filter(|one| **one == target).count()
    }

    fn rest(&mut self, rotation: RotationId) {
        let now = Instant::now();
        if self.resting.len() >= RESTING {
            self.resting.retain(|_, rest| rest.until > now);
        }
        if self.resting.len() >= RESTING {
            self.resting.clear();
        }
        let lasts = self.resting.get(&rotation).map_or(SHORTEST, |rest| (rest.lasts * 2).min(LONGEST));
        self.resting.insert(rotation, StepRest { until: now + lasts, lasts });
    }
}

impl StepSlot {
    pub fn rotation(&self) -> RotationId {
        self.rotation
    }

    /// Ends the step. A rotation that did not go on rests.
    pub fn end(self, went_on: bool) {
        let mut state = self.slots.0.lock().unwrap_or_else(PoisonError::into_inner);
        if went_on {
            state.resting.remove(&self.rotation);
        } else {
            state.rest(self.rotation);
        }
    }
}

impl Drop for StepSlot {
    fn drop(&mut self) {
        self.slots.0.lock().unwrap_or_else(PoisonError::into_inner).busy.remove(&self.rotation);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn room_is_shared_by_targets_and_failures_rest() {
        let slots = Arc::<StepSlots>::default();
        let (rotation, target) = (|n| RotationId([n; 16]), |n| TargetId([n; 16]));
        let mut held: Vec<_> = (0..2).map(|n| slots.reserve(rotation(n), target(1)).unwrap()).collect();
        assert!(slots.reserve(rotation(4), target(1)).is_none(), "one target has two at once");
        assert_eq!(slots.wanted().unwrap().0, [target(1)]);
        held.extend((2..16).map(|n| slots.reserve(rotation(n), target(n)).unwrap()));
        assert!(slots.wanted().is_none(), "sixteen in all");
        held.pop().unwrap().end(false);
        assert!(slots.wanted().unwrap().1.contains(&rotation(15)));
        tokio::time::advance(SHORTEST).await;
        assert!(!slots.wanted().unwrap().1.contains(&rotation(15)));
        slots.reserve(rotation(15), target(15)).unwrap().end(false);
        tokio::time::advance(SHORTEST).await;
        assert!(slots.wanted().unwrap().1.contains(&rotation(15)), "it rests twice as long");
        tokio::time::advance(SHORTEST).await;
        slots.reserve(rotation(15), target(15)).unwrap().end(true);
        drop(held);
        assert_eq!(slots.wanted().unwrap(), (Vec::new(), Vec::new()));
    }
}
