//! Confirming who one is, when the server asks for it in the middle of something: a dialog on the page in sight, and the same
//! thing done once more after it. Without scripts a link leads to the page with the same form.

use super::exchange::{JsonResult, PendingJson};
use crate::error::ErrorKind;
use js_sys::{Function, Promise, futures::JsFuture};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use strongroom_ui::{Dialog, Skeleton};
use wasm_bindgen::JsValue;

thread_local! {
    // A browser has one thread and shows one page. On the server nothing is ever asked for.
    static DIALOG: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
    static WAITING: RefCell<Vec<Function>> = const { RefCell::new(Vec::new()) };
}

/// Asks, and once more after the person has confirmed who they are, where the server asks for that.
pub(super) async fn confirmed(question: Box<dyn Fn() -> PendingJson>) -> JsonResult {
    match question().await {
        Err(error) if error.kind == ErrorKind::StepUp && ask().await => question().await,
        answer => answer,
    }
}

/// Shows the dialog; whether the person has confirmed.
async fn ask() -> bool {
    let Some(open) = DIALOG.get() else { return false };
    let settled = Promise::new(&mut |resolve, _| WAITING.with_borrow_mut(|waiting| waiting.push(resolve)));
    let _ = open.try_set(true);
    let settled: Result<JsValue, _> = JsFuture::from(settled).await;
    settled.is_ok_and(|confirmed| confirmed.is_truthy())
}

/// Lets what waits go on, or gives it up, and closes the dialog. Whether anything waited.
pub(crate) fn settle(confirmed: bool) -> bool {
    let waiting = WAITING.take();
    for resolve in &waiting {
        // It only wakes what waits.
        let _ = resolve.call1(&JsValue::NULL, &confirmed.into());
    }
    if let Some(open) = DIALOG.get() {
        let _ = open.try_set(false);
    }
    !waiting.is_empty()
}

/// The dialog, once for all pages. Its form is loaded when it is first asked for.
#[component]
pub(crate) fn ReauthenticationDialog(
    /// The form.
    form: fn() -> AnyView,
) -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || DIALOG.set(Some(open)));
    view! {
        <Dialog id="confirm-dialog" title="Confirm that it is you" open on_close=move |()| { settle(false); }>
            <Suspense fallback=|| view! { <Skeleton lines=3/> }>
                {move || open.get().then(form)}
            </Suspense>
        </Dialog>
    }
}
