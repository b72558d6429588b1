//! `strongroom trust-restore`: a person with the root key accepts a restored database.

use super::{block_on, existing};
use crate::{Failure, config::Config, root};
use std::process::ExitCode;
use strongroom_core::Trusted;

/// Accepts the database, although checkpoints outside it say that it is another or an older one. Works while the server is running.
///
/// # Errors
/// No installation, or it cannot be opened; the trail in the database does not verify by itself; the checkpoints outside cannot be used.
pub fn trust_restore(config: &Config) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    let trusted = block_on(async {
        let (store, engine) = existing(config).await?;
        let root = root::load(config)?;
        engine.unseal(&root).await.map_err(|error| root::failed(config, error))?;
        let trusted = engine.trust_restore().await;
        store.close().await;
        Ok::<_, Failure>(trusted?)
    })?;
    match trusted {
        Trusted::Nothing => {
            println!(
                "There is nothing to accept: the database is what the checkpoints outside it say, or there are none."
            );
        }
        Trusted::Accepted { number, blocks, was } => println!(
            "Accepted: checkpoint {number} covers the {blocks} blocks of the database as it is now; recorded in the audit trail.\n\
             Until now: {was}.\n\
             What was revoked since the backup is valid again: look through users, AccessKeys and policies."
        ),
        Trusted::Refused(fault) => {
            return Err(Failure::new(format!(
                "{fault}. No backup is like this, so nothing was accepted; restore the database from a backup"
            )));
        }
        Trusted::Outside(error) => return Err(Failure::new(format!("{error}; nothing was accepted"))),
    }
    Ok(ExitCode::SUCCESS)
}
