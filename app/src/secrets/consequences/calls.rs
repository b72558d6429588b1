//! Server function: what follows if applications read another version.

use super::dto::VersionConsequences;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{KeyChanges, Readers};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Difference, ops::secrets},
    secrets::from_core,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, VersionId};

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
            Some(changes(door::call(compare).await?.keys))
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
fn changes(keys: Vec<(String, Difference)>) -> KeyChanges {
    let mut changes = KeyChanges::default();
    for (key, difference) in keys {
        match difference {
            Difference::Same => changes.same += 1,
            Difference::Changed => changes.changed.push(key),
            Difference::Added => changes.added.push(key),
            Difference::Removed => changes.removed.push(key),
        }
    }
    changes
}
