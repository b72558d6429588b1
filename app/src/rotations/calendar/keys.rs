//! Arrow keys between the days of the calendar.

use leptos::{ev::KeyboardEvent, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node, NodeList};

/// Moves the focus from day to day: by a day, by a week, to the ends of a week. Page Up and Page Down open the page before and after.
pub(super) fn on_key(event: &KeyboardEvent) {
    let Some(focused) = document().active_element() else { return };
    let Ok(days) = document().query_selector_all("a[data-day]") else { return };
    let Some(at) = (0..days.length()).find(|at| is(&days, *at, &focused)) else { return };
    let last = days.length().saturating_sub(1);
    let to = match event.key().as_str() {
        "ArrowLeft" => at.checked_sub(1),
        "ArrowRight" => at.checked_add(1),
        "ArrowUp" => at.checked_sub(7),
        "ArrowDown" => at.checked_add(7),
        "Home" => Some(at - at % 7),
        "End" => Some((at - at % 7 + 6).min(last)),
        "PageUp" => return follow(event, "a[rel=prev]"),
        "PageDown" => return follow(event, "a[rel=next]"),
        _ => return,
    };
    event.prevent_default();
    if let Some(day) = to.and_then(|to| days.item(to)).and_then(|day| day.dyn_into::<HtmlElement>().ok()) {
        // This fails only for a day that is gone.
        let _ = day.focus();
    }
}

fn is(days: &NodeList, at: u32, focused: &Node) -> bool {
    days.item(at).is_some_and(|day| day.is_same_node(Some(focused)))
}

fn follow(event: &KeyboardEvent, selector: &str) {
    event.prevent_default();
    let link = document().query_selector(selector).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}
