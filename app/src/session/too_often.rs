//! The page for a client that started too many sign-ins.

use crate::paths::{sign_in_address, sso_address};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use strongroom_ui::{Button, ButtonKind, Empty, EmptyKind, PageTitle};

/// A page outside the application's routes, without scripts.
#[component]
pub fn TooOften(
    /// Seconds to wait.
    seconds: u32,
    /// Address to open after the sign-in.
    next: String,
) -> impl IntoView {
    provide_meta_context();
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!(
        "Too many sign-ins were started from your network address. Wait {seconds} {unit} and try again, or sign in with a password now."
    );
    view! {
        <PageTitle text="Too many sign-ins"/>
        <main class="flex min-h-dvh flex-col items-center justify-center">
            <h1 class="sr-only">"Too many sign-ins"</h1>
            <Empty kind=EmptyKind::Error title="Too many sign-ins" detail>
                <Button kind=ButtonKind::Primary href=sso_address(&next)>"Try again"</Button>
                <Button href=sign_in_address(&next)>"Sign in with a password"</Button>
            </Empty>
        </main>
    }
}
