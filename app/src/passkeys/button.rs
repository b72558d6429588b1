//! The button that asks for a passkey.

use crate::error::UiError;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, time::Duration};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Glyph, use_hydrated};

/// A prompt, at most one at a time.
#[derive(Clone, Copy)]
pub(crate) struct PromptState {
    pending: RwSignal<bool>,
    error: RwSignal<Option<UiError>>,
    /// Why none can begin.
    waits: Signal<Option<String>>,
}

impl PromptState {
    /// None yet.
    pub(crate) fn new() -> Self {
        let hydrated = use_hydrated();
        let waits = Signal::derive(move || (!hydrated.get()).then(|| "Needs scripts".to_owned()));
        Self { pending: RwSignal::new(false), error: RwSignal::new(None), waits }
    }

    /// Why the last one failed.
    pub(crate) fn error(self) -> Signal<Option<UiError>> {
        self.error.into()
    }

    /// Runs one, unless one is under way.
    pub(crate) fn run(self, work: impl Future<Output = Result<(), UiError>> + 'static) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let outcome = work.await;
            // A success may close the dialog this stands in. What is set before that is over would wake controls that read what
            // is gone; set after it, it is nobody's.
            let tell = move || {
                let _ = self.pending.try_set(false);
                let _ = self.error.try_set(outcome.err());
            };
            set_timeout(tell, Duration::ZERO);
        });
    }
}

/// The button. It waits for scripts: without them no browser asks its device.
#[component]
pub(crate) fn PasskeyButton(
    /// The button's id.
    id: &'static str,
    /// Its words.
    label: &'static str,
    /// How much it stands out.
    #[prop(optional)]
    kind: ButtonKind,
    /// How big it is.
    #[prop(optional)]
    size: ButtonSize,
    /// What it runs.
    prompt: PromptState,
    /// Begins it.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <Button id kind size icon=Glyph::Key disabled_reason=prompt.waits pending=prompt.pending on_press>{label}</Button>
    }
}
