//! Re-authentication: when the server requires a step-up, and when the session has ended. A dialog on the current page, over
//! whatever was typed, then the same request again. Without scripts a link leads to the page with the same form.

use super::exchange::{JsonResult, PendingJson};
use crate::error::ErrorKind;
use js_sys::{Function, Promise, futures::JsFuture};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use strongroom_ui::{Dialog, Skeleton};
use wasm_bindgen::JsValue;

/// What the user must prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProofWanted {
    /// Their identity, again, in the present session.
    StepUp,
    /// Their identity, in a new session: the last one has ended.
    SignIn,
}

thread_local! {
    // A browser has one thread and shows one page. The server never opens the dialog.
    static DIALOG: Cell<Option<(RwSignal<bool>, RwSignal<ProofWanted>)>> = const { Cell::new(None) };
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// How often one request may ask for a proof: a new session, and in it a step-up.
const MOST: usize = 2;

/// Sends a request. If the server requires a step-up or a new session, opens the dialog and sends the request again after
/// confirmation.
pub(super) async fn with_reauthentication(request: Box<dyn Fn() -> PendingJson>) -> JsonResult {
    let mut result = request().await;
    for _ in 0..MOST {
        let proof = match result.as_ref().err().map(|error| error.kind) {
            Some(ErrorKind::StepUp) => ProofWanted::StepUp,
            Some(ErrorKind::SignedOut) => ProofWanted::SignIn,
            _ => break,
        };
        if !confirmed(proof).await {
            break;
        }
        result = request().await;
    }
    result
}

/// Opens the dialog. Returns whether the user confirmed their identity. Requests of the dialog itself do not open it again.
async fn confirmed(proof: ProofWanted) -> bool {
    let Some((open, asked)) = DIALOG.get() else { return false };
    let busy = open.try_get_untracked().unwrap_or(true);
    if busy && asked.try_get_untracked() == Some(ProofWanted::SignIn) {
        return false;
    }
    let settled = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    let _ = asked.try_set(proof);
    let _ = open.try_set(true);
    let settled: Result<JsValue, _> = JsFuture::from(settled).await;
    settled.is_ok_and(|confirmed| confirmed.is_truthy())
}

/// Closes the dialog, and resumes or fails the waiting requests. Returns whether any request was waiting.
pub(crate) fn finish_reauthentication(confirmed: bool) -> bool {
    let waiting = WAITING.take();
    for resolve in &waiting {
        // It only wakes the waiting request, so its result does not matter.
        let _ = resolve.call1(&JsValue::NULL, &confirmed.into());
    }
    if let Some((open, _)) = DIALOG.get() {
        let _ = open.try_set(false);
    }
    !waiting.is_empty()
}

/// The dialog, shared by all pages. Its form is loaded when the dialog first opens.
#[component]
pub(crate) fn ReauthenticationDialog(
    /// The form.
    form: fn(ProofWanted) -> AnyView,
) -> impl IntoView {
    let (open, proof) = (RwSignal::new(false), RwSignal::new(ProofWanted::StepUp));
    Effect::new(move || DIALOG.set(Some((open, proof))));
    let title = move || match proof.get() {
        ProofWanted::StepUp => "Confirm your identity".to_owned(),
        ProofWanted::SignIn => "Your session has ended".to_owned(),
    };
    view! {
        <Dialog id="confirm-dialog" title=Signal::derive(title) open on_close=move |()| { finish_reauthentication(false); }>
            <Suspense fallback=|| view! { <Skeleton lines=3/> }>
                {move || open.get().then(|| form(proof.get()))}
            </Suspense>
        </Dialog>
    }
}
