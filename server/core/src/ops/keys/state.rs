//! EnableKey and DisableKey.

use super::fresh;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Change, Expect},
    rows::{CmkState, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId};
use strongroom_trail::Detail;

/// Allows use of a key again.
pub struct EnableKey {
    /// Which key.
    pub id: CmkId,
}

/// Stops use of a key: secrets under it can be neither read nor written until it is enabled.
pub struct DisableKey {
    /// Which key; the default key cannot be disabled.
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
        set(cx, self.id, CmkState::Enabled).await
    }
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
        set(cx, self.id, CmkState::Disabled).await
    }
}

async fn set(cx: &mut Context<'_>, id: CmkId, state: CmkState) -> Result<Done<()>, CoreError> {
    let mut key = fresh(cx, id).await?;
    if key.default && state == CmkState::Disabled {
        return Err(CoreError::InUse("the default key cannot be disabled"));
    }
    if key.state == state {
        cx.note(Detail::Unchanged, "the key was in this state");
        return Ok(Done::read(()));
    }
    let expect = Expect::Revision(key.revision);
    key.state = state;
    key.revision += 1;
    cx.note(Detail::State, if state == CmkState::Enabled { "enabled" } else { "disabled" });
    Ok(Done::changed((), vec![Change::PutCmk(key.seal(&cx.vault.keyring), expect)]))
}
