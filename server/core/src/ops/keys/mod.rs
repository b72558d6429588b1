//! Customer master keys.

mod cancel_deletion;
mod create;
mod create_version;
mod describe;
mod disable;
mod enable;
mod get_policy;
mod list;
mod list_policy_versions;
mod list_users;
mod purge;
mod schedule_deletion;
mod set_policy;
mod state;
mod update_description;

pub use super::principals::{ReaderKind, Scan};
pub use cancel_deletion::CancelKeyDeletion;
pub use create::CreateKey;
pub use create_version::CreateKeyVersion;
pub use describe::DescribeKey;
pub use disable::DisableKey;
pub use enable::EnableKey;
pub use get_policy::GetKeyPolicy;
pub use list::ListKeys;
pub use list_policy_versions::ListKeyPolicyVersions;
pub use list_users::{KeyUser, ListKeyUsers};
pub use purge::PurgeKey;
pub use schedule_deletion::ScheduleKeyDeletion;
pub use set_policy::SetKeyPolicy;
pub use update_description::UpdateKeyDescription;

use crate::{
    CoreError,
    engine::{Cmk, Context},
    ports::{Change, Expect, KeyChange},
    rows::{Authenticate, CmkDeletionRow, CmkRow},
};
use std::sync::Arc;
use strongroom_domain::CmkId;

/// Reads the keys again, so that a change starts from the stored state, and finds one.
async fn fresh(cx: &Context<'_>, id: CmkId) -> Result<Arc<Cmk>, CoreError> {
    cx.vault.load_cmks(cx.store()).await?;
    cx.vault.cmk(id)
}

/// The changes that make a key, as it was read, into `row`. A key that waits for its deletion goes on waiting.
fn replace(cx: &Context<'_>, key: &Cmk, row: CmkRow) -> Vec<Change> {
    let row = CmkRow { revision: key.row.revision + 1, ..row };
    let deletion = key.deletion.clone().map(|deletion| CmkDeletionRow { key_revision: row.revision, ..deletion });
    let put = KeyChange::Put(row.authenticate(&cx.vault.keyring), Expect::Revision(key.row.revision));
    let deletion = deletion.map(|deletion| KeyChange::PutDeletion(deletion.authenticate(&cx.vault.keyring)));
    std::iter::once(put).chain(deletion).map(Change::from).collect()
}
