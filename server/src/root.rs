//! The root key: created once, then loaded at each start or unlocked with a passphrase on the sealed page.

use crate::{
    Failure,
    config::{Config, RootKind},
};
use std::{net::IpAddr, sync::Arc};
use strongroom_app::door::{UnsealRefusal, Unsealer};
use strongroom_core::{Engine, PassphraseRefused, Plaintext, UnsealError};
use strongroom_crypto::{
    RootKey,
    root::{FileRoot, PassphraseRoot, RootError, RootWarning},
};

/// Shortest passphrase of a new root key, in bytes.
const PASSPHRASE_MIN: usize = 12;

/// Creates the root key of a new installation. A file left by an `init` that did not finish is reused.
///
/// # Errors
/// There is no passphrase or it is too short; the file cannot be written.
pub fn create(config: &Config) -> Result<RootKey, Failure> {
    let path = config.root_key_file.clone();
    match config.root_kind.unwrap_or(RootKind::File) {
        RootKind::File if config.passphrase.is_some() => Err(Failure::new(format!(
            "a passphrase is set ({}), but root_key is file, so it would have no effect; add --root-key passphrase, or remove the passphrase",
            config.passphrase_source
        ))),
        RootKind::File => match (FileRoot { path: path.clone() }).create() {
            Err(RootError::Exists(_)) => Ok(FileRoot { path }.load()?),
            made => Ok(made?),
        },
        RootKind::Passphrase => {
            let passphrase = config.passphrase.as_ref().ok_or_else(|| {
                Failure::new("a passphrase is required: pass --passphrase-file FILE or set STRONGROOM_PASSPHRASE")
            })?;
            if passphrase.len() < PASSPHRASE_MIN {
                return Err(Failure::new(format!("the passphrase must have at least {PASSPHRASE_MIN} characters")));
            }
            match (PassphraseRoot { path: path.clone() }).create(passphrase) {
                Err(RootError::Exists(_)) => Ok(PassphraseRoot { path }.load(passphrase)?),
                made => Ok(made?),
            }
        }
    }
}

/// Unseals the engine with the configured root key. The key file must be intact in any case. Without a passphrase, or with a wrong
/// one, the server stays sealed.
///
/// # Errors
/// The root key's file is missing, damaged, or belongs to another installation.
pub async fn unseal(config: &Config, engine: &Engine) -> Result<(), Failure> {
    let path = config.root_key_file.clone();
    let key = match config.root_kind() {
        RootKind::File if config.passphrase.is_some() => {
            return Err(Failure::new(format!(
                "a passphrase is set ({}), but the root key {} is stored without one, so it would have no effect; remove the passphrase from the settings",
                config.passphrase_source,
                path.display()
            )));
        }
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
    engine.unseal(&key).await.map_err(|error| match error {
        UnsealError::Core(error) => {
            Failure::new(format!("the root key in {path} does not unseal this installation: {error}"))
        }
        UnsealError::NotVerified(_) | UnsealError::Unreadable(_) => Failure::new(error.to_string()),
    })
}

/// Warnings for the administrator about where the root key is stored.
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
                format!("The root key {path} is stored beside the database: anyone who copies that folder can read every secret. Move it and set root_key_file to its new path.")
            }),
            RootWarning::WiderThan0600 => Some(format!("The root key {path} is readable by other users of this machine; run: chmod 600 {path}")),
        })
        .collect()
}

/// Unseals with a passphrase entered in the console; `None` for a root key without a passphrase.
pub fn unsealer(config: &Config, engine: Arc<Engine>) -> Option<Arc<dyn Unsealer>> {
    (config.root_kind() == RootKind::Passphrase).then(|| {
        let root = PassphraseRoot { path: config.root_key_file.clone() };
        Arc::new(PassphraseUnsealer { engine, root }) as Arc<dyn Unsealer>
    })
}

struct PassphraseUnsealer {
    engine: Arc<Engine>,
    root: PassphraseRoot,
}

#[async_trait::async_trait]
impl Unsealer for PassphraseUnsealer {
    async fn unseal(&self, passphrase: Plaintext, address: Option<IpAddr>, agent: &str) -> Result<(), UnsealRefusal> {
        if !self.engine.is_sealed() {
            return Ok(());
        }
        let refused = self.engine.unseal_by_passphrase(self.root.clone(), passphrase, address, agent).await.err();
        match refused {
            None => Ok(()),
            Some(PassphraseRefused::Throttled { retry_after_s }) => {
                Err(UnsealRefusal::TooManyAttempts { retry_after_s })
            }
            Some(PassphraseRefused::Root(RootError::WrongPassphrase(_))) => {
                tracing::warn!("a wrong passphrase was entered on the sealed page");
                Err(UnsealRefusal::WrongPassphrase)
            }
            Some(error @ (PassphraseRefused::Root(_) | PassphraseRefused::Unseal(_))) => {
                tracing::error!(%error, "the root key cannot be used");
                Err(UnsealRefusal::RootKey)
            }
        }
    }
}
