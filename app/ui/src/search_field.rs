//! Search fields.

use leptos::{html, prelude::*};

use crate::{Glyph, Icon, KeyHint, field::bind};

/// A search field; `/` focuses it. Put it in a `<form method="get">`, so that it works without scripts and the address holds the
/// search.
#[component]
pub fn SearchField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// What is searched; the accessible name.
    #[prop(into)]
    label: String,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// Two-way binding. Initialise the signal with the first value.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Placeholder: what can be searched for.
    #[prop(optional, into)]
    placeholder: Option<String>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    bind(node, bind_to);
    let value = bind_to.map_or(value, |signal| signal.get_untracked());
    view! {
        <label class="flex h-8 phone:h-11.5 w-68 phone:w-full items-center gap-2.5 rounded-lg border border-control bg-panel px-2.5 text-ink-3 focus-within:outline-2 focus-within:outline-accent">
            <Icon glyph=Glyph::Search/>
            <span class="sr-only">{label}</span>
            <input
                node_ref=node
                id=id
                name=name
                type="search"
                data-search=""
                class="min-w-0 flex-1 bg-transparent text-base phone:text-lg text-ink outline-none"
                value=value
                placeholder=placeholder
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                on:input=move |event| {
                    if let Some(signal) = bind_to {
                        signal.set(event_target_value(&event));
                    }
                }
            />
            <span class="phone:hidden" aria-hidden="true"><KeyHint keys="/"/></span>
        </label>
    }
}
