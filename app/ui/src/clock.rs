//! Date formatting without a date library: milliseconds since 1970 to the proleptic Gregorian calendar, in UTC.
//!
//! The calendar arithmetic is Howard Hinnant's `civil_from_days`, with 400-year eras that begin on 1 March.

const DAY: i64 = 86_400_000;

/// Year, month and day of a day counted from 1970-01-01.
const fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, day)
}

/// `2026-11-22`.
#[must_use]
pub fn utc_date(ms: i64) -> String {
    let (year, month, day) = civil(ms.div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `14:02:10.114`.
#[must_use]
pub fn utc_time(ms: i64) -> String {
    let of_day = ms.rem_euclid(DAY);
    format!("{}.{:03}", clock(of_day), of_day % 1_000)
}

/// `2026-11-22 14:02:10 UTC`.
#[must_use]
pub fn utc(ms: i64) -> String {
    format!("{} {} UTC", utc_date(ms), clock(ms.rem_euclid(DAY)))
}

/// `2026-11-22T14:02:10.114Z` (RFC 3339).
#[must_use]
pub fn iso(ms: i64) -> String {
    format!("{}T{}Z", utc_date(ms), utc_time(ms))
}

/// `2026-11-22 15:02:10`, in a time zone `minutes_east` of UTC.
pub(crate) fn with_offset(ms: i64, minutes_east: i64) -> String {
    let local = ms.saturating_add(minutes_east * 60_000);
    format!("{} {}", utc_date(local), clock(local.rem_euclid(DAY)))
}

fn clock(of_day: i64) -> String {
    let seconds = of_day / 1_000;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_times_are_formatted() {
        for (ms, text) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (-1, "1969-12-31 23:59:59 UTC"),
            (951_782_400_000, "2000-02-29 00:00:00 UTC"),
            (1_709_251_199_000, "2024-02-29 23:59:59 UTC"),
            (4_107_542_400_000, "2100-03-01 00:00:00 UTC"),
            (1_795_356_130_000, "2026-11-22 14:02:10 UTC"),
        ] {
            assert_eq!(utc(ms), text);
        }
    }

    #[test]
    fn iso_time_has_milliseconds() {
        assert_eq!(iso(1_795_356_130_114), "2026-11-22T14:02:10.114Z");
        assert_eq!(utc_time(1_795_356_130_007), "14:02:10.007");
    }

    #[test]
    fn offset_may_change_the_date() {
        assert_eq!(with_offset(1_795_391_940_000, 120), "2026-11-23 01:59:00");
        assert_eq!(with_offset(0, -60), "1969-12-31 23:00:00");
    }

    #[test]
    fn extreme_times_do_not_panic() {
        for ms in [i64::MIN, i64::MAX] {
            assert!(utc(ms).ends_with("UTC"));
            assert!(!with_offset(ms, 840).is_empty());
        }
    }
}
