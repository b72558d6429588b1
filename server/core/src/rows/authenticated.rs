//! Rows before and after their MAC is verified or made.

use super::{Encoder, InstallationRow, RootKeyRow};
use std::ops::Deref;
use strongroom_crypto::{Keyring, RootKey, WrappedKey};

/// A row under a MAC.
pub trait Authenticate: Sized {
    /// Its table.
    const TABLE: &'static str;
    /// The encoding in which its fields last changed.
    const ENCODING: u32;
    /// Bound into the MAC: the table and the version of the encoding. A row cannot pass for one of another table, nor a MAC
    /// of another encoding for one of this.
    const DOMAIN: &'static str;

    /// What people know the row by, for logs and errors.
    fn row_name(&self) -> String;
    /// Adds every field that is under the MAC.
    fn encode(&self, out: &mut Encoder);

    /// The row with its MAC, ready to be written.
    fn authenticate(self, keyring: &Keyring) -> Authenticated<Self> {
        let mac = keyring.row_mac(Self::DOMAIN, &Encoder::of(&self));
        Authenticated { row: self, mac }
    }
}

/// A row as the database gave it. Nothing of it can be used until its MAC is verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unverified<R> {
    pub(super) row: R,
    pub(super) mac: Vec<u8>,
}

impl<R> Unverified<R> {
    /// Wraps what the database gave.
    pub fn new(row: R, mac: Vec<u8>) -> Self {
        Self { row, mac }
    }
}

impl<R: Authenticate> Unverified<R> {
    /// The row, if this installation wrote it.
    ///
    /// # Errors
    /// The MAC is not that of this row.
    pub fn verify(self, keyring: &Keyring) -> Result<R, NotVerified> {
        match keyring.verify_row_mac(R::DOMAIN, &Encoder::of(&self.row), &self.mac) {
            Ok(()) => Ok(self.row),
            Err(_) => Err(NotVerified::of(&self.row)),
        }
    }
}

impl Unverified<InstallationRow> {
    /// The keyring of this installation; `None` if the root key is not one of it. What is used here serves before its MAC is
    /// verified, because the key that verifies it comes from it: a false one gives another key, or none.
    ///
    /// # Errors
    /// The wrapped key of this root key was altered.
    pub fn keyring(
        &self,
        root: &RootKey,
        root_keys: &[Unverified<RootKeyRow>],
    ) -> Result<Option<Keyring>, NotVerified> {
        let wrapped: Vec<WrappedKey> = root_keys.iter().map(|found| found.row.wrapped_key()).collect();
        Keyring::open(root, self.row.id.0, &self.row.check, &wrapped)
            .map_err(|_| NotVerified { table: RootKeyRow::TABLE, row: "of this root key".to_owned() })
    }

    /// The encoding the row says its MAC and all others are made with. It is under the MAC of the current encoding, so that
    /// one that is false does not verify.
    pub fn encoding(&self) -> u32 {
        self.row.encoding
    }
}

impl RootKeyRow {
    fn wrapped_key(&self) -> WrappedKey {
        WrappedKey { root_check: self.check, encrypted: self.wrapped.0.clone() }
    }
}

impl<R> From<Authenticated<R>> for Unverified<R> {
    fn from(row: Authenticated<R>) -> Self {
        Self { row: row.row, mac: row.mac.to_vec() }
    }
}

/// A row with its MAC: the only form in which a row can be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Authenticated<R> {
    row: R,
    mac: [u8; 32],
}

impl<R> Authenticated<R> {
    /// The row and its MAC.
    pub fn into_parts(self) -> (R, [u8; 32]) {
        (self.row, self.mac)
    }

    /// The row without its MAC.
    pub fn into_row(self) -> R {
        self.row
    }
}

impl<R> Deref for Authenticated<R> {
    type Target = R;
    fn deref(&self) -> &R {
        &self.row
    }
}

/// A row that this installation did not write, or not like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "the MAC of row {row} in table {table} does not verify: this installation did not write the row as it is now. Restore it \
     from a backup, and find out who writes to this database"
)]
pub struct NotVerified {
    /// The table.
    pub table: &'static str,
    /// What people know the row by.
    pub row: String,
}

impl NotVerified {
    pub(super) fn of<R: Authenticate>(row: &R) -> Self {
        Self { table: R::TABLE, row: row.row_name() }
    }
}

impl From<NotVerified> for crate::CoreError {
    fn from(error: NotVerified) -> Self {
        Self::tampered_row(error.table, &error.row)
    }
}
