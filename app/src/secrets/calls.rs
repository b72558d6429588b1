//! Server functions: what is read. Changes are in [`super::change`].

use super::{
    dto::{Access, Comparison, EditBase, Facts, KeyChoice, Overview, Revealed, SecretsPage, Versions},
    query::ListQuery,
};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    dto::{Pair, Version},
    map,
};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::{keys, secrets},
        rows::CmkState,
    },
    error::ErrorKind,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, SecretFilter, SecretName, SecretSort, Stage, VersionId};

/// Rows of a page.
pub(super) const ROWS: u32 = 50;

/// A page of the list. When nothing matches, also how much would without each filter.
///
/// # Errors
/// A cursor or a filter that is broken, or the core's.
#[server]
pub async fn list_secrets(query: ListQuery) -> Result<SecretsPage, UiError> {
    let page = match (query.after.clone(), query.before.clone()) {
        (after, _) if !after.is_empty() => secrets::Page::After(after),
        (_, before) if !before.is_empty() => secrets::Page::Before(before),
        _ => secrets::Page::First,
    };
    let found = page_of(query.filter()?, query.sort, page, ROWS).await?;
    let mut without = Vec::new();
    if found.secrets.is_empty() && query.filters().len() > 1 {
        for active in query.filters() {
            without.push(page_of(active.without.filter()?, SecretSort::Name, secrets::Page::First, 1).await?.total);
        }
    }
    let secrets::SecretPage { secrets, total, next, previous } = found;
    let rows = secrets.into_iter().map(map::line).collect();
    Ok(SecretsPage { rows, total, next, previous, without, now: door::console()?.engine.now().0 })
}

#[cfg(feature = "ssr")]
async fn page_of(
    filter: SecretFilter,
    sort: SecretSort,
    page: secrets::Page,
    limit: u32,
) -> Result<secrets::SecretPage, UiError> {
    door::call(secrets::ListSecrets { filter, sort, page, limit }).await
}

/// Names of secrets that fit some words, for the palette.
///
/// # Errors
/// The core's.
#[server]
pub async fn find_secrets(words: String) -> Result<Vec<String>, UiError> {
    let filter = SecretFilter { text: words, ..SecretFilter::default() };
    let found = page_of(filter, SecretSort::Name, secrets::Page::First, 8).await?;
    Ok(found.secrets.into_iter().map(|row| row.name.into()).collect())
}

/// The keys a new secret can be sealed with; none for whom it is not to see them.
///
/// # Errors
/// The core's.
#[server]
pub async fn key_choices() -> Result<Vec<KeyChoice>, UiError> {
    door::required(Action::CreateSecret).await?;
    let keys = match door::call(keys::ListKeys).await {
        Err(error) if error.kind == ErrorKind::Denied => return Ok(Vec::new()),
        keys => keys?,
    };
    let choice = |key: keys::KeyFacts| KeyChoice {
        id: key.key.id.to_string(),
        description: key.key.description.to_string(),
        default: key.key.default,
        disabled: key.key.state == CmkState::Disabled,
    };
    Ok(keys.into_iter().map(choice).collect())
}

/// Everything about a secret but its value.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_facts(name: String) -> Result<Facts, UiError> {
    Ok(map::facts(&describe(&name, false).await?))
}

/// What the overview shows.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_overview(name: String) -> Result<Overview, UiError> {
    let facts = describe(&name, true).await?;
    let versions = versions_of(&name).await?.0;
    let shape = facts.outline.as_ref().map(map::shape);
    Ok(Overview { access: map::access(&facts)?, facts: map::facts(&facts), shape, versions })
}

/// Facts and all versions.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_versions(name: String) -> Result<Versions, UiError> {
    Ok(Versions { facts: map::facts(&describe(&name, false).await?), versions: versions_of(&name).await?.0 })
}

