//! RollBackRotation: readers are to have the old credential.

use super::{put_rotation, settle::Settling, under_way};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::RotationSlice,
    rows::RotationRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, RotationId, RunFact, RunPhase, SecretName};
use strongroom_trail::Detail;

/// Request. Whether the target has the old credential is proven by a log-in, and it is set again if not. While a step is under way the
/// request is kept: the rotation goes back once the step has been reported.
pub struct RollBackRotation {
    /// Which secret.
    pub name: SecretName,
    /// Which rotation.
    pub rotation: RotationId,
    /// Ends it as it is, without asking the target: for one that is gone for good. Both versions stay.
    pub give_up: bool,
}

impl Run for RollBackRotation {
    type Output = ();

    fn action(&self) -> Action {
        Action::RollBackRotation
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let (loaded, plan, rotation) = under_way(cx, &self.name, self.rotation).await?;
        if let (false, Some(state)) = (self.give_up, rotation.state.ask_back()) {
            cx.version(&rotation.version);
            cx.note(Detail::Rotation, rotation.id.to_string());
            cx.note(Detail::State, "goes back after the step that is under way");
            let before = rotation.revision;
            return Ok(Done::changed((), vec![put_rotation(cx, before, RotationRow { state, ..rotation })]));
        }
        let fact = if self.give_up { RunFact::GiveUp } else { RunFact::RollBack };
        let next = rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
        if self.give_up {
            cx.note(Detail::Alarm, "ended without asking the target which credential it has");
        }
        let superseded = superseded(cx, &rotation).await?;
        let mut settling = Settling::new(&loaded, plan, rotation);
        settling.supersedes(superseded);
        settling.follow(cx, next)?;
        Ok(Done::changed((), settling.changes(cx)))
    }
}

/// Rotations among which the one before is looked for. Several that began in the same moment come in any order.
const LATEST: u32 = 4;

/// The rotation before this one, if this one would have made its old credential worthless and the target was never told of it.
pub(super) async fn superseded(cx: &Context<'_>, rotation: &RotationRow) -> Result<Option<RotationRow>, CoreError> {
    if rotation.state.told {
        return Ok(None);
    }
    // No other rotation began in between.
    let slice = RotationSlice { secret: Some(rotation.secret), limit: LATEST, ..RotationSlice::default() };
    let latest = cx.vault.verified(cx.store().rotations(&slice).await?)?;
    let is_before = |one: &RotationRow| one.state.phase == RunPhase::Superseded && one.version == rotation.old_version;
    Ok(latest.into_iter().find(is_before))
}
