use std::{io, path::PathBuf};

use thiserror::Error;

/// Why the root key cannot be loaded or created. Each message names the file and what to do next; none shows content.
#[derive(Debug, Error)]
pub enum RootError {
    /// The file exists already and is left unchanged.
    #[error("{} exists already; choose another file, or load this one", .0.display())]
    Exists(PathBuf),
    /// The file does not exist.
    #[error("{} does not exist; restore it from its backup, or check the configured path", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("cannot read {} ({source}); check its owner and mode", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("cannot write {} ({source}); check the directory's owner, mode and free space", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The file is not a root key file, or is truncated or altered.
    #[error("{} is not an intact root key file; restore it from its backup", .0.display())]
    Damaged(PathBuf),
    /// The file's key stretching parameters are outside the accepted limits.
    #[error("the key stretching parameters in {} are outside the accepted limits; restore the file from its backup", .0.display())]
    Cost(PathBuf),
    /// The passphrase is wrong.
    #[error("wrong passphrase for {}; try again", .0.display())]
    WrongPassphrase(PathBuf),
    /// The random generator failed or memory is short.
    #[error("the cryptographic library failed; check free memory and try again")]
    Unavailable,
}
