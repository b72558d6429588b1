//! An old credential that waits for its readers.

use crate::{
    CoreError,
    engine::Context,
    ops::secrets::{Migration, migration},
    rows::RotationRow,
};
use strongroom_domain::{SecretName, Timestamp};

/// Shortest time between two looks at the readers, in milliseconds.
const SHORTEST_MS: i64 = 15_000;
/// Longest. Each look is an event.
const LONGEST_MS: i64 = 3_600_000;

/// When to look again, if somebody who read the old credential has not read the new one yet and may still do so.
pub(super) async fn waits_for_readers(
    cx: &Context<'_>,
    name: &SecretName,
    rotation: &RotationRow,
) -> Result<Option<Timestamp>, CoreError> {
    let now = cx.engine.rotation_now();
    let Some(deadline) = rotation.deadline.filter(|deadline| rotation.await_readers && *deadline > now) else {
        return Ok(None);
    };
    let Migration { left, .. } = migration(cx, name, &rotation.old_version, &rotation.version).await?;
    // Less often the longer it takes.
    let waited = now.0.saturating_sub(rotation.started.0);
    let pause = (waited / 8).clamp(SHORTEST_MS, LONGEST_MS);
    Ok((!left.is_empty()).then_some(now.plus_ms(pause).min(deadline)))
}
