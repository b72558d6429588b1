//! AddRootKey and RemoveRootKeys: another root key opens the installation, first beside the old one and then alone.
//!
//! A root key only decrypts the installation key, so no data is touched.

use crate::{
    AuthFailure, CoreError, Engine,
    engine::{Context, Done, Run},
    ports::{Change, InstallationChange},
    rows::{Authenticate, Ciphertext, RootKeyRow},
};
use strongroom_crypto::{RootKey, WrappedKey};
use strongroom_domain::{Action, Timestamp};
use strongroom_trail::Detail;

/// Request.
pub struct AddRootKey {
    /// Opens the installation from here on, besides those that do already. Adding it again changes nothing.
    pub root: RootKey,
}

impl Run for AddRootKey {
    /// How many root keys open the installation now.
    type Output = usize;

    fn action(&self) -> Action {
        Action::AddRootKey
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<usize>, CoreError> {
        let keyring = &cx.vault.keyring;
        let found = cx.vault.verified(cx.store().root_keys().await?)?;
        let new = keyring.wrap(&self.root)?;
        let mut wrapped = Vec::new();
        if !found.iter().any(|row| row.check == new.root_check) {
            // The root key of an earlier program's installation is its installation key. Once there are wrapped keys only
            // those count, so it needs one to stay valid.
            if found.is_empty() {
                wrapped.push((keyring.wrap_for_itself()?, cx.vault.installation.created));
            }
            wrapped.push((new, cx.now));
        }
        let total = found.len() + wrapped.len();
        let changes = wrapped.into_iter().map(|(wrapped, created)| put(cx, wrapped, created)).collect();
        cx.note(Detail::State, format!("{total} root keys"));
        Ok(Done::changed(total, changes))
    }
}

fn put(cx: &Context<'_>, wrapped: WrappedKey, created: Timestamp) -> Change {
    let row = RootKeyRow { check: wrapped.root_check, wrapped: Ciphertext(wrapped.encrypted), created };
    InstallationChange::PutRootKey(row.authenticate(&cx.vault.keyring)).into()
}

/// Request.
pub struct RemoveRootKeys {
    /// The only root key that opens the installation from here on.
    pub except: RootKey,
}

impl Run for RemoveRootKeys {
    /// How many were removed.
    type Output = usize;

    fn action(&self) -> Action {
        Action::RemoveRootKeys
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<usize>, CoreError> {
        let found = cx.vault.verified(cx.store().root_keys().await?)?;
        let kept = cx.vault.keyring.root_check(&self.except);
        let is_ours = match found.is_empty() {
            true => kept == cx.vault.installation.check,
            false => found.iter().any(|row| row.check == kept),
        };
        if !is_ours {
            return Err(CoreError::Unauthenticated(AuthFailure::RootKey));
        }
        let others = found.iter().map(|row| row.check).filter(|check| *check != kept);
        let changes: Vec<Change> = others.map(|check| InstallationChange::RemoveRootKey(check).into()).collect();
        cx.note(Detail::State, format!("{} root keys removed", changes.len()));
        Ok(Done::changed(changes.len(), changes))
    }
}

/// A root key among those that open the installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RootKeyFacts {
    /// How many there are.
    pub total: usize,
    /// Whether none was added after it.
    pub newest: bool,
}

impl Engine {
    /// The place of this root key among all of the installation.
    ///
    /// # Errors
    /// Sealed, it does not open this installation, or the store is unavailable.
    pub async fn root_key(&self, root: &RootKey) -> Result<RootKeyFacts, CoreError> {
        let vault = self.vault()?;
        let found = vault.verified(self.store.root_keys().await?)?;
        let check = vault.keyring.root_check(root);
        if found.is_empty() && check == vault.installation.check {
            return Ok(RootKeyFacts { total: 1, newest: true });
        }
        match found.iter().find(|row| row.check == check) {
            None => Err(CoreError::Unauthenticated(AuthFailure::RootKey)),
            Some(this) => {
                Ok(RootKeyFacts { total: found.len(), newest: found.iter().all(|row| row.created <= this.created) })
            }
        }
    }
}
