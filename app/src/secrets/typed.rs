//! Parses fields that several forms share. Server only.

use crate::error::UiError;
use strongroom_domain::{FieldError, TagKey, TagValue, Tags, VersionId};

pub(super) fn version_id(text: &str) -> Result<Option<VersionId>, UiError> {
    let text = text.trim();
    if text.is_empty() { Ok(None) } else { Ok(Some(VersionId::new(text)?)) }
}

pub(super) fn tags(keys: &[String], values: &[String]) -> Result<Tags, UiError> {
    let filled = keys.iter().zip(values).filter(|(key, value)| !(key.trim().is_empty() && value.trim().is_empty()));
    let tags: Result<Tags, FieldError> =
        filled.map(|(key, value)| Ok((TagKey::new(key.trim())?, TagValue::new(value.trim())?))).collect();
    Ok(tags?)
}
