//! Checkboxes.

use leptos::{html, prelude::*};

use crate::field::FieldNotes;

/// A checkbox.
#[component]
pub fn Checkbox(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Value sent when it is checked.
    #[prop(default = "true".to_owned(), into)]
    value: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Whether it is initially checked.
    #[prop(optional)]
    checked: bool,
    /// Two-way binding. Initialise the signal with the first state.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<bool>>,
    /// Called when its state changes.
    #[prop(optional, into)]
    on_change: Option<Callback<bool>>,
    /// Hides the label visually, for checkboxes in tables. Assistive technology still reads it.
    #[prop(optional)]
    quiet_label: bool,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let described = hint.is_some().then(|| format!("{id}-hint"));
    let input = CheckboxInput { id: id.clone(), name, value, checked, bind_to, on_change, described, switch: false };
    let label_class = if quiet_label { "sr-only" } else { "select-none" };
    let size = if quiet_label {
        "inline-flex size-6 items-center justify-center"
    } else {
        "inline-flex min-h-6 items-center gap-2"
    };
    view! {
        <div class="flex flex-col gap-1">
            <label class=size>
                {input.view("size-4")}
                <span class=label_class>{label}</span>
            </label>
            <FieldNotes id hint error/>
        </div>
    }
}

/// The input element of a checkbox or a switch.
pub(crate) struct CheckboxInput {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) checked: bool,
    pub(crate) bind_to: Option<RwSignal<bool>>,
    pub(crate) on_change: Option<Callback<bool>>,
    pub(crate) described: Option<String>,
    pub(crate) switch: bool,
}

impl CheckboxInput {
    pub(crate) fn view(self, class: &'static str) -> AnyView {
        let Self { id, name, value, checked, bind_to, on_change, described, switch } = self;
        let node = NodeRef::<html::Input>::new();
        follow(node, bind_to);
        let checked = bind_to.map_or(checked, |signal| signal.get_untracked());
        view! {
            <input
                node_ref=node
                id=id
                name=name
                value=value
                type="checkbox"
                role=switch.then_some("switch")
                class=class
                checked=checked
                aria-describedby=described
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    if let Some(signal) = bind_to {
                        signal.set(on);
                    }
                    if let Some(on_change) = on_change {
                        on_change.run(on);
                    }
                }
            />
        }
        .into_any()
    }
}

/// As in text fields: a state set before hydration takes precedence over the signal's first value.
fn follow(node: NodeRef<html::Input>, signal: Option<RwSignal<bool>>) {
    let Some(signal) = signal else { return };
    Effect::new(move |seen: Option<bool>| {
        let (on, Some(input)) = (signal.get(), node.get()) else { return seen.unwrap_or(false) };
        if input.checked() != on {
            if seen == Some(true) {
                input.set_checked(on);
            } else {
                signal.set(input.checked());
            }
        }
        true
    });
}
