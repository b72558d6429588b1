//! Server functions that read a secret's metadata.

use super::dto::{OverviewData, SecretConnectionDetails};
use crate::{error::UiError, secrets::dto::SecretDetails};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::{
    door,
    secrets::{
        from_core,
        lookup::{describe, versions_of},
        rotation::rotation,
    },
};

/// A secret's metadata, without its value.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn load_secret_details(name: String) -> Result<SecretDetails, UiError> {
    from_core::facts(&describe(&name, false).await?).await
}

/// Data of the overview.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_overview(name: String) -> Result<OverviewData, UiError> {
    let facts = describe(&name, true).await?;
    let versions = versions_of(&name).await?.versions;
    let shape = facts.outline.as_ref().map(from_core::shape);
    let access = from_core::access(&facts)?;
    let details = from_core::facts(&facts).await?;
    let rotation = rotation(&facts, &details.may).await?;
    Ok(OverviewData { facts: details, shape, versions, access, rotation })
}

/// A secret's metadata, and what an application needs to read it.
///
/// # Errors
/// The secret does not exist, or the caller may not see it.
#[server]
pub async fn secret_connection(name: String) -> Result<SecretConnectionDetails, UiError> {
    let facts = describe(&name, false).await?;
    let ca = door::console()?.ca.map(|ca| ca.to_string());
    Ok(SecretConnectionDetails { facts: from_core::facts(&facts).await?, access: from_core::access(&facts)?, ca })
}
