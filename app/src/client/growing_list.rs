//! Lists that grow: what is looked at further down is added to what is there.

use crate::error::UiError;
use leptos::{prelude::*, task::spawn_local};

/// A list so far, and after whom to look further.
#[derive(Debug)]
pub struct GrowingList<T: 'static> {
    /// What is there.
    pub all: RwSignal<Vec<T>>,
    /// After whom to look further; none at the end.
    pub next: RwSignal<Option<String>>,
    /// Whether an answer is waited for.
    pub pending: RwSignal<bool>,
    /// Why there is no more yet.
    pub error: RwSignal<Option<UiError>>,
}

impl<T> Clone for GrowingList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for GrowingList<T> {}

impl<T: Send + Sync + 'static> GrowingList<T> {
    /// The first part.
    pub fn new(first: Vec<T>, next: Option<String>) -> Self {
        let (all, next) = (RwSignal::new(first), RwSignal::new(next));
        Self { all, next, pending: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Adds the part that `load` fetches.
    pub fn grow(self, load: impl Future<Output = Result<(Vec<T>, Option<String>), UiError>> + 'static) {
        self.pending.set(true);
        spawn_local(async move {
            let result = load.await;
            // The page may be gone.
            if self.pending.try_set(false).is_some() {
                return;
            }
            match result {
                Ok((more, next)) => {
                    self.all.update(|all| all.extend(more));
                    self.next.set(next);
                    self.error.set(None);
                }
                Err(failed) => self.error.set(Some(failed)),
            }
        });
    }
}
