//! AccessKeys: what applications sign with. The secret is shown once, when the key is made.

use super::{by_name, put};
use crate::{
    CoreError,
    engine::{ACCESS_KEY, Context, Done, Run},
    ports::{Change, Expect},
    rows::{AccessKeyRow, Ciphertext, Sealed},
};
use std::borrow::Cow;
use strongroom_crypto::{Keyring, Plaintext};
use strongroom_domain::{AccessKeyId, Action, Timestamp, UserId, UserName, limits};
use strongroom_trail::Detail;

const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/// 131 bits: enough to be unguessable by itself.
const ID_LENGTH: usize = 22;
/// 238 bits.
const SECRET_LENGTH: usize = 40;

/// A fresh id, which begins with `prefix`, and a fresh secret.
pub(crate) fn new_pair(prefix: &str) -> Result<(AccessKeyId, Plaintext), CoreError> {
    let tail = crate::random::text(ID_LENGTH, LETTERS)?;
    let id = AccessKeyId::new(&format!("{prefix}{}", String::from_utf8_lossy(tail.expose())))?;
    Ok((id, crate::random::text(SECRET_LENGTH, LETTERS)?))
}

/// A fresh key for a user, not yet with its MAC, and its secret.
pub(crate) fn new_access_key(
    keyring: &Keyring,
    user: UserId,
    now: Timestamp,
) -> Result<(AccessKeyRow, Plaintext), CoreError> {
    let (id, secret) = new_pair("SR")?;
    let sealed = Ciphertext(keyring.seal_record(ACCESS_KEY, id.as_str().as_bytes(), secret.expose())?);
    Ok((AccessKeyRow { id, user, secret: sealed, active: true, created: now, revision: 1, mac: [0; 32] }, secret))
}

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
            return Err(CoreError::Limit("a user may have at most 2 AccessKeys"));
        }
        let (row, secret) = new_access_key(&cx.vault.keyring, user.id, cx.now)?;
        let id = row.id.clone();
        cx.note(Detail::AccessKey, id.as_str());
        // The user's revision moves too, so that two keys made at the same moment cannot both be the second.
        let (_, user) = put(cx, user);
        let changes = vec![user, Change::PutAccessKey(row.seal(&cx.vault.keyring), Expect::Absent)];
        Ok(Done::changed(NewAccessKey { id, secret, created: cx.now }, changes))
    }
}

/// Switches an AccessKey on or off.
pub struct UpdateAccessKey {
    /// Whose.
    pub user: UserName,
    /// Which.
    pub id: AccessKeyId,
    /// Whether it may sign.
    pub active: bool,
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
        if key.active == self.active {
            cx.note(Detail::Unchanged, "the key was in this state");
            return Ok(Done::read(()));
        }
        let expect = Expect::Revision(key.revision);
        key.active = self.active;
        key.revision += 1;
        cx.note(Detail::State, if self.active { "active" } else { "inactive" });
        Ok(Done::changed((), vec![Change::PutAccessKey(key.seal(&cx.vault.keyring), expect)]))
    }
}

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
        Ok(Done::changed((), vec![Change::RemoveAccessKey(key.id, Expect::Revision(key.revision))]))
    }
}

/// AccessKeys of one user.
pub struct ListAccessKeys {
    /// Whose.
    pub user: UserName,
}

impl Run for ListAccessKeys {
    type Output = Vec<AccessKeyRow>;

    fn action(&self) -> Action {
        Action::ListAccessKeys
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.user.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Vec<AccessKeyRow>>, CoreError> {
        let user = by_name(cx, &self.user).await?;
        let keys = cx.store().access_keys(user.id).await?;
        Ok(Done::read(keys.into_iter().map(|k| k.check(&cx.vault.keyring)).collect::<Result<_, _>>()?))
    }
}

async fn key_of(cx: &Context<'_>, user: &UserName, id: &AccessKeyId) -> Result<AccessKeyRow, CoreError> {
    let user = by_name(cx, user).await?;
    let key = cx.store().access_key(id).await?.ok_or(CoreError::NotFound("AccessKey"))?.check(&cx.vault.keyring)?;
    if key.user == user.id && key.id == *id { Ok(key) } else { Err(CoreError::NotFound("AccessKey")) }
}
