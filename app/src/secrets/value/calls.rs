//! The only server function that answers a value.

use super::revealed::RevealedValue;
use crate::{client::call_confirmed, error::UiError};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::mem::take;
use zeroize::Zeroize;

#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::secrets::{GetSecretValue, SecretValue},
    },
    error::ErrorKind,
    secrets::from_core,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{ValueType, VersionId};

/// Fetches the value of a version, for a click. Each call is one recorded read.
///
/// # Errors
/// No such secret or version, or not to be read.
pub(super) async fn reveal(name: String, version: String) -> Result<RevealedValue, UiError> {
    let mut sent = call_confirmed(RevealValue { name, version }).await?;
    Ok(RevealedValue::new(take(&mut sent.text), take(&mut sent.keys)))
}

/// A value on its way from the server to the page: the one form of it that can be written and read. Private, so that nothing
/// else can be sent so.
#[derive(Serialize, Deserialize)]
struct SentValue {
    /// The whole value; Base64 when it stands for bytes.
    text: String,
    /// The texts of its keys, in order, when it is a JSON object.
    keys: Vec<(String, String)>,
}

impl Drop for SentValue {
    fn drop(&mut self) {
        self.text.zeroize();
        self.keys.iter_mut().for_each(|(_, text)| text.zeroize());
    }
}

/// The value of a version: called by a click, recorded in the trail, never cached.
#[server]
async fn reveal_value(name: String, version: String) -> Result<SentValue, UiError> {
    door::no_store();
    let read = GetSecretValue { name: from_core::name(&name)?, version: Some(VersionId::new(&version)?), stage: None };
    sent(&door::call(read).await?)
}

#[cfg(feature = "ssr")]
fn sent(value: &SecretValue) -> Result<SentValue, UiError> {
    let text = std::str::from_utf8(value.value.expose())
        .map_err(|_| UiError::new(ErrorKind::Internal, "The value is no text."))?;
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        (value.value_type == ValueType::Text).then(|| serde_json::from_str(text).ok()).flatten();
    let keys =
        object.iter().flatten().map(|(key, value)| (key.clone(), door::scalar_text(value).into_owned())).collect();
    Ok(SentValue { text: text.to_owned(), keys })
}

#[cfg(test)]
mod tests {
    use super::SentValue;
    use static_assertions::assert_not_impl_any;
    use std::fmt::{Debug, Display};

    assert_not_impl_any!(SentValue: Debug);
    assert_not_impl_any!(SentValue: Display);
    assert_not_impl_any!(SentValue: Clone);
    assert_not_impl_any!(SentValue: PartialEq);
}
