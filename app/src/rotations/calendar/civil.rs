//! Days of the Gregorian calendar in UTC, as far as a calendar page needs them. Server only.

use strongroom_domain::{Field, Timestamp};
use strongroom_ui::utc_date;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
/// Years that a page can be about.
const YEARS: std::ops::RangeInclusive<i64> = 1971..=9998;

/// A day, counted from 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Day(i64);

impl Day {
    /// The day of a moment.
    pub fn of(at: Timestamp) -> Self {
        Self(at.0.div_euclid(Timestamp::DAY_MS))
    }

    /// Reads `2026-11-29`; `None` for anything else, and for years that no page is about.
    pub fn parse(text: &str) -> Option<Self> {
        let day = Self::of(Timestamp::parse(Field::StartTime, &format!("{text}T00:00:00Z")).ok()?);
        (day.date() == text && YEARS.contains(&day.civil().0)).then_some(day)
    }

    /// Its beginning.
    pub fn begins(self) -> Timestamp {
        Timestamp(self.0 * Timestamp::DAY_MS)
    }

    /// `2026-11-29`.
    pub fn date(self) -> String {
        utc_date(self.begins().0)
    }

    /// So many days later.
    pub fn plus(self, days: i64) -> Self {
        Self(self.0 + days)
    }

    /// Days from this one to another.
    pub fn until(self, other: Self) -> i64 {
        other.0 - self.0
    }

    /// Year, month and day of the month.
    pub fn civil(self) -> (i64, u8, u8) {
        let date = self.date();
        let mut parts = date.rsplit('-').map(|part| part.parse::<i64>().unwrap_or_default());
        let (day, month, year) = (parts.next(), parts.next(), parts.next());
        let small = |part: Option<i64>| part.and_then(|part| u8::try_from(part).ok()).unwrap_or(1);
        (year.unwrap_or_default(), small(month), small(day))
    }

    /// The Monday of its week.
    pub fn monday(self) -> Self {
        self.plus(-self.weekday())
    }

    /// Days since Monday. 1970-01-01 was a Thursday.
    fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// The first day of its month.
    pub fn first_of_month(self) -> Self {
        self.plus(1 - i64::from(self.civil().2))
    }

    /// The first day of the month after, or before.
    pub fn next_month(self) -> Self {
        self.first_of_month().plus(31).first_of_month()
    }

    /// See [`Self::next_month`].
    pub fn previous_month(self) -> Self {
        self.first_of_month().plus(-1).first_of_month()
    }

    /// `November 2026`.
    pub fn month_name(self) -> String {
        let (year, month, _) = self.civil();
        format!("{} {year}", MONTHS.get(usize::from(month) - 1).copied().unwrap_or_default())
    }

    /// `Sunday, 29 November 2026`.
    pub fn full_name(self) -> String {
        let weekday = usize::try_from(self.weekday()).ok().and_then(|day| WEEKDAYS.get(day)).copied();
        format!("{}, {} {}", weekday.unwrap_or_default(), self.civil().2, self.month_name())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn days_know_their_week_and_month() {
        let day = Day::parse("2026-11-29").unwrap();
        assert_eq!(day.full_name(), "Sunday, 29 November 2026");
        assert_eq!(day.monday().date(), "2026-11-23");
        assert_eq!(day.monday().monday().date(), "2026-11-23");
        assert_eq!((day.next_month().date(), day.previous_month().date()), ("2026-12-01".into(), "2026-10-01".into()));
        let leap = Day::parse("2028-02-29").unwrap();
        assert_eq!((leap.next_month().date(), leap.plus(1).date()), ("2028-03-01".into(), "2028-03-01".into()));
        assert_eq!(Day::parse("2026-01-31").unwrap().next_month().date(), "2026-02-01");
        assert_eq!(Day::parse("2026-01-31").unwrap().previous_month().date(), "2025-12-01");
        assert_eq!(day.first_of_month().until(day), 28);
        assert_eq!(Day::of(Timestamp(-1)).date(), "1969-12-31");
    }

    #[test]
    fn other_text_is_no_day() {
        for text in
            ["", "2026-11-31", "2026-1-1", "2026-11-29T", "20261129", "+2026-11-29", "0001-01-01", "9999-12-31", "é"]
        {
            assert_eq!(Day::parse(text), None, "{text}");
        }
    }
}
