//! Rows as they are stored. Security-relevant rows carry a revision and a MAC over all their fields, so that a database that
//! lies is noticed: [`Sealed::seal`] before writing, [`Sealed::check`] after reading.

use strongroom_crypto::Keyring;
use strongroom_domain::{PolicyRef, Since, Timestamp};

macro_rules! sealed {
    ($row:ty, $table:literal, |$named:ident| $name:expr, |$self:ident, $out:ident| $body:block) => {
        impl Sealed for $row {
            const TABLE: &'static str = $table;
            fn named(&self) -> String {
                let $named = self;
                $name.to_string()
            }
            fn fields(&self, $out: &mut Canonical) {
                let $self = self;
                $body
            }
            fn mac(&self) -> &[u8; 32] {
                &self.mac
            }
            fn set_mac(&mut self, mac: [u8; 32]) {
                self.mac = mac;
            }
        }
    };
}

mod identity;
mod secret;

pub use identity::{
    AccessKeyRow, GroupRow, MfaDeviceRow, PasskeyRow, PasswordHash, PolicyRow, PolicyVersionRow, RoleRow, UserRow,
};
pub use secret::{Ciphertext, CmkRow, CmkVersionRow, InstallationRow, SecretRow, VersionRow};

/// Rows with a MAC.
pub trait Sealed: Sized {
    /// Name bound into the MAC: a row cannot pass for one of another table.
    const TABLE: &'static str;
    /// What people know it by, for the log.
    fn named(&self) -> String;
    /// Adds every field but the MAC.
    fn fields(&self, out: &mut Canonical);
    /// The stored MAC.
    fn mac(&self) -> &[u8; 32];
    /// Stores the MAC.
    fn set_mac(&mut self, mac: [u8; 32]);

    /// Computes and stores the MAC.
    #[must_use]
    fn seal(mut self, keyring: &Keyring) -> Self {
        let mac = keyring.row_mac(Self::TABLE, &canonical(&self));
        self.set_mac(mac);
        self
    }

    /// Checks the MAC.
    ///
    /// # Errors
    /// The row is not what this installation wrote.
    fn check(self, keyring: &Keyring) -> Result<Self, crate::CoreError> {
        keyring
            .verify_row_mac(Self::TABLE, &canonical(&self), self.mac())
            .map_err(|_| crate::CoreError::tampered_row(Self::TABLE, &self.named()))?;
        Ok(self)
    }
}

fn canonical<R: Sealed>(row: &R) -> Vec<u8> {
    let mut out = Canonical(Vec::with_capacity(256));
    row.fields(&mut out);
    out.0
}

/// Fields one after the other, each with its length: two different rows never have the same bytes.
pub struct Canonical(Vec<u8>);

impl Canonical {
    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
        self.0.extend_from_slice(bytes);
        self
    }
    fn text(&mut self, text: &str) -> &mut Self {
        self.bytes(text.as_bytes())
    }
    fn number(&mut self, n: u64) -> &mut Self {
        self.bytes(&n.to_be_bytes())
    }
    fn time(&mut self, t: Timestamp) -> &mut Self {
        self.bytes(&t.0.to_be_bytes())
    }
    fn policies(&mut self, policies: &[Since<PolicyRef>]) -> &mut Self {
        self.number(policies.len() as u64);
        for Since { what: policy, since } in policies {
            self.text(policy.kind.word()).text(policy.name.as_str()).time(*since);
        }
        self
    }
}
