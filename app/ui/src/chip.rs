//! Chips: a word on a tinted ground, and the filters of a list.

use leptos::prelude::*;

use crate::{Glyph, Icon, Tone};

/// A word whose colour has one fixed meaning.
#[component]
pub fn Chip(
    /// What the colour means.
    #[prop(optional)]
    tone: Tone,
    /// Fully rounded and smaller, for a word about the whole place.
    #[prop(optional)]
    round: bool,
    /// The word.
    children: Children,
) -> impl IntoView {
    let shape = if round { "rounded-full px-2 h-5.5 text-xs" } else { "rounded-md px-1.75 h-5.5 text-xs" };
    let class =
        ["inline-flex items-center gap-1 whitespace-nowrap font-medium align-middle", shape, tone.tint()].join(" ");
    view! { <span class=class>{children()}</span> }
}

/// One filter of a list: its name, its value, a link that removes it.
#[component]
pub fn FilterChip(
    /// What is filtered by.
    #[prop(into)]
    name: String,
    /// The value it has.
    #[prop(into)]
    value: String,
    /// The list's address with another value or with a form to change it.
    #[prop(optional, into)]
    href: Option<String>,
    /// The list's address without this filter.
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
