//! Commands that work on a data folder, or on this machine alone. One file each.

mod audit;
mod backup;
mod health;
mod init;
mod policy;
mod recover_admin;
mod rekey;
mod restore;
mod serve;
mod show_config;
mod trust_restore;

pub use audit::{audit_key, verify_audit};
pub use backup::backup;
pub use health::health;
pub use init::init;
pub use policy::check_policies;
pub use recover_admin::recover_admin;
pub use rekey::{Rekey, rekey};
pub use restore::restore;
pub use serve::{Server, serve};
pub use show_config::show_config;
pub use trust_restore::trust_restore;

use super::block_on;
use crate::{Failure, checkpoint_file::CheckpointFile, config::Config};
use std::sync::Arc;
use strongroom_core::{
    Engine,
    ports::{InstallationStore, SystemClock},
};
use strongroom_store::SqlStore;

/// Opens the store and creates a sealed engine.
async fn open(config: &Config) -> Result<(Arc<SqlStore>, Arc<Engine>), Failure> {
    let store = SqlStore::open(config.store()).await?;
    let engine = engine(config, &store);
    Ok((store, engine))
}

/// A sealed engine that keeps checkpoints outside the database.
fn engine(config: &Config, store: &Arc<SqlStore>) -> Arc<Engine> {
    let engine = Engine::new(store.clone(), Arc::new(SystemClock));
    engine.keep_checkpoints_in(Arc::new(CheckpointFile::new(config.checkpoint_file())));
    Arc::new(engine)
}

/// Opens the store of an existing installation.
async fn open_initialised(config: &Config) -> Result<(Arc<SqlStore>, Arc<Engine>), Failure> {
    require_place(config)?;
    initialised(config, open(config).await?).await
}

/// The same beside a running server, whose schema must not change under it.
async fn existing(config: &Config) -> Result<(Arc<SqlStore>, Arc<Engine>), Failure> {
    require_place(config)?;
    let store = SqlStore::open_current(config.store()).await?;
    let engine = engine(config, &store);
    initialised(config, (store, engine)).await
}

/// Opening would create an empty database; a mistyped folder must stay empty.
fn require_place(config: &Config) -> Result<(), Failure> {
    if config.database.is_some() || config.sqlite_file().exists() {
        return Ok(());
    }
    let missing = crate::folder::not_initialised(&config.data_dir);
    Err(match config.root_key_file.exists() {
        true => Failure::new(format!("{missing}; if its data is in PostgreSQL, pass --database-url")),
        false => missing,
    })
}

async fn initialised(
    config: &Config,
    (store, engine): (Arc<SqlStore>, Arc<Engine>),
) -> Result<(Arc<SqlStore>, Arc<Engine>), Failure> {
    match store.installation().await.map_err(strongroom_core::CoreError::from)? {
        Some(_) => Ok((store, engine)),
        None => Err(crate::folder::not_initialised(&config.data_dir)),
    }
}
