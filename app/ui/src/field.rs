//! Shared by all form fields: label, hint, error, and binding to a signal.

use leptos::{html, prelude::*};

/// What is wrong with one field of a form, found after it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedFieldError {
    /// Names the field may have in a form.
    pub names: Vec<String>,
    /// What is wrong.
    pub message: String,
}

/// The error of the form around a field. A form provides it, so that each of its fields shows its own error.
#[derive(Clone, Copy, Debug)]
pub struct FormError(pub Signal<Option<NamedFieldError>>);

/// The field's own error, or else the one of the form if it is about this field.
fn error_of(name: &str, own: MaybeProp<String>) -> MaybeProp<String> {
    let Some(FormError(form)) = use_context() else { return own };
    let name = name.to_owned();
    let form = move || form.with(|error| error.clone().filter(|error| error.names.contains(&name)));
    Signal::derive(move || own.get().or_else(|| form().map(|error| error.message))).into()
}

/// Classes of text inputs.
pub(crate) const INPUT: &str = "h-8 phone:h-11.5 w-full min-w-0 rounded-lg border border-control bg-panel px-2.5 text-base phone:text-lg text-ink \
    aria-invalid:border-red disabled:bg-sunk disabled:text-ink-3 [&[readonly]]:bg-sunk";

/// Label, hint and error of a field. Their ids are derived from the field's id, so server and browser agree.
#[derive(Clone)]
pub(crate) struct Caption {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) hint: Option<String>,
    pub(crate) error: MaybeProp<String>,
    pub(crate) required: bool,
    pub(crate) quiet: bool,
}

impl Caption {
    /// The caption of the field `name` of a form.
    pub(crate) fn of_field(self, name: &str) -> Self {
        Self { error: error_of(name, self.error), ..self }
    }

    /// "true" if there is an error, for `aria-invalid`.
    pub(crate) fn invalid(&self) -> impl Fn() -> Option<&'static str> + Send + Sync + use<> {
        let error = self.error;
        move || error.with(|error| error.is_some()).then_some("true")
    }

    /// Ids of the hint and error, for `aria-describedby`.
    pub(crate) fn described(&self) -> impl Fn() -> Option<String> + Send + Sync + use<> {
        let (error, has_hint, id) = (self.error, self.hint.is_some(), self.id.clone());
        move || match (has_hint, error.with(|error| error.is_some())) {
            (true, true) => Some(format!("{id}-error {id}-hint")),
            (true, false) => Some(format!("{id}-hint")),
            (false, true) => Some(format!("{id}-error")),
            (false, false) => None,
        }
    }

    /// Wraps the control in label, hint and error.
    pub(crate) fn around(self, control: AnyView) -> AnyView {
        let label_class = if self.quiet { "sr-only" } else { "font-medium" };
        let optional = (!self.required && !self.quiet)
            .then(|| view! { <span class="font-normal text-ink-3">" (optional)"</span> }.into_any());
        view! {
            <div class="flex min-w-0 flex-col gap-1.5">
                <label for=self.id.clone() class=label_class>{self.label}{optional}</label>
                {control}
                <FieldNotes id=self.id hint=self.hint error=self.error/>
            </div>
        }
        .into_any()
    }
}

/// The error and the hint below a control.
#[component]
pub(crate) fn FieldNotes(
    /// The field's id.
    id: String,
    /// Hint below the control.
    hint: Option<String>,
    /// Current validation error.
    error: MaybeProp<String>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    view! {
        {move || error.get().map(|error| view! { <p id=error_id.clone() class="text-sm text-red">{error}</p> }.into_any())}
        {hint.map(|hint| view! { <p id=format!("{id}-hint") class="text-sm text-ink-3">{hint}</p> }.into_any())}
    }
}

/// Binds an input to a signal without losing input typed before hydration: the first run reads the input, later runs write it.
pub(crate) fn bind(node: NodeRef<html::Input>, signal: Option<RwSignal<String>>) {
    let Some(signal) = signal else { return };
    Effect::new(move |seen: Option<bool>| {
        let (value, Some(input)) = (signal.get(), node.get()) else { return seen.unwrap_or(false) };
        let shown = input.value();
        if shown != value {
            if seen == Some(true) {
                input.set_value(&value);
            } else {
                signal.set(shown);
            }
        }
        true
    });
}

/// Label, hint and error for another control. The control must have this `id`.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
    /// Label.
    #[prop(into)]
    label: String,
    /// Hint below the control.
    #[prop(optional, into)]
    hint: Option<String>,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
    /// Whether a value is required.
    #[prop(optional)]
    required: bool,
    /// The control.
    children: Children,
) -> impl IntoView {
    Caption { id, label, hint, error, required, quiet: false }.around(children().into_any())
}
