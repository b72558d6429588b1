//! Server functions of the secret list.

use super::{
    dto::{BulkChange, BulkResult, FoundSecret, SecretsPage, SelectedSecret},
    query::ListQuery,
};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{RotationCell, SecretLine};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Seen, SeenThing, Still,
        facts::SecretFacts,
        ops::{
            rotations::{ListRotationHealth, SecretRotation},
            secrets,
        },
    },
    error::ErrorKind,
    secrets::{
        calls::{delete, restore, tag, untag},
        from_core,
    },
};
#[cfg(feature = "ssr")]
use std::collections::HashMap;
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, Field, FieldError, Problem, SecretFilter, SecretId, SecretSort, Unit, limits};

/// Rows per page.
pub(super) const ROWS: u32 = 50;

/// A page of the list. If nothing matches, also the number of results without each filter.
///
/// # Errors
/// The cursor or a filter is invalid, or an error of the core.
#[server]
pub async fn list_secrets(query: ListQuery) -> Result<SecretsPage, UiError> {
    let page = match (query.after.clone(), query.before.clone()) {
        (after, _) if !after.is_empty() => secrets::Page::After(after),
        (_, before) if !before.is_empty() => secrets::Page::Before(before),
        _ => secrets::Page::First,
    };
    let now = door::console()?.engine.now();
    let found = page_of(query.filter(now)?, query.sort, page, ROWS).await?;
    let mut without = Vec::new();
    if found.secrets.is_empty() && query.filters().len() > 1 {
        for active in query.filters() {
            without.push(page_of(active.without.filter(now)?, SecretSort::Name, secrets::Page::First, 1).await?.total);
        }
    }
    let secrets::SecretPage { secrets, total, next, previous } = found;
    let mut rotations = rotations(&secrets).await?;
    let line = |row: SecretFacts| SecretLine { rotation: rotations.remove(&row.id), ..line(row) };
    let rows = secrets.into_iter().map(line).collect();
    Ok(SecretsPage { rows, total, next, previous, without, now: now.0 })
}

/// How these secrets rotate, if the user may list rotations.
#[cfg(feature = "ssr")]
async fn rotations(secrets: &[SecretFacts]) -> Result<HashMap<SecretId, RotationCell>, UiError> {
    let managed: Vec<_> = secrets.iter().filter(|secret| secret.kind.is_managed()).map(|secret| secret.id).collect();
    let may = door::abilities().await?.actions.contains(&Action::ListRotations);
    if managed.is_empty() || !may {
        return Ok(HashMap::new());
    }
    let health = door::call(ListRotationHealth { secrets: managed }).await?;
    let cell = |one: SecretRotation| {
        let SecretRotation { secret, automatic, paused, next_due, overdue, open } = one;
        let run = open.map(|(id, state)| (id.to_string(), state.phase, state.progress));
        (secret, RotationCell { automatic, paused, next: next_due.map(|due| due.0), overdue, run })
    };
    Ok(health.into_iter().map(cell).collect())
}

/// Secrets that match some words, for the palette.
///
/// # Errors
/// An error of the core.
#[server]
pub async fn find_secrets(words: String) -> Result<Vec<FoundSecret>, UiError> {
    let filter = SecretFilter { text: words, ..SecretFilter::default() };
    let found = page_of(filter, SecretSort::Name, secrets::Page::First, 8).await?;
    let rotates = door::abilities().await?.actions.contains(&Action::RotateSecret);
    let one = |row: SecretFacts| FoundSecret { rotates: rotates && row.kind.is_managed(), name: row.name.into() };
    Ok(found.secrets.into_iter().map(one).collect())
}

/// Changes many secrets, one after the other, and returns a result for each.
///
/// # Errors
/// There are too many rows, or the change is invalid. A failure of one row is in its result.
#[server]
pub async fn change_secrets(selected: Vec<SelectedSecret>, change: BulkChange) -> Result<Vec<BulkResult>, UiError> {
    if selected.len() > limits::BULK {
        let problem = Problem::TooMany { max: limits::BULK, unit: Unit::Secrets };
        return Err(FieldError::new(Field::SecretNames, problem).into());
    }
    let mut results = Vec::with_capacity(selected.len());
    for secret in selected {
        let name = from_core::name(&secret.name)?;
        let thing = SeenThing::Secret(name.clone());
        let seen = Some(Seen { thing, revision: secret.revision, still: Still::Itself });
        let outcome = match change.clone() {
            BulkChange::Tag { key, value } => tag(name, &key, &value, seen).await,
            BulkChange::Untag { key } => untag(name, &key, seen).await,
            BulkChange::Delete { days } => delete(name, days, seen).await,
            BulkChange::Restore => restore(name, seen).await,
        };
        if let Err(error) = &outcome
            && error.kind == ErrorKind::StepUp
            && results.is_empty()
        {
            // Nothing has changed yet. The page re-authenticates the user and repeats the whole request.
            return outcome.map(|()| results);
        }
        results.push(BulkResult { secret, error: outcome.err().map(|error| error.message) });
    }
    Ok(results)
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

#[cfg(feature = "ssr")]
fn line(row: SecretFacts) -> SecretLine {
    SecretLine {
        tags: from_core::tags(&row.tags),
        kind: row.kind,
        newest: row.last_ordinal,
        revision: row.revision,
        updated: row.updated.0,
        delete_at: row.delete_at.map(|at| at.0),
        description: row.description.into(),
        name: row.name.into(),
        rotation: None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde::de::DeserializeOwned;

    /// Parses a body as the server does.
    fn read<T: DeserializeOwned>(body: &str) -> T {
        serde_qs::Config::new(5, false).deserialize_str(body).unwrap()
    }

    #[test]
    fn bulk_changes_survive_encoding() {
        let changes = [
            BulkChange::Tag { key: "env".into(), value: "a=b&c".into() },
            BulkChange::Untag { key: "env".into() },
            BulkChange::Delete { days: 7 },
            BulkChange::Restore,
        ];
        for change in changes {
            let one = |n| SelectedSecret { name: format!("n{n}"), revision: u64::MAX >> 1 };
            let sent = ChangeSecrets { selected: (0..100).map(one).collect(), change: change.clone() };
            let back: ChangeSecrets = read(&serde_qs::to_string(&sent).unwrap());
            assert_eq!((back.selected, back.change), (sent.selected, change));
        }
    }

    #[test]
    fn list_query_survives_encoding() {
        for query in [
            ListQuery::default(),
            ListQuery {
                q: "a b&c".into(),
                state: Some(strongroom_domain::SecretState::Deleting),
                first: 51,
                ..ListQuery::default()
            },
        ] {
            let body = serde_qs::to_string(&ListSecrets { query: query.clone() }).unwrap();
            assert_eq!(read::<ListSecrets>(&body).query, query);
        }
    }
}
