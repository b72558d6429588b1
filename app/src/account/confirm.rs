//! Re-authentication: the form on a page of its own and in the dialog.

use super::{
    calls::{Confirm, ConfirmWithPasskey, LoadConfirmationMethods},
    dto::ConfirmationMethods,
};
use crate::{
    client::{ErrorView, FormAction, SubmitForm, any_failure, call, finish_reauthentication, load_page, resource},
    error::UiError,
    passkeys::{self, PasskeyButton, PasskeyPromptState},
    paths::{safe_next, sign_in_address},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, Card, PageHeader, PageTitle, PasswordField, Skeleton, TextField, TextLink, Tone,
};

/// The page for browsers without scripts and for direct links.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    view! {
        <PageTitle text="Confirm your identity"/>
        <PageHeader title="Confirm your identity" state=|| "Some pages and actions require that you confirmed your identity recently."/>
        <Card title="Verification" id="confirm"><div class="max-w-96"><ConfirmForm/></div></Card>
    }
}

/// Offers the methods this user has set up.
#[component]
pub fn ConfirmForm() -> impl IntoView {
    let methods = resource(|| LoadConfirmationMethods {});
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=3/> }>
            {move || Suspend::new(async move {
                match methods.await {
                    Ok(methods) => form(methods),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(methods: ConfirmationMethods) -> AnyView {
    let action = FormAction::<Confirm>::new();
    let prompt = PasskeyPromptState::new();
    let query = use_query_map();
    let next = move || query.with(|query| safe_next(query.get_str("next").unwrap_or_default()).to_owned());
    Effect::new(move || {
        if let Some(Ok(())) = action.outcome() {
            continue_to(&untrack(next));
        }
    });
    let press = move |()| {
        let next = untrack(next);
        prompt.run(async move {
            let (ticket, answer) = passkeys::request_any_passkey().await?;
            call(ConfirmWithPasskey { ticket, answer }).await?;
            continue_to(&next);
            Ok(())
        });
    };
    let instruction = match methods {
        ConfirmationMethods { passkeys: true, .. } => {
            "Use a passkey, or enter a code from your authenticator app or a recovery code."
        }
        ConfirmationMethods { factor: true, .. } => {
            "Enter the current code from your authenticator app, or a recovery code."
        }
        _ => "Enter your password again.",
    };
    let field = if methods.factor {
        view! { <TextField id="confirm-code" name="code" label="Code" autocomplete="one-time-code" required=true autofocus=true max_length=limits::CODE mono=true/> }.into_any()
    } else {
        view! { <PasswordField id="confirm-password" name="password" label="Your password" autocomplete="current-password" required=true/> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">{instruction}</p>
            {move || error_banner(any_failure(action).get().or_else(|| prompt.error().get()))}
            {methods.passkeys.then(|| view! {
                <div><PasskeyButton id="confirm-with-passkey" label="Use a passkey" kind=ButtonKind::Primary prompt on_press=press/></div>
            }.into_any())}
            <SubmitForm action disposable=true>
                <div class="flex flex-col gap-4">
                    <input type="hidden" name="next" value=next/>
                    {field}
                    <div><Button id="confirm-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Confirm"</Button></div>
                </div>
            </SubmitForm>
            <p class="text-sm text-ink-3"><TextLink href=sign_in_address(&untrack(next))>"Sign in again"</TextLink></p>
        </div>
    }
    .into_any()
}

fn error_banner(error: Option<UiError>) -> Option<AnyView> {
    let UiError { message, .. } = error?;
    Some(view! { <Banner tone=Tone::Red title="Not confirmed">{message}</Banner> }.into_any())
}

/// In the dialog the interrupted request continues. On the page the browser goes back to where the user came from.
fn continue_to(next: &str) {
    if !finish_reauthentication(true) {
        load_page(next);
    }
}
