//! Server functions for the settings and the seal.

use super::dto::{ConsoleSettings, SealStatus};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::Installation;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, ops, redirect_plain_form},
    error::ErrorKind,
    paths,
};
#[cfg(feature = "ssr")]
use strongroom_domain::Action;

/// Data of the settings page. The installation is included only for users who may see it.
#[server]
pub async fn load_settings() -> Result<ConsoleSettings, UiError> {
    let abilities = door::abilities().await?;
    let console = door::console()?;
    let installation = if abilities.actions.contains(&Action::DescribeSystem) {
        Some(installation(door::call(ops::system::DescribeSystem).await?, door::warnings()?))
    } else {
        None
    };
    Ok(ConsoleSettings {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        api_address: console.api_address.to_string(),
        ca_file: console.ca_file.to_string(),
        installation,
    })
}

/// Whether the server is sealed. This is public: a sealed server says so in every response.
#[server]
pub async fn seal_state() -> Result<SealStatus, UiError> {
    let console = door::console()?;
    Ok(SealStatus { sealed: console.engine.is_sealed(), by_passphrase: console.unsealer.is_some() })
}

/// Unseals the server.
#[server]
pub async fn unseal(passphrase: String) -> Result<(), UiError> {
    let unsealer = door::console()?.unsealer;
    let unsealer = unsealer.ok_or_else(|| {
        UiError::new(ErrorKind::Invalid, "This server does not use a passphrase. Nothing was changed.")
    })?;
    let passphrase = Plaintext::new(passphrase.into_bytes());
    let client = door::parts()?;
    let (address, agent) = (door::record::address(&client), door::record::agent(&client));
    unsealer.unseal(passphrase, address, &agent).await.map_err(door::unseal_refused)?;
    redirect_plain_form(paths::SIGN_IN);
    Ok(())
}

#[cfg(feature = "ssr")]
fn installation(facts: ops::system::SystemFacts, warnings: Vec<String>) -> Installation {
    Installation {
        id: facts.installation.id.to_string(),
        account: facts.installation.account,
        region: facts.installation.region,
        created: facts.installation.created.0,
        warnings,
        secrets: facts.secrets,
        deleting: facts.deleting,
        keys: facts.keys as u64,
        nonces_forgotten: facts.nonces_forgotten,
        refused_unrecorded: facts.refused_unrecorded,
    }
}
