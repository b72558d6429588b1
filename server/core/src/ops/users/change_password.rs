//! ChangePassword: one's own, knowing the old one. The caller's other sessions end in the same commit.

use super::{end_other_sessions, password};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::Action;

/// Request.
pub struct ChangePassword {
    /// The current password.
    pub old: Plaintext,
    /// The new one: [`strongroom_domain::limits::PASSWORD_MIN`] characters to [`strongroom_domain::limits::PASSWORD_MAX`] bytes,
    /// not common, and not the user name with a few characters added.
    pub new: Plaintext,
}

impl Run for ChangePassword {
    type Output = ();

    fn action(&self) -> Action {
        Action::ChangePassword
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        None
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let mut user =
            cx.vault.user(cx.store(), cx.call.principal.id).await?.ok_or(CoreError::NotFound(Thing::User))?;
        cx.name(user.name.as_str());
        password::confirm(cx, &user, &self.old).await?;
        user.password = Some(password::hash(cx, &self.new, &user.name).await?);
        let (row, change) = super::put(cx, user);
        Ok(Done::changed((), vec![change, end_other_sessions(cx, row.id)]))
    }
}
