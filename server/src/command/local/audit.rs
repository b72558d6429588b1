//! `strongroom audit`: works while the server is running, too.

use super::{block_on, open_initialised};
use crate::{Failure, config::Config, folder, root};
use std::{
    io::{IsTerminal, Write},
    path::Path,
    process::ExitCode,
    sync::Arc,
};
use strongroom_core::{
    Engine,
    ops::trail::{TrailProof, VerifyProgress, VerifyTrail},
};
use strongroom_domain::Surface;
use strongroom_store::SqlStore;
use strongroom_trail::{SignedCheckpoint, hex};

/// Verifies the whole audit trail, also against the newest checkpoint in a file if one is given. Exits with 1 when verification fails.
///
/// # Errors
/// No installation, or it cannot be opened; the file holds no checkpoint.
pub fn verify_audit(config: &Config, checkpoint: Option<&Path>) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    let against = checkpoint.map(read_checkpoint).transpose()?;
    let proof = block_on(verify(config, against))?;
    let span = match (proof.since, proof.until) {
        (Some(since), Some(until)) => format!(" from {} to {}", since.rfc3339_seconds(), until.rfc3339_seconds()),
        _ => String::new(),
    };
    match proof.fault {
        None => {
            println!("Audit trail verified: {} events in {} chains{span}.", proof.events, proof.writers);
            println!("{}", compared(&proof));
            Ok(ExitCode::SUCCESS)
        }
        Some(fault) => {
            println!("Verification failed: {fault}. {} events were verified{span}.", proof.events);
            Ok(ExitCode::FAILURE)
        }
    }
}

fn compared(proof: &TrailProof) -> String {
    let inside = format!("{} checkpoints in the database verified", proof.checkpoints);
    match (&proof.unusable, proof.outside) {
        (Some(error), None) => format!("{inside}. Not compared with a copy outside the database: {error}."),
        (Some(error), Some(number)) => {
            format!(
                "{inside}; nothing is missing that checkpoint {number} covers. Not compared with the server's copy: {error}."
            )
        }
        (None, Some(number)) => format!("{inside}; nothing is missing that checkpoint {number}, outside it, covers."),
        (None, None) => format!(
            "{inside}. No checkpoint outside it was found: whether the newest events are missing cannot be told. A server makes them within a minute."
        ),
    }
}

/// The checkpoint with the highest number in a file of lines.
fn read_checkpoint(path: &Path) -> Result<SignedCheckpoint, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new(format!("cannot read the checkpoints in {} ({error})", path.display())))?;
    let found = text.lines().filter_map(|line| SignedCheckpoint::from_line(line).ok());
    found
        .max_by_key(|signed| signed.checkpoint.number)
        .ok_or_else(|| Failure::new(format!("{} holds no checkpoint; nothing was verified", path.display())))
}

async fn verify(config: &Config, against: Option<SignedCheckpoint>) -> Result<TrailProof, Failure> {
    let (store, engine) = unsealed(config).await?;
    let call = engine.system_call(Surface::CommandLine)?;
    let proof = engine.call(&call, &VerifyTrail { against, progress: progress() }).await;
    store.close().await;
    Ok(proof?)
}

async fn unsealed(config: &Config) -> Result<(Arc<SqlStore>, Arc<Engine>), Failure> {
    folder::check(&config.data_dir)?;
    let (store, engine) = open_initialised(config).await?;
    root::unseal(config, &engine).await?;
    if engine.is_sealed() {
        return Err(Failure::new("the root key's passphrase is required; pass --passphrase-file"));
    }
    Ok((store, engine))
}

/// Shows at a terminal how far it is.
fn progress() -> Option<VerifyProgress> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    Some(Arc::new(|verified, total| {
        let percent = verified.saturating_mul(100) / total.max(1);
        let end = if verified == total { "\n" } else { "" };
        eprint!("\r{verified} of {total} events verified ({percent} %){end}");
        let _ = std::io::stderr().flush();
    }))
}

/// Prints the public key that checkpoints are verified with.
///
/// # Errors
/// No installation, or it cannot be opened.
pub fn audit_key(config: &Config) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    let key = block_on(async {
        let (store, engine) = unsealed(config).await?;
        let key = engine.checkpoint_key();
        store.close().await;
        Ok::<_, Failure>(key?)
    })?;
    println!("{}", hex(&key.0));
    Ok(ExitCode::SUCCESS)
}
