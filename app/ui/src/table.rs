//! Tables, which become lists of rows with two lines where their columns do not fit.
//!
//! ARIA roles are explicit because the phone layout changes `display`, which removes the implicit table roles. J and K move
//! through the rows, X clicks a row's first checkbox, Enter its first link (see `Shortcuts`).

use leptos::prelude::*;

use crate::{Glyph, Icon};

/// Alignment of a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Align {
    /// Start of the line.
    #[default]
    Start,
    /// End of the line, for numbers and actions.
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

/// Sort order of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sorted {
    /// Not sorted by this column.
    No,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// A table that scrolls horizontally if needed. Put it in a flush `Card` or pass `framed`.
#[component]
pub fn Table(
    /// Accessible name.
    #[prop(into)]
    label: String,
    /// Draws a border, for a table outside a card.
    #[prop(optional)]
    framed: bool,
    /// It has few, short columns: it keeps them on every screen wider than a phone's.
    #[prop(optional)]
    few: bool,
    /// Keeps the table layout on every screen, scrolling horizontally.
    #[prop(optional)]
    rigid: bool,
    /// A `TableHead` and a `TableBody`.
    children: Children,
) -> impl IntoView {
    // On wide screens the header sticks below the top bar. A scroll container would prevent that, so the overflow is clipped.
    let scroll = if rigid { "overflow-x-auto" } else { "overflow-x-auto xl:overflow-clip" };
    let frame = if framed { "rounded-xl border border-line bg-panel" } else { "" };
    let frame = [scroll, frame].join(" ");
    let layout = match (rigid, few) {
        (true, _) => "w-full border-collapse",
        (false, true) => "stacked few w-full border-collapse",
        (false, false) => "stacked w-full border-collapse",
    };
    let region = label.clone();
    view! {
        <div class=frame role="region" tabindex="0" aria-label=region>
            <table class=layout role="table" aria-label=label>
                {children()}
            </table>
        </div>
    }
}

/// The header row. On wide screens it sticks below the top bar.
#[component]
pub fn TableHead(
    /// Hides the header visually, for tables that are clear without it. Assistive technology still reads it.
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

/// A column header.
#[component]
pub fn Column(
    /// Label. Required even if `quiet`.
    #[prop(into)]
    label: String,
    /// Hides the label visually, for columns of checkboxes and actions.
    #[prop(optional)]
    quiet: bool,
    /// Alignment.
    #[prop(optional)]
    align: Align,
    /// Current sort order, if the column is sortable.
    #[prop(optional, into)]
    sorted: Option<Sorted>,
    /// Address of the list sorted by this column, or in reverse order.
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
    /// Whether it is selected.
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
    /// Label of the column, shown before numbers and times in rows with two lines.
    #[prop(optional, into)]
    label: Option<String>,
    /// Row header: the cell that identifies the row, first in rows with two lines.
    #[prop(optional)]
    lead: bool,
    /// Alignment.
    #[prop(optional)]
    align: Align,
    /// Monospaced, for key names, actions and addresses.
    #[prop(optional)]
    mono: bool,
    /// Left out of rows with two lines: another page shows it too.
    #[prop(optional)]
    minor: bool,
    /// The content.
    children: Children,
) -> impl IntoView {
    let font = match (lead, mono) {
        (true, true) => "text-ink font-mono text-mono",
        (true, false) => "text-ink",
        (false, true) => "text-ink-2 font-mono text-mono",
        (false, false) => "text-ink-2",
    };
    // Only the row header may be broken anywhere: other columns keep their words whole.
    let breaks = if lead { "wrap-anywhere" } else { "wrap-break-word" };
    let class = ["px-3.5 py-2 font-normal", breaks, font, align.classes()].join(" ");
    if lead {
        view! { <th scope="row" role="rowheader" data-lead="" class=class>{children()}</th> }.into_any()
    } else {
        view! { <td role="cell" data-label=label data-minor=minor.then_some("") class=class>{children()}</td> }
            .into_any()
    }
}
