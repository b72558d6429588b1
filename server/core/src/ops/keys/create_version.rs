//! CreateKeyVersion: new material; versions of secrets made from now on use it, older ones stay readable.

use super::fresh;
use crate::{
    CoreError, Limit,
    engine::{Context, Done, Run},
    ports::{Expect, KeyChange},
    rows::{Authenticate, Ciphertext, CmkVersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, KeyState, limits};
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
        let mut key = fresh(cx, self.id).await?;
        if key.state == KeyState::Disabled {
            return Err(CoreError::KeyDisabled);
        }
        if key.primary_version as usize >= limits::CMK_VERSIONS {
            return Err(CoreError::Limit(Limit::KeyVersions));
        }
        let expect = Expect::Revision(key.revision);
        let version = key.primary_version + 1;
        let encrypted = Ciphertext(cx.vault.keyring.new_cmk_version(self.id.0, version)?);
        key.primary_version = version;
        key.rotated = cx.now;
        key.revision += 1;
        cx.note(Detail::Key, format!("version {version}"));
        let row = CmkVersionRow { cmk: self.id, version, encrypted, created: cx.now };
        Ok(Done::changed(
            version,
            vec![
                KeyChange::PutVersion(row.authenticate(&cx.vault.keyring)).into(),
                KeyChange::Put(key.authenticate(&cx.vault.keyring), expect).into(),
            ],
        ))
    }
}
