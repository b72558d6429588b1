//! Rotations in words.

use super::dto::{PeriodUnit, RotationDetails};
use strongroom_domain::{Guarantee, Rollout, RolloutGroup, Strategy};

/// When a secret rotates by itself.
pub(super) fn schedule(rotation: &RotationDetails) -> String {
    let Some(seconds) = rotation.every_s.filter(|_| rotation.automatic) else { return "only on request".to_owned() };
    let hours = rotation.window.as_deref().map(|window| format!(", between {}", hours(window))).unwrap_or_default();
    let paused = if rotation.paused { ", paused" } else { "" };
    format!("{}{hours}{paused}", period(seconds))
}

/// `22:00-04:00+08:00` as people read it.
fn hours(window: &str) -> String {
    let Hours { from, to, offset } = Hours::of(Some(window));
    format!("{from} and {to} UTC{offset}")
}

/// Hours of a day and an offset from UTC, as a form has them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Hours {
    pub from: String,
    pub to: String,
    /// Empty for UTC.
    pub offset: String,
}

impl Hours {
    /// From `22:00-04:00+08:00`.
    pub fn of(window: Option<&str>) -> Self {
        let part = |from, to| window.and_then(|window| window.get(from..to)).unwrap_or_default().to_owned();
        let offset = window.and_then(|window| window.get(11..)).filter(|offset| *offset != "Z").unwrap_or_default();
        Self { from: part(0, 5), to: part(6, 11), offset: offset.to_owned() }
    }
}

/// What a rotation now does to running applications.
pub(super) fn follows(strategy: Strategy) -> &'static str {
    match strategy {
        Strategy::Generated => {
            "Applications read the new value at once. The previous value stays readable as ACSPrevious. Somebody must enter the new one in the system that checks it."
        }
        other => guarantee(other.guarantee()),
    }
}

/// What happens to running applications.
pub(in crate::secrets) fn guarantee(guarantee: Guarantee) -> &'static str {
    match guarantee {
        Guarantee::NoGap => "Applications that have read the old credential can log in with it until it is revoked.",
        Guarantee::ShortGap => {
            "The old password stops working at once. Applications that log in with it must read the secret again."
        }
        Guarantee::BreaksOldAtOnce => "The old credential may stop working before applications have read the new one.",
    }
}

/// A period, in the largest unit that fits.
pub(in crate::secrets) fn period(seconds: u32) -> String {
    match PeriodUnit::of(seconds) {
        (1, unit) => format!("every {}", unit.word()),
        (number, unit) => format!("every {number} {}s", unit.word()),
    }
}

/// A length of time, in the largest unit that fits.
pub(in crate::secrets) fn span(seconds: u32) -> String {
    match PeriodUnit::of(seconds) {
        (1, unit) => format!("1 {}", unit.word()),
        (number, unit) => format!("{number} {}s", unit.word()),
    }
}

/// Who is given a new credential first, and when the others follow.
pub(super) fn rollout(rollout: &Rollout) -> String {
    let first = match &rollout.group {
        RolloutGroup::Share(share) => format!("{share} % of the readers first"),
        RolloutGroup::Named(readers) => match readers.as_slice() {
            [only] => format!("{} first", only.name),
            several => format!("{} named readers first", several.len()),
        },
    };
    let others =
        rollout.all_after_s.map_or_else(|| "when someone releases it".to_owned(), |s| format!("after {}", span(s)));
    format!("{first}, the others {others}")
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
        assert_eq!(Hours::of(None), Hours::default());
    }
}
