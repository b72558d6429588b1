//! Tables: real rows and columns, a list of cards on a phone.
//!
//! The roles are written out because a phone's layout changes `display`, which would take the table's meaning away.
//! A [`Row`] can be walked with J and K, ticked with X and opened with Enter (see `Shortcuts`): X clicks the row's first
//! checkbox, Enter its first link.

use leptos::prelude::*;

use crate::{Glyph, Icon};

/// On which side a column's content stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Where reading begins.
    #[default]
    Start,
    /// At the other end: for numbers and actions.
    End,
}

impl Align {
    const fn classes(self) -> &'static str {
        match self {
            Self::Start => "text-start",
            Self::End => "text-end",
        }
    }
}

/// How a column is sorted now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Not by this column.
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A table in a place that scrolls sideways when it must. Put it in a flush `Card` or pass `framed`.
#[component]
pub fn Table(
    /// What the table holds: its accessible name.
    #[prop(into)]
    label: String,
    /// Draws its own edge, when it is in no card.
    #[prop(optional)]
    framed: bool,
    /// Keeps rows and columns on a phone too, scrolling sideways.
    #[prop(optional)]
    rigid: bool,
    /// A `TableHead` and a `TableBody`.
    children: Children,
) -> impl IntoView {
    // Where there is room the head stays below the top bar. What scrolls by itself would hold it, so it is cut instead.
    let scroll = if rigid { "overflow-x-auto" } else { "overflow-x-auto xl:overflow-clip" };
    let frame = if framed { "rounded-xl border border-line bg-panel" } else { "" };
    let frame = [scroll, frame].join(" ");
    let layout = if rigid { "w-full border-collapse" } else { "stacked w-full border-collapse" };
    let place = label.clone();
    view! {
        <div class=frame role="region" tabindex="0" aria-label=place>
            <table class=layout role="table" aria-label=label>
                {children()}
            </table>
        </div>
    }
}

/// The row of column heads. Where there is room it stays in sight below the top bar.
#[component]
pub fn TableHead(
    /// Says the heads to assistive technology only, where the rows explain themselves.
    #[prop(optional)]
    quiet: bool,
    /// `Column`s.
    children: Children,
) -> impl IntoView {
    view! {
        <thead role="rowgroup" class=quiet.then_some("sr-only")>
            <tr role="row">{children()}</tr>
        </thead>
    }
}

/// The rows.
#[component]
pub fn TableBody(
    /// `Row`s.
    children: Children,
) -> impl IntoView {
    view! { <tbody role="rowgroup" class="[&>tr:last-child]:border-b-0">{children()}</tbody> }
}

/// A column's head.
#[component]
pub fn Column(
    /// Its words. Required also where nothing is shown.
    #[prop(into)]
    label: String,
    /// Says the words to assistive technology only: for ticks and actions.
    #[prop(optional)]
    quiet: bool,
    /// On which side it stands.
    #[prop(optional)]
    align: Align,
    /// How the list is sorted by it now, when it can be.
    #[prop(optional, into)]
    sorted: Option<Sorted>,
    /// The list's address sorted by it, or the other way round.
    #[prop(optional, into)]
    sort_href: Option<String>,
) -> impl IntoView {
    let aria_sort = sorted.map(|sorted| match sorted {
        Sorted::No => "none",
        Sorted::Ascending => "ascending",
        Sorted::Descending => "descending",
    });
    let mark = match sorted {
        Some(Sorted::Ascending) => Some("rotate-180"),
        Some(Sorted::Descending) => Some(""),
        _ => None,
    };
    let words = match sort_href {
        Some(href) => view! {
            <a href=href class="inline-flex items-center gap-1 py-1 hover:text-ink">
                {label}
                {mark.map(|class| view! { <Icon glyph=Glyph::ChevronDown class/> })}
            </a>
        }
        .into_any(),
        None if quiet => view! { <span class="sr-only">{label}</span> }.into_any(),
        None => label.into_any(),
    };
    let class = [
        "h-10 bg-panel px-3.5 shadow-[inset_0_-1px_var(--line)] text-xs font-medium whitespace-nowrap text-ink-3",
        align.classes(),
    ]
    .join(" ");
    view! { <th scope="col" role="columnheader" aria-sort=aria_sort class=class>{words}</th> }
}

/// A row.
#[component]
pub fn Row(
    /// Whether it is ticked.
    #[prop(optional, into)]
    selected: Signal<bool>,
    /// `Cell`s.
    children: Children,
) -> impl IntoView {
    let class = move || {
        if selected.get() {
            "h-11.5 border-b border-line bg-accent-tint"
        } else {
            "h-11.5 border-b border-line hover:bg-sunk"
        }
    };
    view! {
        <tr role="row" data-row="" tabindex="-1" data-selected=move || selected.get().then_some("") class=class>
            {children()}
        </tr>
    }
}

/// A cell.
#[component]
pub fn Cell(
    /// The column's words, shown before the content on a phone. Without it the content stands alone there.
    #[prop(optional, into)]
    label: Option<String>,
    /// The cell that names the row: read as the row's head, on top on a phone.
    #[prop(optional)]
    lead: bool,
    /// On which side it stands.
    #[prop(optional)]
    align: Align,
    /// Names of keys, actions, addresses.
    #[prop(optional)]
    mono: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let font = match (lead, mono) {
        (true, true) => "text-ink font-mono text-mono",
        (true, false) => "text-ink",
        (false, true) => "text-ink-2 font-mono text-mono",
        (false, false) => "text-ink-2",
    };
    let class = ["px-3.5 py-2 font-normal xl:wrap-anywhere", font, align.classes()].join(" ");
    if lead {
        view! { <th scope="row" role="rowheader" data-lead="" class=class>{children()}</th> }.into_any()
    } else {
        view! { <td role="cell" data-label=label class=class>{children()}</td> }.into_any()
    }
}
