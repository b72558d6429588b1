//! Names of the secrets and targets that rotations are about, each looked up once.

use crate::{CoreError, engine::Context};
use std::collections::{HashMap, hash_map::Entry};
use strongroom_domain::{SecretId, SecretName, TargetId, TargetName};

/// What was looked up so far.
#[derive(Default)]
pub(super) struct Names {
    secrets: HashMap<SecretId, Option<SecretName>>,
    targets: HashMap<TargetId, Option<TargetName>>,
}

impl Names {
    /// The name of a secret; `None` if it was purged.
    pub async fn secret(&mut self, cx: &Context<'_>, id: SecretId) -> Result<Option<SecretName>, CoreError> {
        Ok(match self.secrets.entry(id) {
            Entry::Occupied(entry) => entry.get().clone(),
            Entry::Vacant(entry) => {
                let found = cx.store().secret_by_id(id).await?;
                let found = found.map(|secret| secret.verify(&cx.vault.keyring)).transpose()?;
                entry.insert(found.map(|secret| secret.name)).clone()
            }
        })
    }

    /// The name of a target; `None` if it was deleted, or if there is none.
    pub async fn target(&mut self, cx: &Context<'_>, id: Option<TargetId>) -> Result<Option<TargetName>, CoreError> {
        let Some(id) = id else { return Ok(None) };
        Ok(match self.targets.entry(id) {
            Entry::Occupied(entry) => entry.get().clone(),
            Entry::Vacant(entry) => {
                let found = cx.vault.target(cx.store(), id).await?;
                entry.insert(found.map(|target| target.name)).clone()
            }
        })
    }
}
