//! Server functions that change a secret's metadata, not its value.

use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{from_core, typed::tags};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::secrets::{self, DeleteMode},
    },
    line_ends::unix_lines,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Description, TagKey};

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
    door::call(secrets::UpdateSecret { name: from_core::name(&name)?, description, expect: Some(revision) }).await
}

/// Adds a tag, or replaces its value.
///
/// # Errors
/// The key or value is invalid, or the secret has too many tags.
#[server]
pub async fn set_tag(name: String, key: String, #[server(default)] value: String) -> Result<(), UiError> {
    let tags = tags(&[key], &[value])?;
    door::call(secrets::TagResource { name: from_core::name(&name)?, tags }).await
}

/// Removes a tag and returns its key.
///
/// # Errors
/// An error of the core.
#[server]
pub async fn remove_tag(name: String, key: String) -> Result<String, UiError> {
    door::call(secrets::UntagResource { name: from_core::name(&name)?, keys: vec![TagKey::new(&key)?] }).await?;
    Ok(key)
}

/// Deletes a secret after a recovery window.
///
/// # Errors
/// The window is out of range, or the secret changed since `revision`.
#[server]
pub async fn delete_secret(name: String, days: u32, revision: u64) -> Result<(), UiError> {
    delete(&name, days, Some(revision)).await
}

/// Cancels a deletion.
///
/// # Errors
/// The window has ended, or an error of the core.
#[server]
pub async fn restore_secret(name: String) -> Result<(), UiError> {
    door::call(secrets::RestoreSecret { name: from_core::name(&name)? }).await
}

#[cfg(feature = "ssr")]
pub(super) async fn delete(name: &str, days: u32, expect: Option<u64>) -> Result<(), UiError> {
    let mode = DeleteMode::Window(days);
    door::call(secrets::DeleteSecret { name: from_core::name(name)?, mode, expect }).await.map(drop)
}
