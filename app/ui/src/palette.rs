//! The command palette (Ctrl+K).

use std::{future::Future, pin::Pin, time::Duration};

use leptos::{ev, html, leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use web_sys::KeyboardEvent;

use crate::{Glyph, Icon, KeyHint, dom};

/// Pause in typing before a search is sent.
const PAUSE: Duration = Duration::from_millis(150);
const ID: &str = "palette";

/// A page the palette can open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaletteItem {
    /// Label.
    pub label: String,
    /// Kind, such as "Page" or "Secret".
    pub hint: String,
    /// Address.
    pub href: String,
    /// Icon.
    pub glyph: Glyph,
    /// Keyboard shortcut.
    pub keys: Option<&'static str>,
}

/// Searches by the typed text.
pub type PaletteSearch = Callback<String, Pin<Box<dyn Future<Output = Vec<PaletteItem>>>>>;

/// Opens the palette.
#[derive(Clone, Copy, Debug)]
pub struct PaletteHandle {
    open: RwSignal<bool>,
}

impl PaletteHandle {
    /// Opens the palette.
    pub fn open(self) {
        self.open.set(true);
    }
}

/// Provides the palette to this component's children. Called by the shell.
pub(crate) fn provide_palette() -> PaletteHandle {
    let handle = PaletteHandle { open: RwSignal::new(false) };
    provide_context(handle);
    handle
}

/// The page's palette. Outside a shell it returns one that is never shown.
#[must_use]
pub fn use_palette() -> PaletteHandle {
    use_context().unwrap_or_else(provide_palette)
}

