//! Shortcuts of a single key, which users of speech input switch off (WCAG 2.1.4). The choice is kept by the browser.

use leptos::prelude::*;
use web_sys::Storage;

/// Under this name the browser keeps the choice.
const NAME: &str = "single-key-shortcuts";
const OFF: &str = "off";

/// Whether shortcuts of a single key are on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SingleKeys(RwSignal<bool>);

impl SingleKeys {
    /// Provides the choice to the components below.
    pub fn provide() -> Self {
        let keys = Self(RwSignal::new(true));
        Effect::new(move || keys.0.set(stored() != Some(OFF.to_owned())));
        provide_context(keys);
        keys
    }

    /// The page's choice; outside the frame, one that does nothing.
    pub fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(true)))
    }

    /// Whether they are on.
    pub fn enabled(self) -> RwSignal<bool> {
        self.0
    }

    /// Keeps the choice. A browser that refuses storage applies it to this page only.
    pub fn keep(on: bool) {
        if let Some(storage) = storage() {
            let _ = if on { storage.remove_item(NAME) } else { storage.set_item(NAME, OFF) };
        }
    }
}

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn stored() -> Option<String> {
    storage()?.get_item(NAME).ok().flatten()
}
