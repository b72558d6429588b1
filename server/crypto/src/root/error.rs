use std::{io, path::PathBuf};

use thiserror::Error;

/// Why there is no root key. Each message names the file and what to do next; none shows content.
#[derive(Debug, Error)]
pub enum RootError {
    /// A file is there already and is left as it is.
    #[error("{} exists already; name another file, or load this one", .0.display())]
    Exists(PathBuf),
    /// There is no such file.
    #[error("{} does not exist; restore it from its backup, or check the configured path", .0.display())]
    Missing(PathBuf),
    /// The file cannot be read.
    #[error("{} cannot be read ({source}); check its owner and mode", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file cannot be written.
    #[error("{} cannot be written ({source}); check the directory's owner, mode and free space", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not a root-key file, or it was cut or altered.
    #[error("{} is not a whole root key file; restore it from its backup", .0.display())]
    Damaged(PathBuf),
    /// The file asks for key stretching outside of what is safe and bearable.
    #[error("{} asks for key stretching outside the accepted limits; restore it from its backup", .0.display())]
    Cost(PathBuf),
    /// The passphrase is another one.
    #[error("the passphrase does not open {}; try again", .0.display())]
    WrongPassphrase(PathBuf),
    /// Randomness or memory is not to be had.
    #[error("the cryptographic library failed; check free memory and try again")]
    Unavailable,
}
