//! Entries of the calendar in words, with the way to what they are about.

use super::dto::{CalendarEntry, EntryState};
use crate::{
    current_user::may,
    paths::{self, SecretRoute},
    rotations::words,
};
use strongroom_domain::Action;
use strongroom_ui::Tone;

/// What an entry is, with the meaning of its colour.
pub(super) fn state(entry: &CalendarEntry) -> (Tone, &'static str) {
    match &entry.state {
        EntryState::Due => (Tone::Neutral, "Due"),
        EntryState::Overdue => (Tone::Red, "Overdue"),
        EntryState::Run { phase, progress, .. } => words::state_of(*phase, *progress),
    }
}

/// The page about it: of the rotation, or of how its secret rotates. `None` if the user may not open it.
pub(super) fn address(entry: &CalendarEntry) -> Option<String> {
    let secret = entry.secret.as_deref().filter(|_| may(Action::DescribeRotation))?;
    Some(match &entry.state {
        EntryState::Run { id, .. } => paths::rotation(id, secret),
        EntryState::Due | EntryState::Overdue => paths::secret(SecretRoute::Rotation, secret),
    })
}

/// The secret's name.
pub(super) fn name(entry: &CalendarEntry) -> String {
    entry.secret.clone().unwrap_or_else(|| "a purged secret".to_owned())
}

/// What stands in the way of it, in words.
pub(super) fn warnings(entry: &CalendarEntry) -> Vec<&'static str> {
    let crowded = entry.crowded.then_some("Many secrets rotate at this target in this hour");
    let shared = entry.shared.then_some("Another secret sets the same account: each rotation breaks the other secret");
    crowded.into_iter().chain(shared).collect()
}
