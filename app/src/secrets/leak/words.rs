//! What replacing a leaked credential does, in words.

use crate::{
    labels::credential,
    secrets::rotation::{RotationDetails, span},
};
use strongroom_domain::Guarantee;

/// What happens, in order: a title for each step, and what it means for applications.
pub(super) fn steps(rotation: &RotationDetails) -> [(String, Option<String>); 4] {
    let what = credential(rotation.strategy);
    let accounts = rotation.accounts.join(" or ");
    let (set, revoked) = match rotation.strategy.guarantee() {
        Guarantee::NoGap => (
            None,
            "At once, or after the grace period. Applications that have not read the new one by then cannot log in.",
        ),
        Guarantee::ShortGap => (
            Some(format!("The old {what} stops working here. Applications must read the secret again to log in.")),
            "Open sessions stay as they are: end them at the target if the leak was used.",
        ),
        Guarantee::BreaksOldAtOnce => (
            Some(format!("The old {what} may stop working here, before applications have the new one.")),
            "Open sessions stay as they are: end them at the target if the leak was used.",
        ),
    };
    [
        (format!("Set a new {what} for {accounts} at {}", rotation.target), set),
        (format!("Log in with the new {what}"), None),
        (
            format!("Give the new {what} to applications"),
            Some("From here on they read it under the same name.".to_owned()),
        ),
        (format!("Revoke the old {what} and prove that the target refuses it"), Some(revoked.to_owned())),
    ]
}

/// How long the old credential stays valid if it is not revoked at once.
pub(super) fn grace(rotation: &RotationDetails) -> String {
    match rotation.grace_s {
        0 => "until the new one is served".to_owned(),
        seconds if rotation.await_readers => {
            format!("until its last reader has the new one, at most {}", span(seconds))
        }
        seconds => format!("for {} more", span(seconds)),
    }
}
