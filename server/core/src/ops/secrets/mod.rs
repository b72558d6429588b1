//! Generic secrets.

mod compare;
mod create;
mod delete;
mod describe;
mod get_value;
mod list;
mod list_versions;
mod password;
mod policy;
mod purge;
mod put_value;
mod readers;
mod restore;
mod stage;
mod tag;
mod update;
mod value;

pub use super::everybody::{ReaderKind, Scan};
pub use compare::{CompareSecretVersions, Compared};
pub use create::{CreateSecret, CreatedSecret};
pub use delete::{DeleteMode, DeleteSecret};
pub use describe::{DescribeSecret, SecretFacts};
pub use get_value::{GetSecretValue, SecretValue};
pub use list::{ListSecrets, Page, SecretPage};
pub use list_versions::{ListSecretVersionIds, VersionFacts, Versions};
pub use password::GetRandomPassword;
pub use policy::{GetSecretPolicy, SetSecretPolicy};
pub use purge::PurgeSecret;
pub use put_value::{PutSecretValue, PutVersion};
pub use readers::{ListReach, ListSecretReaders, Reached, Reader};
pub use restore::RestoreSecret;
pub use stage::UpdateSecretVersionStage;
pub use tag::{TagResource, UntagResource};
pub use update::UpdateSecret;
pub use value::NewValue;

use crate::{
    CoreError,
    engine::{Context, Loaded},
};
use std::sync::Arc;
use strongroom_domain::SecretName;

/// A secret that can be used: not one in its recovery window.
async fn live(cx: &mut Context<'_>, name: &SecretName) -> Result<Arc<Loaded>, CoreError> {
    let loaded = cx.secret(name).await?;
    if loaded.secret.delete_at.is_some() { Err(CoreError::Deleting) } else { Ok(loaded) }
}
