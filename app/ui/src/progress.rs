//! Progress bars.

use leptos::prelude::*;

use crate::Tone;

/// A progress bar with text.
#[component]
pub fn Progress(
    /// What makes progress; the accessible name.
    #[prop(into)]
    label: String,
    /// Progress from 0 to 1.
    #[prop(into)]
    part: Signal<f64>,
    /// Meaning of the colour.
    #[prop(optional, into)]
    tone: MaybeProp<Tone>,
    /// Full width instead of 64 px.
    #[prop(optional)]
    wide: bool,
    /// Text next to the bar.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let percent = move || {
        let part = part.get();
        if part.is_nan() { 0 } else { (part.clamp(0.0, 1.0) * 100.0).round() as u32 }
    };
    let fill = move || tone.get().unwrap_or(Tone::Accent).fill();
    let place = if wide { "flex w-full items-center gap-2.5" } else { "inline-flex items-center gap-2.5 align-middle" };
    let class = if wide { "h-1 min-w-0 flex-1 shrink rounded-full" } else { "h-1 w-16 rounded-full" };
    view! {
        <span class=place>
            <svg
                data-bar=""
                role="progressbar"
                aria-label=label
                aria-valuemin="0"
                aria-valuemax="100"
                aria-valuenow=move || percent().to_string()
                class=class
                viewBox="0 0 100 4"
                preserveAspectRatio="none"
            >
                <rect width="100" height="4" class="fill-line"></rect>
                <rect width=move || percent().to_string() height="4" class=fill></rect>
            </svg>
            {children.map(|children| view! { <span class="text-ink">{children()}</span> }.into_any())}
        </span>
    }
}
