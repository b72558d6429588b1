//! One of several, in little room.

use leptos::{html, prelude::*};

use crate::{
    Glyph, Icon,
    field::{Caption, INPUT},
};

/// One of the things that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// A line that explains it; shown by `RadioGroup`.
    pub hint: Option<String>,
    /// Why it cannot be chosen now.
    pub disabled_reason: Option<String>,
}

impl Choice {
    /// A choice that can be made, without explanation.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), hint: None, disabled_reason: None }
    }

    /// The same with a line that explains it.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same, but not to be chosen, and why.
    #[must_use]
    pub fn disabled(self, reason: impl Into<String>) -> Self {
        Self { disabled_reason: Some(reason.into()), ..self }
    }
}

/// One of several, in a list that opens.
#[component]
pub fn Select(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// The name sent with the form.
    #[prop(into)]
    name: String,
    /// What it is.
    #[prop(into)]
    label: String,
    /// What can be chosen.
    choices: Vec<Choice>,
    /// The value chosen at first.
    #[prop(optional, into)]
    value: String,
    /// A signal that follows the choice; its changes are shown. Start it with `value`.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// What helps to choose.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it now.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether one must be chosen.
    #[prop(optional)]
    required: bool,
    /// Says the label to assistive technology only.
    #[prop(optional)]
    quiet_label: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: quiet_label };
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

/// As for text fields: what was chosen before the page came alive wins over the signal's first value.
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
