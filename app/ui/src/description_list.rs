//! Facts about one thing.

use leptos::prelude::*;

/// A list of `Fact`s: the words on one side, what they say on the other.
#[component]
pub fn DescriptionList(
    /// `Fact`s.
    children: Children,
) -> impl IntoView {
    view! { <dl class="grid grid-cols-[minmax(6rem,2fr)_3fr] gap-x-4 gap-y-3.5">{children()}</dl> }
}

/// One fact.
#[component]
pub fn Fact(
    /// What it is about.
    #[prop(into)]
    term: String,
    /// What it says.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="col-span-2 grid grid-cols-subgrid">
            <dt class="text-ink-3">{term}</dt>
            <dd class="min-w-0 break-words">{children()}</dd>
        </div>
    }
}
