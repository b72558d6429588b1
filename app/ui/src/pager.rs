//! Paging through lists.

use leptos::prelude::*;

use crate::{Glyph, IconButton, grouped};

/// The shown range of a list, and links to the previous and next page.
#[component]
pub fn Pager(
    /// Number of the first row shown, from 1; 0 if there are none.
    first: u64,
    /// Number of the last row shown.
    last: u64,
    /// Total number of rows, already formatted (`1,284`), if it is known.
    #[prop(optional, into)]
    total: Option<String>,
    /// Address of the previous page.
    #[prop(optional_no_strip, into)]
    previous: Option<String>,
    /// Address of the next page.
    #[prop(optional_no_strip, into)]
    next: Option<String>,
    /// Content at the other end, such as key hints.
    #[prop(optional, into)]
    aside: Option<ViewFn>,
) -> impl IntoView {
    let range = if first == last { grouped(first) } else { format!("{}–{}", grouped(first), grouped(last)) };
    let words = match total {
        _ if first == 0 => "None".to_owned(),
        Some(total) => format!("{range} of {total}"),
        None => range,
    };
    let steps = (previous.is_some() || next.is_some()).then(|| {
        view! {
            {step(Glyph::ChevronLeft, "Previous page", "This is the first page", previous)}
            {step(Glyph::ChevronRight, "Next page", "This is the last page", next)}
        }
    });
    view! {
        <nav aria-label="Pages" class="flex min-h-9 flex-wrap items-center gap-x-2 text-ink-3">
            <span data-numbers="">{words}</span>
            {steps}
            {aside.map(|aside| view! { <div class="ml-auto flex items-center gap-2.5 phone:hidden">{aside.run()}</div> }.into_any())}
        </nav>
    }
}

fn step(glyph: Glyph, label: &'static str, end: &'static str, href: Option<String>) -> AnyView {
    match href {
        Some(href) => view! { <IconButton glyph label href/> }.into_any(),
        None => view! { <IconButton glyph label disabled_reason=end/> }.into_any(),
    }
}
