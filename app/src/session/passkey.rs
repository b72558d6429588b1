//! Signing in with a passkey, alone or after the password.

use super::calls::SignInWithPasskey;
use crate::{
    client::{call, load_page},
    passkeys::{self, PasskeyButton, PromptState},
};
use leptos::prelude::*;
use strongroom_ui::{ButtonKind, ButtonSize};

/// The button; `prompt` has the error.
#[component]
pub fn PasskeySignIn(
    /// Whether the password was right already.
    second: bool,
    /// Where the sign-in leads.
    next: Signal<String>,
    /// What is under way.
    prompt: PromptState,
) -> impl IntoView {
    let press = move |()| {
        let next = next.get_untracked();
        prompt.run(async move {
            let (ticket, answer) = passkeys::ask_any().await?;
            load_page(&call(SignInWithPasskey { ticket, answer, next, second }).await?);
            Ok(())
        });
    };
    view! { <PasskeyButton id="sign-in-with-passkey" label="Use a passkey" kind=ButtonKind::Secondary size=ButtonSize::Large prompt on_press=press/> }
}
