//! Times of `datetime-local` fields, at an offset from UTC. Browsers read them too, so no date library does.

use strongroom_domain::{Field, FieldError, Form, Problem, Timestamp};
use strongroom_ui::{iso, utc_date};

/// A time as a `datetime-local` field sends it, `2026-12-24T18:00`, at an offset from UTC.
///
/// # Errors
/// No such time or offset; it names the field.
pub(super) fn moment(field: Field, text: &str, offset: &str) -> Result<Timestamp, FieldError> {
    let at = || local_ms(text)?.checked_sub(offset_ms(offset)?);
    at().map(Timestamp).ok_or(FieldError::new(field, Problem::Malformed(Form::Time)))
}

/// Milliseconds from 1970 to a local time: a date, hours and minutes, seconds and milliseconds if given.
pub(super) fn local_ms(text: &str) -> Option<i64> {
    let (date, time) = text.split_once('T')?;
    let mut parts = date.splitn(3, '-');
    let (year, month, day) = (number(parts.next()?, 4)?, number(parts.next()?, 2)?, number(parts.next()?, 2)?);
    let midnight = days_from_civil(year, month, day) * Timestamp::DAY_MS;
    let (hours, rest) = time.split_once(':')?;
    let (minutes, rest) = rest.split_once(':').unwrap_or((rest, "00"));
    let (seconds, thousandths) = rest.split_once('.').unwrap_or((rest, "000"));
    let (hours, minutes, seconds) = (number(hours, 2)?, number(minutes, 2)?, number(seconds, 2)?);
    let is_possible = utc_date(midnight) == date && hours < 24 && minutes < 60 && seconds < 60;
    let of_day = ((hours * 60 + minutes) * 60 + seconds) * 1_000 + number(thousandths, 3)?;
    is_possible.then_some(midnight + of_day)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let is_one = text.len() == digits && text.bytes().all(|digit| digit.is_ascii_digit());
    is_one.then(|| text.parse().ok()).flatten()
}

/// Days from 1970-01-01 to a date of the Gregorian calendar: Howard Hinnant's `days_from_civil`, with years that begin on 1 March.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A time in milliseconds since 1970, as a field shows it. An offset that is malformed counts as UTC.
pub(super) fn shown_at(at: i64, offset: &str) -> String {
    let text = iso(at.saturating_add(offset_ms(offset).unwrap_or_default()));
    let end = match (text.get(16..23), text.get(19..23)) {
        (Some(":00.000"), _) => 16,
        (_, Some(".000")) => 19,
        _ => 23,
    };
    text.get(..end).unwrap_or_default().to_owned()
}

/// `+08:00` in milliseconds; empty for UTC.
fn offset_ms(text: &str) -> Option<i64> {
    if matches!(text, "" | "Z") {
        return Some(0);
    }
    let (sign, rest) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    (minutes < 60 && hours <= 14).then_some(sign * (hours * 60 + minutes) * 60_000)
}
