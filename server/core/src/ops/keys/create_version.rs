//! CreateKeyVersion: new material; versions of secrets made from now on use it, older ones stay readable.

use super::{fresh, replace};
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    ports::KeyChange,
    rows::{Authenticate, Ciphertext, CmkRow, CmkVersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, limits};
use strongroom_trail::Detail;

/// Request.
pub struct CreateKeyVersion {
    /// Which key.
    pub id: CmkId,
}

impl Run for CreateKeyVersion {
    /// The new version.
    type Output = u32;

    fn action(&self) -> Action {
        Action::CreateKeyVersion
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.id.to_string().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<u32>, CoreError> {
        fresh(cx, self.id).await?;
        let key = cx.vault.usable_cmk(self.id)?;
        if key.row.primary_version as usize >= limits::CMK_VERSIONS {
            return Err(CoreError::Limit(Limit::KeyVersions));
        }
        let version = key.row.primary_version + 1;
        let encrypted = Ciphertext(cx.vault.keyring.new_cmk_version(self.id.0, version)?);
        let next = CmkRow { primary_version: version, rotated: cx.now, ..key.row.clone() };
        cx.note(Detail::Key, format!("version {version}"));
        let row = CmkVersionRow { cmk: self.id, version, encrypted, created: cx.now };
        let mut changes = replace(cx, &key, next);
        changes.push(KeyChange::PutVersion(row.authenticate(&cx.vault.keyring)).into());
        Ok(Done::changed(version, changes))
    }
}
