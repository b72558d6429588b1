//! Empty states, in place of a list or a page.

use leptos::prelude::*;

use crate::{CopyButton, Glyph, Icon, Tone};

/// Why there is nothing to show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmptyKind {
    /// There are no entries yet.
    #[default]
    Nothing,
    /// No entry matches the filters.
    NoMatch,
    /// The user may not see it.
    Forbidden,
    /// It could not be loaded.
    Error,
}

/// Why there is nothing to show, what to do next, and buttons for it.
#[component]
pub fn Empty(
    /// Kind.
    #[prop(optional)]
    kind: EmptyKind,
    /// What happened.
    #[prop(into)]
    title: String,
    /// Explanation and next step.
    #[prop(optional, into)]
    detail: Option<String>,
    /// Id to quote when asking for help.
    #[prop(optional_no_strip, into)]
    reference: Option<String>,
    /// Buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let (glyph, tone) = match kind {
        EmptyKind::Nothing => (Glyph::Folder, Tone::Neutral),
        EmptyKind::NoMatch => (Glyph::Filter, Tone::Neutral),
        EmptyKind::Forbidden => (Glyph::Lock, Tone::Amber),
        EmptyKind::Error => (Glyph::Warning, Tone::Red),
    };
    let role = if kind == EmptyKind::Error { "alert" } else { "status" };
    let mark = ["mb-1 inline-flex size-9 items-center justify-center rounded-lg", tone.tint()].join(" ");
    view! {
        <div role=role class="flex flex-col items-center gap-1.5 px-6 py-12 text-center">
            <span class=mark><Icon glyph/></span>
            <p class="text-lg font-semibold">{title}</p>
            {detail.map(|detail| view! { <p class="max-w-prose text-ink-2">{detail}</p> }.into_any())}
            {reference.map(|reference| view! { <p class="flex flex-wrap items-center justify-center gap-1.5 text-sm text-ink-3">"Reference " <code>{reference.clone()}</code> <CopyButton label="Copy reference" text=reference/></p> }.into_any())}
            {children.map(|children| view! { <div class="mt-3 flex flex-wrap justify-center gap-2.5">{children()}</div> }.into_any())}
        </div>
    }
}
