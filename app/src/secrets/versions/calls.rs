//! Server functions for the versions of a secret and their labels.

use super::dto::VersionHistory;
use crate::{error::UiError, secrets::put::Saved};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, SeenThing,
        ops::secrets::{self, NewValue},
    },
    labels::parse_stage,
    secrets::{
        from_core,
        lookup::{describe, versions_of},
        put::put,
        typed::version_id,
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Stage, VersionId};

/// A secret's metadata and all its versions.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_versions(name: String) -> Result<VersionHistory, UiError> {
    Ok(VersionHistory {
        facts: from_core::facts(&describe(&name, false).await?).await?,
        versions: versions_of(&name).await?.versions,
    })
}

/// Stores the value of an older version as a new, current version.
///
/// # Errors
/// The version does not exist, or the secret changed since `revision`.
#[server]
pub async fn restore_version(name: String, version: String, revision: u64) -> Result<Saved, UiError> {
    let value = NewValue::CopyOf(VersionId::new(&version)?);
    put(&name, value, vec![Stage::Current], None, revision).await
}

/// Lets nobody read a version any more, or, unless `revoked`, again. Returns the request.
///
/// # Errors
/// It is the current version, or an error of the core.
#[server]
pub async fn revoke_version(name: String, version: String, revoked: bool) -> Result<RevokeVersion, UiError> {
    let (secret, id) = (from_core::name(&name)?, VersionId::new(&version)?);
    door::call(secrets::RevokeSecretVersion { name: secret, version: id, revoked }).await?;
    Ok(RevokeVersion { name, version, revoked })
}

/// Moves a label to a version, or removes it from one, and returns the request. `new_label` applies if `label` is empty.
///
/// # Errors
/// The label is reserved or not on that version, the limit of labels is reached, or the secret changed since `revision`.
#[server]
pub async fn move_label(
    name: String,
    revision: u64,
    #[server(default)] label: String,
    #[server(default)] new_label: String,
    #[server(default)] to: String,
    #[server(default)] from: String,
) -> Result<MoveLabel, UiError> {
    let stage = parse_stage(if label.trim().is_empty() { new_label.trim() } else { label.trim() })?;
    let secret = from_core::name(&name)?;
    let moved = secrets::UpdateSecretVersionStage {
        name: secret.clone(),
        stage,
        to: version_id(&to)?,
        from: version_id(&from)?,
    };
    door::call_unchanged(SeenThing::Secret(secret), revision, moved).await?;
    Ok(MoveLabel { name, revision, label, new_label, to, from })
}
