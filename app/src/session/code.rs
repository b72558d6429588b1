//! The second step of the sign-in.

use super::{
    EnterCode,
    passkey::PasskeySignIn,
    sign_in::{Centred, Refusal, Submit},
};
use crate::{
    client::{FormAction, SubmitForm, load_page},
    passkeys::PasskeyPromptState,
    paths::{self, safe_next},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::limits;
use strongroom_ui::{PageTitle, TextField, TextLink};

/// The page that takes a code of the second factor or a passkey, within five minutes of the password.
#[component]
pub fn CodePage() -> impl IntoView {
    let action = FormAction::<EnterCode>::new();
    let query = use_query_map();
    let prompt = PasskeyPromptState::new();
    let passkeys = move || query.with(|query| query.get_str("passkey").is_some());
    let next = move || query.with(|query| safe_next(query.get_str("next").unwrap_or_default()).to_owned());
    Effect::new(move || {
        if let Some(Ok(next)) = action.outcome() {
            load_page(safe_next(&next));
        }
    });
    view! {
        <PageTitle text="Enter a code"/>
        <Centred title="Enter a code" detail="Enter the 6-digit code from your authenticator app, or a recovery code.">
            <SubmitForm action disposable=true>
                <div class="flex flex-col gap-4">
                    {move || match action.outcome() {
                        Some(Err(error)) => view! { <Refusal error/> }.into_any(),
                        _ => ().into_any(),
                    }}
                    <input type="hidden" name="next" value=next/>
                    <TextField id="code" name="code" label="Code" autocomplete="one-time-code" required=true autofocus=true max_length=limits::CODE mono=true/>
                    <Submit id="enter-code" label="Continue" action/>
                </div>
            </SubmitForm>
            {move || passkeys().then(|| view! {
                <div class="mt-4 flex flex-col gap-4 border-t border-line pt-4">
                    {move || prompt.error().get().map(|error| view! { <Refusal error/> }.into_any())}
                    <PasskeySignIn second=true next=Signal::derive(next) prompt/>
                </div>
            }.into_any())}
            <p class="mt-4 text-center"><TextLink href=paths::SIGN_IN>"Sign in as another user"</TextLink></p>
        </Centred>
    }
}
