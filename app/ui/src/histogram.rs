//! Histogram of counts over time.

use leptos::prelude::*;

use crate::{BarRange, brush::Brush, grouped, number::tenths};

/// One bar: a count and, stacked on it, a second count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Position on the axis, as text.
    pub label: String,
    /// Count of the first kind.
    pub value: u64,
    /// Count of the second kind.
    pub second: u64,
}

/// Size of the view box, in its own units. The drawing is stretched to the available width.
const WIDTH: f64 = 1120.0;
const HEIGHT: f64 = 72.0;
/// Height of the highest bar. The rest is margin for the outline of a range.
const FULL: f64 = 66.0;

/// Bars over an axis. With `brush`, a range can be selected with the pointer, or with the arrow keys, Shift and Enter.
#[component]
pub fn Histogram(
    /// What is counted; the accessible name.
    #[prop(into)]
    label: String,
    /// Name of the first kind.
    #[prop(into)]
    first: String,
    /// Name of the second kind, which is drawn in red.
    #[prop(optional, into)]
    second: Option<String>,
    /// The bars.
    bars: Vec<Bar>,
    /// Labels below the axis, spaced evenly.
    #[prop(optional)]
    ticks: Vec<String>,
    /// The selected range. Bars outside are pale.
    #[prop(optional, into)]
    range: MaybeProp<BarRange>,
    /// Called with a newly selected range.
    #[prop(optional, into)]
    brush: Option<Callback<BarRange>>,
) -> impl IntoView {
    let count = bars.len();
    let drawing = Brush::new(count, range, brush);
    let spoken = spoken_range(&bars, drawing);
    let table = fallback(&label, &first, second.as_ref(), &bars);
    let hint = if brush.is_some() {
        format!("{label}. Arrow keys move, Shift and arrow keys extend, Enter applies.")
    } else {
        label
    };
    view! {
        <figure class="relative px-4 pt-3.5 pb-2">
            <div
                node_ref=drawing.node
                role="group"
                aria-label=hint
                tabindex=brush.map(|_| "0")
                class="touch-pan-y"
                on:pointerdown=move |event| drawing.down(&event)
                on:pointermove=move |event| drawing.moved(&event)
                on:pointerup=move |_| drawing.up()
                on:pointercancel=move |_| drawing.cancel()
                on:keydown=move |event| drawing.key(&event)
            >
                <svg data-bar="" aria-hidden="true" class="h-18 w-full" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none">
                    {columns(&bars, drawing)}
                    {move || drawing.shown().map(|range| frame(range, count))}
                </svg>
            </div>
            <div aria-hidden="true" class="mt-1.5 flex justify-between text-xs text-ink-3" data-numbers="">
                {ticks.into_iter().map(|tick| view! { <span>{tick}</span> }.into_any()).collect_view()}
            </div>
            <span role="status" class="sr-only">{spoken}</span>
            {table}
        </figure>
    }
}

fn columns(bars: &[Bar], drawing: Brush) -> AnyView {
    let step = WIDTH / bars.len().max(1) as f64;
    let most = bars.iter().map(|bar| bar.value.saturating_add(bar.second)).max().unwrap_or(0).max(1) as f64;
    bars.iter()
        .enumerate()
        .map(|(at, bar)| {
            let (x, width) = (at as f64 * step + step * 0.16, step * 0.68);
            let (first, second) = (bar.value as f64 / most * FULL, bar.second as f64 / most * FULL);
            let pale = move || drawing.shown().is_some_and(|(from, to)| at < from || at > to);
            let class = move || if pale() { "fill-accent opacity-30" } else { "fill-accent opacity-85" };
            let rest = (bar.second > 0).then(|| {
                let (gap, height) = if first > 0.0 { (1.5, (second - 1.5).max(2.0)) } else { (0.0, second.max(2.0)) };
                rect(x, HEIGHT - first - gap - height, width, height, "fill-red")
            });
            view! {
                <rect x=tenths(x) y=tenths(HEIGHT - first) width=tenths(width) height=tenths(first) rx="2" class=class></rect>
                {rest}
            }
        })
        .collect_view()
        .into_any()
}

fn rect(x: f64, y: f64, width: f64, height: f64, class: &'static str) -> AnyView {
    view! { <rect x=tenths(x) y=tenths(y.max(0.0)) width=tenths(width) height=tenths(height) rx="2" class=class></rect> }.into_any()
}

fn frame((from, to): BarRange, count: usize) -> AnyView {
    let step = WIDTH / count.max(1) as f64;
    view! {
        <rect
            x=tenths(from as f64 * step)
            y="0.5"
            width=tenths((to.saturating_sub(from) + 1) as f64 * step)
            height=tenths(HEIGHT - 1.0)
            class="fill-none stroke-accent"
            stroke-dasharray="3 3"
            vector-effect="non-scaling-stroke"
        ></rect>
    }
    .into_any()
}

fn spoken_range(bars: &[Bar], drawing: Brush) -> impl Fn() -> String + Send + Sync + use<> {
    let labels: Vec<String> = bars.iter().map(|bar| bar.label.clone()).collect();
    move || {
        let Some((from, to)) = drawing.shown() else { return String::new() };
        match (labels.get(from), labels.get(to)) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            _ => String::new(),
        }
    }
}

fn fallback(label: &str, first: &str, second: Option<&String>, bars: &[Bar]) -> AnyView {
    let has_second = second.is_some();
    let rows = bars
        .iter()
        .map(|bar| {
            let (value, second) =
                (grouped(bar.value), has_second.then(|| view! { <td>{grouped(bar.second)}</td> }.into_any()));
            view! { <tr><th scope="row">{bar.label.clone()}</th><td>{value}</td>{second}</tr> }
        })
        .collect_view();
    view! {
        <div class="sr-only"><table>
            <caption>{label.to_owned()}</caption>
            <thead>
                <tr><th scope="col">"When"</th><th scope="col">{first.to_owned()}</th>{second.map(|second| view! { <th scope="col">{second.clone()}</th> }.into_any())}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table></div>
    }
    .into_any()
}
