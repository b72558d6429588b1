//! Password fields.

use leptos::{html, prelude::*};

use crate::{
    Glyph, Icon,
    field::{Caption, INPUT, bind},
    use_hydrated,
};

/// A password field with a button that shows the text.
///
/// It has no initial value, so the page never contains a password.
#[component]
pub fn PasswordField(
    /// The input's id.
    #[prop(into)]
    id: String,
    /// Name of the form field.
    #[prop(into)]
    name: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Two-way binding.
    #[prop(optional, into)]
    bind_to: Option<RwSignal<String>>,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
    /// "current-password" to sign in, "new-password" to set a password, otherwise "off".
    #[prop(default = "off")]
    autocomplete: &'static str,
    /// Focuses the control when the page opens.
    #[prop(optional)]
    autofocus: bool,
) -> impl IntoView {
    let caption = Caption { id: id.clone(), label, hint, error, required, quiet: false }.of_field(&name);
    let node = NodeRef::<html::Input>::new();
    bind(node, bind_to);
    let shown = RwSignal::new(false);
    let hydrated = use_hydrated();
    let controls = id.clone();
    let control = view! {
        <div class="relative">
            <input
                node_ref=node
                id=id
                name=name
                type=move || if shown.get() { "text" } else { "password" }
                class=[INPUT, "pe-10 font-mono"].join(" ")
                autocomplete=autocomplete
                autocapitalize="off"
                spellcheck="false"
                autofocus=autofocus
                required=required
                aria-invalid=caption.invalid()
                aria-describedby=caption.described()
                on:input=move |event| {
                    if let Some(signal) = bind_to {
                        signal.set(event_target_value(&event));
                    }
                }
            />
            <button
                type="button"
                class="absolute inset-y-0.5 end-0.5 inline-flex w-8 items-center justify-center rounded-md text-ink-2 hover:text-ink disabled:text-faint"
                aria-controls=controls
                aria-pressed=move || if shown.get() { "true" } else { "false" }
                aria-label="Show typed text"
                title=move || if shown.get() { "Hide" } else { "Show" }
                disabled=move || !hydrated.get()
                on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {move || view! { <Icon glyph=if shown.get() { Glyph::EyeOff } else { Glyph::Eye }/> }}
            </button>
        </div>
    };
    caption.around(control.into_any())
}
