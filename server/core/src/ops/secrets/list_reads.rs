//! ListSecretReads: who read which version, from where, with what.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::{ReadSlice, VersionReads},
};
use std::borrow::Cow;
use strongroom_domain::{Action, FieldError, SecretName, Timestamp, VersionId, limits};

/// Request. Reads of an earlier secret of this name are left out.
pub struct ListSecretReads {
    /// Which secret.
    pub name: SecretName,
    /// Only reads of these versions; of all if empty. A version that was removed still has its reads.
    pub versions: Vec<VersionId>,
    /// Only of those that read since then.
    pub since: Option<Timestamp>,
    /// At most this many: 1 to [`limits::PAGE`].
    pub limit: u32,
}

impl Run for ListSecretReads {
    /// Those that read last come first.
    type Output = Vec<VersionReads>;

    fn action(&self) -> Action {
        Action::ListSecretReads
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    fn check(&self) -> Result<(), FieldError> {
        todo!()
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let loaded = cx.secret(&self.name).await?;
        let since = self.since.map_or(loaded.secret.created, |since| since.max(loaded.secret.created));
        let slice =
            ReadSlice { secret: self.name.clone(), versions: self.versions.clone(), since, limit: self.limit };
        Ok(Done::read(cx.store().version_reads(&slice).await?))
    }
}
