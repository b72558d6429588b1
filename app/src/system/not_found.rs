//! The page of an unknown address.

use crate::{
    current_user::{CurrentUser, may},
    paths,
};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonKind, Empty, EmptyKind, PageTitle};

/// The page of an unknown address, with status 404.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::door::set_page_status(crate::error::ErrorKind::NotFound);
    let page = || {
        view! {
            <h1 class="sr-only">"Page not found"</h1>
            <Empty
                kind=EmptyKind::NoMatch
                title="This page does not exist"
                detail="Check the address. It may come from another release. Addresses of secrets look like /secrets/overview/payments/ledger-db."
            >
                {may(Action::ListSecrets).then(|| view! { <Button kind=ButtonKind::Primary href=paths::SECRETS>"All secrets"</Button> })}
                <Button href=paths::HOME>"Home"</Button>
            </Empty>
        }
    };
    // An address without a route is shown without the frame, as a whole page.
    let framed = use_context::<CurrentUser>().is_some();
    view! {
        <PageTitle text="Page not found"/>
        {if framed {
            page().into_any()
        } else {
            view! { <main class="flex min-h-dvh flex-col items-center justify-center">{page()}</main> }.into_any()
        }}
    }
}
