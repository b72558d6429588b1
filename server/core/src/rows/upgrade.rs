//! From the previous encoding of rows to the present one.

use super::{
    AccessKeyRow, Authenticate, Authenticated, CmkRow, CmkVersionRow, ENCODING, GroupRow, InstallationRow,
    MfaDeviceRow, NotVerified, PolicyRow, PolicyVersionRow, RoleRow, SecretRow, Unverified, UserRow, VersionRow,
    v1::{self, V1},
};
use std::{fmt, sync::Arc};
use strongroom_crypto::Keyring;

/// Verifies rows by the previous encoding and authenticates them by the present one. The store hands it every row of every
/// table in one transaction, the installation last.
#[derive(Clone)]
pub struct RowUpgrade(Arc<Keyring>);

impl RowUpgrade {
    /// The encoding it leads from.
    pub const FROM: u32 = v1::ENCODING;

    pub(crate) fn new(keyring: Keyring) -> Self {
        Self::with(Arc::new(keyring))
    }

    pub(super) fn with(keyring: Arc<Keyring>) -> Self {
        Self(keyring)
    }

    /// The row under its new MAC.
    ///
    /// # Errors
    /// The row does not verify by the previous encoding.
    pub fn row<R: Upgradable>(&self, found: Unverified<R>) -> Result<Authenticated<R>, NotVerified> {
        if found.row.verify_previous(&self.0, &found.mac) {
            Ok(found.row.upgraded().authenticate(&self.0))
        } else {
            Err(NotVerified::of(&found.row))
        }
    }
}

impl fmt::Debug for RowUpgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowUpgrade({} to {ENCODING})", Self::FROM)
    }
}

/// A row that the previous encoding had too.
pub trait Upgradable: Authenticate {
    /// Whether this installation wrote the row, by what the previous encoding knew.
    fn verify_previous(&self, keyring: &Keyring, mac: &[u8]) -> bool;

    /// The row as the present encoding has it.
    #[must_use]
    fn upgraded(self) -> Self {
        self
    }
}

macro_rules! upgradable {
    ($($row:ident),*) => {$(
        impl Upgradable for $row {
            fn verify_previous(&self, keyring: &Keyring, mac: &[u8]) -> bool {
                V1::verify(self, keyring, mac)
            }
        }
    )*};
}

upgradable!(
    AccessKeyRow,
    CmkRow,
    GroupRow,
    MfaDeviceRow,
    PolicyRow,
    PolicyVersionRow,
    RoleRow,
    SecretRow,
    UserRow,
    VersionRow
);

/// Had no MAC. Its envelope can be decrypted only as this version of this key; its creation time decides nothing.
impl Upgradable for CmkVersionRow {
    fn verify_previous(&self, keyring: &Keyring, _: &[u8]) -> bool {
        keyring.load_cmk_version(self.cmk.0, self.version, &self.encrypted.0).is_ok()
    }
}

/// Was under no MAC: account and region are taken as they are, once. The keyring has compared id and check value.
impl Upgradable for InstallationRow {
    fn verify_previous(&self, keyring: &Keyring, _: &[u8]) -> bool {
        self.encoding == RowUpgrade::FROM && self.check == keyring.check_value()
    }

    fn upgraded(self) -> Self {
        Self { encoding: ENCODING, ..self }
    }
}
