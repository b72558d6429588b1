//! Generic secrets.

mod compare;
mod create;
mod delete;
mod describe;
mod get_policy;
mod get_value;
mod key_pair;
mod list;
mod list_policy_versions;
mod list_reach;
mod list_readers;
mod list_reads;
mod list_versions;
mod migration;
mod purge;
mod put_value;
mod random_password;
mod reads;
mod restore;
mod revoke_version;
mod serve;
mod set_policy;
mod tag;
mod tags;
mod untag;
mod update;
mod update_stage;
mod value;

pub use super::principals::{GrantedAccess, ReaderKind, Scan};
pub use crate::ports::VersionReads;
pub use compare::{CompareSecretVersions, Compared};
pub use create::{CreateSecret, CreatedSecret};
pub use delete::{DeleteMode, DeleteSecret};
pub use describe::{DescribeSecret, DescribedSecret};
pub use get_policy::GetSecretPolicy;
pub use get_value::{GetSecretValue, SecretValue};
pub use key_pair::key_pair_value;
pub use list::{ListSecrets, Page, SecretPage};
pub use list_policy_versions::ListSecretPolicyVersions;
pub use list_reach::{ListReach, Reached};
pub use list_readers::{ListSecretReaders, SecretReader};
pub use list_reads::{ListSecretReads, SecretReads};
pub use list_versions::{ListSecretVersionIds, Versions};
pub(crate) use migration::migration;
pub use migration::{MigratingReader, Migration};
pub use purge::PurgeSecret;
pub use put_value::{PutSecretValue, PutVersion};
pub use random_password::GetRandomPassword;
pub use restore::RestoreSecret;
pub use revoke_version::RevokeSecretVersion;
use serve::{served_labels, usable_version};
pub use set_policy::SetSecretPolicy;
pub use tag::{TagResource, TagResources};
pub use untag::{UntagResource, UntagResources};
pub use update::UpdateSecret;
pub use update_stage::UpdateSecretVersionStage;
pub use value::{KeyEdit, NewValue};
pub(crate) use value::{VersionTarget, encrypt as encrypt_version, fingerprint as value_fingerprint};

use crate::{
    Blocker, CoreError,
    engine::{Context, Loaded},
    ops::plans::put_plan,
    ports::Change,
    rows::SecretRow,
};
use std::sync::Arc;
use strongroom_domain::SecretName;

/// A secret that can be used: not one in its recovery window.
async fn live(cx: &mut Context<'_>, name: &SecretName) -> Result<Arc<Loaded>, CoreError> {
    let loaded = cx.secret(name).await?;
    if loaded.secret.delete_at.is_some() { Err(CoreError::Deleting) } else { Ok(loaded) }
}

/// Callers set the values and labels of generic secrets only: those of managed ones follow what the target has.
fn require_generic(secret: &SecretRow) -> Result<(), CoreError> {
    if secret.kind.is_managed() { Err(CoreError::InUse(Blocker::ManagedSecret)) } else { Ok(()) }
}

/// A secret that is removed while its target changes would take the only copy of the new credential with it, and a value that is put
/// meanwhile would be followed by one that was made without it. With the change that keeps a rotation from beginning meanwhile.
async fn require_no_rotation(cx: &Context<'_>, secret: &SecretRow) -> Result<Option<Change>, CoreError> {
    match cx.vault.plan(cx.store(), secret.id).await? {
        Some(plan) if plan.open.is_some() => Err(CoreError::InUse(Blocker::RotationRuns)),
        plan => Ok(plan.map(|plan| put_plan(cx, plan.revision, plan))),
    }
}
