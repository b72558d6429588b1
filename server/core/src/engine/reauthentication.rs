//! Whether a person must re-authenticate before a call. The table of actions says which actions require it.
//!
//! A proof of identity is a sign-in or a StepUp. From a person with a second factor, only proofs with a factor count. So an
//! unattended session can be used to look around until it ends, and for nothing else.

use super::Call;
use strongroom_domain::{Action, PrincipalKind, Surface};

/// Why the person must re-authenticate; `None` when they need not. `age_ms` is the age of the last proof.
pub(super) fn stale(call: &Call, has_factor: bool, action: Action, age_ms: Option<i64>) -> Option<String> {
    if call.principal.kind != PrincipalKind::User {
        return None;
    }
    let minutes = match call.surface {
        Surface::Console => action.row().console_proof_minutes(),
        _ => action.row().api_proof_minutes(),
    }?;
    let Some(age) = age_ms else {
        return Some("the identity of the caller was not verified".to_owned());
    };
    if has_factor && !call.mfa {
        return Some("the second factor was not verified in this session".to_owned());
    }
    // A proof that is yet to come is none: the clock went back.
    (!(0..=i64::from(minutes) * 60_000).contains(&age))
        .then(|| format!("identity was not verified in the last {minutes} minutes"))
}
