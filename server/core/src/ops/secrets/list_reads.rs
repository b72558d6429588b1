//! ListSecretReads: who read which version, from where, with what.

use super::migration::{Migration, migration};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::page::check_page,
    ports::{ReadSlice, VersionReads},
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, Stage, Timestamp, VersionId, limits};

/// Request. Readers that read only an earlier secret of this name are left out.
pub struct ListSecretReads {
    /// Which secret.
    pub name: SecretName,
    /// Only reads of these versions; of all if empty. A version that was removed still has its reads.
    pub versions: Vec<VersionId>,
    /// Only of those that read since then.
    pub since: Option<Timestamp>,
    /// At most this many: 1 to [`limits::PAGE`].
    pub limit: u32,
    /// Compares the readers of the version that is to go with those of the one to come; of the previous and the current version if absent.
    pub between: Option<(VersionId, VersionId)>,
}

/// Output.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SecretReads {
    /// Those that read last come first.
    pub reads: Vec<VersionReads>,
    /// Who moved from one version to the other, if there are two.
    pub migration: Option<Migration>,
}

impl Run for ListSecretReads {
    type Output = SecretReads;

    fn action(&self) -> Action {
        Action::ListSecretReads
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<SecretReads>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let loaded = cx.secret(&self.name).await?;
        let since = self.since.map_or(loaded.secret.created, |since| since.max(loaded.secret.created));
        let (secret, versions) = (self.name.clone(), self.versions.clone());
        let reads = cx.store().version_reads(&ReadSlice { secret, versions, since, limit: self.limit }).await?;
        let labels = &loaded.secret.labels;
        let last = || Some((labels.resolve(&Stage::Previous)?.clone(), labels.resolve(&Stage::Current)?.clone()));
        let migration = match self.between.clone().or_else(last) {
            Some((old, new)) => Some(migration(cx, &loaded.secret, &old, &new).await?),
            None => None,
        };
        Ok(Done::read(SecretReads { reads, migration }))
    }
}
