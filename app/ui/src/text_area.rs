//! Text areas. No other component renders a `<textarea>`.

use leptos::{html, prelude::*};

use crate::field::{Caption, INPUT};

/// A multi-line text field.
///
/// Leptos writes the text between the tags into the server's HTML unescaped and ignores it during hydration (tachys 0.2.19,
/// `ESCAPE_CHILDREN`). So the initial value is escaped here on the server only.
#[component]
pub fn TextArea(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Initial value. It is part of the page's HTML, so it must not be secret.
    #[prop(optional, into)]
    value: String,
    /// Two-way binding. Initialise the signal with the first value.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Height in lines.
    #[prop(default = 5)]
    rows: u32,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
    /// Maximum number of characters.
    #[prop(optional, into)]
    max_length: Option<usize>,
    /// Monospaced, for code, keys and documents.
    #[prop(optional)]
    mono: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: false }.of_field(&name);
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

/// The element itself, for components that wrap it.
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

/// The text between the tags. HTML parsers drop one line break after the opening tag, so the server adds one.
fn first_text(text: String) -> String {
    if cfg!(feature = "ssr") { format!("\n{}", crate::escape::html_text(&text)) } else { text }
}

/// As in text fields: input typed before hydration takes precedence over the signal's first value.
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
