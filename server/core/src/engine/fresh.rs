//! Whether a person must prove anew who they are before a call. Which actions ask for that stands in the table of actions.
//!
//! A proof is a sign-in or a StepUp. Of who has a second factor, only proofs with one count. Whoever finds an open session can
//! look round until it ends, and no more.

use super::Call;
use strongroom_domain::{Action, PrincipalKind, Surface, Timestamp};

/// Why the person must prove anew who they are; `None` when they need not.
pub(super) fn stale(call: &Call, has_factor: bool, action: Action, now: Timestamp) -> Option<String> {
    if call.principal.kind != PrincipalKind::User {
        return None;
    }
    let minutes = match call.surface {
        Surface::Console => action.row().console_proof_minutes(),
        _ => action.row().api_proof_minutes(),
    }?;
    let Some(proven) = call.verified_at else { return Some("the caller has not proven who it is".to_owned()) };
    if has_factor && !call.mfa {
        return Some("the session was not proven with the second factor".to_owned());
    }
    // A clock that went back makes no proof fresh.
    let age = now.0.saturating_sub(proven.0);
    (!(0..=i64::from(minutes) * 60_000).contains(&age))
        .then(|| format!("the last proof is not of the last {minutes} min"))
}
