//! Keys that work everywhere on a page: never while typing, never while a dialog is open.
//!
//! Built in: `/` goes to the page's search field, `?` lists the keys, J and K walk the rows of a table, X ticks a row,
//! Enter opens it.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::{Dialog, KeyHint, dom};

/// How long the second key of "g h" may take, in milliseconds.
const SEQUENCE_MS: f64 = 1_200.0;
const HELP: &str = "keys";

/// Keys that lead to a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GoTo {
    /// The keys, apart by a space: "g h".
    pub keys: &'static str,
    /// The page, in words.
    pub label: String,
    /// Its address.
    pub href: String,
}

#[derive(Clone)]
struct Bound {
    id: u32,
    keys: &'static str,
    label: String,
    action: Callback<()>,
}

/// The keys of the page in sight.
#[derive(Clone, Copy)]
struct Keys {
    bound: RwSignal<Vec<Bound>>,
    next: StoredValue<u32>,
}

/// Makes keys possible below this component. The shell does it.
pub(crate) fn provide_shortcuts() {
    provide_context(Keys { bound: RwSignal::new(Vec::new()), next: StoredValue::new(0) });
}

/// Binds keys ("e", "g h", "[") while the calling component is in the page.
pub fn use_shortcut(keys: &'static str, label: impl Into<String>, action: impl Into<Callback<()>>) {
    let Some(registry) = use_context::<Keys>() else { return };
    let (label, action) = (label.into(), action.into());
    let id = registry.next.get_value();
    registry.next.set_value(id.wrapping_add(1));
    Effect::new(move || {
        let bound = Bound { id, keys, label: label.clone(), action };
        let _ = registry.bound.try_update(|all| all.push(bound));
        on_cleanup(move || {
            let _ = registry.bound.try_update(|all| all.retain(|bound| bound.id != id));
        });
    });
}

/// Listens for the keys and holds the list that `?` opens.
#[component]
pub fn Shortcuts(
    /// Keys that lead to pages.
    #[prop(optional)]
    go: Vec<GoTo>,
    /// False switches all of them off, as whoever dictates to the computer wants it.
    #[prop(default = Signal::from(true), into)]
    enabled: Signal<bool>,
) -> impl IntoView {
    let bound = use_context::<Keys>().map_or_else(|| RwSignal::new(Vec::new()), |keys| keys.bound);
    let places = StoredValue::new(go);
    let begun = StoredValue::new(None::<(String, f64)>);
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            if enabled.get_untracked() && is_free(&event) {
                press(&event, begun, |keys| find(keys, bound, places));
            }
        });
        on_cleanup(move || listener.remove());
    });
    view! {
        <Dialog id=HELP title="Keys">
            {move || help(&places.get_value(), &bound.get())}
        </Dialog>
    }
}

fn is_free(event: &KeyboardEvent) -> bool {
    let modified = event.ctrl_key() || event.meta_key() || event.alt_key();
    let dialog_open = || dom::root().is_some_and(|root| dom::find_in(&root, "dialog[open]").is_some());
    !modified && !event.default_prevented() && !dom::is_typing(event) && !dialog_open()
}

enum Found {
    Run(Callback<()>),
    Follow(String),
    /// The first of two keys.
    Begins,
    Nothing,
}

fn find(keys: &str, bound: RwSignal<Vec<Bound>>, places: StoredValue<Vec<GoTo>>) -> Found {
    let begins = |whole: &str| whole.strip_prefix(keys).is_some_and(|rest| rest.starts_with(' '));
    let of_page = bound.with_untracked(|bound| {
        let run = bound.iter().rev().find(|bound| bound.keys == keys).map(|bound| Found::Run(bound.action));
        run.or_else(|| bound.iter().any(|bound| begins(bound.keys)).then_some(Found::Begins))
    });
    of_page.unwrap_or_else(|| {
        places.with_value(|places| match places.iter().find(|place| place.keys == keys) {
            Some(place) => Found::Follow(place.href.clone()),
            None if places.iter().any(|place| begins(place.keys)) => Found::Begins,
            None => Found::Nothing,
        })
    })
}

fn press(event: &KeyboardEvent, begun: StoredValue<Option<(String, f64)>>, find: impl Fn(&str) -> Found) {
    let key = event.key();
    let now = event.time_stamp();
    let first = begun.get_value().filter(|(_, at)| now - at < SEQUENCE_MS);
    begun.set_value(None);
    if let Some((first, _)) = first {
        match find(&format!("{first} {key}")) {
            Found::Nothing | Found::Begins => {}
            found => return act(event, found),
        }
    }
    match find(&key) {
        Found::Begins => begun.set_value(Some((key, now))),
        Found::Nothing => built_in(event, &key),
        found => act(event, found),
    }
}

fn act(event: &KeyboardEvent, found: Found) {
    event.prevent_default();
    match found {
        Found::Run(action) => action.run(()),
        Found::Follow(href) => dom::follow(&href),
        Found::Begins | Found::Nothing => {}
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

/// Clicks the first match in the row that has the focus. Enter is only ours when the row itself has it: on a link or a
/// button in the row it already means something.
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

fn help(places: &[GoTo], bound: &[Bound]) -> AnyView {
    let always = [
        ("Ctrl+K", "Search or jump to anything"),
        ("/", "Search this page"),
        ("j", "Next row"),
        ("k", "Previous row"),
        ("x", "Select the row"),
        ("Enter", "Open the row"),
        ("?", "This list"),
    ];
    let line = |keys: String, label: String| {
        view! { <div class="flex items-center justify-between gap-4 py-1"><dt>{label}</dt><dd><KeyHint keys/></dd></div> }
    };
    let of_page: Vec<_> = bound.iter().map(|bound| line(bound.keys.to_owned(), bound.label.clone())).collect();
    let everywhere: Vec<_> = always.into_iter().map(|(keys, label)| line(keys.to_owned(), label.to_owned())).collect();
    let leading: Vec<_> = places.iter().map(|place| line(place.keys.to_owned(), place.label.clone())).collect();
    view! { <dl>{of_page}{everywhere}{leading}</dl> }.into_any()
}
