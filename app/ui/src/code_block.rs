//! Code examples with a copy button.

use leptos::prelude::*;

use crate::CopyButton;

/// The example in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// Language or tool.
    pub label: String,
    /// Source text.
    pub text: String,
}

/// Text with a copy button. Several texts get tabs that work without scripts.
#[component]
pub fn CodeBlock(
    /// The block's id; tab ids are derived from it.
    #[prop(into)]
    id: String,
    /// Name of the text, for the copy button and the tabs.
    #[prop(into)]
    label: String,
    /// The texts. The first one is shown initially.
    codes: Vec<Code>,
    /// The texts contain a secret.
    #[prop(optional)]
    secret: bool,
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
                    <span class="shrink-0 p-2 ps-0"><CopyButton label=copied text=code.text secret/></span>
                </div>
            }
        })
        .collect_view();
    let name = if many { Some("radiogroup") } else { None };
    view! { <div role=name aria-label=many.then_some(label) class="flex flex-wrap overflow-hidden rounded-lg border border-line bg-sunk">{tabs}</div> }
}
