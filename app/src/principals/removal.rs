//! Deletes a user, group, role or policy after its name is typed.

use crate::{
    client::{AnyFormAction, Failure, SubmitForm},
    error::UiError,
};
use leptos::prelude::*;
#[cfg(feature = "ssr")]
use strongroom_domain::{Field, FieldError, Problem};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Dialog, Glyph, TextField, Tone, use_hydrated};

/// Checks that the user typed the name of the deleted object.
///
/// # Errors
/// The field `confirm` does not match the name.
#[cfg(feature = "ssr")]
pub(crate) fn confirmed(what: &str, name: &str, typed: &str) -> Result<(), UiError> {
    if typed.trim() == name {
        return Ok(());
    }
    let different = FieldError::new(Field::Confirmation, Problem::Different);
    Err(UiError::of_field(different, format!("Type the {what}'s name to confirm its deletion.")))
}

/// The button and the dialog.
#[component]
pub fn Removal(
    /// Name of the deleted object.
    name: String,
    /// The consequence, as a sentence.
    consequence: String,
    /// Why it cannot be deleted now.
    #[prop(optional_no_strip)]
    blocked: Option<String>,
    /// Deletes it.
    #[prop(into)]
    action: AnyFormAction,
    /// The error of the last attempt.
    error: Signal<Option<UiError>>,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let hydrated = use_hydrated();
    let expected = name.clone();
    let reason = Signal::derive(move || {
        let missing = hydrated.get() && typed.with(|typed| typed.trim() != expected);
        missing.then(|| "Type the name first".to_owned())
    });
    view! {
        <Button id="open-removal" size=ButtonSize::Small tone=Tone::Red icon=Glyph::Trash opens="removal" disabled_reason=blocked>"Delete"</Button>
        <Dialog id="removal" title=format!("Delete {name}?")>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p>{consequence}</p>
                    <Failure errors=vec![error]/>
                    <input type="hidden" name="name" value=name.clone()/>
                    <TextField id="confirm-removal" name="confirm" label=format!("Type {name} to confirm") bind_to=typed required=true mono=true/>
                    <div class="flex justify-end"><Button id="remove-now" kind=ButtonKind::Danger submit=true disabled_reason=reason pending=action.pending()>"Delete"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
