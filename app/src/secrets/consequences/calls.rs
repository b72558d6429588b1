//! Server function: what follows if applications read another version.

use super::dto::VersionConsequences;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{KeyChanges, Readers};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, ComparedKey, Difference, ops::secrets},
    secrets::from_core,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, VersionId, visible};

/// Readers shown.
#[cfg(feature = "ssr")]
const SHOWN: usize = 8;

/// What differs between two versions, and who reads the secret. `before` is empty if no version is read now.
///
/// # Errors
/// The secret or a version does not exist, or the caller may not see it.
#[server]
pub async fn load_consequences(
    name: String,
    #[server(default)] before: String,
    after: String,
) -> Result<VersionConsequences, UiError> {
    let secret = from_core::name(&name)?;
    // Asked first, because each denied operation would be recorded in the trail.
    let may = door::offered(ResourceKind::Secret, &name).await?;
    let changes = match !before.is_empty() && may.contains(&Action::CompareSecretVersions) {
        true => {
            let (older, newer) = (VersionId::new(&before)?, VersionId::new(&after)?);
            let compare = secrets::CompareSecretVersions { name: secret.clone(), older, newer };
            let secrets::Compared { keys, identical, .. } = door::call(compare).await?;
            Some(changes(keys, identical))
        }
        false => None,
    };
    let readers = match may.contains(&Action::ListSecretReaders) {
        true => {
            let scan = door::call(secrets::ListSecretReaders { name: secret, after: None }).await?;
            let more = scan.next.is_some() || scan.found.len() > SHOWN;
            let first = scan.found.into_iter().take(SHOWN).map(|one| (one.name, one.last_read.map(|at| at.0)));
            Some(Readers { first: first.collect(), more })
        }
        false => None,
    };
    Ok(VersionConsequences { changes, readers })
}

#[cfg(feature = "ssr")]
fn changes(keys: Vec<ComparedKey>, identical: bool) -> KeyChanges {
    let mut changes = KeyChanges { identical, ..KeyChanges::default() };
    for ComparedKey { name, difference, .. } in keys {
        let key = name.map_or_else(|| "whole value".to_owned(), |name| visible(&name).into_owned());
        match difference {
            Difference::Same => changes.same += 1,
            Difference::Changed => changes.changed.push(key),
            Difference::Added => changes.added.push(key),
            Difference::Removed => changes.removed.push(key),
        }
    }
    changes
}
