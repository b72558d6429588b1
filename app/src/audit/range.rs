//! Time ranges that end now.

use serde::{Deserialize, Serialize};

/// A time range that ends now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Range {
    /// 15 minutes.
    Minutes15,
    /// An hour.
    Hour,
    /// A day.
    #[default]
    Day,
    /// A week.
    Week,
    /// Thirty days.
    Month,
}

impl Range {
    /// Every range, shortest first.
    pub const ALL: [Self; 5] = [Self::Minutes15, Self::Hour, Self::Day, Self::Week, Self::Month];

    /// The value of the query parameter.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Minutes15 => "15m",
            Self::Hour => "1h",
            Self::Day => "24h",
            Self::Week => "7d",
            Self::Month => "30d",
        }
    }

    /// The label.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minutes15 => "Last 15 minutes",
            Self::Hour => "Last hour",
            Self::Day => "Last 24 hours",
            Self::Week => "Last 7 days",
            Self::Month => "Last 30 days",
        }
    }

    /// Its length in milliseconds.
    #[cfg(feature = "ssr")]
    pub const fn ms(self) -> i64 {
        match self {
            Self::Minutes15 => 900_000,
            Self::Hour => 3_600_000,
            Self::Day => 86_400_000,
            Self::Week => 604_800_000,
            Self::Month => 2_592_000_000,
        }
    }

    /// Parses a query parameter; an unknown value gives a day.
    pub fn from_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|range| range.word() == word).unwrap_or_default()
    }
}
