//! Verification of the audit trail: its button, and its result below the page title.

use super::{calls::VerifyTrail, dto::TrailVerification};
use crate::{
    client::{FormAction, SubmitForm},
    error::UiError,
};
use leptos::prelude::*;
use strongroom_ui::{Button, Glyph, Status, Tone, grouped, use_hydrated, utc, utc_date};

/// The button. Scripts show the result, so it is disabled without them.
#[component]
pub fn VerifyButton(
    /// Recomputes every hash.
    action: FormAction<VerifyTrail>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let reason = Signal::derive(move || {
        (!hydrated.get()).then(|| "Requires JavaScript. Alternatively, run: strongroom audit verify".to_owned())
    });
    view! {
        <SubmitForm action>
            <Button id="verify-trail" icon=Glyph::Shield submit=true disabled_reason=reason pending=action.pending()>
                {move || if action.pending().get() { "Verifying…" } else { "Verify" }}
            </Button>
        </SubmitForm>
    }
}

/// State of the verification.
#[component]
pub fn VerificationState(
    /// Recomputes every hash.
    action: FormAction<VerifyTrail>,
    /// Shown before the first verification.
    children: ChildrenFn,
) -> impl IntoView {
    move || {
        if action.pending().get() {
            return view! { <Status tone=Tone::Amber>"Recomputing the hash of every event…"</Status> }.into_any();
        }
        match action.outcome() {
            Some(outcome) => {
                let (tone, words) = sentence(outcome);
                view! { <Status tone>{words}</Status> }.into_any()
            }
            None => children().into_any(),
        }
    }
}

fn sentence(outcome: Result<TrailVerification, UiError>) -> (Tone, String) {
    match outcome {
        Err(error) => (Tone::Red, error.message),
        Ok(TrailVerification { broken: Some(broken), events, .. }) => {
            (Tone::Red, format!("Verification failed: {broken}. {} events were verified.", grouped(events)))
        }
        Ok(TrailVerification { events, since: Some(since), until: Some(until), .. }) => (
            Tone::Accent,
            format!("Trail verified to {} · {} events since {}", utc(until), grouped(events), utc_date(since)),
        ),
        Ok(_) => (Tone::Neutral, "The trail is empty.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn result_states_period_and_number_of_events() {
        let verification =
            TrailVerification { events: 9_481_220, chains: 1, since: Some(0), until: Some(86_400_000), broken: None };
        let (tone, words) = sentence(Ok(verification.clone()));
        assert_eq!(
            (tone, words.as_str()),
            (Tone::Accent, "Trail verified to 1970-01-02 00:00:00 UTC · 9,481,220 events since 1970-01-01")
        );
        let (tone, words) = sentence(Ok(TrailVerification { broken: Some("gap after 7".to_owned()), ..verification }));
        assert!(tone == Tone::Red && words.contains("gap after 7"));
        assert_eq!(sentence(Err(UiError::new(ErrorKind::Denied, "No."))).0, Tone::Red);
    }
}
