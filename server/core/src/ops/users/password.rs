//! ChangePassword: one's own, knowing the old one.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::PasswordHash,
};
use std::borrow::Cow;
use strongroom_crypto::Plaintext;
use strongroom_domain::{Action, FieldError, limits};
use tokio::sync::Semaphore;

/// Letters and digits that cannot be taken for one another.
pub(crate) const PASSWORD_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/// Argon2id takes 19 MiB and 20 ms: two at once bound what guessing can cost.
static HASHING: Semaphore = Semaphore::const_new(2);

/// Request.
pub struct ChangePassword {
    /// The password until now.
    pub old: Plaintext,
    /// The new one: at least 12 characters, at most 256 bytes.
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
        const WRONG: CoreError = CoreError::Unauthenticated("the old password is wrong");
        let mut user = cx.vault.user(cx.store(), cx.call.principal.id).await?.ok_or(CoreError::NotFound("user"))?;
        cx.name(user.name.as_str());
        let keys = [format!("password/{}", user.name)];
        let wait = cx.engine.attempts.wait_s(&keys, cx.now);
        if wait > 0 {
            return Err(CoreError::Throttled(wait));
        }
        if !verify(&self.old, user.password.clone()).await? {
            cx.engine.attempts.failed(&keys, cx.now);
            return Err(WRONG);
        }
        user.password = Some(hash(&self.new).await?);
        let (_, change) = super::put(cx, user);
        Ok(Done::changed((), vec![change]))
    }
}

/// Checks the rule and hashes, off the executor's threads.
pub(crate) async fn hash(password: &Plaintext) -> Result<PasswordHash, CoreError> {
    let characters = std::str::from_utf8(password.expose()).map_or(0, |text| text.chars().count());
    if characters < limits::PASSWORD_MIN || password.len() > limits::PASSWORD_MAX {
        return Err(FieldError::new("password", "must have at least 12 characters and at most 256 bytes").into());
    }
    let password = Plaintext::new(password.expose().to_vec());
    Ok(PasswordHash(off_thread(move || strongroom_crypto::password::hash(&password)).await??))
}

/// Checks a password; for a user without one the same work is done in vain.
pub(crate) async fn verify(password: &Plaintext, hash: Option<PasswordHash>) -> Result<bool, CoreError> {
    if password.len() > limits::PASSWORD_MAX {
        return Ok(false);
    }
    let password = Plaintext::new(password.expose().to_vec());
    off_thread(move || match hash {
        Some(hash) => strongroom_crypto::password::verify(&password, &hash.0),
        None => {
            strongroom_crypto::password::burn(&password);
            false
        }
    })
    .await
}

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, CoreError> {
    let _permit = HASHING.acquire().await.map_err(|_| CoreError::Unavailable)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| CoreError::tampered("password"))
}