/// A search field and its results: fixed pages by their labels, everything else through `search`.
#[component]
pub fn Palette(
    /// Fixed pages.
    #[prop(into)]
    items: Signal<Vec<PaletteItem>>,
    /// Finds everything else. Called when typing pauses.
    #[prop(optional_no_strip)]
    search: Option<PaletteSearch>,
) -> impl IntoView {
    let handle = use_palette();
    let node = NodeRef::<html::Dialog>::new();
    let state = PaletteState::new(items, search);
    Effect::new(move || {
        let listener = window_event_listener(ev::keydown, move |event| {
            if (event.ctrl_key() || event.meta_key()) && !event.shift_key() && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                handle.open();
            }
        });
        on_cleanup(move || listener.remove());
    });
    Effect::new(move || {
        let (open, Some(dialog)) = (handle.open.get(), node.get()) else { return };
        if open {
            state.reset();
            dom::show_dialog(ID);
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            node_ref=node
            id=ID
            aria-label="Search or jump to"
            class="mx-auto mt-[12dvh] mb-auto max-h-[70dvh] w-144 max-w-[calc(100vw-2rem)] overflow-hidden rounded-xl border border-line bg-panel text-ink shadow-float"
            on:close=move |_| handle.open.set(false)
            on:click=move |event| {
                // The backdrop is part of the dialog: a press on it has the dialog as its target.
                if event.target() == event.current_target() {
                    handle.open.set(false);
                }
            }
        >
            {move || handle.open.get().then(|| state.view(handle))}
        </dialog>
    }
}

#[derive(Clone, Copy)]
struct PaletteState {
    query: RwSignal<String>,
    active: RwSignal<usize>,
    found: RwSignal<Vec<PaletteItem>>,
    fixed: Signal<Vec<PaletteItem>>,
    search: Option<PaletteSearch>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl PaletteState {
    fn new(fixed: Signal<Vec<PaletteItem>>, search: Option<PaletteSearch>) -> Self {
        let (query, active, found) = (RwSignal::new(String::new()), RwSignal::new(0), RwSignal::new(Vec::new()));
        Self { query, active, found, fixed, search, timer: StoredValue::new(None) }
    }

    fn reset(self) {
        self.query.set(String::new());
        self.active.set(0);
        self.found.set(Vec::new());
    }

    /// The current results.
    fn results(self) -> Vec<PaletteItem> {
        let query = self.query.get().to_ascii_lowercase();
        let mut results =
            self.fixed.with(|fixed| fixed.iter().filter(|item| matches(&query, item)).cloned().collect::<Vec<_>>());
        results.extend(self.found.get());
        results
    }

    fn typed(self, query: String) {
        self.query.set(query.clone());
        self.active.set(0);
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
        let Some(search) = self.search else { return };
        if query.trim().is_empty() {
            self.found.set(Vec::new());
            return;
        }
        let send = move || {
            spawn_local(async move {
                let found = search.run(query.clone()).await;
                // Drop results of an outdated query.
                if self.query.try_get_untracked().as_deref() == Some(&query) {
                    self.found.set(found);
                }
            });
        };
        self.timer.set_value(set_timeout_with_handle(send, PAUSE).ok());
    }

    fn key(self, event: &KeyboardEvent, handle: PaletteHandle) {
        let results = untrack(|| self.results());
        let last = results.len().saturating_sub(1);
        let active = self.active.get_untracked().min(last);
        let next = match event.key().as_str() {
            "ArrowDown" if active == last => 0,
            "ArrowDown" => active + 1,
            "ArrowUp" if active == 0 => last,
            "ArrowUp" => active - 1,
            "Enter" => {
                event.prevent_default();
                if let Some(item) = results.get(active) {
                    handle.open.set(false);
                    dom::follow(&item.href);
                }
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.active.set(next);
        if let Some(option) = dom::by_id::<web_sys::Element>(&option_id(next)) {
            option.scroll_into_view_with_bool(false);
        }
    }

    fn view(self, handle: PaletteHandle) -> AnyView {
        let options = move || {
            let results = self.results();
            if results.is_empty() {
                return view! { <p class="px-3 py-6 text-center text-ink-2">"No results"</p> }.into_any();
            }
            let options =
                results.into_iter().enumerate().map(|(at, item)| self.option(at, item, handle)).collect_view();
            view! { <div id="palette-options" role="listbox" aria-label="Results" class="p-1.5">{options}</div> }
                .into_any()
        };
        view! {
            <div class="flex items-center gap-2.5 border-b border-line px-4 text-ink-3">
                <Icon glyph=Glyph::Search/>
                <input
                    type="text"
                    role="combobox"
                    autofocus
                    autocomplete="off"
                    spellcheck="false"
                    aria-label="Search or jump to"
                    aria-expanded="true"
                    aria-controls="palette-options"
                    aria-activedescendant=move || option_id(self.active.get())
                    placeholder="Search or jump to…"
                    class="h-12 min-w-0 flex-1 bg-transparent text-lg text-ink outline-none"
                    prop:value=move || self.query.get()
                    on:input=move |event| self.typed(event_target_value(&event))
                    on:keydown=move |event| self.key(&event, handle)
                />
                <KeyHint keys="Esc"/>
            </div>
            <div class="max-h-[calc(70dvh-3rem)] overflow-y-auto">{options}</div>
        }
        .into_any()
    }

    fn option(self, at: usize, item: PaletteItem, handle: PaletteHandle) -> AnyView {
        let is_active = move || self.active.get() == at;
        let class = move || {
            if is_active() {
                "flex items-center gap-3 rounded-lg bg-accent-tint px-3 py-2 phone:py-3"
            } else {
                "flex items-center gap-3 rounded-lg px-3 py-2 phone:py-3"
            }
        };
        view! {
            <a
                id=option_id(at)
                role="option"
                tabindex="-1"
                href=item.href
                class=class
                aria-selected=move || if is_active() { "true" } else { "false" }
                on:pointermove=move |_| self.active.set(at)
                on:click=move |_| handle.open.set(false)
            >
                <Icon glyph=item.glyph class="text-ink-2"/>
                <span class="min-w-0 flex-1 truncate">{item.label}</span>
                {item.keys.map(|keys| view! { <KeyHint keys/> })}
                <span class="text-sm text-ink-3">{item.hint}</span>
            </a>
        }
        .into_any()
    }
}

fn option_id(at: usize) -> String {
    format!("palette-option-{at}")
}

/// Whether the item contains every word of the query.
fn matches(query: &str, item: &PaletteItem) -> bool {
    let words = format!("{} {}", item.label, item.hint).to_ascii_lowercase();
    query.split_whitespace().all(|part| words.contains(part))
}
