//! UpdateAccessKey.

use super::key_of;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, IdentityChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{AccessKeyId, Action, Networks, UserName};
use strongroom_trail::Detail;

/// Switches an AccessKey on or off, or says from where it may sign.
pub struct UpdateAccessKey {
    /// Whose.
    pub user: UserName,
    /// Which.
    pub id: AccessKeyId,
    /// Whether it may sign; none to leave it.
    pub active: Option<bool>,
    /// From where it may sign; none to leave it.
    pub networks: Option<Networks>,
}

impl Run for UpdateAccessKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::UpdateAccessKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::AccessKey, self.id.as_str());
        let mut key = key_of(cx, &self.user, &self.id).await?;
        let (active, networks) = (self.active.unwrap_or(key.active), self.networks.as_ref().unwrap_or(&key.networks));
        if (key.active, &key.networks) == (active, networks) {
            cx.note(Detail::Unchanged, "no change");
            return Ok(Done::read(()));
        }
        if key.active != active {
            cx.note(Detail::State, if active { "active" } else { "inactive" });
        }
        if key.networks != *networks {
            let from = if networks.is_everywhere() { "anywhere".to_owned() } else { networks.to_string() };
            cx.note(Detail::Networks, from);
        }
        let expect = Expect::Revision(key.revision);
        (key.active, key.networks) = (active, networks.clone());
        key.revision += 1;
        Ok(Done::changed((), vec![IdentityChange::PutAccessKey(key.authenticate(&cx.vault.keyring), expect).into()]))
    }
}
