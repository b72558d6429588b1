//! Signing in with a passkey, alone or after the password.

use super::calls::SignInWithPasskey;
use crate::{
    client::{call, load_page},
    passkeys::{self, PasskeyButton, PasskeyPromptState},
};
use leptos::prelude::*;
use strongroom_ui::{ButtonKind, ButtonSize};

/// The passkey button. `prompt` holds the error.
#[component]
pub fn PasskeySignIn(
    /// Whether this is the second step, after the password.
    second: bool,
    /// Address to open after the sign-in.
    next: Signal<String>,
    /// State of the prompt.
    prompt: PasskeyPromptState,
) -> impl IntoView {
    let press = move |()| {
        let next = next.get_untracked();
        prompt.run(async move {
            let (ticket, answer) = passkeys::request_any_passkey().await?;
            load_page(&call(SignInWithPasskey { ticket, answer, next, second }).await?);
            Ok(())
        });
    };
    view! { <PasskeyButton id="sign-in-with-passkey" label="Use a passkey" kind=ButtonKind::Secondary size=ButtonSize::Large prompt on_press=press/> }
}
