//! Cards.

use leptos::prelude::*;

/// A panel with a border, and a header if it has a title.
#[component]
pub fn Card(
    /// Heading. Without it the card has no header.
    #[prop(optional, into)]
    title: Option<String>,
    /// Note after the title.
    #[prop(optional, into)]
    note: Option<String>,
    /// Content at the end of the header.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
    /// Content below the card's body.
    #[prop(optional, into)]
    footer: Option<ViewFn>,
    /// Removes the padding, for tables and lists.
    #[prop(optional)]
    flush: bool,
    /// The element's id, for links into the page.
    #[prop(optional, into)]
    id: Option<String>,
    /// The content.
    children: Children,
) -> impl IntoView {
    let head = title.map(|title| {
        view! {
            <header class="flex min-h-12 flex-wrap items-center gap-x-2 gap-y-1 border-b border-line px-4 py-2">
                <h2 class="font-semibold">{title}</h2>
                {note.map(|note| view! { <span class="text-sm text-ink-3">{note}</span> }.into_any())}
                {actions.map(|actions| view! { <div class="ml-auto flex items-center gap-2 text-sm text-ink-3">{actions.run()}</div> }.into_any())}
            </header>
        }
    });
    let foot = footer.map(|footer| {
        view! { <footer class="flex flex-wrap items-center justify-end gap-2.5 border-t border-line px-4 py-3">{footer.run()}</footer> }
    });
    view! {
        <section id=id class="overflow-clip rounded-xl border border-line bg-panel">
            {head}
            <div class=if flush { "" } else { "px-4 py-4" }>{children()}</div>
            {foot}
        </section>
    }
}
