//! Rotations in words.

use super::dto::RotationDetails;
use strongroom_domain::Guarantee;

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
}
