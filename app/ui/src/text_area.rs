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
    max_length: Option<usize>,
    /// Code, keys, documents: no wrapping of words, fixed width.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: false };
    let font = if mono { "h-auto phone:h-auto py-2 font-mono text-mono" } else { "h-auto phone:h-auto py-1.5" };
    let area = Area {
        id,
        name,
        class: [INPUT, font].join(" "),
        rows: Signal::stored(rows),
        cols: Signal::stored(None),
        node: NodeRef::new(),
        value,
        bind_to,
        code: mono,
        wrap: true,
        required,
        max_length,
        invalid: Signal::derive(caption.invalid()),
        described: Signal::derive(caption.described()),
    };
    caption.around(area.view())
}

/// The element itself, for what is built round it.
pub(crate) struct Area {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) class: String,
    pub(crate) rows: Signal<u32>,
    pub(crate) cols: Signal<Option<u32>>,
    pub(crate) node: NodeRef<html::Textarea>,
    pub(crate) value: String,
    pub(crate) bind_to: Option<RwSignal<String>>,
    pub(crate) code: bool,
    pub(crate) wrap: bool,
    pub(crate) required: bool,
    pub(crate) max_length: Option<usize>,
    pub(crate) invalid: Signal<Option<&'static str>>,
    pub(crate) described: Signal<Option<String>>,
}

impl Area {
    pub(crate) fn view(self) -> AnyView {
        let Self { id, name, class, rows, cols, node, value, bind_to, code, wrap, required, max_length, .. } = self;
        let (invalid, described) = (self.invalid, self.described);
        follow(node, bind_to);
        let first = first_text(bind_to.map_or(value, |signal| signal.get_untracked()));
        view! {
            <textarea
                node_ref=node
                id=id
                name=name
                class=class
                rows=move || rows.get().to_string()
                cols=move || cols.get().map(|cols| cols.to_string())
                wrap=(!wrap).then_some("off")
                maxlength=max_length.map(|limit| limit.to_string())
                autocomplete="off"
                autocapitalize="off"
                spellcheck=if code { "false" } else { "true" }
                required=required
                aria-invalid=move || invalid.get()
                aria-describedby=move || described.get()
                on:input=move |event| {
                    if let Some(signal) = bind_to {
                        signal.set(event_target_value(&event));
                    }
                }
            >
                {first}
            </textarea>
        }
        .into_any()
    }
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
