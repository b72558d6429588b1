//! Links in running text.

use leptos::prelude::*;

/// A link in running text.
#[component]
pub fn TextLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <a href=href class="underline decoration-line-strong underline-offset-3 hover:decoration-current">{children()}</a> }
}
