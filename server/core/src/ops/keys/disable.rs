//! DisableKey.

use super::state::set_state;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, KeyState};

/// Stops use of a key: secrets under it can be neither read nor written until it is enabled.
pub struct DisableKey {
    /// Which key; the default key cannot be disabled.
    pub id: CmkId,
}

impl Run for DisableKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::DisableKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        set_state(cx, self.id, KeyState::Disabled).await
    }
}
