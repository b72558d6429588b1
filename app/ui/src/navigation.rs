//! The navigation sidebar.

use leptos::prelude::*;

use crate::{Chip, Glyph, Icon, Tone};

/// Id of the sidebar.
pub(crate) const NAVIGATION: &str = "navigation";

/// A group of pages in the navigation.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    /// Name of the group; `None` for the first group.
    pub label: Option<String>,
    /// Pages of the group.
    pub items: Vec<NavItem>,
}

/// A page in the navigation.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Label.
    pub label: String,
    /// Address. The item is current on this address and below it.
    pub href: String,
    /// Icon.
    pub glyph: Glyph,
    /// Number of entries, already formatted.
    pub count: Option<String>,
    /// Tone of the count: `Tone::Red` for open tasks.
    pub tone: Tone,
}

impl NavItem {
    /// An item without a count.
    pub fn new(label: impl Into<String>, href: impl Into<String>, glyph: Glyph) -> Self {
        Self { label: label.into(), href: href.into(), glyph, count: None, tone: Tone::Neutral }
    }

    /// Adds a count.
    #[must_use]
    pub fn count(self, count: impl Into<String>, tone: Tone) -> Self {
        Self { count: Some(count.into()), tone, ..self }
    }

    fn contains(&self, path: &str) -> bool {
        path == self.href
            || (self.href != "/" && path.strip_prefix(&self.href).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// The sidebar. On a phone it is a drawer that opens without scripts.
pub(crate) fn sidebar(
    brand: String,
    place: Option<(String, Tone)>,
    nav: Signal<Vec<NavGroup>>,
    path: Signal<String>,
) -> AnyView {
    let groups = move || nav.get().into_iter().map(|group| nav_group(group, path)).collect_view();
    view! {
        <aside
            id=NAVIGATION
            popover="auto"
            data-chrome=""
            aria-label="Navigation"
            class="fixed inset-y-0 start-0 m-0 h-dvh w-56 flex-col gap-1 overflow-y-auto border-e border-line bg-ground px-2.5 py-3.5 text-ink backdrop:bg-veil open:flex md:sticky md:top-0 md:flex"
        >
            <div class="flex items-center justify-between gap-2 px-2 pt-1 pb-2.5">
                <a href="/" class="inline-flex items-center gap-2.5 font-semibold"><Mark/> {brand}</a>
                {place.map(|(name, tone)| view! { <Chip tone round=true>{name}</Chip> })}
            </div>
            <nav aria-label="Main" class="flex flex-col gap-4">{groups}</nav>
        </aside>
    }
    .into_any()
}

fn nav_group(group: NavGroup, path: Signal<String>) -> AnyView {
    let items = group.items.into_iter().map(|item| nav_item(item, path)).collect_view();
    view! {
        <div>
            {group.label.map(|label| view! { <h2 class="px-2 pb-1.5 text-xs font-medium text-ink-3">{label}</h2> })}
            <ul class="flex flex-col gap-0.5">{items}</ul>
        </div>
    }
    .into_any()
}

fn nav_item(item: NavItem, path: Signal<String>) -> AnyView {
    let href = item.href.clone();
    let count_class = ["ms-auto text-xs font-medium", item.tone.text()].join(" ");
    let (label, glyph, count) = (item.label.clone(), item.glyph, item.count.clone());
    let is_current = Memo::new(move |_| path.with(|path| item.contains(path)));
    let class = move || {
        if is_current.get() {
            "flex h-8 phone:h-11 items-center gap-2.5 rounded-lg px-2 font-medium bg-sunk text-ink"
        } else {
            "flex h-8 phone:h-11 items-center gap-2.5 rounded-lg px-2 font-medium text-ink-2 hover:bg-sunk hover:text-ink"
        }
    };
    view! {
        <li>
            <a href=href class=class aria-current=move || is_current.get().then_some("page")>
                <Icon glyph/>
                <span>{label}</span>
                {count.map(|count| view! { <span class=count_class data-numbers="">{count}</span> }.into_any())}
            </a>
        </li>
    }
    .into_any()
}

/// The logo.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg width="20" height="20" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" class="text-accent" aria-hidden="true">
            <rect x="1.6" y="1.6" width="12.8" height="12.8" rx="3"></rect>
            <circle cx="8" cy="8" r="2.9"></circle>
            <path d="M5.9 5.9 10.1 10.1M10.1 5.9 5.9 10.1"></path>
        </svg>
    }
}
