//! Direct DOM access, only in the browser: call it from event handlers and effects.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

/// The element with this id, if it has the requested type.
pub(crate) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first match inside `root`.
pub(crate) fn find_in(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// All matches inside `root`, in document order.
pub(crate) fn find_all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// The root element of the document.
pub(crate) fn root() -> Option<Element> {
    document().document_element()
}

/// Shows a dialog on top of the page, with the rest of the page inert.
pub(crate) fn show_dialog(id: &str) {
    if let Some(dialog) = by_id::<HtmlDialogElement>(id)
        && !dialog.open()
    {
        // This fails only for a dialog that was removed from the page.
        let _ = dialog.show_modal();
    }
}

/// Navigates to an address like a click on a link, so that the router handles addresses of the console.
pub fn follow(href: &str) {
    let Some(body) = document().body() else { return };
    let Ok(link) = document().create_element("a") else { return };
    if link.set_attribute("href", href).is_ok() && body.append_child(&link).is_ok() {
        if let Some(link) = link.dyn_ref::<HtmlElement>() {
            link.click();
        }
        link.remove();
    }
}

/// Moves the focus to the element with this id after the current update is rendered.
pub fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) = by_id::<HtmlElement>(&id) {
            let _ = element.focus();
        }
    });
}

/// Moves the focus to the first control inside `root` that is marked as invalid, after the current update is rendered. Opens the
/// `<details>` around it. `then` gets whether there is one.
pub fn focus_first_invalid(root: &Element, then: impl FnOnce(bool) + 'static) {
    let root = root.clone();
    request_animation_frame(move || {
        let visible = |marked: HtmlElement| {
            while let Ok(Some(details)) = marked.closest("details:not([open])") {
                let _ = details.set_attribute("open", "");
            }
            marked.offset_parent().map(|_| marked)
        };
        // An error of a group of controls is marked itself, beside them.
        let found = find_all(&root, "[aria-invalid=\"true\"], [data-error]").into_iter().find_map(visible);
        let control = found.as_ref().and_then(|marked| match marked.has_attribute("data-error") {
            true => find_in(&marked.parent_element()?, "input, textarea, select"),
            false => Some(marked.clone()),
        });
        if let Some(control) = control {
            let _ = control.focus();
        }
        then(found.is_some());
    });
}

/// Whether the event comes from a text input.
pub(crate) fn is_typing(event: &KeyboardEvent) -> bool {
    let Some(element) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else { return false };
    if element.is_content_editable() {
        return true;
    }
    match element.tag_name().as_str() {
        "TEXTAREA" | "SELECT" => true,
        "INPUT" => element
            .dyn_ref::<HtmlInputElement>()
            .is_some_and(|input| !matches!(input.type_().as_str(), "checkbox" | "radio" | "button" | "submit")),
        _ => false,
    }
}

/// Moves the focus by `step` items, wrapping at the ends. If no item has the focus, moves to the first (or last) one.
pub(crate) fn rove(items: &[HtmlElement], step: i32) {
    let Ok(count) = i32::try_from(items.len()) else { return };
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let current = items.iter().position(|item| active.as_ref().is_some_and(|active| item.contains(Some(active))));
    let next = match current.and_then(|current| i32::try_from(current).ok()) {
        Some(current) => (current + step).rem_euclid(count),
        None if step < 0 => count - 1,
        None => 0,
    };
    if let Some(item) = usize::try_from(next).ok().and_then(|next| items.get(next)) {
        let _ = item.focus();
    }
}
