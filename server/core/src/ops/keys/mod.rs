//! Customer master keys.

mod create;
mod list;
mod policy;
mod rotate;
mod state;
mod update;
mod users;

pub use super::everybody::{ReaderKind, Scan};
pub use create::CreateKey;
pub use list::{DescribeKey, KeyFacts, ListKeys};
pub use policy::{GetKeyPolicy, SetKeyPolicy};
pub use rotate::CreateKeyVersion;
pub use state::{DisableKey, EnableKey};
pub use update::UpdateKeyDescription;
pub use users::{KeyUser, ListKeyUsers};

use crate::{CoreError, engine::Context, rows::CmkRow};
use strongroom_domain::CmkId;

/// Reads the keys anew, so that a change starts from what every node sees, and finds one.
async fn fresh(cx: &Context<'_>, id: CmkId) -> Result<CmkRow, CoreError> {
    cx.vault.load_cmks(cx.store()).await?;
    Ok(cx.vault.cmk(id)?.row.clone())
}
