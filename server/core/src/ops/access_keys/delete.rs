//! DeleteAccessKey.

use super::key_of;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{Expect, IdentityChange},
};
use std::borrow::Cow;
use strongroom_domain::{AccessKeyId, Action, UserName};
use strongroom_trail::Detail;

/// Removes an AccessKey; it stops working at once.
pub struct DeleteAccessKey {
    /// Whose.
    pub user: UserName,
    /// Which.
    pub id: AccessKeyId,
}

impl Run for DeleteAccessKey {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeleteAccessKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::AccessKey, self.id.as_str());
        let key = key_of(cx, &self.user, &self.id).await?;
        Ok(Done::changed((), vec![IdentityChange::RemoveAccessKey(key.id, Expect::Revision(key.revision)).into()]))
    }
}
