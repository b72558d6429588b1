//! Server functions that create a secret or a version.

use super::{
    dto::{EditBase, KeyChoice},
    form::ValueForm,
    patch_form::PatchForm,
};
use crate::{error::UiError, secrets::put::Saved};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use super::patch_form::ValueKeyChange;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, Blocker, CoreError, Plaintext,
        facts::KeyFacts,
        ops::{
            keys,
            secrets::{self, KeyEdit, NewValue},
        },
    },
    error::ErrorKind,
    labels::parse_stage,
    line_ends::unix_lines,
    paths::{self, SecretRoute},
    secrets::{
        from_core,
        lookup::{current, describe, versions_of},
        put::put,
        typed::{tags, version_id},
    },
};
#[cfg(feature = "ssr")]
use strongroom_domain::{
    Action, Description, KeyState, ResourceKind, SecretKind, SecretName, Stage, ValueType, VersionId,
};

/// Keys that can encrypt a new secret; empty if the caller may not list keys.
///
/// # Errors
/// An error of the core.
#[server]
pub async fn key_choices() -> Result<Vec<KeyChoice>, UiError> {
    door::required(Action::CreateSecret).await?;
    let keys = match door::call(keys::ListKeys).await {
        Err(error) if error.kind == ErrorKind::Denied => return Ok(Vec::new()),
        keys => keys?,
    };
    let choice = |key: KeyFacts| KeyChoice {
        id: key.id.to_string(),
        description: key.description.to_string(),
        default: key.default,
        disabled: key.state == KeyState::Disabled,
    };
    Ok(keys.into_iter().map(choice).collect())
}

/// The base of an edit: the shape of the current value.
///
/// # Errors
/// The secret does not exist or is being deleted, or its key is disabled.
#[server]
pub async fn start_edit(name: String) -> Result<EditBase, UiError> {
    let offered = door::offered(ResourceKind::Secret, SecretName::new(&name)?.as_str()).await?;
    if !offered.contains(&Action::PutSecretValue) {
        return Err(door::refuse(Action::PutSecretValue, &name).await);
    }
    let facts = describe(&name, true).await?;
    if facts.secret.kind.is_managed() {
        return Err(door::ui_error(CoreError::InUse(Blocker::ManagedSecret)));
    }
    if facts.secret.delete_at.is_some() {
        return Err(UiError::new(ErrorKind::Deleting, "The secret is being deleted. Restore it first."));
    }
    let version = current(&versions_of(&name).await?.versions)?.clone();
    let shape = facts.outline.as_ref().map(from_core::shape);
    let shape = shape.ok_or_else(|| {
        UiError::new(ErrorKind::Invalid, "The key that encrypts this secret is disabled. Enable the key first.")
    })?;
    let reads = offered.contains(&Action::GetSecretValue);
    Ok(EditBase { facts: from_core::facts(&facts).await?, shape, version, reads })
}

/// Creates a secret with its first version.
///
/// # Errors
/// A field is invalid, or the name is taken. The error never repeats the input.
#[server]
pub async fn create_secret(
    name: String,
    #[server(default)] description: String,
    value: ValueForm,
    #[server(default)] tag_keys: Vec<String>,
    #[server(default)] tag_values: Vec<String>,
    #[server(default)] key: String,
    #[server(default)] version: String,
) -> Result<(), UiError> {
    let name = from_core::name(name.trim())?;
    let address = paths::secret(SecretRoute::Overview, name.as_str());
    let create = secrets::CreateSecret {
        name,
        kind: SecretKind::Generic,
        version: version_id(&version)?,
        value: given(&value)?,
        description: Description::new(&unix_lines(&description))?,
        tags: tags(&tag_keys, &tag_values)?,
        cmk: Some(key.as_str()).filter(|key| !key.is_empty()).map(str::parse).transpose()?,
        policy: None,
        rotation: None,
    };
    door::call(create).await?;
    leptos_axum::redirect(&address);
    Ok(())
}

/// How an edit provides the new value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum EditMode {
    /// Changes some keys of the base version.
    #[default]
    Patch,
    /// Replaces the whole value.
    Whole,
}

/// Label and id of a new version, as top-level fields of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredAs {
    /// The custom label it gets; empty to make it current.
    #[serde(default)]
    pub label: String,
    /// Its id; empty to let the server generate one.
    #[serde(default)]
    pub version: String,
}

/// Stores a new version: changed keys of `base`, or a whole value.
///
/// # Errors
/// A field is invalid, or the secret changed since `revision`. The error never repeats the input.
#[server]
pub async fn put_version(
    name: String,
    base: String,
    revision: u64,
    #[server(default)] mode: EditMode,
    #[server(default)] patch: PatchForm,
    #[server(default)] value: ValueForm,
    #[server(flatten)] stored: StoredAs,
) -> Result<Saved, UiError> {
    let value = match mode {
        EditMode::Whole => given(&value)?,
        EditMode::Patch => {
            let edits = patch.changes()?.into_iter().map(key_edit).collect();
            NewValue::Patch { base: VersionId::new(&base)?, edits }
        }
    };
    let label = stored.label.trim();
    let stages = vec![if label.is_empty() { Stage::Current } else { parse_stage(label)? }];
    let saved = put(&name, value, stages, version_id(&stored.version)?, revision).await?;
    leptos_axum::redirect(&paths::secret(SecretRoute::Versions, &name));
    Ok(saved)
}

#[cfg(feature = "ssr")]
fn key_edit(change: ValueKeyChange) -> KeyEdit {
    let value = |json: String| Plaintext::new(json.into_bytes());
    match change {
        ValueKeyChange::Set { at, json } => KeyEdit::Set { at, value: value(json) },
        ValueKeyChange::Remove { at } => KeyEdit::Remove { at },
        ValueKeyChange::Add { name, json } => KeyEdit::Add { name, value: value(json) },
    }
}

#[cfg(feature = "ssr")]
fn given(form: &ValueForm) -> Result<NewValue, UiError> {
    let (text, binary) = form.value()?;
    let value_type = if binary { ValueType::Binary } else { ValueType::Text };
    Ok(NewValue::Given { value_type, value: Plaintext::new(text.into_bytes()) })
}

#[cfg(test)]
mod tests;
