//! Server functions that read a secret's metadata.

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

/// A secret's metadata, without its value.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn load_secret_details(name: String) -> Result<SecretDetails, UiError> {
    Ok(from_core::facts(&describe(&name, false).await?))
}

/// Data of the overview.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_overview(name: String) -> Result<OverviewData, UiError> {
    let facts = describe(&name, true).await?;
    let versions = versions_of(&name).await?.0;
    let shape = facts.outline.as_ref().map(from_core::shape);
    Ok(OverviewData { access: from_core::access(&facts)?, facts: from_core::facts(&facts), shape, versions })
}

/// A secret's metadata, and what an application needs to read it.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_connection(name: String) -> Result<(SecretDetails, ConnectionDetails), UiError> {
    let facts = describe(&name, false).await?;
    Ok((from_core::facts(&facts), from_core::access(&facts)?))
}
