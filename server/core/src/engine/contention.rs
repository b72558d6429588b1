//! Calls that compete for one thing take turns.
//!
//! A change is made against the state that was read, and refused by the store when another commit was first. Tried again at once
//! by everybody, most would be refused again and some for ever. So whoever lost once waits in a queue for the thing, and whoever
//! comes while others wait joins it: first come, first served. A thing nobody competes for has no queue, and its changes do not wait.
//! Other nodes have queues of their own: a call that loses against one of them pauses, and is tried again.

use crate::CoreError;
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};
use strongroom_domain::{Action, Mode, ResourceKind};
use tokio::{
    sync::OwnedMutexGuard,
    time::{Instant, sleep, timeout_at},
};

/// How long a change is tried again. The vendor's clients wait ten seconds for a response.
const PATIENCE: Duration = Duration::from_secs(8);
/// Longest pause before a call that lost against another node is tried again, in milliseconds.
const PAUSE_MS: u8 = 32;

/// What calls compete for.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Contended {
    /// One secret.
    Secret(String),
    /// The keys: few, seldom changed, and cached together.
    Keys,
    /// One target.
    Target(String),
    /// Users, groups, roles and policies: a change of one may rely on another.
    Identities,
}

type Queue = tokio::sync::Mutex<()>;

/// The queues in use.
#[derive(Default)]
pub(super) struct Contention(Mutex<HashMap<Contended, Weak<Queue>>>);

/// The tries of one call.
pub(super) struct Tries<'a> {
    contention: &'a Contention,
    thing: Option<Contended>,
    deadline: Instant,
    again: bool,
    turn: Option<OwnedMutexGuard<()>>,
}

impl Contention {
    /// The tries of a call.
    pub fn tries(&self, action: Action, resource: Option<&str>) -> Tries<'_> {
        let thing = Contended::by(action, resource);
        Tries { contention: self, thing, deadline: Instant::now() + PATIENCE, again: false, turn: None }
    }

    /// The queue of a thing that others wait for.
    fn queue(&self, thing: &Contended) -> Option<Arc<Queue>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(thing)?.upgrade()
    }

    /// The queue of a thing. Forgets those that nobody waits in.
    fn open(&self, thing: &Contended) -> Arc<Queue> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(thing).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::new(Queue::default());
        queues.insert(thing.clone(), Arc::downgrade(&queue));
        queue
    }
}

impl Tries<'_> {
    /// Whether this is not the first try.
    pub fn again(&self) -> bool {
        self.again
    }

    /// Whether other calls wait for the same thing, and this one has not waited.
    pub fn others_wait(&self) -> bool {
        self.turn.is_none() && self.thing.as_ref().is_some_and(|thing| self.contention.queue(thing).is_some())
    }

    /// After a try that another commit was before: waits for this call's turn, or pauses if it has its turn already.
    ///
    /// # Errors
    /// [`CoreError::Busy`] when the call has waited long enough.
    pub async fn lost(&mut self) -> Result<(), CoreError> {
        self.again = true;
        if self.turn.is_none()
            && let Some(thing) = &self.thing
        {
            let turn = timeout_at(self.deadline, self.contention.open(thing).lock_owned()).await;
            self.turn = Some(turn.map_err(|_| CoreError::Busy)?);
            return Ok(());
        }
        let mut random = [0];
        strongroom_crypto::fill_random(&mut random)?;
        sleep(Duration::from_millis((random[0] % PAUSE_MS).into())).await;
        if Instant::now() >= self.deadline { Err(CoreError::Busy) } else { Ok(()) }
    }
}

impl Contended {
    /// What a change competes for; `None` for reads and for what has no revision.
    fn by(action: Action, resource: Option<&str>) -> Option<Self> {
        let row = action.row();
        if row.mode == Mode::Read {
            return None;
        }
        match row.resource {
            ResourceKind::Secret => resource.map(|name| Self::Secret(name.to_owned())),
            ResourceKind::Target => resource.map(|name| Self::Target(name.to_ascii_lowercase())),
            ResourceKind::Key => Some(Self::Keys),
            ResourceKind::User | ResourceKind::Group | ResourceKind::Role | ResourceKind::Policy => {
                Some(Self::Identities)
            }
            // Few change at a time, and each conflict is with the server's own work.
            ResourceKind::Channel | ResourceKind::System | ResourceKind::Trail => None,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn put<'a>(contention: &'a Contention, secret: &str) -> Tries<'a> {
        contention.tries(Action::PutSecretValue, Some(secret))
    }

    #[tokio::test(start_paused = true)]
    async fn turns_are_taken_in_order_and_only_for_the_same_thing() {
        let contention = Contention::default();
        let mut first = put(&contention, "a");
        assert!(!first.again() && !first.others_wait(), "nobody waits yet");
        first.lost().await.unwrap();
        let mut second = put(&contention, "a");
        assert!(second.others_wait() && !put(&contention, "b").others_wait());
        assert!(!contention.tries(Action::GetSecretValue, Some("a")).others_wait(), "reads do not wait");
        let mut waits = Box::pin(second.lost());
        assert!(tokio::time::timeout(Duration::from_secs(1), &mut waits).await.is_err(), "the first has its turn");
        drop(first);
        waits.await.unwrap();
        drop(second);
        assert!(!put(&contention, "a").others_wait(), "the queue is gone with the last of it");
    }

    #[tokio::test(start_paused = true)]
    async fn call_that_waits_too_long_is_told_so() {
        let contention = Contention::default();
        let mut holder = put(&contention, "a");
        holder.lost().await.unwrap();
        assert_eq!(put(&contention, "a").lost().await, Err(CoreError::Busy));
        // Another node is always first.
        let ended = loop {
            if let Err(error) = holder.lost().await {
                break error;
            }
        };
        assert_eq!(ended, CoreError::Busy);
    }
}
