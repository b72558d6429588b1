//! Server functions for customer master keys. Those that change a key return its id.

use super::dto::KeyInfo;
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::DISABLE;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, SeenThing, facts::KeyFacts, ops::keys as op},
    line_ends::unix_lines,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{CmkId, Description, Field, FieldError, KeyState, Problem};

/// Every key.
#[server]
pub async fn list_keys() -> Result<Vec<KeyInfo>, UiError> {
    Ok(door::call(op::ListKeys).await?.into_iter().map(info).collect())
}

/// Creates a key.
#[server]
pub async fn create_key(#[server(default)] description: String) -> Result<String, UiError> {
    let description = Description::new(&unix_lines(&description))?;
    Ok(door::call(op::CreateKey { description, policy: None }).await?.id.to_string())
}

/// Adds a version to a key and returns its number.
#[server]
pub async fn rotate_key(id: String) -> Result<u32, UiError> {
    door::call(op::CreateKeyVersion { id: id.parse::<CmkId>()? }).await
}

/// Disables a key. `confirm` must be the word that the page asks for.
#[server]
pub async fn disable_key(id: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    if confirm.trim() != DISABLE {
        let message = "Type the word disable to confirm that secrets encrypted with this key become unreadable.";
        return Err(UiError::of_field(FieldError::new(Field::Confirmation, Problem::Different), message));
    }
    door::call(op::DisableKey { id: id.parse::<CmkId>()? }).await?;
    Ok(id)
}

/// Enables a key.
#[server]
pub async fn enable_key(id: String) -> Result<String, UiError> {
    door::call(op::EnableKey { id: id.parse::<CmkId>()? }).await?;
    Ok(id)
}

/// Changes a key's description.
#[server]
pub async fn edit_key(id: String, #[server(default)] description: String, revision: u64) -> Result<String, UiError> {
    let description = Description::new(&unix_lines(&description))?;
    let key = id.parse::<CmkId>()?;
    let update = op::UpdateKeyDescription { id: key, description };
    door::call_unchanged(SeenThing::Key(key), revision, update).await?;
    Ok(id)
}

#[cfg(feature = "ssr")]
pub(super) fn info(key: KeyFacts) -> KeyInfo {
    KeyInfo {
        revision: key.revision,
        id: key.id.to_string(),
        arn: key.arn,
        description: key.description.to_string(),
        default: key.default,
        enabled: key.state == KeyState::Enabled,
        delete_at: key.delete_at.map(|at| at.0),
        version: key.primary_version,
        secrets: key.secrets,
        creator: key.creator,
        created: key.created.0,
        rotated: key.rotated.0,
    }
}
