//! CancelKeyDeletion: a key that waits for its deletion is kept.

use super::fresh;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    ports::{Expect, KeyChange},
    rows::{Authenticate, CmkRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, KeyState};
use strongroom_trail::Detail;

/// Keeps a key. It is enabled again, unless it was disabled before its deletion was scheduled.
pub struct CancelKeyDeletion {
    /// Which key.
    pub id: CmkId,
}

impl Run for CancelKeyDeletion {
    type Output = ();

    fn action(&self) -> Action {
        Action::CancelKeyDeletion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let key = fresh(cx, self.id).await?;
        let deletion = key.deletion.as_ref().ok_or(CoreError::KeyState)?;
        // Its time is over; that it has not been swept yet must not decide.
        if deletion.delete_at <= cx.now {
            return Err(CoreError::NotFound(Thing::Key));
        }
        let state = deletion.state_before;
        cx.note(Detail::State, if state == KeyState::Enabled { "enabled" } else { "disabled" });
        let row = CmkRow { state, revision: key.row.revision + 1, ..key.row.clone() };
        let changes = vec![
            KeyChange::Put(row.authenticate(&cx.vault.keyring), Expect::Revision(key.row.revision)).into(),
            KeyChange::RemoveDeletion(self.id).into(),
        ];
        Ok(Done::changed((), changes))
    }
}
