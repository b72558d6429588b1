//! The data folder: its owner and mode, and the lock that keeps a second server out.

use crate::Failure;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

/// How often to retry a lock that another process holds, and the pause between two tries.
const LOCK_RETRIES: (u32, Duration) = (10, Duration::from_millis(50));

/// A data folder, locked against a second server until this is dropped.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    mode: u32,
    _lock: File,
}

impl DataFolder {
    /// Creates the folder with mode 0700 if it does not exist, then opens it.
    ///
    /// # Errors
    /// As [`DataFolder::open`], and when the folder cannot be created.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
            Failure::new(format!(
                "cannot create the data folder {} ({error}); choose another with --data-dir or create it yourself",
                path.display()
            ))
        })?;
        Self::open(path)
    }

    /// Checks and locks the folder.
    ///
    /// # Errors
    /// The folder is missing, belongs to another user, is not writable, or is in use by another server.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mode = check(path)?;
        let shown = path.display();
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path.join("strongroom.lock"));
        let lock = lock.map_err(|error| {
            Failure::new(format!(
                "cannot write to the data folder {shown} ({error}); check its mode and that the disk is writable"
            ))
        })?;
        match self::lock(&lock) {
            Ok(()) => Ok(Self { path: path.to_owned(), mode, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
                "another Strongroom server is using the data folder {shown}; stop it first, or choose another folder with --data-dir"
            ))),
            Err(TryLockError::Error(error)) => {
                Err(Failure::new(format!("cannot lock the data folder {shown} ({error})")))
            }
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// A warning for the administrator if other users can read the folder.
    pub fn warning(&self) -> Option<String> {
        let open = self.mode & 0o077 != 0;
        open.then(|| {
            let path = self.path.display();
            format!(
                "The data folder {path} is accessible to other users of this machine (mode {:04o}); run: chmod 700 {path}",
                self.mode & 0o7777
            )
        })
    }
}

/// Locks the file, retrying for half a second: a server that is shutting down releases its lock within moments.
fn lock(file: &File) -> Result<(), TryLockError> {
    for _ in 0..LOCK_RETRIES.0 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_RETRIES.1),
            other => return other,
        }
    }
    file.try_lock()
}

/// Checks that the folder exists and belongs to this user. Returns its mode.
///
/// # Errors
/// The path is missing, is not a folder, or belongs to another user.
pub fn check(path: &Path) -> Result<u32, Failure> {
    let shown = path.display();
    let facts = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => not_initialised(path),
        _ => Failure::new(format!(
            "cannot read the data folder {shown} ({error}); run this program as the user that owns it"
        )),
    })?;
    if !facts.is_dir() {
        return Err(Failure::new(format!("{shown} is a file, not a data folder; choose another with --data-dir")));
    }
    let us = rustix::process::geteuid().as_raw();
    if facts.uid() != us {
        return Err(Failure::new(format!(
            "the data folder {shown} belongs to user id {}, but this program runs as {us}; run it as that user, or change the owner with chown",
            facts.uid()
        )));
    }
    Ok(facts.mode())
}

/// The error for a folder without an installation.
pub fn not_initialised(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(format!("{path} contains no installation yet; create one with: strongroom init --data-dir {path}"))
}
