//! How a secret rotates. Times are milliseconds since 1970.

use super::{freeze_fields, local_time};
use crate::{rotations::RotationLine, secrets::dto::SecretDetails};
use serde::{Deserialize, Serialize};
use strongroom_domain::{
    Field, FieldError, Freeze, Rollout, RotationPeriod, RotationWindow, Schedule, Strategy, Timestamp,
};

/// Data of the page about how a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationData {
    /// The secret.
    pub facts: SecretDetails,
    /// How it rotates; absent if it does not, or the signed-in user may not see it.
    pub rotation: Option<RotationDetails>,
    /// Its latest rotations, newest first; absent if the signed-in user may not list them.
    pub history: Option<Vec<RotationLine>>,
    /// What the plan of a generic secret can be; absent for managed ones, and for those who may not set it.
    pub generic: Option<GenericChoices>,
}

/// What the plan of a generic secret can be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GenericChoices {
    /// Keys of its current value that can get a generated password; none if that is not a JSON object.
    pub keys: Vec<String>,
    /// Names of the targets that are functions.
    pub functions: Vec<String>,
    /// Whether the signed-in user may have passwords generated.
    pub may_generate: bool,
    /// Whether they may have a function change the value.
    pub may_call: bool,
}

/// A plan of a generic secret, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct GenericPlanDraft {
    /// The word of a strategy.
    pub how: String,
    /// Characters of a generated password.
    pub length: String,
    /// The key that gets it; empty for the whole value.
    pub key: String,
    /// Name of the function's target.
    pub function: String,
}

/// How a secret rotates.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RotationDetails {
    /// Name of the target; empty if values are generated and no target is told.
    pub target: String,
    /// What generated values are made of, in words.
    pub recipe: Option<String>,
    /// How the credential is replaced.
    pub strategy: Strategy,
    /// The accounts at the target.
    pub accounts: Vec<String>,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// Seconds from one rotation to the next, kept while it does not rotate by itself.
    pub every_s: Option<u32>,
    /// The hours at which a rotation may begin, such as `22:00-04:00+08:00`.
    pub window: Option<String>,
    /// When the first rotation is due.
    pub begins: Option<i64>,
    /// When it does not rotate by itself: from, and the first moment after it.
    pub freezes: Vec<(i64, i64)>,
    /// How long an old credential stays valid, in seconds.
    pub grace_s: u32,
    /// Whether it goes earlier, with its last reader.
    pub await_readers: bool,
    /// Which readers are given a new credential first.
    pub rollout: Option<Rollout>,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// When the next rotations are due.
    pub upcoming: Vec<i64>,
    /// When the last one began that gave readers a new credential.
    pub last: Option<i64>,
    /// The rotation that has not ended.
    pub run: Option<RotationLine>,
    /// Whether a rotation can begin now.
    pub can_rotate: bool,
    /// Milliseconds after which to look again, while something is about to happen.
    pub look_in_ms: Option<u32>,
}

/// When a secret rotates by itself, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScheduleDraft {
    /// Units from one rotation to the next; empty for none.
    pub every: String,
    /// The unit.
    pub unit: PeriodUnit,
    /// First hour at which a rotation may begin, such as `22:00`; like `to` empty for any.
    pub from: String,
    /// The hour before which it may begin.
    pub to: String,
    /// Offset of hours, first date and freezes from UTC; empty for none.
    pub offset: String,
    /// When the first rotation is due, such as `2026-12-24T18:00`; empty for a period after the last one.
    pub begins: String,
    /// When the times begin in which it does not rotate by itself, such as `2026-12-24T18:00`. Rows without any time are left out.
    pub freeze_from: Vec<String>,
    /// When they end, in the same order.
    pub freeze_to: Vec<String>,
}

impl ScheduleDraft {
    /// Time from one rotation to the next.
    ///
    /// # Errors
    /// Not a number, too short or too long.
    pub fn period(&self) -> Result<Option<RotationPeriod>, FieldError> {
        let every = Some(self.every.trim()).filter(|every| !every.is_empty());
        every.map(|every| RotationPeriod::parse(&format!("{every}{}", self.unit.suffix()))).transpose()
    }

    /// The hours at which a rotation may begin.
    ///
    /// # Errors
    /// Only one of them, or no such hour or offset.
    pub fn window(&self) -> Result<Option<RotationWindow>, FieldError> {
        let (from, to, offset) = (self.from.trim(), self.to.trim(), self.offset.trim());
        if from.is_empty() && to.is_empty() {
            return Ok(None);
        }
        let offset = if offset.is_empty() { "Z" } else { offset };
        RotationWindow::parse(&format!("{from}-{to}{offset}")).map(Some)
    }

    /// When the first rotation is due.
    ///
    /// # Errors
    /// No such time.
    pub fn begins(&self) -> Result<Option<Timestamp>, FieldError> {
        let begins = Some(self.begins.trim()).filter(|begins| !begins.is_empty());
        begins.map(|begins| local_time::moment(Field::FirstRotation, begins, self.offset.trim())).transpose()
    }

    /// The times in which it does not rotate by itself.
    ///
    /// # Errors
    /// One without its other end, or no such time.
    pub fn freezes(&self) -> Result<Vec<Freeze>, FieldError> {
        freeze_fields::read(&self.freeze_from, &self.freeze_to, self.offset.trim())
    }

    /// All of it; `None` without a period.
    ///
    /// # Errors
    /// Part of it is invalid.
    pub fn schedule(&self) -> Result<Option<Schedule>, FieldError> {
        let (window, freezes, begins) = (self.window()?, self.freezes()?, self.begins()?);
        Ok(self.period()?.map(|period| Schedule { period, window, freezes, begins }))
    }
}

/// The unit of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PeriodUnit {
    /// Days.
    #[default]
    Day,
    /// Hours.
    Hour,
    /// Minutes.
    Minute,
    /// Seconds.
    Second,
}

impl PeriodUnit {
    /// Largest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Hour, Self::Minute, Self::Second];

    /// A period as a whole number of the largest unit that fits.
    pub fn of(seconds: u32) -> (u32, Self) {
        let unit = Self::ALL.into_iter().find(|unit| seconds.is_multiple_of(unit.seconds())).unwrap_or(Self::Second);
        (seconds / unit.seconds(), unit)
    }

    /// Its name, as forms send it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }

    /// The unit of this name, or days.
    pub fn named(word: &str) -> Self {
        Self::ALL.into_iter().find(|unit| unit.word() == word).unwrap_or_default()
    }

    fn suffix(self) -> char {
        match self {
            Self::Day => 'd',
            Self::Hour => 'h',
            Self::Minute => 'm',
            Self::Second => 's',
        }
    }

    /// Seconds in one.
    pub fn seconds(self) -> u32 {
        match self {
            Self::Day => 86_400,
            Self::Hour => 3_600,
            Self::Minute => 60,
            Self::Second => 1,
        }
    }
}
