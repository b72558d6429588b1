//! The values of two versions in sight, for half a minute.

use crate::secrets::value::{
    reveal::{fetch, use_sight},
    revealed::RevealedValue,
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_ui::{Reveal, Toasts, use_toasts};

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairSide {
    /// The older version.
    Older,
    /// The newer version.
    Newer,
}

/// Both values while they are in sight. The countdown is that of one value; when it ends, both are dropped.
#[derive(Clone, Copy)]
pub struct PairSight {
    clock: Reveal,
    values: RwSignal<Option<(RevealedValue, RevealedValue)>>,
    busy: RwSignal<bool>,
    toasts: Toasts,
}

/// Nothing in sight yet.
pub fn use_pair_sight() -> PairSight {
    let sight =
        PairSight { clock: use_sight(), values: RwSignal::new(None), busy: RwSignal::new(false), toasts: use_toasts() };
    Effect::new(move || {
        if !sight.clock.is_shown() {
            sight.values.set(None);
        }
    });
    sight
}

impl PairSight {
    /// Fetches both values, two recorded reads, or hides them.
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
            // The page may be gone by now: then the values go no further.
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

    /// Part of one value, while it is in sight.
    pub fn text(self, side: PairSide, pick: impl Fn(&RevealedValue) -> Option<String>) -> Option<String> {
        if !self.clock.is_shown() {
            return None;
        }
        self.values.with(|values| {
            let (older, newer) = values.as_ref()?;
            pick(if side == PairSide::Older { older } else { newer })
        })
    }

    /// Whether the values are in sight.
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
