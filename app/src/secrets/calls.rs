//! Server functions that change a secret's metadata, not its value.

use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{from_core, typed::tags};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Seen, SeenThing, Still,
        ops::secrets::{self, DeleteMode},
    },
    line_ends::unix_lines,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Description, SecretName, TagKey};

/// Changes the description.
///
/// # Errors
/// The description is invalid, or the secret changed since `revision`.
#[server]
pub async fn describe_secret(
    name: String,
    #[server(default)] description: String,
    revision: u64,
) -> Result<(), UiError> {
    let description = Description::new(&unix_lines(&description))?;
    let name = from_core::name(&name)?;
    let update = secrets::UpdateSecret { name: name.clone(), description };
    door::call_unchanged(SeenThing::Secret(name), revision, update).await
}

/// Adds a tag, or replaces its value.
///
/// # Errors
/// The key or value is invalid, or the secret has too many tags.
#[server]
pub async fn set_tag(name: String, key: String, #[server(default)] value: String) -> Result<(), UiError> {
    tag(from_core::name(&name)?, &key, &value, None).await
}

/// Removes a tag and returns its key.
///
/// # Errors
/// An error of the core.
#[server]
pub async fn remove_tag(name: String, key: String) -> Result<String, UiError> {
    untag(from_core::name(&name)?, &key, None).await?;
    Ok(key)
}

/// Deletes a secret after a recovery window.
///
/// # Errors
/// The window is out of range, or the secret changed since `revision`.
#[server]
pub async fn delete_secret(name: String, days: u32, revision: u64) -> Result<(), UiError> {
    let name = from_core::name(&name)?;
    let seen = Seen { thing: SeenThing::Secret(name.clone()), revision, still: Still::Unchanged };
    delete(name, days, Some(seen)).await
}

/// Cancels a deletion.
///
/// # Errors
/// The window has ended, or an error of the core.
#[server]
pub async fn restore_secret(name: String) -> Result<(), UiError> {
    restore(from_core::name(&name)?, None).await
}

// What single pages and the list do. Without `seen` it is what the page of the request showed.

#[cfg(feature = "ssr")]
pub(super) async fn tag(name: SecretName, key: &str, value: &str, seen: Option<Seen>) -> Result<(), UiError> {
    let tags = tags(&[key.to_owned()], &[value.to_owned()])?;
    door::call_seen(seen, secrets::TagResource { name, tags }).await
}

#[cfg(feature = "ssr")]
pub(super) async fn untag(name: SecretName, key: &str, seen: Option<Seen>) -> Result<(), UiError> {
    door::call_seen(seen, secrets::UntagResource { name, keys: vec![TagKey::new(key)?] }).await
}

#[cfg(feature = "ssr")]
pub(super) async fn delete(name: SecretName, days: u32, seen: Option<Seen>) -> Result<(), UiError> {
    door::call_seen(seen, secrets::DeleteSecret { name, mode: DeleteMode::Window(days) }).await.map(drop)
}

#[cfg(feature = "ssr")]
pub(super) async fn restore(name: SecretName, seen: Option<Seen>) -> Result<(), UiError> {
    door::call_seen(seen, secrets::RestoreSecret { name }).await
}
