//! Actions on the selected rows.

use leptos::prelude::*;

use crate::{Glyph, IconButton, grouped};

/// A bar that floats above the page while rows are selected.
#[component]
pub fn BulkBar(
    /// Number of selected rows. The bar is shown from 1.
    #[prop(into)]
    count: Signal<u64>,
    /// Clears the selection.
    #[prop(optional, into)]
    on_clear: Option<Callback<()>>,
    /// Quiet buttons.
    children: ChildrenFn,
) -> impl IntoView {
    view! {
        <Show when=move || { count.get() > 0 }>
            <div data-chrome="" role="toolbar" aria-label="Selection" class="pointer-events-none fixed inset-x-4 bottom-6 z-30 flex justify-center md:start-60">
                <div class="pointer-events-auto flex max-w-full flex-wrap items-center gap-1 rounded-xl border border-line bg-panel px-3 py-2 shadow-float">
                    <span role="status" class="border-e border-line py-1 ps-1 pe-3.5 font-semibold whitespace-nowrap" data-numbers="">
                        {move || format!("{} selected", grouped(count.get()))}
                    </span>
                    {children()}
                    {on_clear.map(|on_clear| view! { <IconButton glyph=Glyph::Close label="Clear selection" on_press=on_clear/> })}
                </div>
            </div>
        </Show>
    }
}
