//! Shared by pages with forms: what follows a successful action, and how a failed one is shown.

use super::{
    error_view::why,
    form_action::{AnyFormAction, FormAction},
};
use crate::{
    error::{ErrorKind, UiError},
    paths::{self, confirm_address},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_location;
use strongroom_ui::{Banner, TextLink, Tone};

/// The error of an action's last call, including one returned in the address of a form sent without scripts.
pub fn failure(action: impl Into<AnyFormAction>) -> Signal<Option<UiError>> {
    let calls = action.into();
    Signal::derive(move || calls.error())
}

/// Runs `then` each time an action succeeds.
pub fn on_success<S>(action: FormAction<S>, then: impl Fn(S::Output) + 'static)
where
    S: ServerFn<Error = UiError>,
    S::Output: Clone + 'static,
{
    let calls = AnyFormAction::from(action);
    calls.on_success(Box::new(move |output| {
        if let Some(output) = output.downcast_ref::<S::Output>() {
            then(output.clone());
        }
    }));
}

/// A banner with the first of several errors, above the form.
#[component]
pub fn Failure(
    /// Errors; `None` where nothing failed.
    errors: Vec<Signal<Option<UiError>>>,
) -> impl IntoView {
    move || errors.iter().find_map(|error| error.get()).map(|error| banner(error).into_any())
}

fn banner(error: UiError) -> impl IntoView {
    let confirm = confirm_link(&error);
    let (tone, title) = match error.kind {
        ErrorKind::Denied => (Tone::Red, "Not allowed"),
        ErrorKind::StepUp => (Tone::Amber, "Nothing was changed yet"),
        ErrorKind::Conflict => (Tone::Amber, "Someone else changed this"),
        ErrorKind::Throttled => (Tone::Amber, "Too many attempts"),
        ErrorKind::SignedOut => (Tone::Red, "You are signed out"),
        ErrorKind::NotFound => (Tone::Red, "Not found"),
        ErrorKind::Network | ErrorKind::Unavailable | ErrorKind::Internal => (Tone::Red, "The request failed"),
        ErrorKind::Invalid | ErrorKind::Blocked | ErrorKind::Deleting | ErrorKind::Sealed => {
            (Tone::Red, "Nothing was changed")
        }
    };
    let why = why(&error);
    view! { <Banner tone title>{error.message} {confirm} {why}</Banner> }
}

/// Where the server asks for a fresh proof, leads to the page that takes it, and back to this one. Without scripts no dialog
/// has asked; with them, it was closed.
pub fn confirm_link(error: &UiError) -> Option<AnyView> {
    if error.kind != ErrorKind::StepUp {
        return None;
    }
    let location = use_location();
    let here = paths::address(&location.pathname.read_untracked(), &location.search.read_untracked());
    Some(
        view! {
            <p>
                "Nothing was changed. "<TextLink href=confirm_address(&here)>"Confirm your identity"</TextLink>
                " and try again. Without scripts, what you typed must be entered again."
            </p>
        }
        .into_any(),
    )
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn first_error_is_shown_and_escaped() {
        let html = Owner::new().with(|| {
            let none = Signal::derive(|| None);
            let some =
                Signal::derive(|| Some(UiError::new(ErrorKind::Invalid, "The last administrator <b>must</b> stay.")));
            view! { <Failure errors=vec![none, some]/> }.to_html()
        });
        assert!(html.contains("Nothing was changed") && html.contains("The last administrator"));
        assert!(!html.contains("<b>"));
    }
}
