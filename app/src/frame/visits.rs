//! Steps from page to page within the console: the heading gets the focus, Back returns to where the page was scrolled to, and
//! Back and Forward ask before unsaved input is lost.

use crate::client::{is_unsaved, leave_by, on};
use js_sys::Reflect;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    time::Duration,
};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, FocusOptions, HtmlElement};

/// How often to look for the new page's heading, and to correct its scroll position while it grows.
const LOOK: Duration = Duration::from_millis(50);
/// How many times: five seconds.
const LOOKS: u32 = 100;
/// How many times after the position was reached, because content above it may still change its height.
const SETTLE: u32 = 10;

thread_local! {
    // A browser has one thread and shows one page.
    static VISIT: RefCell<Option<Visit>> = const { RefCell::new(None) };
    static SCROLLED: RefCell<HashMap<String, f64>> = RefCell::new(HashMap::new());
    /// The popstate event that undoes a step which the user must confirm first.
    static UNDOING: Cell<bool> = const { Cell::new(false) };
    /// Counts the user's own acts, which end every correction of the position.
    static ACTS: Cell<u32> = const { Cell::new(0) };
    static RESTORING: Cell<bool> = const { Cell::new(false) };
}

/// An entry of the browser's history.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Visit {
    /// Identifies the entry.
    key: String,
    /// Its place.
    index: i32,
}

/// The present entry; `None` in a browser without the Navigation API.
fn visit() -> Option<Visit> {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).ok().filter(|found| found.is_truthy());
    let entry = get(&get(&window(), "navigation")?, "currentEntry")?;
    let key = get(&entry, "key")?.as_string()?;
    let index = Reflect::get(&entry, &"index".into()).ok()?.as_f64()?;
    Some(Visit { key, index: index as i32 })
}

/// Follows the user from page to page. Called once, by the frame.
pub(super) fn follow_visits() {
    let location = use_location();
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        location.search.track();
        location.hash.track();
        VISIT.set(visit());
        if before.is_some_and(|before| before != path) {
            focus_heading();
        }
        path
    });
}

/// Listens to the browser's history, for as long as the page lives. Called before the router listens: at the window, browsers may
/// call listeners in the order of their registration, whatever their phase.
pub(super) fn listen_to_history() {
    on(&window().into(), "popstate", |event: Event| on_step(&event));
    let navigation = Reflect::get(&window(), &"navigation".into());
    if let Ok(navigation) = navigation.and_then(|found| found.dyn_into::<EventTarget>()) {
        on(&navigation, "currententrychange", |event: Event| on_entry(&event));
    }
    on(&document().into(), "scroll", |_: Event| remember_position());
    for act in ["wheel", "touchstart", "pointerdown", "keydown"] {
        on(&window().into(), act, |_: Event| ACTS.set(ACTS.get().wrapping_add(1)));
    }
}

/// A new entry. The router adds it after it has announced the new address: when the part of the page has been loaded.
fn on_entry(event: &Event) {
    let by = Reflect::get(event, &"navigationType".into()).ok().and_then(|by| by.as_string());
    if by.is_some_and(|by| by == "push" || by == "replace") {
        VISIT.set(visit());
    }
}

/// Back or Forward. The browser has changed the address already; the router learns of it after this.
fn on_step(event: &Event) {
    if UNDOING.take() {
        event.stop_immediate_propagation();
        return;
    }
    let (from, to) = (VISIT.with_borrow(Clone::clone), visit());
    if let (Some(from), Some(to), true) = (&from, &to, is_unsaved()) {
        let step = to.index - from.index;
        let history = move |step: i32| window().history().is_ok_and(|history| history.go_with_delta(step).is_ok());
        if step != 0 && history(-step) {
            event.stop_immediate_propagation();
            UNDOING.set(true);
            leave_by(move || {
                // This fails only for a document that is not shown any more.
                let _ = history(step);
            });
            return;
        }
    }
    let position = to.as_ref().and_then(|to| SCROLLED.with_borrow(|all| all.get(&to.key).copied()));
    VISIT.set(to);
    if let Some(position) = position {
        RESTORING.set(true);
        restore(position, ACTS.get(), LOOKS, SETTLE);
    }
}

fn remember_position() {
    if RESTORING.get() {
        return;
    }
    let (Some(visit), Ok(position)) = (VISIT.with_borrow(Clone::clone), window().scroll_y()) else { return };
    SCROLLED.with_borrow_mut(|all| all.insert(visit.key, position));
}

/// Scrolls to a position as soon as the page is long enough for it, unless the user does something first.
fn restore(position: f64, acts: u32, looks: u32, settle: u32) {
    let height = document().document_element().map_or(0, |root| root.scroll_height());
    let visible = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
    let reached = f64::from(height) - visible + 1.0 >= position;
    if reached && window().scroll_y().is_ok_and(|now| (now - position).abs() > 1.0) {
        window().scroll_to_with_x_and_y(0.0, position);
    }
    let settle = if reached { settle.saturating_sub(1) } else { SETTLE };
    if looks == 0 || settle == 0 || ACTS.get() != acts {
        RESTORING.set(false);
        return remember_position();
    }
    set_timeout(move || restore(position, acts, looks - 1, settle), LOOK);
}

/// Moves the focus to the heading of the page that is being opened, which also announces it.
fn focus_heading() {
    let shown = heading();
    let words = words(shown.as_ref());
    look_for_heading(shown, words, active(), ACTS.get(), LOOKS);
}

fn heading() -> Option<HtmlElement> {
    document().query_selector("main h1").ok()??.dyn_into().ok()
}

/// The heading and the title: pages about one thing share the heading.
fn words(heading: Option<&HtmlElement>) -> String {
    format!("{}\n{}", heading.and_then(|heading| heading.text_content()).unwrap_or_default(), document().title())
}

fn active() -> Option<Element> {
    document().active_element()
}

/// `old` and `before`: the heading of the page before, and its words. `source`: what had the focus then. If the user has moved the focus since,
/// it stays there.
fn look_for_heading(old: Option<HtmlElement>, before: String, source: Option<Element>, acts: u32, looks: u32) {
    let now = active();
    // A dialog that closes gives the focus back to something of the frame; that does not count.
    let moved = now != source
        && now.as_ref().is_some_and(|element| element.closest("main *").is_ok_and(|inside| inside.is_some()));
    if moved || ACTS.get() != acts {
        return;
    }
    if let Some(heading) = heading() {
        let new = Some(&heading) != old.as_ref() || words(Some(&heading)) != before;
        if new || looks == 0 {
            // This fails only for a malformed name.
            let _ = heading.set_attribute("tabindex", "-1");
            let options = FocusOptions::new();
            options.set_prevent_scroll(true);
            let _ = heading.focus_with_options(&options);
            return keep_focus(acts, SETTLE * 2);
        }
    }
    if looks > 0 {
        set_timeout(move || look_for_heading(old, before, source, acts, looks - 1), LOOK);
    }
}

/// A page that is still loading may replace its heading, which drops the focus.
fn keep_focus(acts: u32, looks: u32) {
    if looks == 0 || ACTS.get() != acts {
        return;
    }
    let lost = active().is_none_or(|element| element.tag_name() == "BODY");
    if lost {
        return look_for_heading(None, String::new(), None, acts, looks);
    }
    set_timeout(move || keep_focus(acts, looks - 1), LOOK);
}
