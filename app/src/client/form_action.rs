//! What forms do, and what came of it.
//!
//! In place of Leptos' `ServerAction` and `ActionForm`, which compile the reading of a form, its encoding and the exchange
//! with the server anew for each server function. Here all of them share one; only answers are read by their type.

use super::{
    exchange::{self, send},
    reauthenticate::confirmed,
};
use crate::error::UiError;
use leptos::{
    form::form_data_from_event,
    prelude::*,
    server_fn::{
        ContentType, ServerFn,
        codec::{IntoReq, JsonEncoding, PostUrl},
        error::ServerFnUrlError,
        request::{ClientReq, browser::BrowserRequest},
    },
    task::spawn_local,
};
use serde::de::DeserializeOwned;
use std::{any::Any, marker::PhantomData, sync::Arc};
use web_sys::{SubmitEvent, UrlSearchParams};

type Output = Arc<dyn Any + Send + Sync>;
type CallOutcome = Result<Output, UiError>;

/// Calls of a server function, one after the other.
#[derive(Debug)]
pub struct FormAction<S> {
    calls: AnyFormAction,
    of: PhantomData<fn() -> S>,
}

/// The same of any server function.
#[derive(Clone, Copy, Debug)]
pub struct AnyFormAction {
    url: &'static str,
    read: fn(&str) -> CallOutcome,
    pending: RwSignal<bool>,
    outcome: RwSignal<Option<CallOutcome>>,
    turn: StoredValue<u32>,
}

impl<S> Clone for FormAction<S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for FormAction<S> {}

impl<S> From<FormAction<S>> for AnyFormAction {
    fn from(action: FormAction<S>) -> Self {
        action.calls
    }
}

impl<S> FormAction<S>
where
    S: ServerFn<Error = UiError>,
    S::Output: DeserializeOwned + Clone + Send + Sync + 'static,
{
    /// Not done yet, unless a form sent without scripts came back with its error.
    pub fn new() -> Self {
        Self { calls: AnyFormAction::new(S::PATH, read::<S::Output>), of: PhantomData }
    }

    /// Does it without a form.
    pub fn send(self, input: S)
    where
        S: IntoReq<PostUrl, BrowserRequest, UiError> + Clone + 'static,
    {
        self.calls.send(Box::new(move || input.clone().into_req(S::PATH, JsonEncoding::CONTENT_TYPE)));
    }

    /// What the last call came to.
    pub fn outcome(self) -> Option<Result<S::Output, UiError>> {
        let outcome = self.calls.outcome.get()?;
        outcome.map(|output| output.downcast_ref::<S::Output>().cloned()).transpose()
    }
}

impl<S> FormAction<S> {
    /// Whether an answer is waited for.
    pub fn pending(self) -> Signal<bool> {
        self.calls.pending()
    }

    /// Forgets what came of it.
    pub fn clear(self) {
        self.calls.outcome.set(None);
    }
}

impl AnyFormAction {
    fn new(url: &'static str, read: fn(&str) -> CallOutcome) -> Self {
        let error = use_context::<ServerActionError>()
            .filter(|error| error.path() == url)
            .map(|error| Err(ServerFnUrlError::<UiError>::decode_err(error.err())));
        Self { url, read, pending: RwSignal::new(false), outcome: RwSignal::new(error), turn: StoredValue::new(0) }
    }

    /// Whether an answer is waited for.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// The error of the last call.
    pub fn error(self) -> Option<UiError> {
        self.outcome.with(|outcome| outcome.as_ref()?.as_ref().err().cloned())
    }

    /// Runs something with each answer.
    pub fn on_success(self, then: Box<dyn Fn(&Output)>) {
        Effect::new(move || {
            if let Some(Ok(output)) = self.outcome.get() {
                strongroom_ui::close_dialogs();
                untrack(|| then(&output));
            }
        });
    }

    fn submit(self, event: &SubmitEvent) {
        let form = form_data_from_event(event).ok();
        let fields = form.and_then(|form| UrlSearchParams::new_with_str_sequence_sequence(&form).ok());
        let body = fields.map(|fields| String::from(fields.to_string())).unwrap_or_default();
        let (sent, wanted) = (PostUrl::CONTENT_TYPE, JsonEncoding::CONTENT_TYPE);
        let url = self.url;
        self.send(Box::new(move || BrowserRequest::try_new_post(url, sent, wanted, body.clone())));
    }

    fn send(self, request: Box<dyn Fn() -> Result<BrowserRequest, UiError>>) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        self.pending.set(true);
        spawn_local(async move {
            let outcome = confirmed(Box::new(move || send(request()))).await;
            let outcome = outcome.and_then(|json| (self.read)(&json));
            // The page may be gone, or have begun anew.
            if self.turn.try_get_value() == Some(turn) {
                self.pending.set(false);
                self.outcome.set(Some(outcome));
            }
        });
    }
}

fn read<T: DeserializeOwned + Send + Sync + 'static>(json: &str) -> CallOutcome {
    Ok(Arc::new(exchange::read::<T>(json)?))
}

/// A form that does it. It works without scripts too.
#[component]
pub fn SubmitForm(
    /// What it does.
    #[prop(into)]
    action: AnyFormAction,
    /// The fields, in the names of the server function's arguments.
    children: Children,
) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        if !event.default_prevented() {
            event.prevent_default();
            action.submit(&event);
        }
    };
    view! { <form method="post" action=action.url on:submit=on_submit>{children()}</form> }
}
