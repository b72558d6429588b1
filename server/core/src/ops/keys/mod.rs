//! Customer master keys.

mod create;
mod list;
mod rotate;
mod state;
mod update;

pub use create::CreateKey;
pub use list::{DescribeKey, KeyFacts, ListKeys};
pub use rotate::CreateKeyVersion;
pub use state::{DisableKey, EnableKey};
pub use update::UpdateKeyDescription;

use crate::{CoreError, engine::Context, rows::CmkRow};
use strongroom_domain::CmkId;

/// Reads the keys anew, so that a change starts from what every node sees, and finds one.
async fn fresh(cx: &Context<'_>, id: CmkId) -> Result<CmkRow, CoreError> {
    cx.vault.load_cmks(cx.store()).await?;
    cx.vault.cmks().iter().find(|c| c.id == id).cloned().ok_or(CoreError::NotFound("key"))
}
