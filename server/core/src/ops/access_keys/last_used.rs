//! GetAccessKeyLastUsed.

use super::key_of;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_domain::{AccessKeyId, Action, KeyUse, UserName};
use strongroom_trail::Detail;

/// Tells when an AccessKey was last used.
pub struct GetAccessKeyLastUsed {
    /// Whose.
    pub user: UserName,
    /// Which.
    pub id: AccessKeyId,
}

impl Run for GetAccessKeyLastUsed {
    type Output = Option<KeyUse>;

    fn action(&self) -> Action {
        Action::GetAccessKeyLastUsed
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Option<KeyUse>>, CoreError> {
        cx.note(Detail::AccessKey, self.id.as_str());
        let key = key_of(cx, &self.user, &self.id).await?;
        Ok(Done::read(cx.engine.with_use(key).used))
    }
}
