//! Re-authentication when the server requires a step-up: a dialog on the current page, then the same request again. Without
//! scripts a link leads to the page with the same form.

use super::exchange::{JsonResult, PendingJson};
use crate::error::ErrorKind;
use js_sys::{Function, Promise, futures::JsFuture};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use strongroom_ui::{Dialog, Skeleton};
use wasm_bindgen::JsValue;

thread_local! {
    // A browser has one thread and shows one page. The server never opens the dialog.
    static DIALOG: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Sends a request. If the server requires a step-up, opens the dialog and sends the request again after confirmation.
pub(super) async fn with_reauthentication(request: Box<dyn Fn() -> PendingJson>) -> JsonResult {
    match request().await {
        Err(error) if error.kind == ErrorKind::StepUp && open_dialog().await => request().await,
        result => result,
    }
}

/// Opens the dialog. Returns whether the user confirmed their identity.
async fn open_dialog() -> bool {
    let Some(open) = DIALOG.get() else { return false };
    let settled = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
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
    if let Some(open) = DIALOG.get() {
        let _ = open.try_set(false);
    }
    !waiting.is_empty()
}

/// The dialog, shared by all pages. Its form is loaded when the dialog first opens.
#[component]
pub(crate) fn ReauthenticationDialog(
    /// The form.
    form: fn() -> AnyView,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || DIALOG.set(Some(open)));
    view! {
        <Dialog id="confirm-dialog" title="Confirm your identity" open on_close=move |()| { finish_reauthentication(false); }>
            <Suspense fallback=|| view! { <Skeleton lines=3/> }>
                {move || open.get().then(form)}
            </Suspense>
        </Dialog>
    }
}
