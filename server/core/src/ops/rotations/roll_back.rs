//! RollBackRotation: readers are to have the old credential.

use super::{
    settle::{Settling, settle},
    under_way,
};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, RotationId, RunFact, SecretName};
use strongroom_trail::Detail;

/// Request. Whether the target has the old credential is proven by a log-in, and it is set again if not.
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
        let fact = if self.give_up { RunFact::GiveUp } else { RunFact::RollBack };
        let next = rotation.state.next(fact).ok_or(CoreError::InUse(Blocker::RotationState))?;
        if self.give_up {
            cx.note(Detail::Alarm, "ended without asking the target which credential it has");
        }
        let secret = loaded.secret.clone();
        Ok(Done::changed((), settle(cx, Settling { loaded: &loaded, secret, plan, rotation }, next)?))
    }
}
