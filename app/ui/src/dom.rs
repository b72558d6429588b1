//! The few things done to the document by hand. All run in the browser only: from handlers and effects.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlInputElement, KeyboardEvent};

/// The element of that id, when it is of the asked kind.
pub(crate) fn by_id<T: JsCast>(id: &str) -> Option<T> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// The first match inside `root`.
pub(crate) fn find_in(root: &Element, selector: &str) -> Option<HtmlElement> {
    root.query_selector(selector).ok()??.dyn_into().ok()
}

/// All matches in the document, in document order.
pub(crate) fn find_all(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let Ok(list) = root.query_selector_all(selector) else { return Vec::new() };
    (0..list.length()).filter_map(|at| list.item(at)?.dyn_into().ok()).collect()
}

/// The whole document as a place to search in.
pub(crate) fn root() -> Option<Element> {
    document().document_element()
}

/// Shows a dialog on top of the page, with the rest of the page inert.
pub(crate) fn show_dialog(id: &str) {
    if let Some(dialog) = by_id::<HtmlDialogElement>(id)
        && !dialog.open()
    {
        // It fails only for a dialog that is not in the page any more: then there is nothing to show.
        let _ = dialog.show_modal();
    }
}

/// Follows an address as if its link had been clicked, so that the router takes it when it is one of ours.
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

/// Moves the focus to the element of that id once the page shows what is changing now.
pub fn focus(id: &str) {
    let id = id.to_owned();
    request_animation_frame(move || {
        if let Some(element) = by_id::<HtmlElement>(&id) {
            let _ = element.focus();
        }
    });
}

/// Whether the event comes from something one types into.
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

/// Moves the focus `step` places through `items`, round the ends; to the first (or last) when none of them has it.
pub(crate) fn rove(items: &[HtmlElement], step: i32) {
    let Ok(count) = i32::try_from(items.len()) else { return };
    if count == 0 {
        return;
    }
    let active = document().active_element();
    let here = items.iter().position(|item| active.as_ref().is_some_and(|active| item.contains(Some(active))));
    let next = match here.and_then(|here| i32::try_from(here).ok()) {
        Some(here) => (here + step).rem_euclid(count),
        None if step < 0 => count - 1,
        None => 0,
    };
    if let Some(item) = usize::try_from(next).ok().and_then(|next| items.get(next)) {
        let _ = item.focus();
    }
}
