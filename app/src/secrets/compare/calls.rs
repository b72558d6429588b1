//! Server function: how two versions differ.

use super::dto::Comparison;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{ComparedLine, Diff, VersionPair};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, ComparedKey, Difference, ops::secrets},
    secrets::{
        dto::Version,
        from_core,
        lookup::{VersionsOf, current, versions_of},
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Stage, VersionId};

/// Compares two versions by their ids; by default the current version and the one before it.
///
/// # Errors
/// The secret or version does not exist, or the caller may not see it.
#[server]
pub async fn compare_secret_versions(
    name: String,
    #[server(default)] older: String,
    #[server(default)] newer: String,
) -> Result<Comparison, UiError> {
    let VersionsOf { versions, kind, revision } = versions_of(&name).await?;
    let may = from_core::offered(&name, kind).await?;
    let Some((older, newer)) = pair_of(&versions, older, newer)? else {
        return Ok(Comparison { versions, revision, pair: None, may });
    };
    let ids = (VersionId::new(&older)?, VersionId::new(&newer)?);
    let compare = secrets::CompareSecretVersions { name: from_core::name(&name)?, older: ids.0, newer: ids.1 };
    let secrets::Compared { keys, identical, .. } = door::call(compare).await?;
    let keys: Vec<_> = keys.into_iter().map(line).collect();
    let find = |id: &str| versions.iter().find(|version| version.id == id).cloned();
    let pair = find(&older).zip(find(&newer)).map(|(older, newer)| VersionPair { older, newer, keys, identical });
    Ok(Comparison { pair, versions, revision, may })
}

/// The ids to compare. Defaults to the current version and the previous or next older one.
#[cfg(feature = "ssr")]
fn pair_of(versions: &[Version], older: String, newer: String) -> Result<Option<(String, String)>, UiError> {
    let newer = if newer.is_empty() { current(versions)?.id.clone() } else { newer };
    if !older.is_empty() {
        return Ok(Some((older, newer)));
    }
    let number = versions.iter().find(|version| version.id == newer).map_or(u64::MAX, |version| version.number);
    let others = || versions.iter().filter(|version| version.id != newer);
    let previous = others().find(|version| version.has(&Stage::Previous));
    let older = previous.or_else(|| others().find(|version| version.number < number)).or_else(|| others().next());
    Ok(older.map(|older| (older.id.clone(), newer.clone())))
}

#[cfg(feature = "ssr")]
fn line(key: ComparedKey) -> ComparedLine {
    let ComparedKey { name, difference, times } = key;
    ComparedLine { name, diff: diff(difference), duplicated: times.0 > 1 || times.1 > 1 }
}

#[cfg(feature = "ssr")]
fn diff(difference: Difference) -> Diff {
    match difference {
        Difference::Same => Diff::Same,
        Difference::Changed => Diff::Changed,
        Difference::Added => Diff::Added,
        Difference::Removed => Diff::Removed,
    }
}
