//! Several lines of text: the only `<textarea>` there is.

use leptos::{html, prelude::*};

use crate::field::{Caption, INPUT};

/// Several lines of text.
///
/// Leptos writes what stands between the tags into the server's HTML as it is, and does not look at it when hydrating
/// (tachys 0.2.19, `ESCAPE_CHILDREN`). So the first value is escaped here for the server and left alone in the browser.
#[component]
pub fn TextArea(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What it holds at first. It is part of the page: nothing that must not be in HTML.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows what is typed; its changes are shown. Start it with `value`.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// How many lines it is high.
    #[prop(default = 5)]
    rows: u32,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Most characters it takes.
    #[prop(optional, into)]
    max_length: Option<u32>,
    /// Code, keys, documents: no wrapping of words, fixed width.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: false };
    let node = NodeRef::<html::Textarea>::new();
    follow(node, bind_to);
    let first = first_text(bind_to.map_or(value, |signal| signal.get_untracked()));
    let font = if mono { "h-auto phone:h-auto py-2 font-mono text-mono" } else { "h-auto phone:h-auto py-1.5" };
    let control = view! {
        <textarea
            node_ref=node
            id=id
            name=name
            class=[INPUT, font].join(" ")
            rows=rows.to_string()
            maxlength=max_length.map(|limit| limit.to_string())
            autocomplete="off"
            autocapitalize="off"
            spellcheck=if mono { "false" } else { "true" }
            required=required
            aria-invalid=caption.invalid()
            aria-describedby=caption.described()
            on:input=move |event| {
                if let Some(signal) = bind_to {
                    signal.set(event_target_value(&event));
                }
            }
        >
            {first}
        </textarea>
    };
    caption.around(control.into_any())
}

/// The text between the tags. A parser drops one line break after the opening tag, so the server's text begins with one.
fn first_text(text: String) -> String {
    if cfg!(feature = "ssr") { format!("\n{}", crate::escape::html_text(&text)) } else { text }
}

/// As for text fields: what was typed before the page came alive wins over the signal's first value.
fn follow(node: NodeRef<html::Textarea>, signal: Option<RwSignal<String>>) {
    let Some(signal) = signal else { return };
    Effect::new(move |seen: Option<bool>| {
        let (value, Some(area)) = (signal.get(), node.get()) else { return seen.unwrap_or(false) };
        let shown = area.value();
        if shown != value {
            if seen == Some(true) {
                area.set_value(&value);
            } else {
                signal.set(shown);
            }
        }
        true
    });
}
