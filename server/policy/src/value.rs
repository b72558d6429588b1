//! Values of conditions: numbers, dates, truth values and addresses written as text.

use ipnet::IpNet;
use jiff::Timestamp;
use std::{cmp::Ordering, net::IpAddr};
use strongroom_domain::{canonical_address, canonical_network};

/// A decimal number of any length, compared exactly.
#[derive(Clone, Copy, Debug)]
pub struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    /// Reads digits with an optional minus and an optional fraction; no exponent.
    pub fn new(text: &'a str) -> Option<Self> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        let zero = whole.is_empty() && fraction.is_empty();
        Some(Self { negative: negative && !zero, whole, fraction })
    }

    /// Order by value.
    pub fn order(self, other: Self) -> Ordering {
        let size = |n: Self| (n.whole.len(), n.whole, n.fraction);
        match (self.negative, other.negative) {
            (false, false) => size(self).cmp(&size(other)),
            (true, true) => size(other).cmp(&size(self)),
            (a, b) => b.cmp(&a),
        }
    }
}

/// Reads a date and time with seconds, an optional fraction, and `Z` or an offset such as `+08:00`.
pub fn date(text: &str) -> Option<Timestamp> {
    let shape = |part: &str, shape: &str| {
        part.len() == shape.len()
            && part.bytes().zip(shape.bytes()).all(|(b, s)| if s == b'0' { b.is_ascii_digit() } else { b == s })
    };
    let (clock, rest) = text.split_at_checked(19)?;
    let zone = match rest.strip_prefix('.') {
        None => rest,
        Some(rest) => rest.trim_start_matches(|c: char| c.is_ascii_digit()),
    };
    let zoned = zone == "Z" || shape(zone, "+00:00") || shape(zone, "-00:00");
    // jiff accepts more formats than the policy language.
    if shape(clock, "0000-00-00T00:00:00") && zoned { text.parse().ok() } else { None }
}

/// Reads `true` or `false` in any letter case.
pub fn truth(text: &str) -> Option<bool> {
    [("true", true), ("false", false)]
        .into_iter()
        .find(|(word, _)| text.eq_ignore_ascii_case(word))
        .map(|(_, truth)| truth)
}

/// Reads an address or a block; bits after the prefix are allowed and ignored. IPv4 addresses in IPv6 form count as IPv4.
pub fn block(text: &str) -> Option<IpNet> {
    let block = text.parse::<IpNet>().ok().or_else(|| text.parse::<IpAddr>().ok().map(IpNet::from))?;
    Some(canonical_network(block))
}

/// Reads a caller's address; an IPv4-mapped IPv6 address counts as IPv4.
pub fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(canonical_address)
}
