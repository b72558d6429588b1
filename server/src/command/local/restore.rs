//! `strongroom restore`: a backup into an empty place.

use super::{block_on, open};
use crate::{
    Failure,
    backup_file::{self, BackupFile},
    config::Config,
    folder::DataFolder,
    root,
};
use std::{path::Path, process::ExitCode, sync::Arc};
use strongroom_core::{TrailAlarm, ops::system::RestoreBackup, rows::RowCheck};
use strongroom_crypto::{Keyring, RootKey, WrappedKey};
use strongroom_store::backup::{Header, Restored, TableHeader, read_header, require_empty, restore as restore_rows};

/// Restores a backup and verifies everything that came out of it.
///
/// # Errors
/// The place is not empty, the file is no intact backup, or the root key belongs to another installation. Then nothing was
/// written.
pub fn restore(config: &Config, file: &Path) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    print!("{}", block_on(run(config, file))?);
    Ok(ExitCode::SUCCESS)
}

async fn run(config: &Config, file: &Path) -> Result<String, Failure> {
    let named =
        |error: &dyn std::fmt::Display| Failure::new(format!("{}: {error}; nothing was restored", file.display()));
    let header = backup_file::unverified_header(file).map_err(|error| named(&error))?;
    // Before anything is written: the place, the key, the whole file.
    let place = |error: &dyn std::fmt::Display| Failure::new(format!("{error}; nothing was changed"));
    require_empty(&config.store()).await.map_err(|error| place(&error))?;
    let root = root_key(config)?;
    let keyring = Arc::new(keyring(config, &root, &header)?);
    backup_file::verify(file, keyring.backup_mac()).map_err(|error| named(&error))?;
    let _folder = DataFolder::create(&config.data_dir)?;
    let mut source = BackupFile::open(file, keyring.backup_mac()).map_err(|error| named(&error))?;
    let header = match read_header(&mut source) {
        Ok(again) if again == header => again,
        _ => return Err(named(&"the file changes while it is read")),
    };
    let progress = |table: &TableHeader| tracing::info!(table = table.name, rows = table.rows, "restoring");
    let check = RowCheck::new(keyring);
    let restored = restore_rows(&config.store(), &header, &mut source, &check, progress).await;
    let restored = restored.map_err(|error| named(&error))?;
    let alarm = record(config, &root, &header).await.map_err(|error| {
        Failure::new(format!(
            "everything was restored and verified, but the event of it could not be recorded: {error}"
        ))
    })?;
    Ok(report(config, file, &header, restored) + &accept(config, alarm))
}

fn root_key(config: &Config) -> Result<RootKey, Failure> {
    if !config.root_key_file.exists() {
        return Err(Failure::new(format!(
            "the root key {} does not exist; a restore needs the root key of the installation that was backed up: copy it there, \
             or pass --root-key-file; nothing was restored",
            config.root_key_file.display()
        )));
    }
    root::load(config)
}

/// The keyring of the backup's installation.
fn keyring(config: &Config, root: &RootKey, header: &Header) -> Result<Keyring, Failure> {
    let key_file = config.root_key_file.display();
    let damaged = || Failure::new("the header of the backup is damaged; nothing was restored");
    let installation = header.installation.as_slice().try_into().map_err(|_| damaged())?;
    let check = header.check.as_slice().try_into().map_err(|_| damaged())?;
    let wrapped = header.root_keys.iter().map(|key| {
        let root_check = key.check.as_slice().try_into().map_err(|_| damaged())?;
        Ok(WrappedKey { root_check, encrypted: key.wrapped.clone() })
    });
    let wrapped: Vec<WrappedKey> = wrapped.collect::<Result<_, Failure>>()?;
    Keyring::open(root, installation, check, &wrapped).map_err(|_| damaged())?.ok_or_else(|| {
        Failure::new(format!(
            "the root key in {key_file} does not open this backup: it belongs to another installation, or the installation had \
             another root key on {}; nothing was restored",
            header.created().rfc3339_seconds()
        ))
    })
}

/// Records the restore. What is wrong with the database compared with checkpoints outside it, if there are some.
async fn record(config: &Config, root: &RootKey, header: &Header) -> Result<Option<TrailAlarm>, Failure> {
    let (store, engine) = open(config).await?;
    engine.unseal(root).await.map_err(|error| root::failed(config, error))?;
    let restore = RestoreBackup { created: header.created(), rows: header.rows() };
    let recorded = engine.call(&engine.operator_call()?, &restore).await;
    store.close().await;
    recorded?;
    Ok(engine.integrity().alarm)
}

/// What is to be done about checkpoints that are newer than the backup.
fn accept(config: &Config, alarm: Option<TrailAlarm>) -> String {
    alarm.map_or_else(String::new, |alarm| {
        format!(
            "{alarm}: see {}. To accept the backup: strongroom trust-restore --data-dir {}\n",
            config.checkpoint_file().display(),
            config.data_dir.display()
        )
    })
}

fn report(config: &Config, file: &Path, header: &Header, restored: Restored) -> String {
    let Restored { verified, events, chains } = restored;
    format!(
        "Restored account {} (region {}) from {}, as of {}.\n\
         {} rows restored: {} secrets with {} versions, {} users. {verified} rows verified by their MAC.\n\
         Audit trail verified: {events} events in {chains} chains. People sign in again: sessions are not part of a backup.\n\
         Start it: strongroom serve --data-dir {}{}\n\
         If the installation that was backed up may still run, add --rotations off: otherwise this one rotates secrets at the same \
         targets, and neither knows the other's new passwords.\n",
        header.account,
        header.region,
        file.display(),
        header.created().rfc3339_seconds(),
        header.rows(),
        header.rows_of("secret"),
        header.rows_of("secret_version"),
        header.rows_of("ram_user"),
        config.data_dir.display(),
        if config.database.is_some() { ", with the same database setting" } else { "" },
    )
}
