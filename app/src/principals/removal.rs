//! Removing a user or a group: the name is typed first.

use crate::{
    client::{AnyFormAction, Failure, SubmitForm},
    error::UiError,
};
use leptos::prelude::*;
use strongroom_domain::{Field, FieldError, Problem};
use strongroom_ui::{Button, ButtonKind, ButtonSize, Dialog, Glyph, TextField, Tone, use_hydrated};

/// Refuses unless a person has typed the name of what is to be removed.
///
/// # Errors
/// The field `confirm` holds something else.
#[cfg(feature = "ssr")]
pub(crate) fn confirmed(what: &str, name: &str, typed: &str) -> Result<(), UiError> {
    if typed.trim() == name {
        return Ok(());
    }
    let different = FieldError::new(Field::Confirmation, Problem::Different);
    Err(UiError::of_field(different, format!("Type the {what}'s name to confirm that it is removed.")))
}

/// The button and the dialog.
#[component]
pub fn Removal(
    /// What is removed.
    name: String,
    /// What follows from it, as a sentence.
    consequence: String,
    /// Why it cannot be removed now.
    #[prop(optional_no_strip)]
    blocked: Option<String>,
    /// Removes it.
    #[prop(into)]
    action: AnyFormAction,
    /// The error of the last try.
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
