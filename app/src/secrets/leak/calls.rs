//! Server functions of the page about a leaked credential.

use super::dto::{LeakData, ReadSince};
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
            secrets::ListSecretReads,
        },
    },
    error::ErrorKind,
    paths::{self, SecretRoute},
    secrets::{
        dto::Version,
        from_core,
        lookup::{describe, versions_of},
        rotation::rotation,
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, Reader, SecretKind, SecretName, Strategy, Surface, Timestamp, limits};

/// Readers that the page names.
#[cfg(feature = "ssr")]
const LATEST: usize = 8;

/// What replacing a secret's credential does, and who read it.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn load_leak(name: String, since: ReadSince) -> Result<LeakData, UiError> {
    let described = describe(&name, false).await?;
    let facts = from_core::facts(&described).await?;
    // A generated value must be entered in the system that checks it, which a person does, as for a secret without a plan.
    let rotation = rotation(&described, &facts.may).await?;
    let rotation = rotation.filter(|rotation| rotation.strategy != Strategy::Generated);
    let sees_reads = facts.may.contains(&Action::ListSecretReads);
    let by_hand = !facts.kind.is_managed() && rotation.is_none() && facts.may.contains(&Action::RevokeSecretVersion);
    // Without the right to list versions, readers are shown with version ids, and there is no version to revoke.
    let versions = match sees_reads || by_hand {
        true => match versions_of(&name).await {
            Ok(listed) => listed.versions,
            Err(error) if error.kind == ErrorKind::Denied => Vec::new(),
            Err(other) => return Err(other),
        },
        false => Vec::new(),
    };
    let readers = match sees_reads {
        true => Some(readers(&described.secret.name, since, &versions).await?),
        false => None,
    };
    let versions = if by_hand { versions } else { Vec::new() };
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

/// Who read the secret, by users and roles.
#[cfg(feature = "ssr")]
async fn readers(name: &SecretName, since: ReadSince, versions: &[Version]) -> Result<RecentReaders, UiError> {
    let from = since.days().map(|days| -days * Timestamp::DAY_MS);
    let now = door::console()?.engine.now();
    let list = ListSecretReads {
        name: name.clone(),
        versions: Vec::new(),
        since: from.map(|ms| now.plus_ms(ms)),
        limit: limits::PAGE,
        between: None,
    };
    let reads = door::call(list).await?.reads;
    let more = reads.len() >= limits::PAGE as usize;
    let mut latest: Vec<RecentReader> = Vec::new();
    for read in reads {
        let number = |id: &str| versions.iter().find(|version| version.id == id).map(|version| version.number);
        let version =
            number(read.version.as_str()).map_or_else(|| read.version.to_string(), |number| format!("v{number}"));
        let network = read.network.map(|network| network.to_string());
        let is_console = read.surface == Surface::Console;
        let Reader { is_role: role, name } = read.reader;
        let at = match latest.iter().position(|known| known.name == name && known.role == role) {
            Some(at) => at,
            None => {
                let (versions, networks) = (Vec::new(), Vec::new());
                latest.push(RecentReader {
                    name,
                    role,
                    person: true,
                    last_read: read.last.0,
                    versions,
                    networks,
                    reads: 0,
                });
                latest.len() - 1
            }
        };
        let Some(known) = latest.get_mut(at) else { continue };
        known.person &= is_console;
        known.last_read = known.last_read.max(read.last.0);
        known.reads = known.reads.saturating_add(read.count);
        for (list, one) in [(&mut known.versions, Some(version)), (&mut known.networks, network)] {
            list.extend(one.filter(|one| !list.contains(one)));
        }
    }
    latest.sort_by_key(|reader| std::cmp::Reverse(reader.last_read));
    let others = latest.len().saturating_sub(LATEST) as u64;
    latest.truncate(LATEST);
    Ok(RecentReaders { since, latest, others, more })
}
