//! DeleteSecret: at once, or after a window in which it can be restored.

use super::require_no_rotation;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, SecretChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{Action, Field, FieldError, Problem, SecretName, Timestamp, Unit, limits};
use strongroom_trail::Detail;

/// How to delete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DeleteMode {
    /// After this many days, 7 to 30; nothing can be read until then.
    Window(u32),
    /// At once, for good.
    Force,
}

/// Request. Deleting a secret that waits already moves its end, or with [`DeleteMode::Force`] ends it.
pub struct DeleteSecret {
    /// Which secret.
    pub name: SecretName,
    /// How.
    pub mode: DeleteMode,
}

impl Run for DeleteSecret {
    /// When it is gone.
    type Output = Timestamp;

    fn action(&self) -> Action {
        Action::DeleteSecret
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    fn keys(&self) -> Vec<(&'static str, String)> {
        let days = match self.mode {
            DeleteMode::Window(days) => days,
            DeleteMode::Force => 0,
        };
        vec![("kms:RecoveryWindowInDays", days.to_string())]
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Timestamp>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let expect = Expect::Revision(loaded.secret.revision);
        let mut changes: Vec<_> = require_no_rotation(cx, &loaded.secret).await?.into_iter().collect();
        match self.mode {
            DeleteMode::Force => {
                cx.note(Detail::RecoveryDays, "0");
                changes.push(SecretChange::Remove(loaded.secret.id, expect).into());
                Ok(Done::changed(cx.now, changes))
            }
            DeleteMode::Window(days) if !(limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX).contains(&days) => {
                Err(FieldError::new(
                    Field::RecoveryWindow,
                    Problem::Range { min: limits::RECOVERY_DAYS_MIN, max: limits::RECOVERY_DAYS_MAX, unit: Unit::Days },
                )
                .into())
            }
            DeleteMode::Window(days) => {
                cx.note(Detail::RecoveryDays, days.to_string());
                let mut secret = loaded.secret.clone();
                let end = cx.now.plus_ms(i64::from(days) * Timestamp::DAY_MS);
                secret.delete_at = Some(end);
                secret.updated = cx.now;
                secret.revision += 1;
                changes.push(SecretChange::Put(secret.authenticate(&cx.vault.keyring), expect).into());
                Ok(Done::changed(end, changes))
            }
        }
    }
}
