//! Which actions ask a person at the console for a fresh proof of who they are, and how fresh.
//!
//! A proof is a sign-in or a [`StepUp`](crate::ops::system::StepUp). Of who has a second factor, only proofs with one count.
//! Whoever finds an open session can look round until it ends, and no more.

use super::Call;
use strongroom_domain::{Action, PrincipalKind, Surface, Timestamp};

/// For values, exports and rights.
const MINUTES: i64 = 15;
/// For what people prove themselves with: asked for each time, in effect.
const FACTOR_MINUTES: i64 = 1;

/// Shows a value, takes events away, or decides who may do what. Not on the API, where every request is proven by itself.
const GUARDED: &[Action] = &[
    Action::GetSecretValue,
    Action::ExportEvents,
    Action::SetSecretPolicy,
    Action::SetKeyPolicy,
    Action::CreatePolicy,
    Action::DeletePolicy,
    Action::CreatePolicyVersion,
    Action::DeletePolicyVersion,
    Action::SetDefaultPolicyVersion,
    Action::AttachPolicyToUser,
    Action::DetachPolicyFromUser,
    Action::AttachPolicyToGroup,
    Action::DetachPolicyFromGroup,
    Action::AttachPolicyToRole,
    Action::DetachPolicyFromRole,
    Action::CreateRole,
    Action::UpdateRole,
    Action::AddUserToGroup,
    Action::RemoveUserFromGroup,
    // Each would be a way round: a credential of one's own making is never asked again.
    Action::CreateUser,
    Action::CreateAccessKey,
    Action::UpdateAccessKey,
    Action::AssumeRole,
    Action::UpdateLoginProfile,
    Action::UnbindMFADevice,
];

/// On every surface: an AccessKey is no person.
const FACTORS: &[Action] = &[
    Action::CreateVirtualMFADevice,
    Action::ResetRecoveryCodes,
    Action::RemoveOwnMFADevice,
    Action::CreatePasskey,
    Action::RemoveOwnPasskey,
];

/// Why a call has to be confirmed first; none when it need not be.
pub(super) fn stale(call: &Call, has_factor: bool, action: Action, now: Timestamp) -> Option<String> {
    let minutes = match call.principal.kind {
        PrincipalKind::User if FACTORS.contains(&action) => FACTOR_MINUTES,
        PrincipalKind::User if call.surface == Surface::Console && GUARDED.contains(&action) => MINUTES,
        _ => return None,
    };
    let Some(proven) = call.proven_at else { return Some("the caller has not proven who it is".to_owned()) };
    if has_factor && !call.mfa {
        return Some("the session was not proven with the second factor".to_owned());
    }
    // A clock that went back makes no proof fresh.
    let age = now.0.saturating_sub(proven.0);
    (!(0..=minutes * 60_000).contains(&age)).then(|| format!("the last proof is not of the last {minutes} min"))
}
