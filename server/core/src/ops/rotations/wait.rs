//! An old credential that waits for its readers.

use super::settle::pause_ms;
use crate::{
    CoreError,
    engine::Context,
    ops::secrets::{Migration, migration},
    rows::{RotationRow, SecretRow},
};
use strongroom_domain::Timestamp;

/// Shortest time between two looks at the readers, in milliseconds. A read that was decided before all readers were given the new
/// credential is recorded by then.
pub(super) const SHORTEST_MS: i64 = 15_000;
/// Longest. Each look is an event.
const LONGEST_MS: i64 = 3_600_000;

/// When to look again, if somebody who read the old credential has not read the new one yet and may still do so. Also if that cannot be
/// told now: the deadline comes in any case.
pub(super) async fn waits_for_readers(
    cx: &Context<'_>,
    secret: &SecretRow,
    rotation: &RotationRow,
) -> Result<Option<Timestamp>, CoreError> {
    let now = cx.engine.rotation_now();
    let Some(deadline) = rotation.deadline.filter(|deadline| rotation.await_readers && *deadline > now) else {
        return Ok(None);
    };
    let moved = match migration(cx, secret, &rotation.old_version, &rotation.version).await {
        Ok(Migration { remaining, more, .. }) => remaining.is_empty() && !more,
        Err(CoreError::Unavailable) => false,
        Err(other) => return Err(other),
    };
    let again = now.plus_ms(pause_ms(rotation, now, SHORTEST_MS..=LONGEST_MS));
    Ok((!moved).then_some(again.min(deadline)))
}
