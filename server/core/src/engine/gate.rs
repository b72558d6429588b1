//! The gate in front of work that takes much memory: stretching passwords and passphrases.
//!
//! The permit belongs to the work and not to the call: it is released when the work ends, even if nobody waits for it any more. The
//! queue is bounded, and no network may fill it alone.

use crate::CoreError;
use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};
use strongroom_domain::counted_address;
use tokio::sync::Semaphore;

/// Works at once. Argon2id takes 19 MiB and 20 ms for a password.
const AT_ONCE: u32 = 2;
/// Most that wait, of all.
const QUEUE: usize = 64;
/// Most strangers that wait: the rest of the queue is for sessions and known devices.
const STRANGERS: usize = 48;
/// Most that wait from one network.
const OF_NETWORK: usize = 16;
/// When to try again, in seconds: the whole queue takes less.
const RETRY_S: u32 = 2;

/// Who waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiter {
    /// Anybody, from an address.
    Stranger(Option<IpAddr>),
    /// An open session, a signed request, or a device that the user has signed in with.
    Known,
}

/// How much of the gate the work takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Share {
    /// Beside others.
    One,
    /// Alone.
    Whole,
}

/// One per engine.
pub(crate) struct Gate {
    permits: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    all: usize,
    strangers: usize,
    of_network: HashMap<Option<IpAddr>, usize>,
}

impl Default for Gate {
    fn default() -> Self {
        Self { permits: Arc::new(Semaphore::new(AT_ONCE as usize)), waiting: Mutex::default() }
    }
}

impl Gate {
    /// Does the work on a thread of its own once there is room.
    ///
    /// # Errors
    /// [`CoreError::Throttled`] when the queue is full: nothing was done.
    pub async fn run<T: Send + 'static>(
        &self,
        waiter: Waiter,
        share: Share,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, CoreError> {
        let place = self.enter(waiter).ok_or(CoreError::Throttled { retry_after_s: RETRY_S })?;
        let permits = match share {
            Share::One => 1,
            Share::Whole => AT_ONCE,
        };
        let permit = self.permits.clone().acquire_many_owned(permits).await.map_err(|_| CoreError::Unavailable)?;
        drop(place);
        let task = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(permit);
            done
        });
        task.await.map_err(|_| CoreError::tampered("password"))
    }

    fn enter(&self, waiter: Waiter) -> Option<WaitingPlace<'_>> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.all >= QUEUE {
            return None;
        }
        let network = match waiter {
            Waiter::Known => None,
            Waiter::Stranger(address) => Some(address.map(counted_address)),
        };
        if let Some(network) = network {
            if waiting.strangers >= STRANGERS || waiting.of_network.get(&network).is_some_and(|n| *n >= OF_NETWORK) {
                return None;
            }
            waiting.strangers += 1;
            *waiting.of_network.entry(network).or_default() += 1;
        }
        waiting.all += 1;
        Some(WaitingPlace { gate: self, network })
    }
}

/// A place in the queue; given up when dropped.
struct WaitingPlace<'a> {
    gate: &'a Gate,
    /// The network of a stranger.
    network: Option<Option<IpAddr>>,
}

impl Drop for WaitingPlace<'_> {
    fn drop(&mut self) {
        let mut waiting = self.gate.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.all -= 1;
        let Some(network) = self.network else { return };
        waiting.strangers -= 1;
        if let Some(count) = waiting.of_network.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                waiting.of_network.remove(&network);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use std::{
        future::Future,
        sync::{
            atomic::{AtomicU32, Ordering::SeqCst},
            mpsc,
        },
        task::{Context, Waker},
    };

    const SOMEBODY: Waiter = Waiter::Stranger(None);

    fn from(n: u32) -> Waiter {
        Waiter::Stranger(Some(IpAddr::V4(n.into())))
    }

    /// Polls a call once, as far as its queue; it is not finished.
    fn begun(call: &mut (impl Future + Unpin)) -> bool {
        Future::poll(std::pin::Pin::new(call), &mut Context::from_waker(Waker::noop())).is_pending()
    }

    #[tokio::test]
    async fn abandoned_work_keeps_its_permit_until_it_ends() {
        let gate = Gate::default();
        let running = Arc::new(AtomicU32::new(0));
        let (end, ended) = mpsc::channel::<()>();
        let ended = Arc::new(Mutex::new(ended));
        for _ in 0..20 {
            let (running, ended) = (running.clone(), ended.clone());
            let work = move || {
                running.fetch_add(1, SeqCst);
                let _ = ended.lock().unwrap().recv();
            };
            // The caller hangs up at once.
            let mut call = Box::pin(gate.run(SOMEBODY, Share::One, work));
            assert!(begun(&mut call));
        }
        assert_eq!(gate.permits.available_permits(), 0);
        assert_eq!(gate.waiting.lock().unwrap().all, 0, "those who left wait no longer");
        drop(end);
        gate.run(SOMEBODY, Share::Whole, || ()).await.unwrap();
        assert_eq!(running.load(SeqCst), AT_ONCE, "the others were never begun");
    }

    #[tokio::test]
    async fn queue_is_bounded_and_shared() {
        let gate = Gate::default();
        let (end, ended) = mpsc::channel::<()>();
        let mut busy = Box::pin(gate.run(SOMEBODY, Share::Whole, move || ended.recv().is_ok()));
        assert!(begun(&mut busy));
        let mut calls = Vec::new();
        let mut wait = |waiter: Waiter| {
            let mut call = Box::pin(gate.run(waiter, Share::One, || ()));
            let waits = begun(&mut call);
            if waits {
                calls.push(call);
            }
            waits
        };
        let full = (0..100).filter(|_| wait(SOMEBODY)).count();
        assert_eq!(full, OF_NETWORK, "of one network");
        let full = (1..100).filter(|n| wait(from(*n))).count();
        assert_eq!(full, STRANGERS - OF_NETWORK, "of all networks");
        let full = (0..100).filter(|_| wait(Waiter::Known)).count();
        assert_eq!(full, QUEUE - STRANGERS, "of known callers");
        let refused = gate.run(Waiter::Known, Share::One, || ()).await;
        assert_eq!(refused, Err(CoreError::Throttled { retry_after_s: RETRY_S }));
        drop(end);
        busy.await.unwrap();
        for call in calls {
            let _ = call.await;
        }
        assert_eq!(gate.run(SOMEBODY, Share::One, || 7).await, Ok(7));
        assert!(gate.waiting.lock().unwrap().of_network.is_empty());
    }
}
