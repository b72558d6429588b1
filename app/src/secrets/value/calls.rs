//! The only server function that returns a value.

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

/// Fetches the value of a version after a click. Each call is one audited read.
///
/// # Errors
/// The secret or version does not exist, or the caller may not read it.
pub(super) async fn reveal(name: String, version: String) -> Result<RevealedValue, UiError> {
    let mut sent = call_confirmed(RevealValue { name, version }).await?;
    Ok(RevealedValue::new(take(&mut sent.text), sent.binary))
}

/// A value in transit from the server to the page: the only type of a value that can be serialized. Private, so that no
/// other code can send one.
#[derive(Serialize, Deserialize)]
struct SentValue {
    /// The whole value, exactly; Base64 if it is binary.
    text: String,
    /// Whether it is binary.
    binary: bool,
}

impl Drop for SentValue {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

/// Returns the value of a version: on a click, audited, never cached.
#[server]
async fn reveal_value(name: String, version: String) -> Result<SentValue, UiError> {
    door::no_store();
    let read = GetSecretValue { name: from_core::name(&name)?, version: Some(VersionId::new(&version)?), stage: None };
    sent(&door::call(read).await?)
}

#[cfg(feature = "ssr")]
fn sent(value: &SecretValue) -> Result<SentValue, UiError> {
    let text = std::str::from_utf8(value.value.expose())
        .map_err(|_| UiError::new(ErrorKind::Internal, "The value is not text."))?;
    Ok(SentValue { text: text.to_owned(), binary: value.value_type == ValueType::Binary })
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
