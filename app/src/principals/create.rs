//! The dialog that creates a user.

use super::{access_fields::AccessFields, calls::CreateUser};
use crate::client::{Failure, FormAction, SubmitForm, failure};
use crate::labels::at_field;
use leptos::prelude::*;
use strongroom_domain::{UserName, limits};
use strongroom_ui::{Button, ButtonKind, Dialog, Glyph, PasswordField, TextField};

/// Id of the dialog.
const DIALOG: &str = "new-user";

/// The button that opens the dialog, for the head of the page.
#[component]
pub fn NewUserButton() -> impl IntoView {
    view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus opens=DIALOG>"New user"</Button> }
}

/// Name, initial access, and for a person a password.
#[component]
pub fn NewUserDialog(
    /// Creates the user.
    action: FormAction<CreateUser>,
) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let name_error = Signal::derive(move || {
        name.with(|name| {
            (!name.is_empty()).then(|| UserName::new(name.trim()).err()).flatten().map(|e| at_field(e.problem))
        })
    });
    view! {
        <Dialog id=DIALOG title="New user" wide=true>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <TextField id="new-user-name" name="name" label="Name" bind_to=name required=true mono=true max_length=limits::IDENTITY_NAME error=name_error hint="Letters, digits and . _ - such as ledger-api. Every event in the audit trail shows this name."/>
                    <AccessFields/>
                    <PasswordField id="new-user-password" name="password" label="Console password" autocomplete="new-password" hint=format!("For people who sign in to the console, at least {} characters. Leave empty for applications, which use AccessKeys.", limits::PASSWORD_MIN)/>
                    <div class="flex justify-end"><Button id="create-user" kind=ButtonKind::Primary submit=true pending=action.pending()>"Create"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
