//! `strongroom audit verify`. Works while the server is running, too.

use super::{block_on, open_initialised};
use crate::{Failure, config::Config, folder, root};
use std::process::ExitCode;
use strongroom_core::ops::trail::{TrailProof, VerifyTrail};
use strongroom_domain::Surface;

/// Verifies the whole audit trail. Exits with 1 when verification fails.
///
/// # Errors
/// No installation, or it cannot be opened.
pub fn verify_audit(config: &Config) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    let proof = block_on(verify(config))?;
    let span = match (proof.since, proof.until) {
        (Some(since), Some(until)) => format!(" from {} to {}", since.rfc3339_seconds(), until.rfc3339_seconds()),
        _ => String::new(),
    };
    match proof.broken {
        None => {
            println!("Audit trail verified: {} events in {} chains{span}.", proof.events, proof.writers);
            Ok(ExitCode::SUCCESS)
        }
        Some(broken) => {
            println!("Verification failed: {broken}. The {} events before it were verified{span}.", proof.events);
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn verify(config: &Config) -> Result<TrailProof, Failure> {
    folder::check(&config.data_dir)?;
    let (store, engine) = open_initialised(config).await?;
    root::unseal(config, &engine).await?;
    if engine.is_sealed() {
        return Err(Failure::new("the root key's passphrase is required; pass --passphrase-file"));
    }
    let call = engine.system_call(Surface::CommandLine)?;
    let proof = engine.call(&call, &VerifyTrail).await;
    store.close().await;
    Ok(proof?)
}
