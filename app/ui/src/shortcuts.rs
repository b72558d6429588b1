//! Keyboard shortcuts. They are inactive while the user types and while a dialog is open.
//!
//! Built in: `/` focuses the page's search field, `?` lists the shortcuts, J and K move through the rows of a table, X selects a
//! row, Enter opens it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::{Dialog, KeyHint, dom};

/// Maximum delay before the second key of "g h", in milliseconds.
const SEQUENCE_MS: f64 = 1_200.0;
const HELP: &str = "keys";

/// A shortcut that opens a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoTo {
    /// Keys, separated by a space: "g h".
    pub keys: &'static str,
    /// Label of the page.
    pub label: String,
    /// Address.
    pub href: String,
}

#[derive(Clone)]
struct Shortcut {
    id: u32,
    keys: &'static str,
    label: String,
    action: Callback<()>,
}

/// Shortcuts of the current page.
#[derive(Clone, Copy)]
struct ShortcutRegistry {
    bound: RwSignal<Vec<Shortcut>>,
    next: StoredValue<u32>,
}

/// Provides shortcuts to this component's children. Called by the shell.
pub(crate) fn provide_shortcuts() {
    provide_context(ShortcutRegistry { bound: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// Binds keys ("e", "g h", "[") while the calling component is mounted.
pub fn use_shortcut(keys: &'static str, label: impl Into<String>, action: impl Into<Callback<()>>) {
    let Some(registry) = use_context::<ShortcutRegistry>() else { return };
    let (label, action) = (label.into(), action.into());
    let id = registry.next.get_value();
    registry.next.set_value(id.wrapping_add(1));
    Effect::new(move || {
        let bound = Shortcut { id, keys, label: label.clone(), action };
        let _ = registry.bound.try_update(|all| all.push(bound));
        on_cleanup(move || {
            let _ = registry.bound.try_update(|all| all.retain(|bound| bound.id != id));
        });
    });
}

/// Listens for shortcuts, and contains the dialog that `?` opens.
#[component]
pub fn Shortcuts(
    /// Shortcuts that open pages.
    #[prop(optional)]
    go: Vec<GoTo>,
    /// Whether shortcuts are enabled. Users of speech input need to turn them off (WCAG 2.1.4).
    #[prop(default = Signal::from(true), into)]
    enabled: Signal<bool>,
) -> impl IntoView {
    let bound = use_context::<ShortcutRegistry>().map_or_else(|| RwSignal::new(Vec::new()), |keys| keys.bound);
    let destinations = StoredValue::new(go);
    let begun = StoredValue::new(None::<(String, f64)>);
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            if enabled.get_untracked() && is_free(&event) {
                press(&event, begun, |keys| find(keys, bound, destinations));
            }
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <Dialog id=HELP title="Keyboard shortcuts">
            {move || help(&destinations.get_value(), &bound.get())}
        </Dialog>
    }
}

fn is_free(event: &KeyboardEvent) -> bool {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    let dialog_open = || dom::root().is_some_and(|root| dom::find_in(&root, "dialog[open]").is_some());
    !modified && !event.default_prevented() && !dom::is_typing(event) && !dialog_open()
}

enum ShortcutMatch {
    Run(Callback<()>),
    Follow(String),
    /// The first key of a sequence.
    Prefix,
    Nothing,
}

fn find(keys: &str, bound: RwSignal<Vec<Shortcut>>, destinations: StoredValue<Vec<GoTo>>) -> ShortcutMatch {
    let begins = |whole: &str| whole.strip_prefix(keys).is_some_and(|rest| rest.starts_with(' '));
    let of_page = bound.with_untracked(|bound| {
        let run = bound.iter().rev().find(|bound| bound.keys == keys).map(|bound| ShortcutMatch::Run(bound.action));
        run.or_else(|| bound.iter().any(|bound| begins(bound.keys)).then_some(ShortcutMatch::Prefix))
    });
    of_page.unwrap_or_else(|| {
        destinations.with_value(|all| match all.iter().find(|destination| destination.keys == keys) {
            Some(destination) => ShortcutMatch::Follow(destination.href.clone()),
            None if all.iter().any(|destination| begins(destination.keys)) => ShortcutMatch::Prefix,
            None => ShortcutMatch::Nothing,
        })
    })
}

fn press(event: &KeyboardEvent, begun: StoredValue<Option<(String, f64)>>, find: impl Fn(&str) -> ShortcutMatch) {
    let key = event.key();
    let now = event.time_stamp();
    let first = begun.get_value().filter(|(_, at)| now - at < SEQUENCE_MS);
    begun.set_value(None);
    if let Some((first, _)) = first {
        match find(&format!("{first} {key}")) {
            ShortcutMatch::Nothing | ShortcutMatch::Prefix => {}
            found => return act(event, found),
        }
    }
    match find(&key) {
        ShortcutMatch::Prefix => begun.set_value(Some((key, now))),
        ShortcutMatch::Nothing => built_in(event, &key),
        found => act(event, found),
    }
}

fn act(event: &KeyboardEvent, found: ShortcutMatch) {
    event.prevent_default();
    match found {
        ShortcutMatch::Run(action) => action.run(()),
        ShortcutMatch::Follow(href) => dom::follow(&href),
        ShortcutMatch::Prefix | ShortcutMatch::Nothing => {}
    }
}

fn built_in(event: &KeyboardEvent, key: &str) {
    let Some(root) = dom::root() else { return };
    match key {
        "/" => {
            if let Some(field) = dom::find_in(&root, "[data-search]") {
                event.prevent_default();
                let _ = field.focus();
            }
        }
        "?" => dom::show_dialog(HELP),
        "j" => dom::rove(&dom::find_all(&root, "[data-row]"), 1),
        "k" => dom::rove(&dom::find_all(&root, "[data-row]"), -1),
        "x" => click_in_row("input[type=checkbox]", false),
        "Enter" => click_in_row("a[href]", true),
        _ => {}
    }
}

/// Clicks the first match in the focused row. With `row_itself` the row itself must have the focus, because Enter on a link or
/// button inside the row already has a meaning.
fn click_in_row(selector: &str, row_itself: bool) {
    let Some(active) = document().active_element() else { return };
    let Ok(Some(row)) = active.closest("[data-row]") else { return };
    if row_itself && !row.is_same_node(Some(&active)) {
        return;
    }
    if let Some(target) =
        row.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into::<HtmlElement>().ok())
    {
        target.click();
    }
}

fn help(destinations: &[GoTo], bound: &[Shortcut]) -> AnyView {
    let always = [
        ("Ctrl+K", "Search or jump to anything"),
        ("/", "Search this page"),
        ("j", "Next row"),
        ("k", "Previous row"),
        ("x", "Select the row"),
        ("Enter", "Open the row"),
        ("?", "Show keyboard shortcuts"),
    ];
    let line = |keys: String, label: String| {
        view! { <div class="flex items-center justify-between gap-4 py-1"><dt>{label}</dt><dd><KeyHint keys/></dd></div> }
    };
    let of_page: Vec<_> = bound.iter().map(|bound| line(bound.keys.to_owned(), bound.label.clone())).collect();
    let everywhere: Vec<_> = always.into_iter().map(|(keys, label)| line(keys.to_owned(), label.to_owned())).collect();
    let leading: Vec<_> = destinations.iter().map(|to| line(to.keys.to_owned(), to.label.clone())).collect();
    view! { <dl>{of_page}{everywhere}{leading}</dl> }.into_any()
}
