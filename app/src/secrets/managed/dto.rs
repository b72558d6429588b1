//! Types of the forms for secrets whose credential rotates.

use super::rollout::RolloutDraft;
use crate::{
    secrets::{
        dto::SecretDetails,
        rotation::{PeriodUnit, RotationDetails},
    },
    targets::TargetLine,
};
use serde::{Deserialize, Serialize};
use strongroom_domain::{Field, FieldError, Form, Problem};

/// What the form for a new secret starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManagedStart {
    /// Targets, by name.
    pub targets: Vec<TargetLine>,
    /// The server's time, from which dates are counted. Milliseconds since 1970.
    pub now: i64,
}

/// What the form for where and how a secret rotates starts with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanForm {
    /// The secret.
    pub facts: SecretDetails,
    /// How it rotates now.
    pub rotation: RotationDetails,
    /// Targets that secrets of its kind can have, by name.
    pub targets: Vec<TargetLine>,
}

/// Where and how a secret rotates, as a form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanDraft {
    /// Name of the target.
    pub target: String,
    /// Word of the strategy.
    pub strategy: String,
    /// The account.
    pub account: String,
    /// The account that takes turns with it; empty for the usual one.
    pub second: String,
    /// Units that an old credential stays valid; empty for the usual time.
    pub grace: String,
    /// The unit.
    pub grace_unit: PeriodUnit,
    /// Whether the old credential goes earlier, with its last reader.
    pub await_readers: bool,
    /// Who is given a new credential first.
    #[serde(flatten)]
    pub rollout: RolloutDraft,
}

impl PlanDraft {
    /// How long an old credential stays valid, in seconds.
    ///
    /// # Errors
    /// Not a number.
    pub fn grace_s(&self) -> Result<Option<u32>, FieldError> {
        let malformed = FieldError::new(Field::Grace, Problem::Malformed(Form::Duration));
        let grace = Some(self.grace.trim()).filter(|grace| !grace.is_empty());
        let grace = grace.map(|grace| grace.parse::<u32>().map_err(|_| malformed)).transpose()?;
        Ok(grace.map(|grace| grace.saturating_mul(self.grace_unit.seconds())))
    }
}

/// Name, description and tags of a new secret, as a form sends them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AboutDraft {
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// Keys of its tags.
    pub tag_keys: Vec<String>,
    /// Their values.
    pub tag_values: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grace_is_a_number_of_units_or_the_usual_time() {
        let draft = |grace: &str, grace_unit| PlanDraft { grace: grace.to_owned(), grace_unit, ..PlanDraft::default() };
        assert_eq!(draft(" 2 ", PeriodUnit::Day).grace_s(), Ok(Some(172_800)));
        assert_eq!(draft("0", PeriodUnit::Hour).grace_s(), Ok(Some(0)));
        assert_eq!(draft("", PeriodUnit::Hour).grace_s(), Ok(None));
        assert!(draft("soon", PeriodUnit::Hour).grace_s().is_err());
    }
}
