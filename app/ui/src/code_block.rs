//! Text to be copied somewhere else.

use leptos::prelude::*;

use crate::CopyButton;

/// The same thing said in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// The language or the tool.
    pub label: String,
    /// The text.
    pub text: String,
}

/// A text with a copy button; with several, a choice between them that needs no scripts.
#[component]
pub fn CodeBlock(
    /// The block's id; each tab's is made from it.
    #[prop(into)]
    id: String,
    /// What the text is, for the copy button and the choice.
    #[prop(into)]
    label: String,
    /// The texts, the first one shown at first.
    codes: Vec<Code>,
) -> impl IntoView {
    let many = codes.len() > 1;
    let tabs = codes
        .into_iter()
        .enumerate()
        .map(|(at, code)| {
            let tab = format!("{id}-{at}");
            let choice = many.then(|| view! {
                <input type="radio" class="code-tab sr-only" id=tab.clone() name=id.clone() checked=at == 0/>
                <label for=tab class="order-1 ms-4 border-b-2 border-transparent py-2 text-sm font-medium text-ink-2">{code.label.clone()}</label>
            }.into_any());
            let copied = if many { format!("Copy {label}, {}", code.label) } else { format!("Copy {label}") };
            let place = if many { "code-panel order-2 w-full border-t border-line" } else { "flex w-full" };
            view! {
                {choice}
                <div class=place>
                    <pre tabindex="0" aria-label=code.label class="min-w-0 flex-1 overflow-x-auto px-4 py-3 leading-5"><code>{code.text.clone()}</code></pre>
                    <span class="shrink-0 p-2 ps-0"><CopyButton label=copied text=code.text/></span>
                </div>
            }
        })
        .collect_view();
    let name = if many { Some("radiogroup") } else { None };
    view! { <div role=name aria-label=many.then_some(label) class="flex flex-wrap overflow-hidden rounded-lg border border-line bg-sunk">{tabs}</div> }
}
