//! Sparklines.

use crate::number::tenths;
use leptos::prelude::*;

/// A small bar chart without an axis, to show a trend.
#[component]
pub fn Spark(
    /// What is counted and the amounts, as a sentence for assistive technology.
    #[prop(into)]
    label: String,
    /// Amounts, oldest first.
    values: Vec<u64>,
    /// Amount of a full bar. Defaults to the largest amount.
    #[prop(optional, into)]
    full: Option<u64>,
) -> impl IntoView {
    view! {
        <svg data-bar="" role="img" aria-label=label width="90" height="16" viewBox="0 0 90 16" preserveAspectRatio="none">
            {bars(&values, full)}
        </svg>
    }
}

fn bars(values: &[u64], full: Option<u64>) -> AnyView {
    let full = full.or_else(|| values.iter().copied().max()).unwrap_or(0).max(1) as f64;
    let step = 90.0 / values.len().max(1) as f64;
    values
        .iter()
        .enumerate()
        .filter(|(_, value)| **value > 0)
        .map(|(at, value)| {
            let height = (*value as f64 / full * 16.0).clamp(2.0, 16.0);
            view! {
                <rect
                    x=tenths(at as f64 * step)
                    y=tenths(16.0 - height)
                    width=tenths(step * 0.66)
                    height=tenths(height)
                    rx="1"
                    class="fill-accent opacity-60"
                ></rect>
            }
        })
        .collect_view()
        .into_any()
}
