//! `strongroom rekey`: another root key or passphrase, while the servers run.
//!
//! First the new root key opens the installation beside the old one. Then each server is started with the new one. Then the old
//! one is removed. No data is touched: a root key only decrypts the installation key.

use super::{block_on, existing};
use crate::{
    Failure,
    config::{Config, RootKind},
    root::{self, RootPlace},
};
use std::{
    io::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};
use strongroom_core::{
    Engine,
    ops::system::{AddRootKey, RemoveRootKeys},
    ports::SystemClock,
};
use strongroom_crypto::RootKey;
use strongroom_store::SqlStore;

/// What to do.
#[derive(Debug)]
pub enum Rekey {
    /// Say how many root keys open the installation.
    Show,
    /// Add a root key.
    Add {
        /// How it is stored.
        kind: RootKind,
        /// Its file; created unless it exists.
        file: PathBuf,
        /// The file with its passphrase; asked at the terminal without one.
        passphrase_file: Option<PathBuf>,
    },
    /// Remove every root key except the configured one, which must be the newest.
    Finish,
    /// Remove every root key except the configured one, also newer ones.
    Abort,
}

/// Does one step.
///
/// # Errors
/// No installation, or the configured root key does not open it; the new one cannot be stored. What was valid stays so.
pub fn rekey(config: &Config, what: &Rekey) -> Result<ExitCode, Failure> {
    crate::log::start(&config.log, config.log_format)?;
    block_on(run(config, what))?;
    Ok(ExitCode::SUCCESS)
}

async fn run(config: &Config, what: &Rekey) -> Result<(), Failure> {
    let (store, engine) = existing(config).await?;
    let root = root::load(config)?;
    engine.unseal(&root).await.map_err(|error| root::failed(config, error))?;
    let done = match what {
        Rekey::Show => show(config, &engine, &root).await,
        Rekey::Add { kind, file, passphrase_file } => {
            let place = RootPlace { kind: *kind, path: absolute(file) };
            add(config, &store, &engine, &place, passphrase_file.as_deref()).await
        }
        Rekey::Finish => remove(config, &engine, root, false).await,
        Rekey::Abort => remove(config, &engine, root, true).await,
    };
    store.close().await;
    done
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

async fn show(config: &Config, engine: &Engine, root: &RootKey) -> Result<(), Failure> {
    let facts = engine.root_key(root).await?;
    let file = config.root_key_file.display();
    match (facts.total, facts.newest) {
        (1, _) => println!(
            "One root key opens this installation: the one in {file}.\n\
             Add another: strongroom rekey --new-root-key-file FILE [--new-root-key passphrase]"
        ),
        (total, true) => println!(
            "{total} root keys open this installation. The newest is the one in {file}.\n\
             When every server uses it: strongroom rekey --finish"
        ),
        (total, false) => println!(
            "{total} root keys open this installation. The one in {file} is not the newest.\n\
             Set root_key_file to the new one on every server and restart them one by one, then: strongroom rekey --finish\n\
             To stay with the one in {file}: strongroom rekey --abort"
        ),
    }
    Ok(())
}

async fn add(
    config: &Config,
    store: &Arc<SqlStore>,
    engine: &Engine,
    place: &RootPlace,
    passphrase_file: Option<&Path>,
) -> Result<(), Failure> {
    if place.path == absolute(&config.root_key_file) {
        return Err(Failure::new(format!(
            "the new root key needs another file than {}: both are valid until `strongroom rekey --finish`; nothing was changed",
            place.path.display()
        )));
    }
    step(1, &format!("opened the installation with the root key in {}", config.root_key_file.display()))?;
    let passphrase = match place.kind {
        RootKind::File => None,
        RootKind::Passphrase => Some(root::new_passphrase(passphrase_file)?),
    };
    let new = place.create_or_load(passphrase.as_ref())?;
    step(2, &format!("stored the new root key in {}", place.path.display()))?;
    let total = engine.call(&engine.operator_call()?, &AddRootKey { root: new }).await?;
    step(3, &format!("added it: {total} root keys open the installation; recorded in the audit trail"))?;
    // As a server will start with it: from its file, with its passphrase, against what the database holds.
    let trial = Engine::new(store.clone(), Arc::new(SystemClock));
    trial.unseal(&place.load(passphrase.as_ref())?).await.map_err(|error| {
        Failure::new(format!("the new root key in {} does not open the installation: {error}", place.path.display()))
    })?;
    step(4, "opened the installation with the new root key")?;
    let path = place.path.display();
    println!(
        "\nBoth root keys are valid now. Next:\n  \
         1. Keep a copy of {path} in another place, and make a new backup.\n  \
         2. On every server set root_key_file to {path} and restart it, one after the other.\n  \
         3. Remove the old one: strongroom rekey --finish --root-key-file {path}\n\
         Backups made before now can be restored with the old root key only: keep it as long as you keep them."
    );
    Ok(())
}

async fn remove(config: &Config, engine: &Engine, root: RootKey, abort: bool) -> Result<(), Failure> {
    let file = config.root_key_file.display();
    let facts = engine.root_key(&root).await?;
    if !facts.newest && !abort {
        return Err(Failure::new(format!(
            "the root key in {file} is not the newest of {}; nothing was changed. Set root_key_file to the new one first. To stay \
             with this one and remove the newer: strongroom rekey --abort",
            facts.total
        )));
    }
    let removed = engine.call(&engine.operator_call()?, &RemoveRootKeys { except: root }).await?;
    println!("Removed {removed} root keys. Only the one in {file} opens this installation now.");
    println!("A server that still runs with another one works until it is restarted.");
    Ok(())
}

/// Shows progress at once, also where the output is not a terminal.
fn step(number: u32, text: &str) -> Result<(), Failure> {
    println!("[{number}/4] {text}");
    std::io::stdout().flush().map_err(|error| Failure::new(format!("cannot write the output ({error})")))
}
