//! When a secret rotates next.

use super::RotationPeriod;
use crate::{Field, FieldError, Form, Problem, Timestamp, Unit, limits};
use serde::{Deserialize, Serialize};
use std::fmt;

const MINUTE_MS: i64 = 60_000;
const MINUTES_A_DAY: i64 = 24 * 60;
/// Largest offset from UTC, in minutes (RFC 9557 and the tz database know none beyond 14 hours).
const OFFSET_MAX: i64 = 14 * 60;
/// Longest delay by which rotations that are due together are spread.
const SPREAD_MS: i64 = 3_600_000;

/// When a secret rotates by itself: a period, and when not to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// Time from one rotation to the next.
    pub period: RotationPeriod,
    /// The hours of a day at which a rotation may begin; any if absent.
    pub window: Option<RotationWindow>,
    /// When none begins.
    pub freezes: Vec<Freeze>,
    /// When the first one is due, however long ago the last one was; none begins by itself before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begins: Option<Timestamp>,
}

/// Hours of a day, at an offset from UTC. Shown and read as `22:00-04:00+08:00`; it may go past midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RotationWindow {
    from: i64,
    to: i64,
    offset: i64,
}

/// A time in which no rotation begins by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freeze {
    /// Its beginning.
    pub from: Timestamp,
    /// The first moment after it.
    pub to: Timestamp,
}

impl Schedule {
    /// A rotation each period, at any time.
    pub fn each(period: RotationPeriod) -> Self {
        Self { period, window: None, freezes: Vec::new(), begins: None }
    }

    /// Checks the freezes.
    ///
    /// # Errors
    /// Too many, or one that ends before it begins.
    pub fn check(&self) -> Result<(), FieldError> {
        let problem = if self.freezes.len() > limits::FREEZES {
            Problem::TooMany { max: limits::FREEZES, unit: Unit::Entries }
        } else if self.freezes.iter().any(|freeze| freeze.to <= freeze.from) {
            return Err(FieldError::new(Field::StartTime, Problem::NotBefore(Field::EndTime)));
        } else {
            return Ok(());
        };
        Err(FieldError::new(Field::Freezes, problem))
    }

    /// When to rotate next: a period after `last`, or when the schedule begins if that is after `last`, or at the next moment that window and
    /// freezes allow. `seed` is the secret's own
    /// and spreads those that are due together over at most an hour, and over a hundredth of the period.
    ///
    /// What was missed is caught up at once, and once, however many periods have passed. A `last` that lies in the future was
    /// recorded by a clock that has been set back since; it counts as `now`, so that nothing waits longer than a period for it and
    /// nothing is done twice.
    pub fn next_after(&self, last: Timestamp, now: Timestamp, seed: u64) -> Timestamp {
        let last = last.min(now);
        let due = self.begins.filter(|begins| *begins > last).unwrap_or_else(|| last.plus_ms(self.period.ms()));
        let (opens, closes) = self.opening(due.max(now));
        if due <= now && opens == now {
            return now;
        }
        let longest = SPREAD_MS.min(self.period.ms() / 100).min(closes.0.saturating_sub(opens.0));
        opens.plus_ms(share(seed, longest))
    }

    /// The dates that follow `first`, with it, as far as the schedule says `now`: endless, each later than the one before. A `first` in the
    /// past was missed; what follows it begins now.
    pub fn dates(&self, first: Timestamp, now: Timestamp, seed: u64) -> impl Iterator<Item = Timestamp> {
        std::iter::successors(Some(first), move |last| {
            let last = now.max(*last);
            Some(self.next_after(last, last, seed))
        })
    }

    /// Whether a rotation may begin now.
    pub fn allows(&self, now: Timestamp) -> bool {
        self.opening(now).0 == now
    }

    /// The first time from `from` on that window and freezes allow, and its end.
    fn opening(&self, from: Timestamp) -> (Timestamp, Timestamp) {
        let mut at = self.begins.map_or(from, |begins| from.max(begins));
        loop {
            let (opens, closes) = self.window.map_or((at, Timestamp(i64::MAX)), |window| window.opening(at));
            // Every turn leaves a freeze behind for good.
            match self.freezes.iter().find(|freeze| (freeze.from..freeze.to).contains(&opens)) {
                Some(freeze) => at = freeze.to,
                None => {
                    let freezes = self.freezes.iter().map(|freeze| freeze.from).filter(|begins| *begins > opens);
                    return (opens, freezes.fold(closes, Timestamp::min));
                }
            }
        }
    }
}

/// A share of `longest`, the same for the same seed.
fn share(seed: u64, longest: i64) -> i64 {
    let longest = u128::from(longest.max(0).cast_unsigned());
    i64::try_from((u128::from(seed) * longest) >> 64).unwrap_or_default()
}

impl RotationWindow {
    /// Reads `22:00-04:00+08:00`, or `22:00-04:00Z` for UTC.
    ///
    /// # Errors
    /// Not of this form, no such time of day or offset, or without any length.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        Self::read(text).ok_or(FieldError::new(Field::RotationWindow, Problem::Malformed(Form::Window)))
    }

    fn read(text: &str) -> Option<Self> {
        let (from, rest) = text.split_once('-')?;
        let (to, offset) = rest.split_at_checked(5)?;
        let offset = match offset.split_at_checked(1)? {
            ("Z", "") => 0,
            ("+", offset) => clock_time(offset)?,
            ("-", offset) => -clock_time(offset)?,
            _ => return None,
        };
        let window = Self { from: clock_time(from)?, to: clock_time(to)?, offset };
        let is_possible = window.from < MINUTES_A_DAY && window.to < MINUTES_A_DAY && offset.abs() <= OFFSET_MAX;
        (is_possible && window.from != window.to).then_some(window)
    }

    /// The first time from `from` on that is in the window, and when the window closes after it.
    fn opening(self, from: Timestamp) -> (Timestamp, Timestamp) {
        let day = Timestamp::DAY_MS;
        let length = (self.to - self.from).rem_euclid(MINUTES_A_DAY) * MINUTE_MS;
        // Milliseconds since the window last opened.
        let since = from.0.saturating_sub((self.from - self.offset) * MINUTE_MS).rem_euclid(day);
        if since < length {
            (from, from.plus_ms(length - since))
        } else {
            let opens = from.plus_ms(day - since);
            (opens, opens.plus_ms(length))
        }
    }
}

/// Minutes of `hh:mm`.
fn clock_time(text: &str) -> Option<i64> {
    let (hours, minutes) = text.split_once(':')?;
    let two_digits = |part: &str| match part.len() == 2 && part.bytes().all(|digit| digit.is_ascii_digit()) {
        true => part.parse::<i64>().ok(),
        false => None,
    };
    let (hours, minutes) = (two_digits(hours)?, two_digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
}

impl fmt::Display for RotationWindow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |f: &mut fmt::Formatter<'_>, minutes: i64| write!(f, "{:02}:{:02}", minutes / 60, minutes % 60);
        time(f, self.from)?;
        f.write_str("-")?;
        time(f, self.to)?;
        if self.offset == 0 {
            return f.write_str("Z");
        }
        f.write_str(if self.offset < 0 { "-" } else { "+" })?;
        time(f, self.offset.abs())
    }
}

impl TryFrom<String> for RotationWindow {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        Self::parse(&text)
    }
}

impl From<RotationWindow> for String {
    fn from(window: RotationWindow) -> String {
        window.to_string()
    }
}

#[cfg(test)]
mod tests;
