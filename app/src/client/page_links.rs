//! Links between the pages of a list that is paged by cursor.

use leptos::prelude::*;
use strongroom_ui::Button;

/// Links to the first page and the next one; nothing if there is neither.
pub(crate) fn page_links(label: &'static str, first: Option<String>, next: Option<String>) -> AnyView {
    if first.is_none() && next.is_none() {
        return ().into_any();
    }
    let first = first.map(|href| view! { <Button href>"First page"</Button> }.into_any());
    let next = next.map(|href| view! { <Button href>"Next"</Button> }.into_any());
    view! { <nav aria-label=label class="mt-3 flex gap-2.5">{first} {next}</nav> }.into_any()
}
