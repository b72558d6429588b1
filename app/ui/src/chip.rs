//! Chips and filter chips.

use leptos::prelude::*;

use crate::{Glyph, Icon, Tone};

/// A short label on a tinted background. Each colour has one fixed meaning.
#[component]
pub fn Chip(
    /// Meaning of the colour.
    #[prop(optional)]
    tone: Tone,
    /// Fully rounded, for a label about the whole installation.
    #[prop(optional)]
    round: bool,
    /// The label.
    children: Children,
) -> impl IntoView {
    let shape = if round { "rounded-full px-2 h-5.5 text-xs" } else { "rounded-md px-1.75 h-5.5 text-xs" };
    let class =
        ["inline-flex items-center gap-1 whitespace-nowrap font-medium align-middle", shape, tone.tint()].join(" ");
    view! { <span class=class>{children()}</span> }
}

/// An active filter of a list: name, value, and a link that removes it.
#[component]
pub fn FilterChip(
    /// Name of the filter.
    #[prop(into)]
    name: String,
    /// Its value.
    #[prop(into)]
    value: String,
    /// Address that changes the filter.
    #[prop(optional, into)]
    href: Option<String>,
    /// Address of the list without this filter.
    #[prop(optional, into)]
    remove_href: Option<String>,
) -> impl IntoView {
    let remove_label = format!("Remove filter {name} {value}");
    let words = view! {
        <span>{name}</span>
        <span class="font-semibold text-ink">{value}</span>
    };
    let words = match href {
        Some(href) => {
            view! { <a href=href class="inline-flex items-center gap-1.5 hover:text-ink">{words}</a> }.into_any()
        }
        None => view! { <span class="inline-flex items-center gap-1.5">{words}</span> }.into_any(),
    };
    view! {
        <span class="inline-flex h-7 items-center gap-1.5 rounded-lg border border-line-strong bg-panel px-2.25 text-sm whitespace-nowrap text-ink-2">
            {words}
            {remove_href.map(|href| view! {
                <a href=href aria-label=remove_label title="Remove" class="-mr-1.5 inline-flex size-6 items-center justify-center rounded-md hover:bg-sunk">
                    <Icon glyph=Glyph::Close class="size-3"/>
                </a>
            }.into_any())}
        </span>
    }
}
