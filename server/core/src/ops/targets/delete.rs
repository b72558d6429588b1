//! DeleteTarget.

use super::target;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, RotationChange},
};
use std::borrow::Cow;
use strongroom_domain::{Action, TargetName};

/// Removes a target at which no secret rotates. Accounts at the target stay as they are.
pub struct DeleteTarget {
    /// Which target.
    pub name: TargetName,
}

impl Run for DeleteTarget {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteTarget
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let target = target(cx, &self.name).await?;
        // One that is added meanwhile makes the commit a conflict.
        if !cx.store().plans_of_target(target.id, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(Blocker::TargetUsed));
        }
        let change = RotationChange::RemoveTarget(target.id, Expect::Revision(target.revision));
        Ok(Done::changed((), vec![change.into()]))
    }
}
