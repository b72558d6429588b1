//! Conditions of access in plain English.

use super::{join, stated};
use crate::partial::{Literal, Requirement, Residual, TimeSpan};
use jiff::tz::TimeZone;
use strongroom_domain::Timestamp;

impl Residual {
    /// Such as "only from 10.0.0.0/8 and only over TLS, or only with MFA".
    pub fn sentence(&self) -> String {
        if self.alternatives.is_empty() {
            return format!("depending on {}", join(self.keys.iter().map(|key| key_phrase(key)), "and"));
        }
        let one = |requirements: &Vec<Requirement>| join(requirements.iter().map(requirement_phrase), "and");
        self.alternatives.iter().map(one).collect::<Vec<_>>().join(", or ")
    }
}

fn key_phrase(key: &str) -> String {
    match key.to_ascii_lowercase().as_str() {
        "acs:sourceip" => "the client address".to_owned(),
        "acs:currenttime" => "the time".to_owned(),
        "acs:securetransport" => "the transport".to_owned(),
        "acs:mfapresent" => "MFA".to_owned(),
        _ => key.to_owned(),
    }
}

fn requirement_phrase(requirement: &Requirement) -> String {
    match requirement {
        Requirement::Time(periods) => join(periods.iter().map(period_phrase), "or"),
        Requirement::OneOf { key, values, possible } => one_of_phrase(key, values, possible),
        Requirement::Any(alternatives) => {
            let all = |literals: &Vec<Literal>| join(literals.iter().map(literal_phrase), "and");
            join(alternatives.iter().map(all), "or")
        }
    }
}

/// "from 1 Jan 2027 on", "until 1 Feb 2027", or both. A period that ends begins with "only".
fn period_phrase(period: &TimeSpan) -> String {
    let second = |time: Timestamp| time.plus_ms(1_000);
    match (period.from, period.until) {
        (Some(from), Some(until)) if second(from) == until => format!("only at {}", time_phrase(from)),
        (Some(from), until) => {
            // A limit that excludes its own second begins one second later.
            let start = match round(from) {
                true => format!("from {}", time_phrase(from)),
                false => format!("after {}", time_phrase(from.plus_ms(-1_000))),
            };
            match until {
                Some(until) => format!("only {start} until {}", until_phrase(until)),
                None if round(from) => format!("{start} on"),
                None => start,
            }
        }
        (None, Some(until)) => format!("only until {}", until_phrase(until)),
        (None, None) => "at any time".to_owned(),
    }
}

fn until_phrase(until: Timestamp) -> String {
    time_phrase(if round(until) { until } else { until.plus_ms(-1_000) })
}

/// Whether a time is not one second after a full minute, as the second after a limit usually is.
fn round(time: Timestamp) -> bool {
    time.unix_seconds().rem_euclid(60) != 1
}

/// `1 Jan 2027`, or with the time of day if that is not midnight. UTC.
fn time_phrase(time: Timestamp) -> String {
    let Ok(instant) = jiff::Timestamp::from_second(time.unix_seconds()) else { return time.rfc3339_seconds() };
    let day = time.unix_seconds().rem_euclid(86_400);
    let form = match (day, day % 60) {
        (0, _) => "%-d %b %Y",
        (_, 0) => "%-d %b %Y, %H:%M UTC",
        _ => "%-d %b %Y, %H:%M:%S UTC",
    };
    instant.to_zoned(TimeZone::UTC).strftime(form).to_string()
}

fn one_of_phrase(key: &str, values: &[Option<String>], possible: &[Option<String>]) -> String {
    let has = |value: Option<&str>| values.iter().any(|one| one.as_deref() == value);
    let truth = (has(Some("true")), has(Some("false")), has(None));
    match (key.to_ascii_lowercase().as_str(), truth) {
        ("acs:mfapresent", (true, false, _)) => return "only with MFA".to_owned(),
        ("acs:mfapresent", (false, true, _)) => return "only without MFA".to_owned(),
        ("acs:securetransport", (true, false, false)) => return "only over TLS".to_owned(),
        ("acs:securetransport", (false, true, false)) => return "only without TLS".to_owned(),
        ("acs:securetransport", (true, false, true)) => return "not without TLS".to_owned(),
        ("acs:securetransport", (false, true, true)) => return "not over TLS, which excludes the API".to_owned(),
        ("acs:securetransport", (true, true, false)) => {
            return "only where the transport is known, which excludes the console".to_owned();
        }
        ("acs:securetransport", (false, false, true)) => {
            return "only where the transport is not known, as in the console".to_owned();
        }
        _ => {}
    }
    let text = |value: &Option<String>| value.clone().unwrap_or_else(|| "missing".to_owned());
    let places: Vec<_> = possible.iter().enumerate().filter(|(_, one)| values.contains(one)).map(|(n, _)| n).collect();
    let (first, last) = (places.first().copied().unwrap_or_default(), places.last().copied().unwrap_or_default());
    let listed = match (values.first(), values.last()) {
        (Some(from), Some(to)) if values.len() > 2 && last - first + 1 == places.len() => {
            format!("{} to {}", text(from), text(to))
        }
        _ => join(values.iter().map(text), "or"),
    };
    format!("when {key} is {listed}")
}

/// A literal on the client's address reads "only from" or "not from".
fn literal_phrase(literal: &Literal) -> String {
    let on_address = literal.key.eq_ignore_ascii_case("acs:SourceIp");
    if on_address && literal.test == crate::operator::Test::Ip {
        let word = if literal.matches { "only" } else { "not" };
        return format!("{word} from {}", join(literal.values.iter().cloned(), "or"));
    }
    stated(literal.test, !literal.matches, &literal.key, &literal.values)
}
