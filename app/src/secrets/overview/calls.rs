//! Server functions: what is known about a secret.

use super::dto::OverviewData;
use crate::{
    error::UiError,
    secrets::dto::{ConnectionDetails, SecretDetails},
};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::secrets::{
    from_core,
    lookup::{describe, versions_of},
};

/// Everything about a secret but its value.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn load_secret_details(name: String) -> Result<SecretDetails, UiError> {
    Ok(from_core::facts(&describe(&name, false).await?))
}

/// What the overview shows.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_overview(name: String) -> Result<OverviewData, UiError> {
    let facts = describe(&name, true).await?;
    let versions = versions_of(&name).await?.0;
    let shape = facts.outline.as_ref().map(from_core::shape);
    Ok(OverviewData { access: from_core::access(&facts)?, facts: from_core::facts(&facts), shape, versions })
}

/// How applications reach a secret, beside its facts.
///
/// # Errors
/// No such secret, or not to be seen.
#[server]
pub async fn secret_connection(name: String) -> Result<(SecretDetails, ConnectionDetails), UiError> {
    let facts = describe(&name, false).await?;
    Ok((from_core::facts(&facts), from_core::access(&facts)?))
}
