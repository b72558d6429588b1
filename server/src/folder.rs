//! The data folder: whose it is, who may look into it, and that only one server uses it.

use crate::Failure;
use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    time::Duration,
};

/// How often a lock that somebody else holds is tried again, and after how long.
const PATIENCE: (u32, Duration) = (10, Duration::from_millis(50));

/// A data folder of ours, locked against a second server as long as this lives.
#[derive(Debug)]
pub struct DataFolder {
    path: PathBuf,
    mode: u32,
    _lock: File,
}

impl DataFolder {
    /// Makes the folder, mode 0700, unless it is there; then opens it.
    ///
    /// # Errors
    /// As [`DataFolder::open`], and when it cannot be made.
    pub fn create(path: &Path) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
            Failure::new(format!(
                "the data folder {} cannot be made ({error}); choose another with --data-dir or make it yourself",
                path.display()
            ))
        })?;
        Self::open(path)
    }

    /// Checks and locks the folder.
    ///
    /// # Errors
    /// It is missing, belongs to another user, cannot be written, or another server uses it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        let mode = check(path)?;
        let shown = path.display();
        let lock =
            OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path.join("strongroom.lock"));
        let lock = lock.map_err(|error| {
            Failure::new(format!(
                "the data folder {shown} cannot be written ({error}); check its mode and that the disk is writable"
            ))
        })?;
        match locked(&lock) {
            Ok(()) => Ok(Self { path: path.to_owned(), mode, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
                "another Strongroom server uses the data folder {shown}; stop it first, or choose another with --data-dir"
            ))),
            Err(TryLockError::Error(error)) => {
                Err(Failure::new(format!("the data folder {shown} cannot be locked ({error})")))
            }
        }
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What an administrator should know about the folder.
    pub fn warning(&self) -> Option<String> {
        let open = self.mode & 0o077 != 0;
        open.then(|| {
            let path = self.path.display();
            format!(
                "The data folder {path} is open to other users of this machine (mode {:04o}); run: chmod 700 {path}",
                self.mode & 0o7777
            )
        })
    }
}

/// Locks the file, or says after half a second why not: a server that is just ending, or a program it is just starting, lets go
/// within moments.
fn locked(file: &File) -> Result<(), TryLockError> {
    for _ in 0..PATIENCE.0 {
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => std::thread::sleep(PATIENCE.1),
            other => return other,
        }
    }
    file.try_lock()
}

/// Refuses a folder that is not ours. Returns its mode.
///
/// # Errors
/// It is missing, not a folder, or belongs to another user.
pub fn check(path: &Path) -> Result<u32, Failure> {
    let shown = path.display();
    let facts = fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => not_initialised(path),
        _ => Failure::new(format!(
            "the data folder {shown} cannot be looked into ({error}); run as the user it belongs to"
        )),
    })?;
    if !facts.is_dir() {
        return Err(Failure::new(format!("{shown} is a file, not a data folder; choose another with --data-dir")));
    }
    let us = rustix::process::geteuid().as_raw();
    if facts.uid() != us {
        return Err(Failure::new(format!(
            "the data folder {shown} belongs to the user with number {}, and this program runs as {us}; run it as that user, or give it the folder with chown",
            facts.uid()
        )));
    }
    Ok(facts.mode())
}

/// There is no installation in the folder yet.
pub fn not_initialised(path: &Path) -> Failure {
    let path = path.display();
    Failure::new(format!("{path} holds no installation yet; make one with: strongroom init --data-dir {path}"))
}
