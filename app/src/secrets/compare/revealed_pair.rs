//! The values of two versions, revealed for half a minute.

use crate::secrets::value::{
    reveal::{fetch, use_revealed_value},
    revealed::RevealedValue,
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_ui::{Reveal, Toasts, use_toasts};

/// Both values while they are revealed. One countdown covers both; when it ends, both are dropped.
#[derive(Clone, Copy)]
pub struct RevealedPair {
    clock: Reveal,
    values: RwSignal<Option<(RevealedValue, RevealedValue)>>,
    busy: RwSignal<bool>,
    toasts: Toasts,
}

/// Starts with no value revealed.
pub fn use_revealed_pair() -> RevealedPair {
    let revealed = RevealedPair {
        clock: use_revealed_value(),
        values: RwSignal::new(None),
        busy: RwSignal::new(false),
        toasts: use_toasts(),
    };
    Effect::new(move || {
        if !revealed.clock.is_shown() {
            revealed.values.set(None);
        }
    });
    revealed
}

impl RevealedPair {
    /// Fetches both values (two audited reads), or hides them.
    pub fn toggle(self, name: String, (older, newer): (String, String)) {
        if untrack(|| self.clock.is_shown()) {
            return self.clock.hide();
        }
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let both = async { Ok::<_, String>((fetch(name.clone(), older).await?, fetch(name, newer).await?)) }.await;
            // If the page is gone, the values are dropped.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match both {
                Ok(both) => {
                    self.values.set(Some(both));
                    self.clock.show(String::new());
                }
                Err(reason) => self.toasts.fail(reason),
            }
        });
    }

    /// Gives both values to `read`, while they are revealed: the older one first.
    pub fn with<R>(self, read: impl FnOnce(&RevealedValue, &RevealedValue) -> R) -> Option<R> {
        if !self.clock.is_shown() {
            return None;
        }
        self.values.with(|values| values.as_ref().map(|(older, newer)| read(older, newer)))
    }

    /// Whether the values are revealed.
    pub fn is_shown(self) -> bool {
        self.clock.is_shown()
    }

    /// Seconds until they are hidden.
    pub fn left(self) -> Signal<u32> {
        self.clock.left()
    }

    /// Whether they are being fetched.
    pub fn busy(self) -> Signal<bool> {
        self.busy.into()
    }
}
