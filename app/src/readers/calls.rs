//! Server function: the readers of two versions.

use super::dto::VersionReaders;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::VersionReaderLine;
#[cfg(feature = "ssr")]
use crate::door::{
    self,
    ops::secrets::{ListSecretReads, MigratingReader},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, SecretName, VersionId};

/// Readers shown.
#[cfg(feature = "ssr")]
const SHOWN: usize = 50;

/// Who read the new version last, and who the old one. `None` if the user may not see it.
///
/// # Errors
/// The secret does not exist, or an error of the core.
#[server]
pub async fn load_version_readers(name: String, old: String, new: String) -> Result<Option<VersionReaders>, UiError> {
    let secret = SecretName::new(&name)?;
    // Asked first, because a denied operation would be recorded in the trail.
    if !door::offered(ResourceKind::Secret, &name).await?.contains(&Action::ListSecretReads) {
        return Ok(None);
    }
    let between = Some((VersionId::new(&old)?, VersionId::new(&new)?));
    let list = ListSecretReads { name: secret, versions: Vec::new(), since: None, limit: 1, between };
    let migration = door::call(list).await?.migration.unwrap_or_default();
    let count = |list: &[_]| u32::try_from(list.len()).unwrap_or(u32::MAX);
    let (moved, left) = (count(&migration.moved), count(&migration.remaining));
    let of = |moved: bool| {
        move |one: MigratingReader| VersionReaderLine {
            name: one.reader.name,
            role: one.reader.is_role,
            network: one.network.map(|network| network.to_string()).unwrap_or_default(),
            moved,
            last: one.last.0,
        }
    };
    let mut lines: Vec<_> = migration.remaining.into_iter().map(of(false)).collect();
    lines.extend(migration.moved.into_iter().map(of(true)));
    lines.sort_by_key(|line| (line.moved, std::cmp::Reverse(line.last)));
    lines.truncate(SHOWN);
    Ok(Some(VersionReaders { moved, left, lines }))
}
