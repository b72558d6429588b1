//! What an unknown address shows.

use crate::{current_user::CurrentUser, paths};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Empty, EmptyKind, PageTitle};

/// No such page; the answer's status says so too.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::door::set_page_status(crate::error::ErrorKind::NotFound);
    let page = || {
        view! {
            <h1 class="sr-only">"No such page"</h1>
            <Empty
                kind=EmptyKind::NoMatch
                title="There is no such page"
                detail="The address may be mistyped or from another release. Addresses of secrets look like /secrets/overview/payments/ledger-db."
            >
                <Button kind=ButtonKind::Primary href=paths::SECRETS>"All secrets"</Button>
                <Button href=paths::HOME>"Home"</Button>
            </Empty>
        }
    };
    // An address no route knows is shown without the frame, and then it is the whole page.
    let framed = use_context::<CurrentUser>().is_some();
    view! {
        <PageTitle text="No such page"/>
        {if framed {
            page().into_any()
        } else {
            view! { <main class="flex min-h-dvh flex-col items-center justify-center">{page()}</main> }.into_any()
        }}
    }
}
