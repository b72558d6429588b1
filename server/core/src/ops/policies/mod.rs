//! Policies: their versions and attachments.

mod bearer;
mod create;
mod create_version;
mod delete;
mod delete_version;
mod explain;
mod facts;
mod get;
mod get_version;
mod list;
mod list_entities;
mod list_for;
mod list_versions;
mod set_attachment;
mod set_default_version;
mod subject;
mod update_description;
mod versions;

pub use bearer::Bearer;
pub use create::CreatePolicy;
pub use create_version::CreatePolicyVersion;
pub use delete::DeletePolicy;
pub use delete_version::DeletePolicyVersion;
pub use explain::{ExplainAccess, Explained};
pub use get::GetPolicy;
pub use get_version::GetPolicyVersion;
pub use list::ListPolicies;
pub use list_entities::{Entities, ListEntitiesForPolicy};
pub use list_for::ListPoliciesFor;
pub use list_versions::ListPolicyVersions;
pub use set_attachment::SetAttachment;
pub use set_default_version::SetDefaultPolicyVersion;
pub(crate) use subject::{subject_grants, subject_resource};
pub use update_description::UpdatePolicyDescription;

use crate::{
    CoreError, Thing,
    engine::Context,
    ports::{Change, Expect, IdentityChange},
    rows::{Authenticate, PolicyRow},
};
pub use strongroom_domain::PolicySubject;
use strongroom_domain::{PolicyName, PolicyRef, PolicyType};
use strongroom_policy::system;

/// The custom policy of this name, in any letter case.
async fn custom(cx: &Context<'_>, name: &PolicyName) -> Result<PolicyRow, CoreError> {
    cx.vault.policy(cx.store(), name).await?.ok_or(CoreError::NotFound(Thing::Policy))
}

/// The next revision of a changed policy.
fn put(cx: &Context<'_>, policy: PolicyRow) -> (PolicyRow, Change) {
    let expect = Expect::Revision(policy.revision);
    let row = PolicyRow { revision: policy.revision + 1, updated: cx.now, ..policy }.authenticate(&cx.vault.keyring);
    (row.clone().into_row(), IdentityChange::PutPolicy(row, expect).into())
}

/// The policy as it is spelled, if there is one.
async fn existing(cx: &Context<'_>, policy: &PolicyRef) -> Result<PolicyRef, CoreError> {
    match policy.kind {
        PolicyType::System => {
            system::find(policy.name.as_str()).ok_or(CoreError::NotFound(Thing::Policy))?;
            Ok(policy.clone())
        }
        PolicyType::Custom => Ok(PolicyRef { kind: PolicyType::Custom, name: custom(cx, &policy.name).await?.name }),
    }
}
