//! Limits the number of streams, in total and of each session.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

type SessionName = [u8; 16];

/// The streams that are open.
pub(super) struct LiveSlots {
    of_session: usize,
    of_all: usize,
    taken: Mutex<TakenSlots>,
}

#[derive(Default)]
struct TakenSlots {
    all: usize,
    of_session: HashMap<SessionName, usize>,
}

/// One open stream; released when dropped.
pub(super) struct LiveSlot {
    slots: Arc<LiveSlots>,
    session: SessionName,
}

impl LiveSlots {
    pub fn new(of_session: usize, of_all: usize) -> Arc<Self> {
        Arc::new(Self { of_session, of_all, taken: Mutex::default() })
    }

    /// A slot for a stream of this session; `None` if it or all together have as many as they may.
    pub fn take(self: &Arc<Self>, session: SessionName) -> Option<LiveSlot> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.of_session.get(&session).copied().unwrap_or_default();
        if taken.all >= self.of_all || own >= self.of_session {
            return None;
        }
        taken.all += 1;
        taken.of_session.insert(session, own + 1);
        Some(LiveSlot { slots: self.clone(), session })
    }
}

impl Drop for LiveSlot {
    fn drop(&mut self) {
        let mut taken = self.slots.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        if let Some(own) = taken.of_session.get_mut(&self.session) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.of_session.remove(&self.session);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_are_limited_and_released_on_drop() {
        let slots = LiveSlots::new(2, 3);
        let first = slots.take([1; 16]);
        let _second = slots.take([1; 16]);
        assert!(first.is_some() && slots.take([1; 16]).is_none(), "two of a session");
        let _third = slots.take([2; 16]);
        assert!(slots.take([3; 16]).is_none(), "three in total");
        drop(first);
        assert!(slots.take([3; 16]).is_some());
        let taken = slots.taken.lock().unwrap_or_else(PoisonError::into_inner);
        assert_eq!((taken.all, taken.of_session.len()), (2, 2), "the last one was dropped at once");
    }
}
