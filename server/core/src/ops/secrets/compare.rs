//! CompareSecretVersions: which keys of two versions differ. No value is shown.

use super::{live, value};
use crate::{
    CoreError, Thing,
    engine::{Context, Done, Run},
    outline::{ComparedKey, Outline},
};
use std::borrow::Cow;
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
    /// Keys in the newer version's order, then the removed ones. One without a name where a value is no JSON object.
    pub keys: Vec<ComparedKey>,
    /// Whether type and value are the same byte for byte. Keys may all be the same and the text around them not.
    pub identical: bool,
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
            value::outline(cx, version)
        };
        let (older, newer) = (outline(&self.older)?, outline(&self.newer)?);
        let keys = Outline::compare(&older, &newer);
        let identical = older.whole == newer.whole;
        Ok(Done::read(Compared { keys, identical, bytes: (older.bytes, newer.bytes) }))
    }
}
