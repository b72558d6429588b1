//! The form in which one confirms who one is, on a page of its own and in the dialog.

use super::{
    calls::{Confirm, ConfirmWithPasskey, LoadWays},
    dto::Ways,
};
use crate::{
    client::{ErrorView, FormAction, SubmitForm, call, failure, load_page, resource, settle},
    error::UiError,
    passkeys::{self, PasskeyButton, PasskeyPrompt},
    paths::{safe_next, sign_in_address},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, Card, PageHeader, PageTitle, PasswordField, Skeleton, TextField, TextLink, Tone,
};

/// The page, for who has no scripts or comes back later.
#[component]
pub fn ConfirmPage() -> impl IntoView {
    view! {
        <PageTitle text="Confirm that it is you"/>
        <PageHeader title="Confirm that it is you" state=|| "Some things are shown and changed only by who has just proven who they are."/>
        <Card title="Your proof" id="confirm"><div class="max-w-96"><ConfirmForm/></div></Card>
    }
}

/// What is asked for depends on what the person has.
#[component]
pub fn ConfirmForm() -> impl IntoView {
    let ways = resource(|| LoadWays {});
    view! {
        <Suspense fallback=|| view! { <Skeleton lines=3/> }>
            {move || Suspend::new(async move {
                match ways.await {
                    Ok(ways) => form(ways),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

fn form(ways: Ways) -> AnyView {
    let action = FormAction::<Confirm>::new();
    let prompt = PasskeyPrompt::new();
    let query = use_query_map();
    let next = move || query.with(|query| safe_next(query.get_str("next").unwrap_or_default()).to_owned());
    Effect::new(move || {
        if let Some(Ok(())) = action.outcome() {
            go_on(&untrack(next));
        }
    });
    let press = move |()| {
        let next = untrack(next);
        prompt.run(async move {
            let (ticket, answer) = passkeys::ask_any().await?;
            call(ConfirmWithPasskey { ticket, answer }).await?;
            go_on(&next);
            Ok(())
        });
    };
    let says = match ways {
        Ways { passkeys: true, .. } => {
            "Use your passkey, or enter a code of your authenticator app or a recovery code."
        }
        Ways { factor: true, .. } => "Enter the code your authenticator app shows now, or a recovery code.",
        _ => "Enter your password once more.",
    };
    let field = if ways.factor {
        view! { <TextField id="confirm-code" name="code" label="Code" autocomplete="one-time-code" required=true autofocus=true max_length=limits::CODE mono=true/> }.into_any()
    } else {
        view! { <PasswordField id="confirm-password" name="password" label="Your password" autocomplete="current-password" required=true/> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-4">
            <p class="text-ink-2">{says}</p>
            {move || refusal(failure(action).get().or_else(|| prompt.error().get()))}
            {ways.passkeys.then(|| view! {
                <div><PasskeyButton id="confirm-with-passkey" label="Use a passkey" kind=ButtonKind::Primary prompt on_press=press/></div>
            }.into_any())}
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <input type="hidden" name="next" value=next/>
                    {field}
                    <div><Button id="confirm-now" kind=ButtonKind::Primary submit=true pending=action.pending()>"Confirm"</Button></div>
                </div>
            </SubmitForm>
            <p class="text-sm text-ink-3"><TextLink href=sign_in_address(&untrack(next))>"Or sign in anew"</TextLink></p>
        </div>
    }
    .into_any()
}

fn refusal(error: Option<UiError>) -> Option<AnyView> {
    let UiError { message, .. } = error?;
    Some(view! { <Banner tone=Tone::Red title="Not confirmed">{message}</Banner> }.into_any())
}

/// What waited behind the dialog goes on by itself; the page leads to where one came from.
fn go_on(next: &str) {
    if !settle(true) {
        load_page(next);
    }
}
