//! The root key: made once, loaded at each start, or entered by a person on the sealed page.

use crate::{
    Failure,
    config::{Config, RootKind},
};
use std::{sync::Arc, time::Duration};
use strongroom_app::door::Unsealer;
use strongroom_core::{Engine, Plaintext};
use strongroom_crypto::{
    RootKey,
    root::{FileRoot, PassphraseRoot, RootError, RootWarning},
};
use tokio::sync::Mutex;

/// Shortest passphrase of a new root key, in bytes.
const PASSPHRASE_MIN: usize = 12;
/// Pause after a wrong passphrase.
const WRONG: Duration = Duration::from_secs(1);

/// Makes the root key of a new installation. A file left by an attempt that did not finish is used again.
///
/// # Errors
/// There is no passphrase or it is too short; the file cannot be written.
pub fn create(config: &Config) -> Result<RootKey, Failure> {
    let path = config.root_key_file.clone();
    match config.root_kind.unwrap_or(RootKind::File) {
        RootKind::File => match (FileRoot { path: path.clone() }).create() {
            Err(RootError::Exists(_)) => Ok(FileRoot { path }.load()?),
            made => Ok(made?),
        },
        RootKind::Passphrase => {
            let passphrase = config.passphrase.as_ref().ok_or_else(|| {
                Failure::new("a passphrase is needed: give it with --passphrase-file FILE or in STRONGROOM_PASSPHRASE")
            })?;
            if passphrase.len() < PASSPHRASE_MIN {
                return Err(Failure::new(format!("the passphrase must have {PASSPHRASE_MIN} characters or more")));
            }
            match (PassphraseRoot { path: path.clone() }).create(passphrase) {
                Err(RootError::Exists(_)) => Ok(PassphraseRoot { path }.load(passphrase)?),
                made => Ok(made?),
            }
        }
    }
}

/// Opens the engine with what the configuration has. The file must be whole either way. Without a passphrase, or with a wrong one, it stays sealed.
///
/// # Errors
/// The root key's file is missing, damaged, or belongs to another installation.
pub async fn unseal(config: &Config, engine: &Engine) -> Result<(), Failure> {
    let path = config.root_key_file.clone();
    let key = match config.root_kind() {
        RootKind::File => FileRoot { path }.load()?,
        RootKind::Passphrase => {
            let root = PassphraseRoot { path };
            let Some(passphrase) = &config.passphrase else { return Ok(root.check()?) };
            match root.load(passphrase) {
                Err(error @ RootError::WrongPassphrase(_)) => {
                    tracing::error!(
                        "{error}: the server stays sealed until the right passphrase is entered in the console"
                    );
                    return Ok(());
                }
                loaded => loaded?,
            }
        }
    };
    let path = config.root_key_file.display();
    engine
        .unseal(&key)
        .await
        .map_err(|error| Failure::new(format!("the root key in {path} does not open this installation: {error}")))
}

/// What an administrator should know about the place of the root key.
pub fn warnings(config: &Config) -> Vec<String> {
    let path = config.root_key_file.clone();
    let found = match config.root_kind() {
        RootKind::File => FileRoot { path }.warnings(&config.data_dir),
        RootKind::Passphrase => PassphraseRoot { path }.warnings(&config.data_dir),
    };
    let path = config.root_key_file.display();
    let beside = config.root_kind() == RootKind::File && config.database.is_none();
    found
        .into_iter()
        .filter_map(|warning| match warning {
            RootWarning::BesideDatabase => beside.then(|| {
                format!("The root key {path} lies beside the database: whoever copies that folder can read every secret. Move it and name the new place with root_key_file.")
            }),
            RootWarning::WiderThan0600 => Some(format!("The root key {path} is open to other users of this machine; run: chmod 600 {path}")),
        })
        .collect()
}

/// What unseals with a passphrase from the console; none for a root key that needs no person.
pub fn unsealer(config: &Config, engine: Arc<Engine>) -> Option<Arc<dyn Unsealer>> {
    (config.root_kind() == RootKind::Passphrase).then(|| {
        let root = PassphraseRoot { path: config.root_key_file.clone() };
        Arc::new(PassphraseUnsealer { engine, root, turn: Mutex::new(()) }) as Arc<dyn Unsealer>
    })
}

/// One try at a time.
struct PassphraseUnsealer {
    engine: Arc<Engine>,
    root: PassphraseRoot,
    turn: Mutex<()>,
}

#[async_trait::async_trait]
impl Unsealer for PassphraseUnsealer {
    async fn unseal(&self, passphrase: Plaintext) -> Result<(), String> {
        const BROKEN: &str = "The root key cannot be used. The server's log says why.";
        let _turn = self.turn.lock().await;
        if !self.engine.is_sealed() {
            return Ok(());
        }
        let root = self.root.clone();
        let loaded =
            tokio::task::spawn_blocking(move || root.load(&passphrase)).await.map_err(|_| BROKEN.to_owned())?;
        match loaded {
            Ok(key) => self.engine.unseal(&key).await.map_err(|error| {
                tracing::error!(%error, "the root key does not open this installation");
                BROKEN.to_owned()
            }),
            Err(RootError::WrongPassphrase(_)) => {
                tracing::warn!("a wrong passphrase was entered on the sealed page");
                tokio::time::sleep(WRONG).await;
                Err("This is not the passphrase.".to_owned())
            }
            Err(error) => {
                tracing::error!(%error, "the root key cannot be loaded");
                Err(BROKEN.to_owned())
            }
        }
    }
}
