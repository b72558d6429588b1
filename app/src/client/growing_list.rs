//! Lists that load more items on demand.

use crate::error::UiError;
use leptos::{prelude::*, task::spawn_local};

/// The items loaded so far, and the cursor of the next page.
#[derive(Debug)]
pub struct GrowingList<T: 'static> {
    /// Items loaded so far.
    pub all: RwSignal<Vec<T>>,
    /// Cursor of the next page; `None` at the end.
    pub next: RwSignal<Option<String>>,
    /// Whether a request is in progress.
    pub pending: RwSignal<bool>,
    /// Why the last request failed.
    pub error: RwSignal<Option<UiError>>,
}

impl<T> Clone for GrowingList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for GrowingList<T> {}

impl<T: Send + Sync + 'static> GrowingList<T> {
    /// A list with its first page.
    pub fn new(first: Vec<T>, next: Option<String>) -> Self {
        let (all, next) = (RwSignal::new(first), RwSignal::new(next));
        Self { all, next, pending: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Appends the page that `load` fetches.
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
