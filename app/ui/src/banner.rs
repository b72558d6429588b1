//! Banners about the whole page or form.

use leptos::prelude::*;

use crate::{Glyph, Icon, Tone};

/// A strip above the content. A red banner interrupts a screen reader (`role=alert`), the others do not.
#[component]
pub fn Banner(
    /// Red for errors, amber for warnings, neutral or accent for information.
    #[prop(optional)]
    tone: Tone,
    /// Heading.
    #[prop(optional, into)]
    title: Option<String>,
    /// Buttons or links.
    #[prop(optional, into)]
    action: Option<ViewFn>,
    /// Text.
    children: Children,
) -> impl IntoView {
    let (role, glyph) = match tone {
        Tone::Red => ("alert", Glyph::Warning),
        Tone::Amber => ("status", Glyph::Warning),
        Tone::Accent => ("status", Glyph::Check),
        Tone::Neutral | Tone::Violet => ("status", Glyph::Info),
    };
    let class =
        ["flex flex-wrap items-start gap-x-3 gap-y-2 rounded-xl border border-line px-4 py-3", tone.tint()].join(" ");
    view! {
        <div role=role class=class>
            <Icon glyph class="mt-0.5"/>
            <div class="min-w-0 flex-1 basis-60 text-ink">
                {title.map(|title| view! { <p class="font-semibold">{title}</p> }.into_any())}
                <div class="text-ink-2">{children()}</div>
            </div>
            {action.map(|action| view! { <div class="flex items-center gap-2">{action.run()}</div> }.into_any())}
        </div>
    }
}
