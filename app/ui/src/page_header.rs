//! Page headers.

use leptos::prelude::*;

use crate::{Chip, Glyph, Icon, PathName, Tone};

/// The page's title, one sentence about its state, and its actions.
#[component]
pub fn PageHeader(
    /// Title.
    #[prop(into)]
    title: Signal<String>,
    /// The title is a path: its folders are dimmed.
    #[prop(optional)]
    path: bool,
    /// Icon before the title.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Kind of the resource: a chip after the title.
    #[prop(optional, into)]
    kind: MaybeProp<String>,
    /// One sentence about the state: text or a `Status`.
    #[prop(optional, into)]
    state: Option<ViewFn>,
    /// Buttons.
    #[prop(optional, into)]
    actions: Option<ViewFn>,
) -> impl IntoView {
    let name = move || if path { view! { <PathName path=title.get()/> }.into_any() } else { title.get().into_any() };
    view! {
        <header class="flex flex-wrap items-center justify-between gap-x-6 gap-y-4">
            <div class="flex min-w-0 items-center gap-2.5">
                {glyph.map(|glyph| view! {
                    <span class="inline-flex size-9 shrink-0 items-center justify-center rounded-lg bg-accent-tint text-accent"><Icon glyph/></span>
                }.into_any())}
                <div class="min-w-0">
                    <div class="flex flex-wrap items-center gap-x-2 gap-y-1">
                        <h1 class="text-title font-title tracking-tight wrap-anywhere">{name}</h1>
                        {move || kind.get().map(|kind| view! { <Chip tone=Tone::Neutral>{kind}</Chip> })}
                    </div>
                    {state.map(|state| view! { <div class="text-ink-2 wrap-anywhere">{state.run()}</div> }.into_any())}
                </div>
            </div>
            {actions.map(|actions| view! { <div class="flex flex-wrap items-center gap-2.5 phone:w-full">{actions.run()}</div> }.into_any())}
        </header>
    }
}
