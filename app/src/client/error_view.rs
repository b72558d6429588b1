//! Shown in place of something that could not be loaded.

use super::load_page::load_page;
use crate::{
    current_user::may,
    error::{ErrorKind, UiError},
    paths::{self, confirm_address, sign_in_address},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use strongroom_domain::Action;
use strongroom_ui::{Button, ButtonKind, Empty, EmptyKind};

/// An error in place of the content: what happened, what to do next, and an id to quote.
#[component]
pub fn ErrorView(
    /// What went wrong.
    error: UiError,
) -> impl IntoView {
    let location = use_location();
    let here = paths::address(&location.pathname.read_untracked(), &location.search.read_untracked());
    error_state(error, here)
}

/// The error view of the page at `here`.
fn error_state(error: UiError, here: String) -> AnyView {
    let (request, why) = (error.request(), why(&error));
    let UiError { kind, message, .. } = error;
    let retry = {
        let here = here.clone();
        move || reload_button(here.clone())
    };
    match kind {
        ErrorKind::Denied => {
            let detail = "Your policies do not allow this, or one of them denies it. Ask an administrator for access and quote the reference below. They can look it up under Explain.";
            view! {
                <Empty kind=EmptyKind::Forbidden title="You do not have access" detail reference=request.map(|request| request.to_string())>
                    <Button href=paths::HOME>"Home"</Button>
                    {why}
                </Empty>
            }
            .into_any()
        }
        ErrorKind::NotFound => view! {
            <Empty kind=EmptyKind::NoMatch title=message detail="It was deleted or renamed, or it never existed. Check the name: it must match exactly.">
                {match may(Action::ListSecrets) {
                    true => view! { <Button href=paths::SECRETS>"All secrets"</Button> },
                    false => view! { <Button href=paths::HOME>"Home"</Button> },
                }}
            </Empty>
        }
        .into_any(),
        ErrorKind::StepUp => view! {
            <Empty kind=EmptyKind::Forbidden title="Confirm your identity" detail="This page requires that you confirmed your identity recently.">
                <Button kind=ButtonKind::Primary href=confirm_address(&here)>"Confirm"</Button>
            </Empty>
        }
        .into_any(),
        ErrorKind::SignedOut => view! {
            <Empty kind=EmptyKind::Forbidden title="You are signed out" detail="A session lasts at most 12 hours. Nothing you viewed is stored in this browser. Sign in again to continue.">
                <Button kind=ButtonKind::Primary href=sign_in_address(&here)>"Sign in"</Button>
            </Empty>
        }
        .into_any(),
        ErrorKind::Sealed => view! {
            <Empty kind=EmptyKind::Forbidden title="The server is sealed" detail="Its keys are not in memory, so it cannot read or change anything. An administrator must enter the passphrase.">
                <Button kind=ButtonKind::Primary href=paths::SEALED>"Unseal"</Button>
            </Empty>
        }
        .into_any(),
        ErrorKind::Internal => {
            let title = "Internal server error";
            let detail = "Nothing was changed. Try again. If it fails again, quote the reference below: the server's log has the cause under it.";
            match request.map(|request| request.to_string()) {
                Some(reference) => view! { <Empty kind=EmptyKind::Error title detail reference>{retry()}</Empty> }.into_any(),
                None => view! { <Empty kind=EmptyKind::Error title detail=message>{retry()}</Empty> }.into_any(),
            }
        }
        ErrorKind::Unavailable | ErrorKind::Network => {
            let title = if kind == ErrorKind::Network { "The server could not be reached" } else { "The database is not available" };
            view! { <Empty kind=EmptyKind::Error title detail=message>{retry()}</Empty> }.into_any()
        }
        ErrorKind::Throttled => {
            view! { <Empty kind=EmptyKind::Error title="Too many attempts" detail=message>{retry()}</Empty> }.into_any()
        }
        ErrorKind::Invalid | ErrorKind::Blocked | ErrorKind::Conflict | ErrorKind::Deleting => {
            view! { <Empty kind=EmptyKind::Error title="This page could not be loaded" detail=message>{retry()}</Empty> }.into_any()
        }
    }
}

/// A link to the current page. With scripts the whole page is loaded, because the router ignores a link to the current page.
fn reload_button(here: String) -> AnyView {
    let again = here.clone();
    view! { <Button href=here on_press=move |()| load_page(&again)>"Try again"</Button> }.into_any()
}

/// Link to the explanation of a denial, for users who may see it.
pub(super) fn why(error: &UiError) -> Option<AnyView> {
    let request = error.request().filter(|_| error.kind == ErrorKind::Denied)?;
    let href = format!("{}?event={request}", paths::EXPLAIN);
    may(Action::ExplainAccess).then(|| view! { <Button href>"See why"</Button> }.into_any())
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::error::ErrorDetail;
    use strongroom_domain::RequestId;

    fn shown(kind: ErrorKind, message: &str) -> String {
        Owner::new().with(|| error_state(UiError::new(kind, message), "/audit?range=1h".to_owned()).to_html())
    }

    #[test]
    fn every_error_kind_offers_a_next_step() {
        for (kind, expected) in [
            (ErrorKind::Denied, "Ask an administrator"),
            (ErrorKind::NotFound, "href=\"/secrets\""),
            (ErrorKind::SignedOut, "/sign-in?next=%2Faudit%3Frange%3D1h"),
            (ErrorKind::Sealed, "href=\"/sealed\""),
            (ErrorKind::Unavailable, "Try again"),
            (ErrorKind::Network, "Try again"),
            (ErrorKind::Throttled, "Try again"),
            (ErrorKind::Invalid, "Try again"),
        ] {
            assert!(shown(kind, "Secret not found.").contains(expected), "{kind:?}");
        }
    }

    #[test]
    fn internal_error_shows_the_id_to_quote() {
        let request = RequestId([7; 16]);
        let error = UiError::new(ErrorKind::Internal, "Something went wrong.").with(ErrorDetail::Request(request));
        let html = Owner::new().with(|| error_state(error, "/audit".to_owned()).to_html());
        assert!(html.contains(&format!("<code>{request}")));
    }

    #[test]
    fn error_messages_are_escaped() {
        for kind in [ErrorKind::NotFound, ErrorKind::Internal, ErrorKind::Invalid] {
            assert!(!shown(kind, "<script>(id <b>)").contains("<script>"));
        }
    }
}
