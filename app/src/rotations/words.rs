//! Rotations in words.

use super::dto::{RotationDetail, RotationLine};
use crate::labels::{as_sentence, credential};
use strongroom_domain::{RunCause, RunPhase, RunProgress, RunTrigger, Strategy};
use strongroom_ui::Tone;

/// The state in a few words, with the meaning of its colour.
pub fn state(line: &RotationLine) -> (Tone, &'static str) {
    state_of(line.phase, line.progress)
}

/// See [`state`].
pub fn state_of(phase: RunPhase, progress: RunProgress) -> (Tone, &'static str) {
    use RunProgress::{Offered, Promoted, Restored, Restoring, Undoing};
    match phase {
        RunPhase::NeedsAPerson => (Tone::Red, "Needs attention"),
        RunPhase::RetryWait => (Tone::Amber, "Waiting to try again"),
        RunPhase::Active => match progress {
            Promoted => (Tone::Amber, "Old credential still works"),
            Offered => (Tone::Amber, "Some applications have it"),
            Undoing | Restoring | Restored => (Tone::Amber, "Rolling back"),
            _ => (Tone::Amber, "In progress"),
        },
        RunPhase::Done => (Tone::Accent, "Done"),
        RunPhase::RolledBack => (Tone::Neutral, "Rolled back"),
        RunPhase::Superseded => (Tone::Neutral, "Replaced by the next rotation"),
        RunPhase::GivenUp => (Tone::Amber, "Given up"),
    }
}

/// The one thing to know about the old credential; `None` if it is not known.
pub fn headline(line: &RotationLine, strategy: Strategy) -> Option<String> {
    if line.generated {
        // Only the system that checks the value knows whether the old one still works.
        return (line.phase == RunPhase::Done).then(|| "The new value is current".to_owned());
    }
    let state = match (line.phase, line.progress) {
        (RunPhase::Done, _) => "no longer works",
        (RunPhase::Active, RunProgress::Promoted) => "still works",
        (_, RunProgress::Promoted) if line.is_open() => "may still work",
        _ if line.is_open() && !line.goes_back() => "is still in use",
        _ => return None,
    };
    Some(format!("The old {} {state}", credential(strategy)))
}

/// What a rotation in this state means for applications.
pub fn consequence(line: &RotationLine) -> &'static str {
    match (line.phase, line.progress) {
        (RunPhase::Done, _) if line.generated => {
            "Applications read the new value. The previous value stays readable as ACSPrevious. Enter the new one in the system that checks it, if there is one."
        }
        _ if line.generated => "Applications read the value that they had.",
        (RunPhase::Done, _) => "Applications read the new credential. The target refuses the old one.",
        (RunPhase::RolledBack, _) => "Applications read the old credential. The target does not accept the new one.",
        (RunPhase::Superseded, _) => "The next rotation made the old credential worthless.",
        (RunPhase::GivenUp, _) => {
            "It was ended without asking the target which credentials it accepts. Test whether applications can log in."
        }
        (_, RunProgress::Scheduled | RunProgress::Intent) => {
            "Applications read the old credential, which works: the target was not changed."
        }
        (_, RunProgress::Uncertain | RunProgress::Applied) => {
            "Applications read the old credential. The target may have the new one already."
        }
        (_, RunProgress::Verified) => "Applications read the old credential until the next step.",
        (_, RunProgress::Offered) => {
            "Some applications read the new credential, the others the old one. The target accepts both."
        }
        (_, RunProgress::Accepted) => "All applications are about to read the new credential.",
        (_, RunProgress::Promoted) => {
            "Applications read the new credential. The old one works until it is revoked, for those that have not read again."
        }
        (_, RunProgress::Undoing | RunProgress::Restoring) => {
            "Applications get the old credential back as soon as a log-in with it succeeds."
        }
        (_, RunProgress::Restored) => "Applications read the old credential, which works.",
    }
}

