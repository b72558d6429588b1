//! Integer fields.

use leptos::{html, prelude::*};

use crate::field::{Caption, INPUT, bind};

/// An integer field with its unit.
#[component]
pub fn NumberField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Initial value.
    #[prop(optional, into)]
    value: Option<i64>,
    /// Two-way binding, as text: the input may not be a number yet.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Minimum.
    #[prop(optional, into)]
    min: Option<i64>,
    /// Maximum.
    #[prop(optional, into)]
    max: Option<i64>,
    /// Unit, such as "days".
    #[prop(optional, into)]
    unit: Option<String>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: false }.of_field(&name);
    let node = NodeRef::<html::Input>::new();
    bind(node, bind_to);
    let value = match bind_to {
        Some(signal) => signal.get_untracked(),
        None => value.map(|value| value.to_string()).unwrap_or_default(),
    };
    let control = view! {
        <div class="flex items-center gap-2">
            <input
                node_ref=node
                id=id
                name=name
                type="number"
                inputmode="numeric"
                step="1"
                class=[INPUT, "max-w-32"].join(" ")
                value=value
                min=min.map(|limit| limit.to_string())
                max=max.map(|limit| limit.to_string())
                autocomplete="off"
                required=required
                aria-invalid=caption.invalid()
                aria-describedby=caption.described()
                on:input=move |event| {
                    if let Some(signal) = bind_to {
                        signal.set(event_target_value(&event));
                    }
                }
            />
            {unit.map(|unit| view! { <span class="text-ink-2">{unit}</span> }.into_any())}
        </div>
    };
    caption.around(control.into_any())
}
