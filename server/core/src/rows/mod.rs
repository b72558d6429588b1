//! Rows as they are stored.
//!
//! Every row is under a MAC over all fields that decide something, so that a change of the database behind the server's back
//! is noticed. Reading gives an [`Unverified`] row, and only [`Unverified::verify`] gives the row; writing takes an
//! [`Authenticated`] row, which only [`Authenticate::authenticate`] makes. `encoding.rs` defines the bytes under the MAC;
//! `v1.rs` and `v2.rs` are those of earlier databases, and `upgrade.rs` leads from them to the present one.

mod authenticated;
mod block_key;
mod check;
mod encoding;
mod identity;
mod notify;
mod own_policy;
mod resource_policy;
mod rotation;
mod secret;
mod upgrade;
mod v1;
mod v2;

#[cfg(test)]
mod tests;

pub use authenticated::{Authenticate, Authenticated, NotVerified, Unverified};
pub use block_key::BlockKey;
pub use check::RowCheck;
pub use encoding::{ENCODING, Encoder};
pub use identity::{
    AccessKeyRow, GroupRow, MfaDeviceRow, PasskeyRow, PasswordHash, PolicyRow, PolicyVersionRow, RoleRow, UserRow,
};
pub use notify::{ChannelRow, ConditionRow, DeliveryRow, NoticeRow};
pub use own_policy::OwnPolicy;
pub use resource_policy::{PolicyOwner, ResourcePolicyVersionRow};
pub use rotation::{ManagerRow, RotationPlanRow, RotationRow, RunLease, TargetRow};
pub use secret::{
    Ciphertext, CmkDeletionRow, CmkRow, CmkVersionRow, InstallationRow, RootKeyRow, SecretRow, VersionRow,
};
pub use upgrade::{RowUpgrade, Upgradable};
