//! What the browser shows to whoever has begun too many sign-ins.

use crate::paths::{sign_in_address, sso_address};
use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use strongroom_ui::{Button, ButtonKind, Empty, EmptyKind, PageTitle};

/// A page of its own, which needs no scripts. What stands in its place in the application is not a page.
#[component]
pub fn TooOften(
    /// How many seconds there are to wait.
    seconds: u32,
    /// Where the sign-in was to lead.
    next: String,
) -> impl IntoView {
    provide_meta_context();
    let unit = if seconds == 1 { "second" } else { "seconds" };
    let detail = format!(
        "Too many sign-ins were begun from your network address. Wait {seconds} {unit} and try again, or sign in with a password now."
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
