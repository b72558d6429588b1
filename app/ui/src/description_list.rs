//! Lists of facts: term and description.

use leptos::prelude::*;

/// A list of `Fact`s in two columns: terms and descriptions.
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
    /// Term.
    #[prop(into)]
    term: String,
    /// Description.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="col-span-2 grid grid-cols-subgrid">
            <dt class="text-ink-3">{term}</dt>
            <dd class="min-w-0 break-words">{children()}</dd>
        </div>
    }
}
