//! From the encodings of earlier programs to the present ones.

use super::{
    AccessKeyRow, Authenticate, Authenticated, CmkRow, CmkVersionRow, ENCODING, Encoder, GroupRow, InstallationRow,
    MfaDeviceRow, NotVerified, PolicyRow, PolicyVersionRow, RoleRow, RotationPlanRow, RotationRow, SecretRow,
    Unverified, UserRow, VersionRow,
    v1::{self, V1},
    v2::{self, V2},
};
use std::{fmt, sync::Arc};
use strongroom_crypto::Keyring;

/// Verifies rows by an earlier encoding and authenticates them by the present one. The store hands it every row of every
/// table that has another encoding since, in one transaction, the installation last.
#[derive(Clone)]
pub struct RowUpgrade {
    keyring: Arc<Keyring>,
    from: u32,
}

impl RowUpgrade {
    /// Whether rows of a database of this encoding need it.
    pub(crate) fn is_for(from: u32) -> bool {
        [v1::ENCODING, v2::ENCODING].contains(&from)
    }

    /// The upgrade of a database of this encoding, if it needs one.
    pub(crate) fn new(from: u32, keyring: Arc<Keyring>) -> Option<Self> {
        Self::is_for(from).then_some(Self { keyring, from })
    }

    /// The encoding it leads from.
    pub fn from(&self) -> u32 {
        self.from
    }

    /// The row under its new MAC.
    ///
    /// # Errors
    /// The row does not verify by the earlier encoding.
    pub fn row<R: Upgradable>(&self, found: Unverified<R>) -> Result<Authenticated<R>, NotVerified> {
        if found.row.verify_earlier(self.from, &self.keyring, &found.mac) {
            Ok(found.row.upgraded().authenticate(&self.keyring))
        } else {
            Err(NotVerified::of(&found.row))
        }
    }
}

impl fmt::Debug for RowUpgrade {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RowUpgrade({} to {ENCODING})", self.from)
    }
}

/// A row that an earlier encoding had too.
pub trait Upgradable: Authenticate {
    /// Whether this installation wrote the row, by what that encoding knew.
    fn verify_earlier(&self, from: u32, keyring: &Keyring, mac: &[u8]) -> bool;

    /// The row as the present encoding has it.
    #[must_use]
    fn upgraded(self) -> Self {
        self
    }
}

macro_rules! upgradable {
    ($($row:ident: $($encoding:path => $verify:path),+;)*) => {$(
        impl Upgradable for $row {
            fn verify_earlier(&self, from: u32, keyring: &Keyring, mac: &[u8]) -> bool {
                match from {
                    $($encoding => $verify(self, keyring, mac),)+
                    _ => false,
                }
            }
        }
    )*};
}

upgradable! {
    AccessKeyRow: v1::ENCODING => V1::verify;
    CmkRow: v1::ENCODING => V1::verify;
    GroupRow: v1::ENCODING => V1::verify;
    MfaDeviceRow: v1::ENCODING => V1::verify;
    PolicyRow: v1::ENCODING => V1::verify;
    PolicyVersionRow: v1::ENCODING => V1::verify;
    RoleRow: v1::ENCODING => V1::verify;
    UserRow: v1::ENCODING => V1::verify;
    SecretRow: v1::ENCODING => V1::verify, v2::ENCODING => V2::verify;
    VersionRow: v1::ENCODING => V1::verify, v2::ENCODING => V2::verify;
    RotationPlanRow: v2::ENCODING => V2::verify;
    RotationRow: v2::ENCODING => V2::verify;
}

/// Had no MAC in encoding 1. Its envelope can be decrypted only as this version of this key; its creation time decides nothing.
impl Upgradable for CmkVersionRow {
    fn verify_earlier(&self, from: u32, keyring: &Keyring, _: &[u8]) -> bool {
        from == v1::ENCODING && keyring.load_cmk_version(self.cmk.0, self.version, &self.encrypted.0).is_ok()
    }
}

/// Was under no MAC in encoding 1: account and region are taken as they are, once. The keyring has compared id and check value.
impl Upgradable for InstallationRow {
    fn verify_earlier(&self, from: u32, keyring: &Keyring, mac: &[u8]) -> bool {
        let is_ours = match from {
            v1::ENCODING => self.check == keyring.check_value(),
            _ => keyring.verify_row_mac(Self::DOMAIN, &Encoder::of(self), mac).is_ok(),
        };
        self.encoding == from && is_ours
    }

    fn upgraded(self) -> Self {
        Self { encoding: ENCODING, ..self }
    }
}
