//! Forms that call server functions, and the outcome of the call.
//!
//! Replaces Leptos' `ServerAction` and `ActionForm`, which compile reading a form, its encoding and the exchange with the
//! server again for each server function. Here all of them share that code. Only parsing the response depends on the type.

use super::{
    changes::changed,
    exchange::{self, send},
    feedback::error_banner,
    reauthenticate::with_reauthentication,
    request::{ArgumentFormat, PageRequest},
    sent_error::sent_error,
    unsaved::{control_name, form_of, mark_if_changed, unmark},
};
use crate::{
    error::{ErrorKind, UiError},
    page_subject::PageSubject,
};
use leptos::{
    context::Provider,
    form::form_data_from_event,
    prelude::*,
    server_fn::{ServerFn, codec::PostUrl},
    task::spawn_local,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{any::Any, marker::PhantomData, sync::Arc};
use strongroom_ui::{Banner, Button, ButtonSize, FormError, NamedFieldError, Tone, focus_first_invalid};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlElement, HtmlFormElement, HtmlInputElement, SubmitEvent, UrlSearchParams};

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
    sent_by: RwSignal<Option<FormId>>,
}

/// Tells the forms of a page apart. A list has one for each row, and all of them send the same action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FormId(u32);

impl FormId {
    /// The form that is being created. Not part of the page, so the server and the browser may count differently.
    fn new() -> Self {
        static NEXT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        Self(NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
    }
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
        S: Serialize + Clone + 'static,
    {
        let url = untrack(|| self.calls.address(false));
        self.calls.send(Box::new(move || PageRequest::new::<PostUrl>(&url, &input)));
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
            .map(|error| Err(sent_error(error.err())));
        let (pending, outcome, sent_by) = (RwSignal::new(false), RwSignal::new(error), RwSignal::new(None));
        Self { url, subject: use_context(), read, pending, outcome, latest: StoredValue::new(0), sent_by }
    }

    /// Whether a call is in progress.
    pub fn pending(self) -> Signal<bool> {
        self.pending.into()
    }

    /// The error of the last call.
    pub fn error(self) -> Option<UiError> {
        self.outcome.with(|outcome| outcome.as_ref()?.as_ref().err().cloned())
    }

    /// The error of the last call, unless the form that sent it shows it at its button.
    pub fn error_elsewhere(self) -> Option<UiError> {
        self.error().filter(|_| self.sent_by.get().is_none())
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

    fn submit(self, event: &SubmitEvent, form: HtmlFormElement, id: Option<FormId>, replaces: bool) {
        // The form is sent already: a second press changes nothing.
        if self.pending.get_untracked() {
            return;
        }
        let data = form_data_from_event(event).ok();
        let fields = data.and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data).ok());
        let body = fields.map(|fields| String::from(fields.to_string()));
        let url = untrack(|| self.address(replaces));
        self.sent_by.set(id.filter(|_| has_fields(&form)));
        let request = PageRequest { url, content_type: <PostUrl as ArgumentFormat>::CONTENT_TYPE, body };
        self.run(Box::new(move || request.clone()), Some(form));
    }

    fn send(self, request: Box<dyn Fn() -> PageRequest>) {
        self.sent_by.set(None);
        self.run(request, None);
    }

    fn run(self, request: Box<dyn Fn() -> PageRequest>, form: Option<HtmlFormElement>) {
        let number = self.latest.get_value().wrapping_add(1);
        self.latest.set_value(number);
        self.pending.set(true);
        spawn_local(async move {
            let outcome = with_reauthentication(Box::new(move || send(request()))).await;
            let outcome = outcome.and_then(|json| (self.read)(&json));
            // The page may be gone, or a newer call may be in progress.
            if self.latest.try_get_value() != Some(number) {
                return;
            }
            if let (Ok(_), Some(form)) = (&outcome, &form) {
                unmark(form);
            }
            if outcome.is_ok() {
                changed();
            }
            let failed = outcome.is_err();
            self.pending.set(false);
            self.outcome.set(Some(outcome));
            if let Some(form) = form.filter(|_| failed) {
                focus_first_invalid(&form, drop);
            }
        });
    }

    /// Drops an error that a change of the control `name` makes stale. An error about one field stays until that field changes.
    fn changed(self, form: &HtmlFormElement, name: &str) {
        let Some(error) = untrack(|| self.error()) else { return };
        let about = |name: &String| {
            form.query_selector(&format!("[name=\"{name}\"]:not([type=hidden])")).is_ok_and(|found| found.is_some())
        };
        let elsewhere = error.invalid().is_some_and(|field| field.inputs.iter().any(about) && !field.is_named(name));
        if !elsewhere && error.kind != ErrorKind::Throttled {
            self.outcome.set(None);
        }
    }
}