/// What happens by itself, and when if that is known.
pub fn until(detail: &RotationDetail) -> Option<(&'static str, Option<i64>)> {
    let RotationDetail { line, deadline, awaits_readers, .. } = detail;
    match (line.phase, line.progress) {
        _ if detail.back_asked => {
            Some(("The rotation goes back as soon as the step that is under way has ended", None))
        }
        (RunPhase::RetryWait, _) => Some(("Next try", Some(line.due))),
        (RunPhase::Active, RunProgress::Offered) => Some(match deadline {
            Some(at) => ("All applications get the new credential", Some(*at)),
            None => ("Waiting for you to give the new credential to all applications, or to roll back", None),
        }),
        (RunPhase::Active, RunProgress::Promoted) if *awaits_readers => Some((
            "The old credential is revoked as soon as its last reader has read the new one, at the latest",
            deadline.or(Some(line.due)),
        )),
        (RunPhase::Active, RunProgress::Promoted) => Some(("The old credential is revoked", Some(line.due))),
        _ => None,
    }
}

/// What the step is doing that an open rotation has come to.
pub fn step(line: &RotationLine) -> Option<&'static str> {
    line.is_open().then_some(match line.progress {
        _ if line.generated => "A new value is generated and stored.",
        RunProgress::Scheduled => "A new credential is drawn, or the target is asked which ones the account has.",
        RunProgress::Intent => "The target is about to be given the new credential.",
        RunProgress::Uncertain => {
            "The target may have the new credential. It is asked which one it accepts before anything is changed."
        }
        RunProgress::Applied => "The target says that it has the new credential. A log-in with it is the proof.",
        RunProgress::Verified => "A log-in with the new credential succeeded. The labels of the secret move to it.",
        RunProgress::Offered => {
            "Strongroom logs in with the new credential every 30 seconds, and takes it back if the target refuses it."
        }
        RunProgress::Accepted => "The labels of the secret move to it.",
        RunProgress::Promoted => "Applications have time to read the secret again.",
        RunProgress::Undoing => "Which credential the target accepts is not known yet.",
        RunProgress::Restoring => "The target refuses the old credential.",
        RunProgress::Restored => "A log-in with the old credential succeeded.",
    })
}

/// Why it waits or needs a person, as a sentence.
pub fn cause(cause: RunCause) -> String {
    as_sentence(&cause.to_string())
}

/// Why it began.
pub fn trigger(trigger: RunTrigger) -> &'static str {
    match trigger {
        RunTrigger::Schedule => "on schedule",
        RunTrigger::Caller => "on request",
        RunTrigger::Leak => "because it leaked",
    }
}

/// A duration in its two largest units: "2 min 5 s".
pub fn duration(ms: i64) -> String {
    let s = ms.max(0) / 1_000;
    let two = |large: i64, unit: &str, small: i64, lesser: &str| match small {
        0 => format!("{large} {unit}"),
        small => format!("{large} {unit} {small} {lesser}"),
    };
    match s {
        0 => "under 1 s".to_owned(),
        1..=59 => format!("{s} s"),
        60..=3_599 => two(s / 60, "min", s % 60, "s"),
        3_600..=86_399 => two(s / 3_600, "h", s % 3_600 / 60, "min"),
        _ => two(s / 86_400, "d", s % 86_400 / 3_600, "h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units() {
        let told = [0, 999, 12_345, 125_000, 120_000, 3_660_000, 90_000_000, -5].map(duration);
        assert_eq!(told, ["under 1 s", "under 1 s", "12 s", "2 min 5 s", "2 min", "1 h 1 min", "1 d 1 h", "under 1 s"]);
    }

    #[test]
    fn causes_are_sentences() {
        for cause in RunCause::ALL {
            let words = super::cause(*cause);
            assert!(words.starts_with(char::is_uppercase) && words.ends_with('.'), "{words}");
        }
    }
}
