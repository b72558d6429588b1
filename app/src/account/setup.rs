//! Setting up a second factor: what is under way in this page's memory, and nowhere else.

use super::{
    calls::{BindFactor, BindPasskey, CreateFactor, CreatePasskey, ResetRecoveryCodes},
    dto::NewFactor,
};
use crate::{
    client::{call, call_confirmed},
    error::UiError,
    passkeys::{CeremonyKind, PasskeyChallenge, PromptState, credential},
};
use leptos::{prelude::*, task::spawn_local};
use std::future::Future;

/// Secret and recovery codes while they are in sight. They go with the page.
#[derive(Clone, Copy)]
pub struct Setup {
    /// The factor that waits for its first code.
    pub new: RwSignal<Option<NewFactor>>,
    /// Fresh recovery codes.
    pub codes: RwSignal<Option<Vec<String>>>,
    /// Why the last step failed.
    pub error: RwSignal<Option<UiError>>,
    /// Whether an answer is waited for.
    pub pending: RwSignal<bool>,
    /// The passkey that is being made.
    pub passkey: PromptState,
    changes: RwSignal<u32>,
}

impl Setup {
    /// Nothing yet; `changes` is counted up when the account has changed.
    pub fn new(changes: RwSignal<u32>) -> Self {
        Self {
            new: RwSignal::new(None),
            codes: RwSignal::new(None),
            error: RwSignal::new(None),
            pending: RwSignal::new(false),
            passkey: PromptState::new(),
            changes,
        }
    }

    /// Asks for a secret.
    pub fn begin(self) {
        self.ask(call_confirmed(CreateFactor {}), move |new| drop(self.new.try_set(Some(new))));
    }

    /// Proves that the secret has arrived.
    pub fn confirm(self, code: String) {
        let Some(token) = self.new.with_untracked(|new| new.as_ref().map(|new| new.token.clone())) else { return };
        self.ask(call(BindFactor { token, code }), move |codes| {
            let _ = self.new.try_set(None);
            self.show(codes);
        });
    }

    /// Makes a passkey of this name and forgets the name.
    pub fn add_passkey(self, name: RwSignal<String>) {
        let called = name.get_untracked();
        self.passkey.run(async move {
            let PasskeyChallenge { options, ticket } = call_confirmed(CreatePasskey {}).await?;
            let made = credential(CeremonyKind::Create, options).await?;
            let codes = call(BindPasskey { name: called, ticket, answer: made }).await?;
            let _ = name.try_set(String::new());
            self.show(codes);
            Ok(())
        });
    }

    /// Asks for new recovery codes.
    pub fn reset(self) {
        self.ask(call_confirmed(ResetRecoveryCodes {}), move |codes| {
            strongroom_ui::close_dialogs();
            self.show(Some(codes));
        });
    }

    /// Forgets a secret that is not wanted.
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

    /// Not an `Action`, which would keep the answer, and not a `Resource`, which would print it into the page.
    fn ask<T: 'static>(
        self,
        answer: impl Future<Output = Result<T, UiError>> + 'static,
        then: impl FnOnce(T) + 'static,
    ) {
        if self.pending.get_untracked() {
            return;
        }
        self.pending.set(true);
        spawn_local(async move {
            let answer = answer.await;
            let _ = self.pending.try_set(false);
            match answer {
                Ok(answer) => {
                    let _ = self.error.try_set(None);
                    then(answer);
                }
                Err(error) => drop(self.error.try_set(Some(error))),
            }
        });
    }
}