/// What an edit starts from: the shape of the current value.
///
/// # Errors
/// No such secret, it is being deleted, or its key is disabled.
#[server]
pub async fn start_edit(name: String) -> Result<EditBase, UiError> {
    let offered = door::offered(ResourceKind::Secret, SecretName::new(&name)?.as_str()).await?;
    if !offered.contains(&Action::PutSecretValue) {
        return Err(UiError::new(ErrorKind::Denied, "No policy lets you store a new version."));
    }
    let facts = describe(&name, true).await?;
    if facts.secret.delete_at.is_some() {
        return Err(UiError::new(ErrorKind::Deleting, "The secret is being deleted. Restore it to change it."));
    }
    let (versions, _) = versions_of(&name).await?;
    let version = map::current(&versions)?.clone();
    let shape = facts.outline.as_ref().map(map::shape);
    let shape = shape.ok_or_else(|| {
        UiError::new(ErrorKind::Invalid, "The key that seals this secret is disabled. Enable it to change the value.")
    })?;
    let reads = offered.contains(&Action::GetSecretValue);
    Ok(EditBase { facts: map::facts(&facts), shape, version, reads })
}

/// How applications reach a secret, beside its facts.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_access(name: String) -> Result<(Facts, Access), UiError> {
    let facts = describe(&name, false).await?;
    Ok((map::facts(&facts), map::access(&facts)?))
}

/// Two versions side by side, by their ids; without, the current one and the one before it.
///
/// # Errors
/// No such secret or version, or not to be seen.
#[server]
pub async fn compare_secret_versions(
    name: String,
    #[server(default)] older: String,
    #[server(default)] newer: String,
) -> Result<Comparison, UiError> {
    let (versions, revision) = versions_of(&name).await?;
    let Some((older, newer)) = pair_of(&versions, older, newer)? else {
        return Ok(Comparison { versions, revision, pair: None });
    };
    let ids = (VersionId::new(&older)?, VersionId::new(&newer)?);
    let compare = secrets::CompareSecretVersions { name: map::name(&name)?, older: ids.0, newer: ids.1 };
    let keys =
        door::call(compare).await?.keys.into_iter().map(|(key, difference)| (key, map::diff(difference))).collect();
    let find = |id: &str| versions.iter().find(|version| version.id == id).cloned();
    let pair = find(&older).zip(find(&newer)).map(|(older, newer)| Pair { older, newer, keys });
    Ok(Comparison { pair, versions, revision })
}

/// The value of a version. The only server function that answers one: called by a click, recorded in the trail, never
/// cached.
///
/// # Errors
/// No such secret or version, or not to be read.
#[server]
pub async fn reveal_value(name: String, version: String) -> Result<Revealed, UiError> {
    door::no_store();
    let read =
        secrets::GetSecretValue { name: map::name(&name)?, version: Some(VersionId::new(&version)?), stage: None };
    map::revealed(&door::call(read).await?)
}

#[cfg(feature = "ssr")]
async fn describe(name: &str, outline: bool) -> Result<secrets::SecretFacts, UiError> {
    door::call(secrets::DescribeSecret { name: map::name(name)?, outline }).await
}

/// All versions, newest first, and the secret's revision.
#[cfg(feature = "ssr")]
pub(super) async fn versions_of(name: &str) -> Result<(Vec<Version>, u64), UiError> {
    let list = secrets::ListSecretVersionIds { name: map::name(name)?, include_unlabelled: true };
    let found = door::call(list).await?;
    Ok((found.versions.into_iter().map(map::version).collect(), found.revision))
}

/// The ids asked for. What is not asked for is the current version, and beside it the previous or next older one.
#[cfg(feature = "ssr")]
fn pair_of(versions: &[Version], older: String, newer: String) -> Result<Option<(String, String)>, UiError> {
    let newer = if newer.is_empty() { map::current(versions)?.id.clone() } else { newer };
    if !older.is_empty() {
        return Ok(Some((older, newer)));
    }
    let number = versions.iter().find(|version| version.id == newer).map_or(u64::MAX, |version| version.number);
    let others = || versions.iter().filter(|version| version.id != newer);
    let previous = others().find(|version| version.has(Stage::PREVIOUS));
    let older = previous.or_else(|| others().find(|version| version.number < number)).or_else(|| others().next());
    Ok(older.map(|older| (older.id.clone(), newer.clone())))
}
