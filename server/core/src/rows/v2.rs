//! FROZEN: the fields that rows had in encoding 2, of those that have others since. Never change what is written here; it is only read, once,
//! by `upgrade.rs`.
//!
//! A field that came later must have the value that its column is given in an older row, or the row does not verify.

use super::{Encoder, RotationPlanRow, RotationRow, SecretRow, VersionRow, encoding::Encode};
use strongroom_crypto::Keyring;

/// The number of this encoding.
pub(super) const ENCODING: u32 = 2;

/// A row that has other fields since.
pub(super) trait V2 {
    /// Bound into the MAC.
    const DOMAIN: &'static str;
    /// Adds every field that it had.
    fn fields(&self, out: &mut Encoder);
    /// Whether every later field has its default.
    fn has_no_later_fields(&self) -> bool;

    /// Whether the MAC is that of this row.
    fn verify(&self, keyring: &Keyring, mac: &[u8]) -> bool {
        let bytes = Encoder::bytes_of(|out| self.fields(out));
        self.has_no_later_fields() && keyring.verify_row_mac(Self::DOMAIN, &bytes, mac).is_ok()
    }
}

macro_rules! v2 {
    ($row:ident, $table:literal, {$($field:ident),+}, later {$($later:ident: $nothing:expr),+}) => {
        impl V2 for $row {
            const DOMAIN: &'static str = concat!($table, "/2");
            fn fields(&self, out: &mut Encoder) {
                let Self { $($field,)+ $($later: _,)+ } = self;
                $($field.encode(out);)+
            }
            fn has_no_later_fields(&self) -> bool {
                $(self.$later == $nothing)&&+
            }
        }
    };
}

v2!(SecretRow, "secret", {
    id, kind, name, description, cmk, own_cmk, tags, labels, last_ordinal, creator, created, updated, delete_at, policy,
    revision
}, later { offered: None });

v2!(VersionRow, "secret_version", {
    secret, id, ordinal, value_type, fingerprint, value, outline, creator, created
}, later { revoked: None });

v2!(RotationPlanRow, "rotation_plan", {
    secret, place, strategy, accounts, automatic, schedule, grace_s, paused, config, next_due, last_rotated, open, created,
    revision
}, later { await_readers: false, rollout: None });

v2!(RotationRow, "rotation", {
    id, secret, place, strategy, account, version, old_version, known_keys, state, due, trigger, starter, started, updated, ended, lease,
    fence, revision
}, later { await_readers: false, rollout: None, deadline: None });
