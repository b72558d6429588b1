//! Rotations in words.

use strongroom_domain::{Guarantee, RunCause, RunProgress, Strategy};

/// How a credential is replaced.
pub(super) fn strategy(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::OneAccount => "One account gets a new password",
        Strategy::TwoAccounts => "Two accounts take turns",
        Strategy::TwoPasswords => "One account has two passwords for a while",
        Strategy::KeyPair => "A second SSH key, then the first is removed",
        Strategy::SecondKey => "A second access key, then the first is deleted",
        Strategy::Function => "A function of the target's owner",
    }
}

/// What happens to running applications.
pub(super) fn guarantee(guarantee: Guarantee) -> &'static str {
    match guarantee {
        Guarantee::NoGap => "Applications that have read the old credential can log in with it until it is revoked.",
        Guarantee::ShortGap => {
            "The old password stops working at once. Applications that log in with it must read the secret again."
        }
        Guarantee::BreaksOldAtOnce => "The old credential may stop working before applications have read the new one.",
    }
}

/// How far a rotation has come.
pub(super) fn progress(progress: RunProgress) -> &'static str {
    match progress {
        RunProgress::Scheduled => "Making a new credential",
        RunProgress::Intent => "Setting the new credential at the target",
        RunProgress::Uncertain => "Asking the target which credentials it accepts",
        RunProgress::Applied => "Logging in with the new credential",
        RunProgress::Verified => "Giving the new credential to readers",
        RunProgress::Promoted => "Readers get the new credential; the old one still works",
        RunProgress::Undoing => "Going back: logging in with the old credential",
        RunProgress::Restoring => "Going back: setting the old credential at the target",
        RunProgress::Restored => "Going back: revoking the new credential",
    }
}

/// What a person can do about it.
pub(super) fn act(cause: RunCause) -> &'static str {
    match cause {
        RunCause::Unreachable | RunCause::Busy | RunCause::Uncertain => "It is tried again by itself.",
        RunCause::NotTrusted => {
            "Compare the certificate or host key with the target's, change it there or in the target, then resume."
        }
        RunCause::ManagerRefused => "Set the managing account's password in the target, then resume.",
        RunCause::NoRights => "Give the managing account the rights it lacks, then resume.",
        RunCause::NoAccount => "Create the account at the target, then resume.",
        RunCause::CandidateRefused => "Look at the target's password rules, then resume.",
        RunCause::ReadOnly => "Let the target's address point to the primary server, then resume.",
        RunCause::Unexpected | RunCause::Contradiction => "Look at the target and its log, then resume.",
        RunCause::Unsupported => "Choose another way to rotate, or another target.",
        RunCause::LockedOut | RunCause::AccountRefused => {
            "Give the target a managing account, or set the stored password at the target, then resume."
        }
        RunCause::NoCredential => "The stored value is not a credential. Roll back.",
        RunCause::KeyUnusable => "Enable the encryption key, then resume.",
        RunCause::StillWorks => {
            "Look whether the target asks for passwords at all from the server's address, then resume."
        }
    }
}

/// A period, in the largest unit that fits.
pub(super) fn period(seconds: u32) -> String {
    let (number, unit) = match seconds {
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    };
    if number == 1 { format!("every {unit}") } else { format!("every {number} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_told_in_the_largest_unit() {
        let told = [604_800, 86_400, 90_000, 21_660, 21_601].map(period);
        assert_eq!(told, ["every 7 days", "every day", "every 25 hours", "every 361 minutes", "every 21601 seconds"]);
    }
}
