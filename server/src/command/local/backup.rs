//! `strongroom backup`: everything into one file, while the server runs.

use super::{block_on, existing};
use crate::{Failure, backup_file, config::Config, folder, root};
use std::{path::Path, process::ExitCode};
use strongroom_core::ops::system::CreateBackup;
use strongroom_store::backup::TableHeader;

/// Writes a backup and reads it again.
///
/// # Errors
/// No installation, the root key does not open it, or the file exists or cannot be written. Then there is no file.
pub fn backup(config: &Config, file: &Path) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    print!("{}", block_on(create(config, file))?);
    Ok(ExitCode::SUCCESS)
}

async fn create(config: &Config, file: &Path) -> Result<String, Failure> {
    backup_file::require_absent(file)?;
    folder::check(&config.data_dir)?;
    let (store, engine) = existing(config).await?;
    engine.unseal(&root::load(config)?).await.map_err(|error| root::failed(config, error))?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    // Recorded first: a copy that nobody knows of would be worse than an event without a copy.
    engine.call(&engine.operator_call()?, &CreateBackup { file: name }).await?;
    let snapshot = store.snapshot(engine.now()).await?;
    let header = snapshot.header().clone();
    let mac = || Ok(engine.backup_mac()?);
    let progress = |table: &TableHeader| {
        tracing::info!(table = table.name, rows = table.rows, "copying");
    };
    let written = backup_file::write(file, snapshot, mac, progress).await;
    store.close().await;
    let bytes = written?;
    let kept = config.root_key_file.display();
    Ok(format!(
        "Backed up account {} (region {}) to {}: {} rows, {bytes} bytes, {} secrets with {} versions, as of {}.\n\
         The file was read again and its tag verified.\n\
         The root key is not in it. Keep a copy of {kept} in another place: without it nobody can restore this backup.\n",
        header.account,
        header.region,
        file.display(),
        header.rows(),
        header.rows_of("secret"),
        header.rows_of("secret_version"),
        header.created().rfc3339_seconds(),
    ))
}