/// Whether the user can change anything in a form, beside sending it.
fn has_fields(form: &HtmlFormElement) -> bool {
    form.query_selector("input:not([type=hidden]), textarea, select").is_ok_and(|found| found.is_some())
}

fn read<T: DeserializeOwned + Send + Sync + 'static>(json: &str) -> CallOutcome {
    Ok(Arc::new(exchange::read::<T>(json)?))
}

/// A form that submits an action. It works without scripts.
///
/// With scripts, the page asks before unsaved input is lost, the error of a failed call stands at the end of the form, where
/// its button is, the first field with an error gets the focus, and an error goes when its field changes.
#[component]
pub fn SubmitForm(
    /// Action to submit.
    #[prop(into)]
    action: AnyFormAction,
    /// The page may be left without asking, and shows the error itself. For forms whose input is never worth keeping, such as a
    /// password for a sign-in.
    #[prop(optional)]
    disposable: bool,
    /// What did not happen if the call fails: "Not saved".
    #[prop(optional)]
    failed: Option<&'static str>,
    /// Whether it replaces what the page shows of its thing, so that any change of it since is a conflict. Other forms only
    /// require that it is still the same thing.
    #[prop(optional)]
    replaces: bool,
    /// Fields, named like the server function's arguments.
    children: Children,
) -> impl IntoView {
    let id = FormId::new();
    // Why the browser or the page did not send the form.
    let unsent = RwSignal::new(None::<String>);
    let on_submit = move |event: SubmitEvent| {
        let Some(form) = form_of(&event) else { return };
        unsent.set(None);
        if event.default_prevented() {
            focus_first_invalid(&form, move |found| {
                let words = "Nothing was sent yet. Correct the marked fields.";
                drop(unsent.try_set(found.then(|| words.to_owned())));
            });
            return;
        }
        event.prevent_default();
        action.submit(&event, form, (!disposable).then_some(id), replaces);
    };
    let on_invalid = move |event: Event| {
        if unsent.with_untracked(Option::is_none) {
            unsent.set(validation_message(&event).map(|words| format!("Nothing was sent yet. {words}")));
        }
    };
    let on_change = move |event: Event| {
        if !disposable {
            mark_if_changed(&event);
        }
        if event.type_() == "click" {
            return;
        }
        unsent.set(None);
        if let Some(form) = form_of(&event) {
            action.changed(&form, &control_name(&event));
        }
    };
    let own_error = move || action.error().filter(|_| action.sent_by.get() == Some(id));
    let form_error = FormError(Signal::derive(move || {
        let field = action.error()?.invalid()?.clone();
        // A form that was sent without scripts has no id.
        let own = action.sent_by.get().is_none_or(|sent_by| sent_by == id);
        own.then_some(NamedFieldError { names: field.inputs, message: field.rule })
    }));
    let summary = move || match (unsent.get(), own_error()) {
        (Some(words), _) => Some(view! { <Banner tone=Tone::Red>{words}</Banner> }.into_any()),
        (None, Some(error)) => {
            let again = error.is_temporary().then(|| {
                view! { <Button size=ButtonSize::Small submit=true pending=action.pending()>"Try again"</Button> }
                    .into_any()
            });
            Some(error_banner(error, failed, again))
        }
        (None, None) => None,
    };
    view! {
        <form
            method="post"
            action=move || action.address(replaces)
            on:submit=on_submit
            on:invalid:capture=on_invalid
            on:input=move |event| on_change(event.unchecked_into())
            on:change=on_change
            on:click=move |event| on_change(event.unchecked_into())
        >
            <Provider value=form_error>{children()}</Provider>
            {move || summary().map(|summary| view! { <div class="mt-3" data-summary="">{summary}</div> }.into_any())}
        </form>
    }
}

/// What the browser finds wrong with the control of an `invalid` event, with the control's label.
fn validation_message(event: &Event) -> Option<String> {
    let control = event.target()?.dyn_into::<HtmlElement>().ok()?;
    let message = js_sys::Reflect::get(&control, &"validationMessage".into()).ok()?.as_string()?;
    let labels = control.dyn_ref::<HtmlInputElement>().and_then(HtmlInputElement::labels);
    let label = labels.and_then(|labels| labels.item(0)?.text_content());
    Some(label.map_or_else(|| message.clone(), |label| format!("{}: {message}", label.trim())))
}
