//! Who is given a new credential first, as forms send it.

use serde::{Deserialize, Serialize};
use strongroom_domain::{Rollout, RolloutGroup};

/// The word for all readers at once.
pub const ALL: &str = "all";
/// The word for others that follow when a person says so.
pub const BY_HAND: &str = "by-hand";
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
    /// A share in percent; [`ALL`] or empty for all at once; [`NAMED`] to leave the named ones as they are.
    pub share: String,
    /// Seconds until the others follow; [`BY_HAND`] or empty for when a person says so.
    pub others_after: String,
}

impl RolloutDraft {
    /// As it is now.
    pub fn of(rollout: Option<&Rollout>) -> Self {
        let Some(Rollout { group, all_after_s }) = rollout else {
            return Self { share: ALL.to_owned(), others_after: BY_HAND.to_owned() };
        };
        let share = match group {
            RolloutGroup::Share(share) => share.to_string(),
            RolloutGroup::Named(_) => NAMED.to_owned(),
        };
        Self { share, others_after: all_after_s.map_or_else(|| BY_HAND.to_owned(), |seconds| seconds.to_string()) }
    }
}
