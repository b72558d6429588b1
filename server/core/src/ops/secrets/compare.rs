//! CompareSecretVersions: which keys of two versions differ. Only the outlines are decrypted, no value.

use super::live;
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    outline::{Difference, Outline},
};
use std::borrow::Cow;
use strongroom_crypto::EnvelopePart;
use strongroom_domain::{Action, SecretName, VersionId};
use strongroom_trail::Detail;

/// Request.
pub struct CompareSecretVersions {
    /// Which secret.
    pub name: SecretName,
    /// The older version.
    pub older: VersionId,
    /// The newer version.
    pub newer: VersionId,
}

/// Output.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Keys in the newer version's order, then the removed ones. One unnamed key when a value is no JSON object.
    pub keys: Vec<(String, Difference)>,
    /// Length of both values, in bytes.
    pub bytes: (u32, u32),
}

impl Run for CompareSecretVersions {
    type Output = Compared;

    fn action(&self) -> Action {
        Action::CompareSecretVersions
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Compared>, CoreError> {
        let loaded = live(cx, &self.name).await?;
        cx.version(&self.older);
        cx.note(Detail::OtherVersion, self.newer.as_str());
        let versions = cx.vault.versions(cx.store(), loaded.secret.id).await?;
        let outline = |id: &VersionId| {
            let version = versions.iter().find(|v| v.id == *id).ok_or(CoreError::NotFound(Thing::Version))?;
            Outline::decode(cx.vault.decrypt_part(version, EnvelopePart::Outline)?.expose())
        };
        let (older, newer) = (outline(&self.older)?, outline(&self.newer)?);
        let keys = Outline::compare(&older, &newer);
        Ok(Done::read(Compared { keys, bytes: (older.bytes, newer.bytes) }))
    }
}
