//! CreateAccessKey.

use super::new_access_key;
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    ops::users::{by_name, put},
    ports::{Expect, IdentityChange},
    rows::Authenticate,
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{AccessKeyId, Action, Timestamp, UserName, limits};
use strongroom_trail::Detail;

/// Makes an AccessKey.
pub struct CreateAccessKey {
    /// Whose.
    pub user: UserName,
}

/// A new AccessKey.
pub struct NewAccessKey {
    /// Public id.
    pub id: AccessKeyId,
    /// The secret: shown now and never again.
    pub secret: Plaintext,
    /// When it was made.
    pub created: Timestamp,
}

impl Run for CreateAccessKey {
    type Output = NewAccessKey;

    fn action(&self) -> Action {
        Action::CreateAccessKey
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<NewAccessKey>, CoreError> {
        let user = by_name(cx, &self.user).await?;
        if cx.store().access_keys(user.id).await?.len() >= limits::ACCESS_KEYS {
            return Err(CoreError::Limit(Limit::AccessKeys));
        }
        let (row, secret) = new_access_key(&cx.vault.keyring, user.id, cx.now)?;
        let id = row.id.clone();
        cx.note(Detail::AccessKey, id.as_str());
        // The user's revision moves too, so that two keys made at the same moment cannot both be the second.
        let (_, user) = put(cx, user);
        let changes =
            vec![user, IdentityChange::PutAccessKey(row.authenticate(&cx.vault.keyring), Expect::Absent).into()];
        Ok(Done::changed(NewAccessKey { id, secret, created: cx.now }, changes))
    }
}
