//! Signing in with a passkey, alone or after the password.

use super::calls::{SignInWithPasskey, load};
use crate::{
    passkeys::{self, Ceremony, PasskeyButton},
    system::call,
};
use leptos::prelude::*;
use strongroom_ui::{ButtonKind, ButtonSize};

/// The button; `ceremony` has the error.
#[component]
pub fn PasskeySignIn(
    /// Whether the password was right already.
    second: bool,
    /// Where the sign-in leads.
    next: Signal<String>,
    /// What is under way.
    ceremony: Ceremony,
) -> impl IntoView {
    let press = move |()| {
        let next = next.get_untracked();
        ceremony.run(async move {
            let (ticket, answer) = passkeys::prove().await?;
            load(&call(SignInWithPasskey { ticket, answer, next, second }).await?);
            Ok(())
        });
    };
    view! { <PasskeyButton id="sign-in-with-passkey" label="Use a passkey" kind=ButtonKind::Secondary size=ButtonSize::Large ceremony on_press=press/> }
}
