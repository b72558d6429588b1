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
use strongroom_ui::{Banner, CopyButton, TextLink, Tone};

/// The error of an action's last call, for the page to show: one returned in the address of a form sent without scripts, or of
/// a form with nothing but a button. Other forms show their error themselves.
pub fn failure(action: impl Into<AnyFormAction>) -> Signal<Option<UiError>> {
    let calls = action.into();
    Signal::derive(move || calls.error_elsewhere())
}

/// The error of an action's last call, wherever it is shown.
pub fn any_failure(action: impl Into<AnyFormAction>) -> Signal<Option<UiError>> {
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
    move || errors.iter().find_map(|error| error.get()).map(|error| error_banner(error, None, None))
}

/// What went wrong, what to do next, and for a denial a reference to quote and its explanation. `failed` says what did not
/// happen; `again` sends the form again.
pub(super) fn error_banner(error: UiError, failed: Option<&'static str>, again: Option<AnyView>) -> AnyView {
    // A form that can be sent again needs no page for the proof.
    let confirm = if again.is_some() { None } else { confirm_link(&error) };
    let unseal = (error.kind == ErrorKind::Sealed)
        .then(|| view! { <a href=paths::SEALED target="_blank" rel="external" class="underline underline-offset-2">"Unseal in a new tab"</a> }.into_any());
    let reference = error.request().map(|request| {
        view! { <p class="mt-1 flex flex-wrap items-center gap-1.5 text-sm">"Reference " <code class="break-all">{request.to_string()}</code> <CopyButton label="Copy reference" text=request.to_string()/></p> }.into_any()
    });
    let (tone, title) = match error.kind {
        ErrorKind::Denied => (Tone::Red, "Not allowed"),
        ErrorKind::StepUp => (Tone::Amber, "Nothing was changed yet"),
        ErrorKind::Conflict => (Tone::Amber, "Nothing was changed"),
        ErrorKind::Throttled => (Tone::Amber, "Too many attempts"),
        ErrorKind::SignedOut => (Tone::Red, "You are signed out"),
        ErrorKind::NotFound => (Tone::Red, "Not found"),
        ErrorKind::Network | ErrorKind::Unavailable | ErrorKind::Internal => (Tone::Red, "The request failed"),
        ErrorKind::Invalid | ErrorKind::Blocked | ErrorKind::Deleting | ErrorKind::Sealed => {
            (Tone::Red, "Nothing was changed")
        }
    };
    let title = if error.is_temporary() || matches!(error.kind, ErrorKind::Denied | ErrorKind::Throttled) {
        title
    } else {
        failed.unwrap_or(title)
    };
    let why = why(&error);
    let steps = [why, unseal, again].into_iter().flatten().collect::<Vec<_>>();
    let steps = (!steps.is_empty())
        .then(|| view! { <div class="mt-2 flex flex-wrap items-center gap-2.5">{steps}</div> }.into_any());
    view! { <Banner tone title>{error.message} {confirm} {reference} {steps}</Banner> }.into_any()
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
