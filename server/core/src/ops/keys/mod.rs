//! Customer master keys.

mod create;
mod create_version;
mod describe;
mod disable;
mod enable;
mod get_policy;
mod list;
mod list_policy_versions;
mod list_users;
mod set_policy;
mod state;
mod update_description;

pub use super::principals::{ReaderKind, Scan};
pub use create::CreateKey;
pub use create_version::CreateKeyVersion;
pub use describe::DescribeKey;
pub use disable::DisableKey;
pub use enable::EnableKey;
pub use get_policy::GetKeyPolicy;
pub use list::ListKeys;
pub use list_policy_versions::ListKeyPolicyVersions;
pub use list_users::{KeyUser, ListKeyUsers};
pub use set_policy::SetKeyPolicy;
pub use update_description::UpdateKeyDescription;

use crate::{CoreError, engine::Context, rows::CmkRow};
use strongroom_domain::CmkId;

/// Reads the keys again, so that a change starts from the stored state, and finds one.
async fn fresh(cx: &Context<'_>, id: CmkId) -> Result<CmkRow, CoreError> {
    cx.vault.load_cmks(cx.store()).await?;
    Ok(cx.vault.cmk(id)?.row.clone())
}
