//! How often a secret rotates.

use crate::{Field, FieldError, Form, Problem, Unit, limits};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Time between two rotations, in seconds: [`limits::ROTATION_HOURS_MIN`] to [`limits::ROTATION_HOURS_MAX`] hours.
///
/// Read as UpdateSecretRotationPolicy of KMS OpenAPI 2016-01-20 takes it, a whole number and one of the units `d`, `h`, `m` and
/// `s`; always shown in seconds, `604800s`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct RotationPeriod(u32);

impl RotationPeriod {
    /// A period of so many seconds.
    ///
    /// # Errors
    /// Too short or too long.
    pub fn from_seconds(seconds: u32) -> Result<Self, FieldError> {
        let (min, max) = (limits::ROTATION_HOURS_MIN, limits::ROTATION_HOURS_MAX);
        match (min * 3_600..=max * 3_600).contains(&seconds) {
            true => Ok(Self(seconds)),
            false => Err(refused(Problem::Range { min, max, unit: Unit::Hours })),
        }
    }

    /// Reads `7d`, `168h`, `10080m` or `604800s`.
    ///
    /// # Errors
    /// Not of this form, too short or too long.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let malformed = || refused(Problem::Malformed(Form::Duration));
        let unit = text.chars().next_back().ok_or_else(malformed)?;
        let seconds: u64 = match unit {
            'd' => 86_400,
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return Err(malformed()),
        };
        let number = text.get(..text.len() - 1).unwrap_or_default();
        if number.is_empty() || !number.bytes().all(|digit| digit.is_ascii_digit()) {
            return Err(malformed());
        }
        // Of digits alone only a number that is too large cannot be read, and it is as far out of the range as any.
        let number = number.parse::<u64>().unwrap_or(u64::MAX);
        Self::from_seconds(u32::try_from(number.saturating_mul(seconds)).unwrap_or(u32::MAX))
    }

    /// Seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }

    /// Milliseconds.
    pub fn ms(self) -> i64 {
        i64::from(self.0) * 1_000
    }
}

fn refused(problem: Problem) -> FieldError {
    FieldError::new(Field::RotationPeriod, problem)
}

/// The vendor's form: `604800s`.
impl fmt::Display for RotationPeriod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}s", self.0)
    }
}

impl TryFrom<u32> for RotationPeriod {
    type Error = FieldError;
    fn try_from(seconds: u32) -> Result<Self, FieldError> {
        Self::from_seconds(seconds)
    }
}

impl From<RotationPeriod> for u32 {
    fn from(period: RotationPeriod) -> u32 {
        period.0
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_unit_is_read_and_shown_in_seconds() {
        for text in ["7d", "168h", "10080m", "604800s", "007d"] {
            assert_eq!(RotationPeriod::parse(text).unwrap().to_string(), "604800s", "{text}");
        }
        for edge in ["6h", "21600s", "365d", "8760h"] {
            let shown = RotationPeriod::parse(edge).unwrap().to_string();
            assert_eq!(RotationPeriod::parse(&shown).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn other_text_names_field_and_rule() {
        let malformed = Problem::Malformed(Form::Duration);
        for text in ["", "d", "7", "7 d", "-7d", "+7d", "7D", "7dd", "1.5d", "7w", "7д", "٧d", "1d12h"] {
            assert_eq!(RotationPeriod::parse(text), Err(refused(malformed)), "{text}");
        }
        let range = Problem::Range { min: 6, max: 8_760, unit: Unit::Hours };
        for text in ["0d", "5h", "21599s", "366d", "31536001s", "99999999999999999999999d", "18446744073709551615d"] {
            assert_eq!(RotationPeriod::parse(text), Err(refused(range)), "{text}");
        }
        assert_eq!(RotationPeriod::parse("5h").unwrap_err().to_string(), "rotation period must be 6 to 8760 hours");
    }
}
