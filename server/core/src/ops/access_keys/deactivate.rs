//! DeactivateAccessKey.

use super::key_of;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, IdentityChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_domain::{AccessKeyId, Action, UserName};
use strongroom_trail::Detail;

/// Switches an AccessKey off: what may be left to people who must not give anybody a key. [`UpdateAccessKey`](super::UpdateAccessKey)
/// switches it on again.
pub struct DeactivateAccessKey {
    /// Whose.
    pub user: UserName,
    /// Which.
    pub id: AccessKeyId,
}

impl Run for DeactivateAccessKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeactivateAccessKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::AccessKey, self.id.as_str());
        let mut key = key_of(cx, &self.user, &self.id).await?;
        if !key.active {
            cx.note(Detail::Unchanged, "no change");
            return Ok(Done::read(()));
        }
        cx.note(Detail::State, "inactive");
        let expect = Expect::Revision(key.revision);
        key.active = false;
        key.revision += 1;
        Ok(Done::changed((), vec![IdentityChange::PutAccessKey(key.authenticate(&cx.vault.keyring), expect).into()]))
    }
}
