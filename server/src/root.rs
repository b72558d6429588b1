//! The root key: created once, then loaded at each start or unlocked with a passphrase on the sealed page.

use crate::{
    Failure,
    config::{Config, RootKind},
    prompt,
};
use std::{
    net::IpAddr,
    path::{Path, PathBuf},
    sync::Arc,
};
use strongroom_app::door::{UnsealRefusal, Unsealer};
use strongroom_core::{Engine, PassphraseRefused, Plaintext, UnsealError};
use strongroom_crypto::{
    RootKey,
    root::{FileRoot, PassphraseRoot, RootError, RootWarning},
};

/// Shortest passphrase of a new root key, in bytes.
const PASSPHRASE_MIN: usize = 12;

/// Where a root key is stored, and how.
#[derive(Clone, Debug)]
pub struct RootPlace {
    /// How.
    pub kind: RootKind,
    /// The file.
    pub path: PathBuf,
}

impl RootPlace {
    /// Creates a root key. A file left by a run that did not finish is used.
    ///
    /// # Errors
    /// There is no passphrase where one is required, or it is too short; the file cannot be written.
    pub fn create_or_load(&self, passphrase: Option<&Plaintext>) -> Result<RootKey, Failure> {
        let path = self.path.clone();
        let created = match self.kind {
            RootKind::File => FileRoot { path }.create(),
            RootKind::Passphrase => {
                let passphrase = required(passphrase)?;
                if passphrase.len() < PASSPHRASE_MIN {
                    return Err(Failure::new(format!("the passphrase must have at least {PASSPHRASE_MIN} characters")));
                }
                PassphraseRoot { path }.create(passphrase)
            }
        };
        match created {
            Err(RootError::Exists(_)) => self.load(passphrase),
            made => Ok(made?),
        }
    }

    /// Loads the root key.
    ///
    /// # Errors
    /// There is no passphrase where one is required, or it is wrong; the file cannot be read or is damaged.
    pub fn load(&self, passphrase: Option<&Plaintext>) -> Result<RootKey, Failure> {
        let path = self.path.clone();
        Ok(match self.kind {
            RootKind::File => FileRoot { path }.load()?,
            RootKind::Passphrase => PassphraseRoot { path }.load(required(passphrase)?)?,
        })
    }
}

fn required(passphrase: Option<&Plaintext>) -> Result<&Plaintext, Failure> {
    passphrase.ok_or_else(|| {
        Failure::new("a passphrase is required: pass --passphrase-file FILE or set STRONGROOM_PASSPHRASE")
    })
}

/// Creates the root key of a new installation. A file left by an `init` that did not finish is reused.
///
/// # Errors
/// There is no passphrase or it is too short; the file cannot be written.
pub fn create(config: &Config) -> Result<RootKey, Failure> {
    let kind = config.root_kind.unwrap_or(RootKind::File);
    if kind == RootKind::File && config.passphrase.is_some() {
        return Err(Failure::new(format!(
            "a passphrase is set ({}), but root_key is file, so it would have no effect; add --root-key passphrase, or remove the passphrase",
            config.passphrase_source
        )));
    }
    RootPlace { kind, path: config.root_key_file.clone() }.create_or_load(config.passphrase.as_ref())
}

/// Loads the configured root key for a command. A passphrase that is not configured is asked at the terminal.
///
/// # Errors
/// As [`RootPlace::load`].
pub fn load(config: &Config) -> Result<RootKey, Failure> {
    let place = RootPlace { kind: config.root_kind(), path: config.root_key_file.clone() };
    match (place.kind, &config.passphrase) {
        (RootKind::Passphrase, None) => {
            let question = format!("Passphrase of {}", place.path.display());
            place.load(prompt::ask(&question)?.as_ref())
        }
        (_, passphrase) => place.load(passphrase.as_ref()),
    }
}

/// The passphrase of a new root key: from a file, or typed twice at the terminal.
///
/// # Errors
/// The file cannot be read; there is no terminal; the two differ.
pub fn new_passphrase(file: Option<&Path>) -> Result<Plaintext, Failure> {
    if let Some(file) = file {
        let content = std::fs::read(file).map_err(|error| {
            Failure::new(format!("cannot read the new passphrase from {} ({error})", file.display()))
        })?;
        // As the configuration reads a secret from a file.
        return Ok(without_line_end(&Plaintext::new(content)));
    }
    let asked = |question: &str| {
        prompt::ask(question)?.ok_or_else(|| {
            Failure::new("there is no terminal to ask for the new passphrase; pass --new-passphrase-file FILE")
        })
    };
    let (once, twice) = (asked("New passphrase")?, asked("New passphrase again")?);
    match strongroom_core::constant_time_eq(once.expose(), twice.expose()) {
        true => Ok(once),
        false => Err(Failure::new("the two passphrases differ; nothing was changed")),
    }
}

/// A secret that a file holds as one line, without one line end.
pub fn without_line_end(content: &Plaintext) -> Plaintext {
    let line = content.expose();
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    Plaintext::new(line.strip_suffix(b"\r").unwrap_or(line).to_vec())
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
    engine.unseal(&key).await.map_err(|error| failed(config, error))
}

/// Why the configured root key did not unseal.
pub fn failed(config: &Config, error: UnsealError) -> Failure {
    let path = config.root_key_file.display();
    match error {
        UnsealError::Core(error) => {
            Failure::new(format!("the root key in {path} does not unseal this installation: {error}"))
        }
        UnsealError::NotVerified(_) | UnsealError::Unreadable(_) => Failure::new(error.to_string()),
    }
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
