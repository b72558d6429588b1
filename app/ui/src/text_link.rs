//! Links in running text.

use leptos::prelude::*;

/// A link in running text.
#[component]
pub fn TextLink(
    /// Address.
    #[prop(into)]
    href: String,
    /// Link text.
    children: Children,
) -> impl IntoView {
    view! { <a href=href class="underline decoration-line-strong underline-offset-3 hover:decoration-current">{children()}</a> }
}
