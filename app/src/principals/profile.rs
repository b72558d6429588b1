//! Dialogs for a user's names, console password and second factor.

use super::{
    calls::{ChangeUser, SetLogin, UnbindFactor},
    dto::UserLine,
};
use crate::client::{Failure, FormAction, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{
    Button, ButtonKind, ButtonSize, Dialog, DialogClose, Glyph, PasswordField, TextArea, TextField, Tone,
};

/// The button and the dialog for name and comments.
#[component]
pub fn EditUser(
    /// The user.
    person: UserLine,
    /// Changes it.
    action: FormAction<ChangeUser>,
) -> impl IntoView {
    let UserLine { name, display_name, comments, .. } = person;
    view! {
        <Button size=ButtonSize::Small icon=Glyph::Pencil opens="edit-user">"Edit"</Button>
        <Dialog id="edit-user" title=format!("Edit {name}")>
            <SubmitForm action replaces=true>
                <div class="flex flex-col gap-4">
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name.clone()/>
                    <TextField id="edit-user-name" name="new_name" label="Name" value=name required=true mono=true max_length=limits::IDENTITY_NAME hint="Secret policies that name the old name stop applying to this user."/>
                    <TextField id="edit-user-display" name="display_name" label="Display name" value=display_name max_length=limits::DISPLAY_NAME/>
                    <TextArea id="edit-user-comments" name="comments" label="Comments" value=comments rows=3/>
                    <div class="flex justify-end"><Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Save"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}

/// The button and the dialog for the console password.
#[component]
pub fn Login(
    /// Name of the user.
    name: String,
    /// Whether the user has a password.
    has_password: bool,
    /// Sets or removes it.
    action: FormAction<SetLogin>,
) -> impl IntoView {
    let word = if has_password { "Reset password" } else { "Set password" };
    let removal = has_password.then(|| {
        let name = name.clone();
        view! {
            <SubmitForm action>
                <input type="hidden" name="name" value=name/>
                <Button size=ButtonSize::Small tone=Tone::Red submit=true pending=action.pending()>"Remove password"</Button>
            </SubmitForm>
        }
        .into_any()
    });
    view! {
        <Button size=ButtonSize::Small opens="login">{word}</Button>
        <Dialog id="login" title=format!("Console password of {name}")>
            <div class="flex flex-col gap-4">
                <Failure errors=vec![failure(action)]/>
                <SubmitForm action>
                    <div class="flex flex-col gap-4">
                        <input type="hidden" name="name" value=name.clone()/>
                        <PasswordField id="login-password" name="password" label="New password" required=true autocomplete="new-password" hint=format!("At least {} characters. Send it to the user over a separate channel. They can change it under My account.", limits::PASSWORD_MIN)/>
                        <div class="flex justify-end gap-2">
                            <DialogClose dialog="login"/>
                            <Button kind=ButtonKind::Primary submit=true pending=action.pending()>"Set password"</Button>
                        </div>
                    </div>
                </SubmitForm>
                {removal}
            </div>
        </Dialog>
    }
}

/// The button and the dialog that remove the second factor.
#[component]
pub fn FactorRemoval(
    /// Name of the user.
    name: String,
    /// Removes it.
    action: FormAction<UnbindFactor>,
) -> impl IntoView {
    view! {
        <Button size=ButtonSize::Small tone=Tone::Red opens="unbind-factor">"Remove second factor"</Button>
        <Dialog id="unbind-factor" title=format!("Remove the second factor of {name}?")>
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">"The password alone will then be enough to sign in. All sessions of the user end. First verify that the request comes from the user."</p>
                    <Failure errors=vec![failure(action)]/>
                    <input type="hidden" name="name" value=name/>
                    <div class="flex justify-end gap-2">
                        <DialogClose dialog="unbind-factor"/>
                        <Button id="unbind-now" kind=ButtonKind::Danger submit=true pending=action.pending()>"Remove"</Button>
                    </div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
