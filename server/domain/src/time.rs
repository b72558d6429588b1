//! Points in time.

use crate::{Field, FieldError, Form, Problem};
use serde::{Deserialize, Serialize};

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z. Order and arithmetic are plain integers; calendars come in
/// where people read or write dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds in a day.
    pub const DAY_MS: i64 = 86_400_000;

    /// This time moved by `ms` milliseconds; stays at the end of the range instead of wrapping.
    #[must_use]
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Whole seconds since 1970.
    pub fn unix_seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// The vendor's form, `2026-11-22T14:02:10Z`: UTC, whole seconds, cut off rather than rounded.
    pub fn rfc3339_seconds(self) -> String {
        match jiff::Timestamp::from_second(self.unix_seconds()) {
            Ok(t) => t.to_string(),
            Err(_) => "9999-12-31T23:59:59Z".to_owned(),
        }
    }

    /// With milliseconds, `2026-11-22T14:02:10.123Z`.
    pub fn rfc3339_millis(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => format!("{t:.3}"),
            Err(_) => "9999-12-31T23:59:59.999Z".to_owned(),
        }
    }

    /// Reads `2026-11-22T14:02:10Z`, with a fraction or another offset if given.
    ///
    /// # Errors
    /// Names `field` when the text is no such time.
    pub fn parse(field: Field, text: &str) -> Result<Self, FieldError> {
        text.parse::<jiff::Timestamp>()
            .map(|t| Self(t.as_millisecond()))
            .map_err(|_| FieldError::new(field, Problem::Malformed(Form::Time)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn text_forms() {
        let t = Timestamp(1_582_300_766_987);
        assert_eq!(t.rfc3339_seconds(), "2020-02-21T15:59:26Z");
        assert_eq!(t.rfc3339_millis(), "2020-02-21T15:59:26.987Z");
        assert_eq!(Timestamp::parse(Field::StartTime, "2020-02-21T15:59:26.987Z").unwrap(), t);
        assert_eq!(Timestamp(-1).rfc3339_seconds(), "1969-12-31T23:59:59Z");
        assert_eq!(Timestamp(i64::MAX).rfc3339_seconds(), "9999-12-31T23:59:59Z");
        for bad in ["", "2020-02-21", "yesterday", "2020-02-30T00:00:00Z", "2020-02-21T15:59:26"] {
            assert!(Timestamp::parse(Field::StartTime, bad).is_err(), "{bad}");
        }
    }
}
