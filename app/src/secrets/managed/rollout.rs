//! Who is given a new credential first, as forms send it.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Field, FieldError, Form, Problem, Rollout, RolloutGroup};

/// The word for readers that are named, which only the API can set.
pub const NAMED: &str = "named";
/// Shares that forms offer, in percent.
pub const SHARES: [u8; 3] = [10, 25, 50];
/// Times after which the others follow, in seconds, and their words.
pub const LATER: [(u32, &str); 4] =
    [(600, "after 10 minutes"), (3_600, "after 1 hour"), (86_400, "after 1 day"), (7 * 86_400, "after 7 days")];

/// Who is first, and when the others follow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RolloutDraft {
    /// A share in percent; empty for all at once; [`NAMED`] to leave the named ones as they are.
    pub share: String,
    /// Seconds until the others follow; empty for when a person says so.
    pub others_after: String,
}

impl RolloutDraft {
    /// As it is now.
    pub fn of(rollout: Option<&Rollout>) -> Self {
        let Some(Rollout { group, all_after_s }) = rollout else { return Self::default() };
        let share = match group {
            RolloutGroup::Share(share) => share.to_string(),
            RolloutGroup::Named(_) => NAMED.to_owned(),
        };
        Self { share, others_after: all_after_s.map(|seconds| seconds.to_string()).unwrap_or_default() }
    }

    /// What is meant. `before` has the named readers.
    ///
    /// # Errors
    /// A share or a time that is no number, or named readers where there were none.
    pub fn rollout(&self, before: Option<Rollout>) -> Result<Option<Rollout>, FieldError> {
        let wrong = |field| FieldError::new(field, Problem::Malformed(Form::Choice));
        let group = match (self.share.trim(), before.map(|before| before.group)) {
            ("", _) => return Ok(None),
            (NAMED, Some(group @ RolloutGroup::Named(_))) => group,
            (share, _) => RolloutGroup::Share(share.parse().map_err(|_| wrong(Field::RolloutShare))?),
        };
        let all_after_s = match self.others_after.trim() {
            "" => None,
            seconds => Some(seconds.parse().map_err(|_| wrong(Field::RolloutTime))?),
        };
        Ok(Some(Rollout { group, all_after_s }))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_domain::Reader;

    #[test]
    fn draft_keeps_what_it_was_made_of() {
        let named = RolloutGroup::Named(vec![Reader { is_role: true, name: "web".to_owned() }]);
        for before in [
            None,
            Some(Rollout { group: RolloutGroup::Share(10), all_after_s: None }),
            Some(Rollout { group: RolloutGroup::Share(25), all_after_s: Some(600) }),
            Some(Rollout { group: named, all_after_s: Some(3_600) }),
        ] {
            assert_eq!(RolloutDraft::of(before.as_ref()).rollout(before.clone()), Ok(before));
        }
        let made_up = RolloutDraft { share: NAMED.to_owned(), others_after: String::new() };
        assert_eq!(made_up.rollout(None).unwrap_err().field, Field::RolloutShare);
    }
}
