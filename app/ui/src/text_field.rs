//! One line of text.

use leptos::{html, prelude::*};

use crate::field::{Caption, INPUT, bind};

/// What kind of line it is: the keyboard a phone shows and what the browser checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    #[default]
    Text,
    /// A mail address.
    Email,
    /// A web address.
    Url,
    /// A day.
    Date,
    /// A day and a time, without a zone: say in the label which it is.
    DateTime,
}

impl TextKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Date => "date",
            Self::DateTime => "datetime-local",
        }
    }
}

/// One line of text.
#[component]
pub fn TextField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What kind of line.
    #[prop(optional)]
    kind: TextKind,
    /// What it holds at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows what is typed; its changes are shown. Start it with `value`.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// An example of what to type. Never the only explanation.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// What helps to fill it in.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether it must be filled in.
    #[prop(optional)]
    required: bool,
    /// Says the label to assistive technology only.
    #[prop(optional)]
    quiet_label: bool,
    /// Most characters it takes.
    #[prop(optional, into)]
    max_length: Option<usize>,
    /// The browser's name for what belongs here; "off" for nothing it should offer.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// The id of the `Suggestions` it offers.
    #[prop(optional, into)]
    list: Option<String>,
    /// Keys, names of things, addresses.
    #[prop(optional)]
    mono: bool,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Shows its value without letting it be changed.
    #[prop(optional)]
    read_only: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: quiet_label };
    let node = NodeRef::<html::Input>::new();
    bind(node, bind_to);
    let value = bind_to.map_or(value, |signal| signal.get_untracked());
    let class = if mono { [INPUT, "font-mono"].join(" ") } else { INPUT.to_owned() };
    let control = view! {
        <input
            node_ref=node
            id=id
            name=name
            type=kind.name()
            class=class
            value=value
            placeholder=placeholder
            list=list
            maxlength=max_length.map(|limit| limit.to_string())
            autocomplete=autocomplete
            autocapitalize="off"
            spellcheck="false"
            autofocus=autofocus
            readonly=read_only
            required=required
            aria-invalid=caption.invalid()
            aria-describedby=caption.described()
            on:input=move |event| {
                if let Some(signal) = bind_to {
                    signal.set(event_target_value(&event));
                }
            }
        />
    };
    caption.around(control.into_any())
}
