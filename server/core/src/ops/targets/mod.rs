//! Targets: systems whose credentials rotate.

mod connection;
mod create;
mod delete;
mod describe;
mod list;
mod test;
mod update;

pub use connection::{NewManager, TargetConnection};
pub use create::CreateTarget;
pub use delete::DeleteTarget;
pub use describe::{DescribeTarget, DescribedTarget};
pub use list::{ListTargets, ListedTarget};
pub use test::{AccountProof, TargetTest, TestTarget, TestedTarget};
pub use update::UpdateTarget;

use crate::{CoreError, Thing, engine::Context, rows::TargetRow};
use strongroom_domain::TargetName;

async fn target(cx: &Context<'_>, name: &TargetName) -> Result<TargetRow, CoreError> {
    cx.vault.target_by_name(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::Target))
}
