//! Single-line text fields.

use leptos::{html, prelude::*};

use crate::field::{Caption, INPUT, bind};

/// Input type: decides the keyboard on a phone and what the browser validates.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TextKind {
    /// Any text.
    #[default]
    Text,
    /// An email address.
    Email,
    /// A URL.
    Url,
    /// A date.
    Date,
    /// A time of day, such as 22:00: name the zone in the label.
    TimeOfDay,
    /// A date and time without time zone: name the zone in the label.
    DateTime,
}

impl TextKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Email => "email",
            Self::Url => "url",
            Self::Date => "date",
            Self::TimeOfDay => "time",
            Self::DateTime => "datetime-local",
        }
    }
}

/// A single-line text field.
#[component]
pub fn TextField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Input type.
    #[prop(optional)]
    kind: TextKind,
    /// Initial value.
    #[prop(optional, into)]
    value: String,
    /// Two-way binding. Initialise the signal with the first value.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Example input. Never the only explanation.
    #[prop(optional, into)]
    placeholder: Option<String>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
    /// Hides the label visually. Assistive technology still reads it.
    #[prop(optional)]
    quiet_label: bool,
    /// Maximum number of characters.
    #[prop(optional, into)]
    max_length: Option<usize>,
    /// The `autocomplete` attribute.
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Id of its `Suggestions`.
    #[prop(optional, into)]
    list: Option<String>,
    /// Monospaced, for keys, resource names and addresses.
    #[prop(optional)]
    mono: bool,
    /// Focuses the control when the page opens.
    #[prop(optional)]
    autofocus: bool,
    /// Whether the value is read-only.
    #[prop(optional)]
    read_only: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: quiet_label }.of_field(&name);
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
