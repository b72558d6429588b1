//! ListSecretVersionIds: the versions of a secret; at most ten, so one response contains them all.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::VersionFacts,
    rows::SecretRow,
};
use std::borrow::Cow;
use strongroom_domain::{Action, CmkId, SecretKind, SecretName, Timestamp};

/// Request.
pub struct ListSecretVersionIds {
    /// Which secret.
    pub name: SecretName,
    /// Also versions without a label.
    pub include_unlabelled: bool,
}

/// Output.
#[derive(Clone, Debug)]
pub struct Versions {
    /// Newest first.
    pub versions: Vec<VersionFacts>,
    /// Kind of the secret.
    pub kind: SecretKind,
    /// Revision of the secret, for changes that must not overwrite another's.
    pub revision: u64,
    /// End of the recovery window, if the secret is being deleted.
    pub delete_at: Option<Timestamp>,
}

impl Run for ListSecretVersionIds {
    type Output = Versions;

    fn action(&self) -> Action {
        Action::ListSecretVersionIds
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Versions>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let labels = &loaded.secret.labels;
        let mut versions = Vec::with_capacity(loaded.versions.len());
        for version in loaded.versions.iter().filter(|v| self.include_unlabelled || labels.is_labelled(&v.id)) {
            let (cmk, cmk_version) = strongroom_crypto::envelope_cmk(&version.value.0)?;
            versions.push(VersionFacts {
                id: version.id.clone(),
                ordinal: version.ordinal,
                value_type: version.value_type,
                stages: labels.of(&version.id).into_iter().cloned().collect(),
                creator: version.creator.clone(),
                created: version.created,
                cmk: (CmkId(cmk), cmk_version),
                revoked: version.revoked.as_deref().cloned(),
            });
        }
        versions.sort_by_key(|v| std::cmp::Reverse(v.ordinal));
        let SecretRow { kind, revision, delete_at, .. } = loaded.secret;
        Ok(Done::read(Versions { versions, kind, revision, delete_at }))
    }
}
