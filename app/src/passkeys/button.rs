//! The button that opens the browser's passkey prompt.

use crate::error::UiError;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, time::Duration};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Glyph, use_hydrated};

/// The state of a passkey prompt. At most one prompt is open at a time.
#[derive(Clone, Copy)]
pub(crate) struct PasskeyPromptState {
    pending: RwSignal<bool>,
    error: RwSignal<Option<UiError>>,
    /// Why the prompt cannot be opened now.
    disabled_reason: Signal<Option<String>>,
}

impl PasskeyPromptState {
    /// No prompt is open.
    pub(crate) fn new() -> Self {
        let hydrated = use_hydrated();
        let disabled_reason = Signal::derive(move || (!hydrated.get()).then(|| "Requires JavaScript".to_owned()));
        Self { pending: RwSignal::new(false), error: RwSignal::new(None), disabled_reason }
    }

    /// Error of the last prompt.
    pub(crate) fn error(self) -> Signal<Option<UiError>> {
        self.error.into()
    }

    /// Runs a prompt, unless one is open.
    pub(crate) fn run(self, work: impl Future<Output = Result<(), UiError>> + 'static) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        self.error.set(None);
        spawn_local(async move {
            let outcome = work.await;
            // Success may close the dialog that contains this button. Updating the signals while it closes would run effects of
            // removed controls, so the update happens afterwards.
            let finish = move || {
                let _ = self.pending.try_set(false);
                let _ = self.error.try_set(outcome.err());
            };
            set_timeout(finish, Duration::ZERO);
        });
    }
}

/// The button. It is disabled until scripts run, because passkeys require them.
#[component]
pub(crate) fn PasskeyButton(
    /// The button's id.
    id: &'static str,
    /// The button's label.
    label: &'static str,
    /// Visual weight.
    #[prop(optional)]
    kind: ButtonKind,
    /// Size.
    #[prop(optional)]
    size: ButtonSize,
    /// The prompt it shows the state of.
    prompt: PasskeyPromptState,
    /// Called when the button is pressed.
    #[prop(into)]
    on_press: Callback<()>,
) -> impl IntoView {
    view! {
        <Button id kind size icon=Glyph::Key disabled_reason=prompt.disabled_reason pending=prompt.pending on_press>{label}</Button>
    }
}
