//! Select fields.

use leptos::{html, prelude::*};

use crate::{
    Glyph, Icon,
    field::{Caption, INPUT},
};

/// An option of a select field or a group of radio buttons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Value that is sent.
    pub value: String,
    /// Label.
    pub label: String,
    /// Description, shown by `RadioGroup`.
    pub hint: Option<String>,
    /// Why it is disabled; `None` if it is enabled.
    pub disabled_reason: Option<String>,
}

impl Choice {
    /// An enabled choice without description.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, disabled_reason: None }
    }

    /// Adds a description.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// Disables the choice, with the reason.
    #[must_use]
    pub fn disabled(self, reason: impl Into<String>) -> Self {
        Self { disabled_reason: Some(reason.into()), ..self }
    }
}

/// A select field.
#[component]
pub fn Select(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// The choices.
    choices: Vec<Choice>,
    /// Initially selected value.
    #[prop(optional, into)]
    value: String,
    /// Two-way binding. Initialise the signal with the first value.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a choice is required.
    #[prop(optional)]
    required: bool,
    /// Hides the label visually. Assistive technology still reads it.
    #[prop(optional)]
    quiet_label: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: quiet_label }.of_field(&name);
    let value = bind_to.map_or(value, |signal| signal.get_untracked());
    let node = NodeRef::<html::Select>::new();
    follow(node, bind_to);
    let options = choices
        .into_iter()
        .map(|choice| {
            let selected = choice.value == value;
            let Choice { value, label, disabled_reason, .. } = choice;
            view! { <option value=value selected=selected disabled=disabled_reason.is_some() title=disabled_reason>{label}</option> }
        })
        .collect_view();
    let control = view! {
        <div class="relative">
            <select
                node_ref=node
                id=id
                name=name
                class=[INPUT, "appearance-none pe-8"].join(" ")
                required=required
                aria-invalid=caption.invalid()
                aria-describedby=caption.described()
                on:change=move |event| {
                    if let Some(signal) = bind_to {
                        signal.set(event_target_value(&event));
                    }
                }
            >
                {options}
            </select>
            <span class="pointer-events-none absolute inset-y-0 end-2.5 flex items-center text-ink-2"><Icon glyph=Glyph::ChevronDown/></span>
        </div>
    };
    caption.around(control.into_any())
}

/// As in text fields: a choice made before hydration takes precedence over the signal's first value.
fn follow(node: NodeRef<html::Select>, signal: Option<RwSignal<String>>) {
    let Some(signal) = signal else { return };
    Effect::new(move |seen: Option<bool>| {
        let (value, Some(select)) = (signal.get(), node.get()) else { return seen.unwrap_or(false) };
        let shown = select.value();
        if shown != value {
            if seen == Some(true) {
                select.set_value(&value);
            } else {
                signal.set(shown);
            }
        }
        true
    });
}
