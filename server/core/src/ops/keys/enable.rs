//! EnableKey.

use super::state::set_state;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, KeyState};

/// Allows use of a key again.
pub struct EnableKey {
    /// Which key.
    pub id: CmkId,
}

impl Run for EnableKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::EnableKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        set_state(cx, self.id, KeyState::Enabled).await
    }
}
