//! A timeline between two points.

use crate::number::tenths;
use leptos::prelude::*;

/// A line from a past to a future point, with a ring at the present.
#[component]
pub fn SpanLine(
    /// What the line shows, as a sentence for assistive technology.
    #[prop(into)]
    label: String,
    /// Position of the present, from 0 to 1.
    part: f64,
    /// Label of the past point.
    #[prop(into)]
    from: String,
    /// Label of the future point.
    #[prop(into)]
    to: String,
) -> impl IntoView {
    let part = part.clamp(0.0, 1.0);
    let here = tenths(6.0 + part * 288.0);
    // Near the ends its label would overlap theirs.
    let label_now = (0.25..=0.75).contains(&part).then(|| {
        view! { <text x=here.clone() y="30" text-anchor="middle" class="fill-ink text-[11px]">"now"</text> }.into_any()
    });
    view! {
        <svg role="img" aria-label=label viewBox="0 0 300 36" class="w-full" data-numbers="">
            <path d="M6 8H294" class="stroke-line-strong" stroke-width="2"></path>
            <path d=format!("M6 8H{here}") class="stroke-accent" stroke-width="2"></path>
            <circle cx="6" cy="8" r="4" class="fill-accent"></circle>
            <circle cx="294" cy="8" r="4" class="fill-panel stroke-line-strong" stroke-width="2"></circle>
            <circle cx=here cy="8" r="5" class="fill-panel stroke-accent" stroke-width="2"></circle>
            <text x="1" y="30" class="fill-ink-3 text-[11px]">{from}</text>
            {label_now}
            <text x="299" y="30" text-anchor="end" class="fill-ink-3 text-[11px]">{to}</text>
        </svg>
    }
}
