//! The places one can go to.

use leptos::prelude::*;

use crate::{Chip, Glyph, Icon, Tone};

/// The id of the bar at the side.
pub(crate) const NAVIGATION: &str = "navigation";

/// A group of places, with a name when it is not the first.
#[derive(Clone, Debug, Default)]
pub struct NavGroup {
    /// The group's name.
    pub label: Option<String>,
    /// Its places.
    pub items: Vec<NavItem>,
}

/// One place.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// What it is called.
    pub label: String,
    /// Its address. The place is current on it and below it.
    pub href: String,
    /// Its picture.
    pub glyph: Glyph,
    /// How many things are there, already written out.
    pub count: Option<String>,
    /// What the count means: `Tone::Red` for things to do.
    pub tone: Tone,
}

impl NavItem {
    /// A place without a count.
    pub fn new(label: impl Into<String>, href: impl Into<String>, glyph: Glyph) -> Self {
        Self { label: label.into(), href: href.into(), glyph, count: None, tone: Tone::Neutral }
    }

    /// The same with a count.
    #[must_use]
    pub fn count(self, count: impl Into<String>, tone: Tone) -> Self {
        Self { count: Some(count.into()), tone, ..self }
    }

    fn holds(&self, path: &str) -> bool {
        path == self.href
            || (self.href != "/" && path.strip_prefix(&self.href).is_some_and(|rest| rest.starts_with('/')))
    }
}

/// The bar at the side; on a phone a drawer that its button opens without scripts.
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
    let here = Memo::new(move |_| path.with(|path| item.holds(path)));
    let class = move || {
        if here.get() {
            "flex h-8 phone:h-11 items-center gap-2.5 rounded-lg px-2 font-medium bg-sunk text-ink"
        } else {
            "flex h-8 phone:h-11 items-center gap-2.5 rounded-lg px-2 font-medium text-ink-2 hover:bg-sunk hover:text-ink"
        }
    };
    view! {
        <li>
            <a href=href class=class aria-current=move || here.get().then_some("page")>
                <Icon glyph/>
                <span>{label}</span>
                {count.map(|count| view! { <span class=count_class data-numbers="">{count}</span> }.into_any())}
            </a>
        </li>
    }
    .into_any()
}

/// The mark before the brand's name.
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
