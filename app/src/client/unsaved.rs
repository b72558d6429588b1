//! Nothing typed is lost: forms with unsaved input, and the question before they are left.
//!
//! A form that a user changed carries the attribute [`MARK`], which [`SubmitForm`](super::SubmitForm) sets and a successful
//! response removes. While there is one, every way to leave the page asks first: links, which include the palette and keyboard
//! shortcuts because they follow links, forms that open another page, Back and Forward, and the browser itself.

use super::load_page::load_page;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use strongroom_ui::{Button, ButtonKind, Dialog, DialogClose, follow};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    BeforeUnloadEvent, Element, Event, EventTarget, HtmlAnchorElement, HtmlElement, HtmlFormElement, MouseEvent,
};

/// Marks a form with unsaved input.
const MARK: &str = "data-unsaved";
const ID: &str = "unsaved";

thread_local! {
    // A browser has one thread and shows one page.
    static DIALOG: Cell<Option<RwSignal<bool>>> = const { Cell::new(None) };
    static LEAVE: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
    static LISTENING: Cell<bool> = const { Cell::new(false) };
}

/// Marks a form as changed if the user's event changes it: typing, choosing, or a button such as "Add key". Buttons that only
/// show something do not count.
pub(super) fn mark_if_changed(event: &Event) {
    let (Some(form), Some(target)) = (event.current_target(), event.target()) else { return };
    let (Ok(form), Ok(target)) = (form.dyn_into::<HtmlFormElement>(), target.dyn_into::<Element>()) else { return };
    let changes = event.type_() != "click"
        || target.closest("button[type=button]").ok().flatten().is_some_and(|button| {
            !["aria-pressed", "aria-expanded", "aria-disabled", "commandfor", "data-shows"]
                .iter()
                .any(|name| button.has_attribute(name))
        });
    if changes {
        // This fails only for a malformed name.
        let _ = form.set_attribute(MARK, "");
    }
}

/// Marks a form as saved.
pub(super) fn unmark(form: &HtmlFormElement) {
    let _ = form.remove_attribute(MARK);
}

/// The forms with unsaved input. Closing a dialog discards what was typed in it.
fn unsaved() -> Vec<HtmlFormElement> {
    let Ok(found) = document().query_selector_all(&format!("form[{MARK}]")) else { return Vec::new() };
    let forms = (0..found.length()).filter_map(|at| found.item(at)?.dyn_into::<HtmlFormElement>().ok());
    forms.filter(|form| !form.closest("dialog:not([open])").is_ok_and(|closed| closed.is_some())).collect()
}

/// Leaves the page by `leave`: now, or when the user agrees to lose unsaved input. Returns whether it asks.
pub(crate) fn leave_by(leave: impl FnOnce() + 'static) -> bool {
    let asks = !unsaved().is_empty();
    match DIALOG.get().filter(|_| asks) {
        Some(open) => {
            LEAVE.set(Some(Box::new(leave)));
            let _ = open.try_set(true);
        }
        None => leave(),
    }
    asks
}

/// Whether the page has unsaved input.
pub(crate) fn is_unsaved() -> bool {
    !unsaved().is_empty()
}

/// The question, and the listeners that ask it.
#[component]
pub(crate) fn UnsavedDialog() -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move || {
        DIALOG.set(Some(open));
        listen();
    });
    let discard = move |()| {
        for form in unsaved() {
            form.reset();
            unmark(&form);
        }
        let leave = LEAVE.take();
        open.set(false);
        if let Some(leave) = leave {
            leave();
        }
    };
    view! {
        <Dialog
            id=ID
            title="Discard what you typed?"
            open
            on_close=move |()| drop(LEAVE.take())
            footer=move || view! {
                <DialogClose dialog=ID label="Keep editing"/>
                <Button kind=ButtonKind::Danger on_press=discard>"Discard and leave"</Button>
            }
        >
            <p class="text-ink-2">"This page has changes that were not saved. If you leave now, they are lost."</p>
        </Dialog>
    }
}

/// Listens once, before the router does: in the capture phase.
fn listen() {
    if LISTENING.replace(true) {
        return;
    }
    let page: EventTarget = document().into();
    on(&page, "click", |event: MouseEvent| ask_before_link(&event));
    on(&page, "submit", |event: Event| ask_before_form(&event));
    on(&window().into(), "beforeunload", |event: BeforeUnloadEvent| {
        if is_unsaved() {
            event.prevent_default();
        }
    });
}

/// Adds a listener for as long as the page lives.
pub(crate) fn on<E: JsCast + wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &EventTarget,
    name: &str,
    listener: fn(E),
) {
    let listener = Closure::<dyn Fn(E)>::new(listener).into_js_value();
    // This fails only for something that is not a function.
    let _ = target.add_event_listener_with_callback_and_bool(name, listener.unchecked_ref(), true);
}

fn ask_before_link(event: &MouseEvent) {
    let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key() || event.button() != 0;
    let link =
        || event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok();
    let Some(link) = link().filter(|_| !modified && !event.default_prevented()) else { return };
    let elsewhere = !matches!(link.target().as_str(), "" | "_self") || link.has_attribute("download");
    if elsewhere || stays(&link) || !is_unsaved() {
        return;
    }
    event.prevent_default();
    event.stop_immediate_propagation();
    let (href, whole) = (link.href(), link.rel() == "external");
    leave_by(move || if whole { load_page(&href) } else { follow(&href) });
}

/// Whether a link leads to a place on this page.
fn stays(link: &HtmlAnchorElement) -> bool {
    let here = window().location();
    let same = |part: Result<String, _>, other: String| part.is_ok_and(|part: String| part == other);
    !link.hash().is_empty()
        && same(here.host(), link.host())
        && same(here.pathname(), link.pathname())
        && same(here.search(), link.search())
}

/// A form that opens another page, such as a search. Forms that are sent by this page stay on it.
fn ask_before_form(event: &Event) {
    let Some(form) = event.target().and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) else { return };
    let opens = form.method() == "get" || form.action().contains("/api/sign_out");
    if !opens || !is_unsaved() {
        return;
    }
    event.prevent_default();
    event.stop_immediate_propagation();
    leave_by(move || {
        // This fails only for a form that is gone.
        let _ = form.request_submit();
    });
}

/// The form that an event comes from.
pub(super) fn form_of(event: &Event) -> Option<HtmlFormElement> {
    event.current_target()?.dyn_into().ok()
}

/// The name of the control that an event comes from; empty if it has none.
pub(crate) fn control_name(event: &Event) -> String {
    let control = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
    control.and_then(|control| control.get_attribute("name")).unwrap_or_default()
}
