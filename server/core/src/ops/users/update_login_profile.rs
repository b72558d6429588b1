//! UpdateLoginProfile: gives another user a console password, or takes it away. The sessions of that user end in the
//! same commit, on every surface.

use super::{by_name, end_other_sessions, password, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, UserId, UserName};
use strongroom_trail::Detail;

/// Request.
pub struct UpdateLoginProfile {
    /// Who.
    pub name: UserName,
    /// The new password: by the rules of [`ChangePassword`](super::ChangePassword); none makes the user an application.
    pub password: Option<Plaintext>,
}

impl Run for UpdateLoginProfile {
    /// Whose it was.
    type Output = UserId;

    fn action(&self) -> Action {
        Action::UpdateLoginProfile
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<UserId>, CoreError> {
        let mut user = by_name(cx, &self.name).await?;
        user.password = match &self.password {
            Some(password) => Some(password::hash(cx, password, &user.name).await?),
            None => None,
        };
        cx.note(Detail::State, if user.password.is_some() { "with a password" } else { "without a password" });
        let (row, change) = put(cx, user);
        Ok(Done::changed(row.id, vec![change, end_other_sessions(cx, row.id)]))
    }
}
