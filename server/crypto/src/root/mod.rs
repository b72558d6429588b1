//! Providers of the root key.
//!
//! A provider loads it once, at start. The two here keep it in a file, unprotected or encrypted with a passphrase; a hardware
//! module can implement the same [`RootProvider`].

mod error;
mod file;
mod passphrase;

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::Path,
};

pub use error::RootError;
pub use file::FileRoot;
pub use passphrase::{PassphraseProvider, PassphraseRoot};

use crate::RootKey;

/// A source of the root key.
pub trait RootProvider {
    /// Loads the root key.
    ///
    /// # Errors
    /// A [`RootError`] that names the file and what to do next, never content.
    fn load(&self) -> Result<RootKey, RootError>;

    /// The name of this kind of provider in the configuration and the console.
    fn kind(&self) -> &'static str;
}

/// A problem with the location or mode of a root key file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RootWarning {
    /// The file is in or below the database's directory: one copy of that directory contains both key and data.
    BesideDatabase,
    /// Other users than the owner can access the file.
    WiderThan0600,
}

fn warnings(path: &Path, database_dir: &Path) -> Vec<RootWarning> {
    let mut found = Vec::new();
    if let (Ok(path), Ok(database_dir)) = (path.canonicalize(), database_dir.canonicalize())
        && path.starts_with(database_dir)
    {
        found.push(RootWarning::BesideDatabase);
    }
    if let Ok(metadata) = fs::metadata(path)
        && metadata.permissions().mode() & 0o177 != 0
    {
        found.push(RootWarning::WiderThan0600);
    }
    found
}

/// Writes a new file with mode 0600, durable together with its directory entry. An existing file is left unchanged.
fn create(path: &Path, content: &[u8]) -> Result<(), RootError> {
    let unwritable = |source| RootError::Unwritable { path: path.to_owned(), source };
    let mut file =
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|source| {
            match source.kind() {
                io::ErrorKind::AlreadyExists => RootError::Exists(path.to_owned()),
                _ => unwritable(source),
            }
        })?;
    let written =
        file.write_all(content).and_then(|()| file.sync_all()).and_then(|()| File::open(parent(path))?.sync_all());
    written.map_err(|source| {
        // A partial key file would only block the next attempt.
        let _ = fs::remove_file(path);
        unwritable(source)
    })
}

/// Opens a regular file for reading.
fn open(path: &Path) -> Result<File, RootError> {
    let failed = |source: io::Error| match source.kind() {
        io::ErrorKind::NotFound => RootError::Missing(path.to_owned()),
        _ => RootError::Unreadable { path: path.to_owned(), source },
    };
    if !fs::metadata(path).map_err(failed)?.is_file() {
        return Err(RootError::Damaged(path.to_owned()));
    }
    File::open(path).map_err(failed)
}

/// Fills `out` from the file, which must have exactly that length.
fn read_exactly(path: &Path, out: &mut [u8]) -> Result<(), RootError> {
    let mut file = open(path)?;
    let exact = file.read_exact(out).and_then(|()| file.read(&mut [0]));
    match exact {
        Ok(0) => Ok(()),
        Ok(_) => Err(RootError::Damaged(path.to_owned())),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Err(RootError::Damaged(path.to_owned())),
        Err(source) => Err(RootError::Unreadable { path: path.to_owned(), source }),
    }
}

/// Reads a file of at most `most` bytes.
fn read_at_most(path: &Path, most: u64) -> Result<Vec<u8>, RootError> {
    let mut content = Vec::new();
    open(path)?
        .take(most + 1)
        .read_to_end(&mut content)
        .map_err(|source| RootError::Unreadable { path: path.to_owned(), source })?;
    if content.len() as u64 > most {
        return Err(RootError::Damaged(path.to_owned()));
    }
    Ok(content)
}

/// The directory of a file; for a bare name the working directory.
fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}
