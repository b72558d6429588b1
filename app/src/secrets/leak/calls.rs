//! Server functions of the page about a leaked credential.

use super::dto::LeakData;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{RecentReader, RecentReaders, ServedAccessKey};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::{
            rotations::{ListServedKeys, RotateSecret, RotationPace, ServedKey},
            secrets::{ListSecretReaders, ReaderKind},
        },
    },
    paths::{self, SecretRoute},
    secrets::{
        from_core,
        lookup::{describe, versions_of},
        rotation::rotation,
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, SecretKind, SecretName, Strategy};

/// Readers that the page names.
#[cfg(feature = "ssr")]
const LATEST: usize = 8;
/// Pages of principals that are looked at for the latest readers.
#[cfg(feature = "ssr")]
const SCANS: usize = 4;

/// What replacing a secret's credential does, and who read it.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn load_leak(name: String) -> Result<LeakData, UiError> {
    let described = describe(&name, false).await?;
    let facts = from_core::facts(&described).await?;
    // Whoever accepts a generated value must be told: as with a secret without a plan, a person does that.
    let rotation = rotation(&described, &facts.may).await?;
    let rotation = rotation.filter(|rotation| rotation.strategy != Strategy::Generated);
    let readers = match facts.may.contains(&Action::ListSecretReaders) {
        true => Some(readers(&described.secret.name).await?),
        false => None,
    };
    let by_hand = !facts.kind.is_managed() && rotation.is_none() && facts.may.contains(&Action::RevokeSecretVersion);
    let versions = if by_hand { versions_of(&name).await?.versions } else { Vec::new() };
    let keys = match facts.kind == SecretKind::RamCredentials && rotation.is_some() {
        true => door::call(ListServedKeys { name: described.secret.name.clone() }).await?,
        false => Vec::new(),
    };
    let keys = keys.into_iter().map(served).collect();
    Ok(LeakData { facts, rotation, versions, keys, readers })
}

/// Begins a rotation because the credential leaked; leads to its page. `at_once` revokes the old credential without a grace period.
///
/// # Errors
/// One is under way, or an error of the core.
#[server]
pub async fn replace_leaked(name: String, #[server(default)] at_once: bool) -> Result<(), UiError> {
    let pace = if at_once { RotationPace::Leaked } else { RotationPace::AsPlanned };
    let rotate = RotateSecret { name: from_core::name(&name)?, version: None, pace };
    let begun = door::call(rotate).await?.rotation;
    let page = begun.map(|id| paths::rotation(&id.to_string(), &name));
    leptos_axum::redirect(&page.unwrap_or_else(|| paths::secret(SecretRoute::Rotation, &name)));
    Ok(())
}

#[cfg(feature = "ssr")]
fn served(key: ServedKey) -> ServedAccessKey {
    let ServedKey { user, id, current, active, .. } = key;
    ServedAccessKey { user: user.into(), id: id.to_string(), current, active }
}

#[cfg(feature = "ssr")]
async fn readers(name: &SecretName) -> Result<RecentReaders, UiError> {
    let (mut latest, mut others, mut after) = (Vec::new(), 0, None);
    for _ in 0..SCANS {
        let scan = door::call(ListSecretReaders { name: name.clone(), after }).await?;
        for reader in scan.found {
            match reader.last_read {
                Some(at) => {
                    let (role, person) = (reader.kind == ReaderKind::Role, reader.kind == ReaderKind::Person);
                    latest.push(RecentReader { name: reader.name, role, person, last_read: at.0 });
                }
                None => others += 1,
            }
        }
        after = scan.next;
        if after.is_none() {
            break;
        }
    }
    latest.sort_by_key(|reader| std::cmp::Reverse(reader.last_read));
    others += latest.len().saturating_sub(LATEST) as u64;
    latest.truncate(LATEST);
    Ok(RecentReaders { latest, others, more: after.is_some() })
}
