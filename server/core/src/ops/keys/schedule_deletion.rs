//! ScheduleKeyDeletion: a key stops working, and after some days it is removed.

use super::fresh;
use crate::{
    Blocker, CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, KeyChange},
    rows::{Authenticate, CmkDeletionRow, CmkRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, Field, FieldError, KeyState, Problem, Timestamp, Unit, limits};
use strongroom_trail::Detail;

/// Schedules a key for deletion. Refused while secrets are encrypted with it: they could not be read any more.
pub struct ScheduleKeyDeletion {
    /// Which key; the default key cannot be deleted.
    pub id: CmkId,
    /// Days until it is removed, 7 to 366.
    pub days: u32,
}

impl Run for ScheduleKeyDeletion {
    /// When it is removed.
    type Output = Timestamp;

    fn action(&self) -> Action {
        Action::ScheduleKeyDeletion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Timestamp>, CoreError> {
        let (min, max) = (limits::KEY_DELETION_DAYS_MIN, limits::KEY_DELETION_DAYS_MAX);
        if !(min..=max).contains(&self.days) {
            return Err(FieldError::new(Field::PendingWindow, Problem::Range { min, max, unit: Unit::Days }).into());
        }
        let key = fresh(cx, self.id).await?;
        if key.row.default {
            return Err(CoreError::InUse(Blocker::DefaultKey));
        }
        if key.deletion.is_some() {
            return Err(CoreError::KeyState);
        }
        if encrypts(cx, self.id).await? {
            return Err(CoreError::InUse(Blocker::KeyHasSecrets));
        }
        cx.note(Detail::RecoveryDays, self.days.to_string());
        let delete_at = cx.now.plus_ms(i64::from(self.days) * Timestamp::DAY_MS);
        let row = CmkRow { state: KeyState::Disabled, revision: key.row.revision + 1, ..key.row.clone() };
        let deletion = CmkDeletionRow {
            cmk: self.id,
            key_revision: row.revision,
            state_before: key.row.state,
            requested: cx.now,
            delete_at,
        };
        let changes = vec![
            KeyChange::Put(row.authenticate(&cx.vault.keyring), Expect::Revision(key.row.revision)).into(),
            KeyChange::PutDeletion(deletion.authenticate(&cx.vault.keyring)).into(),
        ];
        Ok(Done::changed(delete_at, changes))
    }
}

/// Whether any secret is encrypted with the key, also one in its recovery window.
pub(super) async fn encrypts(cx: &Context<'_>, id: CmkId) -> Result<bool, CoreError> {
    Ok(cx.store().cmk_usage().await?.into_iter().any(|(key, secrets)| key == id && secrets > 0))
}
