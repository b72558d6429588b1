//! The top of a page.

use leptos::prelude::*;

use crate::{Chip, Glyph, Icon, PathName, Tone};

/// The page's name, one sentence on how things are, and what can be done.
#[component]
pub fn PageHeader(
    /// The page's name.
    #[prop(into)]
    title: Signal<String>,
    /// The name is a path: its folders are quiet.
    #[prop(optional)]
    path: bool,
    /// A picture before the name.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// What kind of thing it is: a chip after the name.
    #[prop(optional, into)]
    kind: MaybeProp<String>,
    /// One sentence on how things are: text, or a `Status`.
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
