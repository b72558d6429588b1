//! The sign-in page.

use super::{
    SignIn,
    passkey::PasskeySignIn,
    sso::{SsoRefusal, single_sign_on},
};
use crate::{
    client::{AnyFormAction, FormAction, SubmitForm, load_page},
    error::{ErrorKind, UiError},
    passkeys::PasskeyPromptState,
    paths::{self, safe_next, sso_address},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use std::time::Duration;
use strongroom_domain::limits;
use strongroom_ui::{
    Banner, Button, ButtonKind, ButtonSize, Mark, PageTitle, PasswordField, TextField, TextLink, Tone,
};

/// The page with name and password, passkey and single sign-on.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = FormAction::<SignIn>::new();
    let query = use_query_map();
    let next = move || query.with(|query| safe_next(query.get_str("next").unwrap_or_default()).to_owned());
    let refused = query.with_untracked(|query| query.get_str("refused").map(SsoRefusal::from_word));
    let provider = single_sign_on().map(|provider| provider_link(provider, &untrack(next)));
    let prompt = PasskeyPromptState::new();
    let has_destination = move || next() != paths::HOME;
    Effect::new(move || {
        if let Some(Ok(next)) = action.outcome() {
            // An address from the server, which has checked it.
            load_page(&next);
        }
    });
    view! {
        <PageTitle text="Sign in"/>
        <Centred title="Sign in to Strongroom" detail="Secrets, their versions, and who read them.">
            <SubmitForm action disposable=true>
                <div class="flex flex-col gap-4">
                    {move || match action.outcome() {
                        Some(Err(error)) => view! { <Refusal error/> }.into_any(),
                        None if refused.is_some() && !action.pending().get() => refused.map(sso_error).into_any(),
                        _ if has_destination() && !action.pending().get() => view! { <p class="text-center text-ink-2">"Sign in to continue to the page you requested."</p> }.into_any(),
                        _ => ().into_any(),
                    }}
                    <input type="hidden" name="next" value=next/>
                    <TextField id="user" name="user" label="User name" autocomplete="username" required=true autofocus=true max_length=limits::IDENTITY_NAME/>
                    <PasswordField id="password" name="password" label="Password" autocomplete="current-password" required=true/>
                    <Submit id="sign-in" label="Sign in" action/>
                </div>
            </SubmitForm>
            <div class="mt-4 flex flex-col gap-4 border-t border-line pt-4">
                {move || prompt.error().get().map(|error| view! { <Refusal error/> }.into_any())}
                <PasskeySignIn second=false next=Signal::derive(next) prompt/>
                {provider}
            </div>
        </Centred>
    }
}

/// Why single sign-on failed.
fn sso_error(refusal: SsoRefusal) -> AnyView {
    view! { <Banner tone=Tone::Red title="Not signed in"><p>{refusal.sentence()}</p></Banner> }.into_any()
}

/// A plain link to the identity provider, which works without scripts.
fn provider_link(provider: String, next: &str) -> AnyView {
    view! {
        <Button size=ButtonSize::Large href=sso_address(next) external=true>{format!("Continue with {provider}")}</Button>
    }
    .into_any()
}

/// The submit button. It is disabled while the server throttles this user or address.
#[component]
pub(super) fn Submit(
    /// The button's id.
    id: &'static str,
    /// The label while it is enabled.
    label: &'static str,
    /// Action it submits.
    #[prop(into)]
    action: AnyFormAction,
) -> impl IntoView {
    let wait = RwSignal::new(0_u32);
    Effect::new(move || {
        let seconds = action.error().map_or(0, |error| error.retry_after_s());
        wait.set(seconds);
        let tick = move || {
            // The page may be gone at the last tick.
            let _ = wait.try_update(|wait| *wait = wait.saturating_sub(1));
        };
        let timer = (seconds > 0).then(|| set_interval_with_handle(tick, Duration::from_secs(1)).ok()).flatten();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
    let reason = Signal::derive(move || match wait.get() {
        0 => None,
        seconds => Some(format!("You can try again in {seconds} s")),
    });
    view! {
        <Button id kind=ButtonKind::Primary size=ButtonSize::Large submit=true disabled_reason=reason pending=action.pending()>
            {move || reason.get().unwrap_or_else(|| label.to_owned())}
        </Button>
    }
}

/// Why a sign-in failed.
#[component]
pub(super) fn Refusal(error: UiError) -> impl IntoView {
    let (tone, title) = match error.kind {
        ErrorKind::Throttled => (Tone::Amber, "Too many attempts"),
        ErrorKind::Sealed => (Tone::Amber, "The server is sealed"),
        ErrorKind::Denied => (Tone::Red, "Not signed in"),
        ErrorKind::SignedOut => (Tone::Amber, "Sign in again"),
        _ => (Tone::Red, "Sign-in failed"),
    };
    let (sealed, again) = (error.kind == ErrorKind::Sealed, error.kind == ErrorKind::SignedOut);
    view! {
        <Banner tone title>
            <p>{error.message}</p>
            {again.then(|| view! { <p><TextLink href=paths::SIGN_IN>"Enter the password again"</TextLink></p> }.into_any())}
            {sealed.then(|| view! { <p><TextLink href=paths::SEALED>"Unseal"</TextLink></p> }.into_any())}
        </Banner>
    }
}

/// A page with one card in the middle, under the logo.
#[component]
pub fn Centred(
    /// Heading of the page.
    #[prop(into)]
    title: String,
    /// Sentence below the heading.
    #[prop(into)]
    detail: String,
    /// The card's content.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="flex min-h-dvh flex-col items-center justify-center gap-6 px-4.5 py-10">
            <header class="flex flex-col items-center gap-2 text-center">
                <span class="mb-1 inline-flex size-11 items-center justify-center rounded-xl border border-line bg-panel"><Mark/></span>
                <h1 class="text-title font-title tracking-tight">{title}</h1>
                <p class="text-ink-2">{detail}</p>
            </header>
            <div class="w-full max-w-96 rounded-xl border border-line bg-panel px-6 py-6 phone:px-4.5">{children()}</div>
        </main>
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn refusal(kind: ErrorKind, message: &str) -> String {
        Owner::new().with(|| view! { <Refusal error=UiError::new(kind, message)/> }.to_html())
    }

    #[test]
    fn sign_in_error_states_reason_and_next_step() {
        assert!(
            refusal(ErrorKind::Denied, "User name or password is wrong.").contains("User name or password is wrong.")
        );
        assert!(refusal(ErrorKind::Throttled, "Try again in 30 seconds.").contains("30 seconds"));
        assert!(refusal(ErrorKind::Sealed, "Sealed.").contains("href=\"/sealed\""));
    }

    #[test]
    fn provider_link_is_external_and_its_name_is_escaped() {
        let html = Owner::new().with(|| provider_link("<b>Id".to_owned(), "/secrets?q=a&b=//evil").to_html());
        assert!(html.contains("href=\"/sign-in/oidc?next=%2Fsecrets%3Fq%3Da%26b%3D%2F%2Fevil\""), "{html}");
        assert!(html.contains("rel=\"external\"") && !html.contains("<b>"), "{html}");
    }

    #[test]
    fn sign_in_error_is_escaped() {
        assert!(!refusal(ErrorKind::Internal, "<b>x</b>").contains("<b>"));
    }
}
