//! Loading placeholders.

use leptos::prelude::*;

/// Grey lines in place of text or table rows, at their final height.
#[component]
pub fn Skeleton(
    /// Number of lines.
    #[prop(default = 3)]
    lines: usize,
    /// Uses the height of table rows.
    #[prop(optional)]
    rows: bool,
) -> impl IntoView {
    let height = if rows {
        "flex h-11.5 items-center border-b border-line px-3.5 last:border-b-0"
    } else {
        "flex h-5 items-center"
    };
    let widths = ["w-3/5", "w-4/5", "w-2/5", "w-3/4"];
    view! {
        <div role="status" aria-label="Loading">
            {(0..lines)
                .zip(widths.into_iter().cycle())
                .map(|(_, width)| {
                    let bar = ["h-2.5 animate-breathe rounded-full bg-line", width].join(" ");
                    view! { <div class=height><div class=bar></div></div> }
                })
                .collect_view()}
        </div>
    }
}
