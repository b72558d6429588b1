//! Reads a secret and its versions for a page. Server only.

use super::{dto::Version, from_core};
use crate::{
    door::{self, ops::secrets},
    error::{ErrorKind, UiError},
};
use strongroom_domain::Stage;

/// A secret; `outline` adds the shape of its current value.
pub(super) async fn describe(name: &str, outline: bool) -> Result<secrets::DescribedSecret, UiError> {
    door::call(secrets::DescribeSecret { name: from_core::name(name)?, outline }).await
}

/// All versions, newest first, and the secret's revision.
pub(super) async fn versions_of(name: &str) -> Result<(Vec<Version>, u64), UiError> {
    let list = secrets::ListSecretVersionIds { name: from_core::name(name)?, include_unlabelled: true };
    let found = door::call(list).await?;
    Ok((found.versions.into_iter().map(from_core::version).collect(), found.revision))
}

/// The version applications read.
pub(super) fn current(versions: &[Version]) -> Result<&Version, UiError> {
    versions
        .iter()
        .find(|version| version.has(&Stage::Current))
        .ok_or_else(|| UiError::new(ErrorKind::NotFound, "The secret has no current version."))
}
