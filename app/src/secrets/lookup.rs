//! Reads a secret and its versions for a page. Server only.

use super::{dto::Version, from_core};
use crate::{
    door::{self, ops::secrets},
    error::{ErrorKind, UiError},
};
use strongroom_domain::{SecretKind, Stage};

/// A secret; `outline` adds the shape of its current value.
pub(super) async fn describe(name: &str, outline: bool) -> Result<secrets::DescribedSecret, UiError> {
    door::call(secrets::DescribeSecret { name: from_core::name(name)?, outline }).await
}

/// All versions of a secret.
pub(super) struct VersionsOf {
    /// Newest first.
    pub versions: Vec<Version>,
    /// Kind of the secret.
    pub kind: SecretKind,
    /// Revision of the secret.
    pub revision: u64,
}

/// All versions of a secret.
pub(super) async fn versions_of(name: &str) -> Result<VersionsOf, UiError> {
    let list = secrets::ListSecretVersionIds { name: from_core::name(name)?, include_unlabelled: true };
    let secrets::Versions { versions, kind, revision, .. } = door::call(list).await?;
    Ok(VersionsOf { versions: versions.into_iter().map(from_core::version).collect(), kind, revision })
}

/// The version applications read.
pub(super) fn current(versions: &[Version]) -> Result<&Version, UiError> {
    versions
        .iter()
        .find(|version| version.has(&Stage::Current))
        .ok_or_else(|| UiError::new(ErrorKind::NotFound, "The secret has no current version."))
}
