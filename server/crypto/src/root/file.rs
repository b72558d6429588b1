use std::path::{Path, PathBuf};

use super::{RootError, RootProvider, RootWarning, create, read_exactly, warnings};
use crate::RootKey;

/// The root key as 32 unprotected bytes in a file: for a first start, or where the file system is itself protected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRoot {
    /// The file.
    pub path: PathBuf,
}

impl FileRoot {
    /// Creates a root key and writes it durably with mode 0600. An existing file is never changed.
    ///
    /// # Errors
    /// [`RootError::Exists`], [`RootError::Unwritable`], [`RootError::Unavailable`].
    pub fn create(&self) -> Result<RootKey, RootError> {
        let key = RootKey::generate().map_err(|_| RootError::Unavailable)?;
        create(&self.path, key.bytes())?;
        Ok(key)
    }

    /// Reads the root key.
    ///
    /// # Errors
    /// [`RootError::Missing`], [`RootError::Unreadable`], or [`RootError::Damaged`] when the file is not exactly 32 bytes
    /// long.
    pub fn load(&self) -> Result<RootKey, RootError> {
        let mut key = RootKey::zeroed();
        read_exactly(&self.path, key.bytes_mut())?;
        Ok(key)
    }

    /// Warnings about the location and mode of the file.
    pub fn warnings(&self, database_dir: &Path) -> Vec<RootWarning> {
        warnings(&self.path, database_dir)
    }
}

impl RootProvider for FileRoot {
    fn load(&self) -> Result<RootKey, RootError> {
        self.load()
    }

    fn kind(&self) -> &'static str {
        "file"
    }
}
