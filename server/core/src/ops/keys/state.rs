//! The state of a key.

use super::fresh;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done},
    ports::{Expect, KeyChange},
    rows::Authenticate,
};
use strongroom_domain::{CmkId, KeyState};
use strongroom_trail::Detail;

/// Enables or disables a key.
pub(super) async fn set_state(cx: &mut Context<'_>, id: CmkId, state: KeyState) -> Result<Done<()>, CoreError> {
    let mut key = fresh(cx, id).await?;
    if key.default && state == KeyState::Disabled {
        return Err(CoreError::InUse(Blocker::DefaultKey));
    }
    if key.state == state {
        cx.note(Detail::Unchanged, "no change");
        return Ok(Done::read(()));
    }
    let expect = Expect::Revision(key.revision);
    key.state = state;
    key.revision += 1;
    cx.note(Detail::State, if state == KeyState::Enabled { "enabled" } else { "disabled" });
    Ok(Done::changed((), vec![KeyChange::Put(key.authenticate(&cx.vault.keyring), expect).into()]))
}
