//! The state of a key.

use super::{fresh, replace};
use crate::{
    Blocker, CoreError,
    engine::{Context, Done},
    rows::CmkRow,
};
use strongroom_domain::{CmkId, KeyState};
use strongroom_trail::Detail;

/// Enables or disables a key.
pub(super) async fn set_state(cx: &mut Context<'_>, id: CmkId, state: KeyState) -> Result<Done<()>, CoreError> {
    let key = fresh(cx, id).await?;
    if key.deletion.is_some() {
        return Err(CoreError::KeyState);
    }
    if key.row.default && state == KeyState::Disabled {
        return Err(CoreError::InUse(Blocker::DefaultKey));
    }
    if key.row.state == state {
        cx.note(Detail::Unchanged, "no change");
        return Ok(Done::read(()));
    }
    cx.note(Detail::State, if state == KeyState::Enabled { "enabled" } else { "disabled" });
    Ok(Done::changed((), replace(cx, &key, CmkRow { state, ..key.row.clone() })))
}
