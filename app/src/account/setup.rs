//! State of setting up a second factor, kept only in this page's memory.

use super::{
    calls::{BindFactor, BindPasskey, CreateFactor, CreatePasskey, ResetRecoveryCodes},
    dto::NewFactor,
};
use crate::{
    client::{call, call_confirmed},
    error::UiError,
    passkeys::{CeremonyKind, PasskeyChallenge, PasskeyPromptState, credential},
};
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// The secret and the recovery codes while they are shown. They are dropped with the page.
#[derive(Clone, Copy)]
pub struct FactorSetup {
    /// The factor that needs its first code.
    pub new: RwSignal<Option<NewFactor>>,
    /// New recovery codes.
    pub codes: RwSignal<Option<Vec<String>>>,
    /// Why the last step failed.
    pub error: RwSignal<Option<UiError>>,
    /// Whether a request is in progress.
    pub pending: RwSignal<bool>,
    /// The prompt that creates a passkey.
    pub passkey: PasskeyPromptState,
    changes: RwSignal<u32>,
}

impl FactorSetup {
    /// Starts empty; `changes` is incremented when the account has changed.
    pub fn new(changes: RwSignal<u32>) -> Self {
        Self {
            new: RwSignal::new(None),
            codes: RwSignal::new(None),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            passkey: PasskeyPromptState::new(),
            changes,
        }
    }

    /// Requests a secret.
    pub fn begin(self) {
        self.request(call_confirmed(CreateFactor {}), move |new| drop(self.new.try_set(Some(new))));
    }

    /// Sends the first code, which shows that the app has the secret.
    pub fn confirm(self, code: String) {
        let Some(token) = self.new.with_untracked(|new| new.as_ref().map(|new| new.token.clone())) else { return };
        self.request(call(BindFactor { token, code }), move |codes| {
            let _ = self.new.try_set(None);
            self.show(codes);
        });
    }

    /// Creates a passkey with this name and clears the field.
    pub fn add_passkey(self, name: RwSignal<String>) {
        let entered = name.get_untracked();
        self.passkey.run(async move {
            let PasskeyChallenge { options, ticket } = call_confirmed(CreatePasskey {}).await?;
            let made = credential(CeremonyKind::Create, options).await?;
            let codes = call(BindPasskey { name: entered, ticket, answer: made }).await?;
            let _ = name.try_set(String::new());
            self.show(codes);
            Ok(())
        });
    }

    /// Requests new recovery codes.
    pub fn reset(self) {
        self.request(call_confirmed(ResetRecoveryCodes {}), move |codes| {
            strongroom_ui::close_dialogs();
            self.show(Some(codes));
        });
    }

    /// Drops the secret of a cancelled setup.
    pub fn cancel(self) {
        self.new.set(None);
        self.error.set(None);
    }

    fn show(self, codes: Option<Vec<String>>) {
        if codes.is_some() {
            let _ = self.codes.try_set(codes);
        }
        let _ = self.changes.try_update(|n| *n = n.wrapping_add(1));
    }

    /// Not an `Action`, which would keep the response, and not a `Resource`, which would write it into the page.
    fn request<T: 'static>(
        self,
        response: impl Future<Output = Result<T, UiError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            let response = response.await;
            let _ = self.pending.try_set(false);
            match response {
                Ok(output) => {
                    let _ = self.error.try_set(None);
                    then(output);
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}
