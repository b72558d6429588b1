//! Forms that call server functions, and the outcome of the call.
//!
//! Replaces Leptos' `ServerAction` and `ActionForm`, which compile reading a form, its encoding and the exchange with the
//! server again for each server function. Here all of them share that code. Only parsing the response depends on the type.

use super::{
    exchange::{self, send},
    reauthenticate::with_reauthentication,
};
use crate::{error::UiError, page_subject::PageSubject};
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

type AnyOutput = Arc<dyn Any + Send + Sync>;
type CallOutcome = Result<AnyOutput, UiError>;

/// Calls of one server function, with the state of the last call.
#[derive(Debug)]
pub struct FormAction<S> {
    calls: AnyFormAction,
    of: PhantomData<fn() -> S>,
}

/// A [`FormAction`] without the type of its server function.
#[derive(Clone, Copy, Debug)]
pub struct AnyFormAction {
    url: &'static str,
    subject: Option<PageSubject>,
    read: fn(&str) -> CallOutcome,
    pending: RwSignal<bool>,
    outcome: RwSignal<Option<CallOutcome>>,
    latest: StoredValue<u32>,
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
    /// An action without a call, or with the error of a form that was sent without scripts.
    pub fn new() -> Self {
        Self { calls: AnyFormAction::new(S::PATH, read::<S::Output>), of: PhantomData }
    }

    /// Calls the server function without a form.
    pub fn send(self, input: S)
    where
        S: IntoReq<PostUrl, BrowserRequest, UiError> + Clone + 'static,
    {
        let url = untrack(|| self.calls.address(false));
        self.calls.send(Box::new(move || input.clone().into_req(&url, JsonEncoding::CONTENT_TYPE)));
    }

    /// Outcome of the last call.
    pub fn outcome(self) -> Option<Result<S::Output, UiError>> {
        let outcome = self.calls.outcome.get()?;
        outcome.map(|output| output.downcast_ref::<S::Output>().cloned()).transpose()
    }
}

impl<S> FormAction<S> {
    /// Whether a call is in progress.
    pub fn pending(self) -> Signal<bool> {
        self.calls.pending()
    }

    /// Drops the outcome.
    pub fn clear(self) {
        self.calls.outcome.set(None);
    }
}

impl AnyFormAction {
    fn new(url: &'static str, read: fn(&str) -> CallOutcome) -> Self {
        let error = use_context::<ServerActionError>()
            .filter(|error| error.path() == url)
            .map(|error| Err(ServerFnUrlError::<UiError>::decode_err(error.err())));
        let (pending, outcome, latest) = (RwSignal::new(false), RwSignal::new(error), StoredValue::new(0));
        Self { url, subject: use_context(), read, pending, outcome, latest }
    }

    /// Whether a call is in progress.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// The error of the last call.
    pub fn error(self) -> Option<UiError> {
        self.outcome.with(|outcome| outcome.as_ref()?.as_ref().err().cloned())
    }

    /// Runs `then` with each successful response.
    pub fn on_success(self, then: Box<dyn Fn(&AnyOutput)>) {
        Effect::new(move || {
            if let Some(Ok(output)) = self.outcome.get() {
                strongroom_ui::close_dialogs();
                untrack(|| then(&output));
            }
        });
    }

    /// Where requests go, with what the page shows.
    fn address(self, replaces: bool) -> String {
        let query = self.subject.map(|subject| subject.query(replaces)).unwrap_or_default();
        format!("{}{query}", self.url)
    }

    fn submit(self, event: &SubmitEvent, replaces: bool) {
        let form = form_data_from_event(event).ok();
        let fields = form.and_then(|form| UrlSearchParams::new_with_str_sequence_sequence(&form).ok());
        let body = fields.map(|fields| String::from(fields.to_string())).unwrap_or_default();
        let (content_type, accept) = (PostUrl::CONTENT_TYPE, JsonEncoding::CONTENT_TYPE);
        let url = untrack(|| self.address(replaces));
        self.send(Box::new(move || BrowserRequest::try_new_post(&url, content_type, accept, body.clone())));
    }

    fn send(self, request: Box<dyn Fn() -> Result<BrowserRequest, UiError>>) {
        let number = self.latest.get_value().wrapping_add(1);
        self.latest.set_value(number);
        self.pending.set(true);
        spawn_local(async move {
            let outcome = with_reauthentication(Box::new(move || send(request()))).await;
            let outcome = outcome.and_then(|json| (self.read)(&json));
            // The page may be gone, or a newer call may be in progress.
            if self.latest.try_get_value() == Some(number) {
                self.pending.set(false);
                self.outcome.set(Some(outcome));
            }
        });
    }
}

fn read<T: DeserializeOwned + Send + Sync + 'static>(json: &str) -> CallOutcome {
    Ok(Arc::new(exchange::read::<T>(json)?))
}

/// A form that submits an action. It works without scripts.
#[component]
pub fn SubmitForm(
    /// Action to submit.
    #[prop(into)]
    action: AnyFormAction,
    /// Whether it replaces what the page shows of its thing, so that any change of it since is a conflict. Other forms only
    /// require that it is still the same thing.
    #[prop(optional)]
    replaces: bool,
    /// Fields, named like the server function's arguments.
    children: Children,
) -> impl IntoView {
    let on_submit = move |event: SubmitEvent| {
        if !event.default_prevented() {
            event.prevent_default();
            action.submit(&event, replaces);
        }
    };
    view! { <form method="post" action=move || action.address(replaces) on:submit=on_submit>{children()}</form> }
}
