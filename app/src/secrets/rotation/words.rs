//! Rotations in words.

use super::dto::RotationDetails;
use strongroom_domain::{Guarantee, RunCause, RunPhase, RunProgress, Strategy};
use strongroom_ui::Tone;

/// What happens when the old credential is revoked before its time.
pub(super) const REVOKES: &str =
    "Applications that still use the old credential can no longer log in with it. They must read the secret again.";

/// When a secret rotates by itself.
pub(super) fn schedule(rotation: &RotationDetails) -> String {
    let Some(seconds) = rotation.every_s.filter(|_| rotation.automatic) else { return "only on request".to_owned() };
    let hours = rotation.window.as_ref().map(|window| format!(", between {}", hours(window))).unwrap_or_default();
    let paused = if rotation.paused { ", paused" } else { "" };
    format!("{}{hours}{paused}", period(seconds))
}

/// `22:00-04:00+08:00` as people read it.
fn hours(window: &str) -> String {
    let (times, offset) = window.split_at(window.len().min(11));
    let offset = if offset == "Z" { " UTC".to_owned() } else { format!(" UTC{offset}") };
    format!("{}{offset}", times.replacen('-', " and ", 1))
}

/// A rotation that has not ended.
pub(super) fn phase(phase: RunPhase) -> (Tone, &'static str) {
    match phase {
        RunPhase::NeedsAPerson => (Tone::Red, "The rotation needs attention"),
        RunPhase::RetryWait => (Tone::Amber, "The rotation will be retried"),
        RunPhase::Active | RunPhase::Done | RunPhase::RolledBack | RunPhase::Superseded | RunPhase::GivenUp => {
            (Tone::Accent, "A rotation is running")
        }
    }
}

/// What became of a rotation.
pub(super) fn outcome(phase: RunPhase) -> (Tone, &'static str) {
    match phase {
        RunPhase::Active => (Tone::Accent, "Running"),
        RunPhase::RetryWait => (Tone::Amber, "Waiting to retry"),
        RunPhase::NeedsAPerson => (Tone::Red, "Needs attention"),
        RunPhase::Done => (Tone::Accent, "Rotated"),
        RunPhase::Superseded => (Tone::Accent, "Rotated, then followed by the next"),
        RunPhase::RolledBack => (Tone::Neutral, "Rolled back"),
        RunPhase::GivenUp => (Tone::Amber, "Given up"),
    }
}

/// What a person gets who rolls back.
pub(super) fn rolls_back(progress: RunProgress) -> &'static str {
    match progress {
        RunProgress::Scheduled | RunProgress::Intent => {
            "The rotation ends and the new credential is discarded. Nothing has changed for applications."
        }
        RunProgress::Uncertain | RunProgress::Applied | RunProgress::Verified => {
            "The old credential is checked at the target, and set again if needed. Applications keep reading it."
        }
        RunProgress::Promoted | RunProgress::Undoing | RunProgress::Restoring | RunProgress::Restored => {
            "Applications read the old credential again, and the new one is revoked at the target."
        }
    }
}

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
        RunCause::Unreachable | RunCause::Busy | RunCause::Uncertain => "It is retried automatically.",
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
    match unit(seconds) {
        (1, unit) => format!("every {unit}"),
        (number, unit) => format!("every {number} {unit}s"),
    }
}

/// A length of time, in the largest unit that fits.
pub(super) fn span(seconds: u32) -> String {
    match unit(seconds) {
        (1, unit) => format!("1 {unit}"),
        (number, unit) => format!("{number} {unit}s"),
    }
}

/// How long something took, in milliseconds.
pub(super) fn took(ms: i64) -> String {
    match ms.max(0) {
        ms @ ..10_000 => format!("{}.{} s", ms / 1_000, ms % 1_000 / 100),
        ms @ ..120_000 => format!("{} s", ms / 1_000),
        ms @ ..7_200_000 => format!("{} min", ms / 60_000),
        ms @ ..172_800_000 => format!("{} h", ms / 3_600_000),
        ms => format!("{} d", ms / 86_400_000),
    }
}

fn unit(seconds: u32) -> (u32, &'static str) {
    match seconds {
        s if s % 86_400 == 0 => (s / 86_400, "day"),
        s if s % 3_600 == 0 => (s / 3_600, "hour"),
        s if s % 60 == 0 => (s / 60, "minute"),
        s => (s, "second"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_told_in_the_largest_unit() {
        let told = [604_800, 86_400, 90_000, 21_660, 21_601].map(period);
        assert_eq!(told, ["every 7 days", "every day", "every 25 hours", "every 361 minutes", "every 21601 seconds"]);
    }

    #[test]
    fn hours_name_their_offset() {
        assert_eq!(hours("22:00-04:00+08:00"), "22:00 and 04:00 UTC+08:00");
        assert_eq!(hours("08:30-12:00Z"), "08:30 and 12:00 UTC");
    }

    #[test]
    fn durations_are_rounded_to_what_people_compare() {
        let told = [-5, 1_540, 12_999, 150_000, 7_300_000, 200_000_000].map(took);
        assert_eq!(told, ["0.0 s", "1.5 s", "12 s", "2 min", "2 h", "2 d"]);
    }
}
