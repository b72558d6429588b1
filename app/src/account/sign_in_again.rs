//! Signing in again in the dialog, when the session ended while a page was open.

use crate::{
    client::{FormAction, SubmitForm, any_failure, call, finish_reauthentication},
    current_user::{CurrentUser, LoadCurrentUser},
    error::{ErrorKind, UiError},
    paths::{self, sign_in_address},
    session::{EnterCode, SignIn},
};
use leptos::{prelude::*, task::spawn_local};
use strongroom_domain::limits;
use strongroom_ui::{Banner, Button, ButtonKind, PasswordField, TextField, Tone};

/// The form: the password of the same user, then a code if the user has a second factor; or the sign-in page in another tab.
#[component]
pub fn SignInAgainForm() -> impl IntoView {
    let (sign_in, enter_code) = (FormAction::<SignIn>::new(), FormAction::<EnterCode>::new());
    let name = use_context::<CurrentUser>().map(|user| user.name).unwrap_or_default();
    let check =
        SameUser { name: StoredValue::new(name.clone()), problem: RwSignal::new(None), busy: RwSignal::new(false) };
    let needs_code = move || matches!(sign_in.outcome(), Some(Ok(next)) if next.starts_with(paths::SIGN_IN_CODE));
    Effect::new(move || {
        let signed_in = matches!(sign_in.outcome(), Some(Ok(_))) && !needs_code();
        if signed_in || matches!(enter_code.outcome(), Some(Ok(_))) {
            check.resume();
        }
    });
    let errors = move || {
        let error =
            check.problem.get().or_else(|| any_failure(enter_code).get()).or_else(|| any_failure(sign_in).get());
        error.map(|error| view! { <Banner tone=Tone::Red title="Not signed in">{error.message}</Banner> })
    };
    let user = name.clone();
    let form = move || {
        if needs_code() {
            return view! {
                <SubmitForm action=enter_code disposable=true>
                    <div class="flex flex-col gap-4">
                        <TextField id="again-code" name="code" label="Code" autocomplete="one-time-code" required=true autofocus=true max_length=limits::CODE mono=true hint="From your authenticator app, or a recovery code."/>
                        <div><Button id="again-continue" kind=ButtonKind::Primary submit=true pending=enter_code.pending()>"Continue"</Button></div>
                    </div>
                </SubmitForm>
            }
            .into_any();
        }
        let (user, label) = (user.clone(), format!("Password of {name}"));
        view! {
            <SubmitForm action=sign_in disposable=true>
                <div class="flex flex-col gap-4">
                    <input type="hidden" name="user" value=user/>
                    <PasswordField id="again-password" name="password" label autocomplete="current-password" required=true autofocus=true/>
                    <div><Button id="again-sign-in" kind=ButtonKind::Primary submit=true pending=sign_in.pending()>"Sign in"</Button></div>
                </div>
            </SubmitForm>
        }
        .into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">"Sign in again to continue. What you typed on this page is kept."</p>
            {errors}
            {form}
            <div class="flex flex-wrap items-center gap-x-3 gap-y-2 border-t border-line pt-4 text-sm text-ink-2">
                <a href=sign_in_address(paths::HOME) target="_blank" rel="external" class="text-accent underline underline-offset-2">"Sign in another way, in a new tab"</a>
                <Button id="again-done" pending=check.busy on_press=move |()| check.resume()>"I have signed in"</Button>
            </div>
        </div>
    }
}

/// Resumes the interrupted request if the new session is of the same user: the request must not run as somebody else.
#[derive(Clone, Copy)]
struct SameUser {
    name: StoredValue<String>,
    problem: RwSignal<Option<UiError>>,
    busy: RwSignal<bool>,
}

impl SameUser {
    fn resume(self) {
        self.busy.set(true);
        spawn_local(async move {
            let now = call(LoadCurrentUser {}).await;
            let _ = self.busy.try_set(false);
            let Some(name) = self.name.try_get_value() else { return };
            match now {
                Ok(user) if user.name == name => drop(finish_reauthentication(true)),
                Ok(user) => {
                    let words = format!(
                        "You are signed in as {}. This page belongs to {name}, so nothing was sent.",
                        user.name
                    );
                    let _ = self.problem.try_set(Some(UiError::new(ErrorKind::Denied, words)));
                }
                Err(error) => drop(self.problem.try_set(Some(error))),
            }
        });
    }
}
