//! CreatePolicy, UpdatePolicyDescription, DeletePolicy.

use super::{check_document, custom, put};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    in_use,
    ports::{Change, Expect, Holders},
    rows::{PolicyRow, PolicyVersionRow, Sealed},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, PolicyName, PolicyRef, PolicyType, limits};
use strongroom_policy::{Kind, system};

/// Makes a policy with its first version, which holds.
pub struct CreatePolicy {
    /// Unique name, whatever its letter case; not that of a system policy.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
    /// The document, JSON; at most 6,144 characters.
    pub document: String,
}

impl Run for CreatePolicy {
    type Output = PolicyRow;

    fn action(&self) -> Action {
        Action::CreatePolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyRow>, CoreError> {
        check_document(&self.document, Kind::Identity)?;
        let of_system = system::all().iter().any(|policy| policy.name.eq_ignore_ascii_case(self.name.as_str()));
        if of_system || cx.store().policy(&self.name).await?.is_some() {
            return Err(CoreError::Exists("a policy of this name"));
        }
        if cx.store().policy_count().await? >= limits::POLICIES {
            return Err(CoreError::Limit("an account may have at most 1,500 custom policies"));
        }
        let row = PolicyRow {
            name: self.name.clone(),
            description: self.description.clone(),
            default: 1,
            last: 1,
            created: cx.now,
            updated: cx.now,
            revision: 1,
            mac: [0; 32],
        };
        let version = PolicyVersionRow {
            policy: self.name.clone(),
            number: 1,
            document: self.document.clone(),
            creator: cx.call.principal.name.clone(),
            created: cx.now,
            mac: [0; 32],
        };
        let row = row.seal(&cx.vault.keyring);
        let changes = vec![
            Change::PutPolicy(row.clone(), Expect::Absent),
            Change::PutPolicyVersion(version.seal(&cx.vault.keyring)),
        ];
        Ok(Done::changed(row, changes))
    }
}

/// Changes what is said about a policy.
pub struct UpdatePolicyDescription {
    /// Which.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
}

impl Run for UpdatePolicyDescription {
    type Output = PolicyRow;

    fn action(&self) -> Action {
        Action::UpdatePolicyDescription
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyRow>, CoreError> {
        let policy = custom(cx, &self.name).await?;
        let (row, change) = put(cx, PolicyRow { description: self.description.clone(), ..policy });
        Ok(Done::changed(row, vec![change]))
    }
}

/// Removes a policy that nobody has, with its versions.
pub struct DeletePolicy {
    /// Which.
    pub name: PolicyName,
    /// Also when it has versions beside the default one; without this such a policy is refused, as the vendor does.
    pub with_versions: bool,
}

impl Run for DeletePolicy {
    type Output = ();

    fn action(&self) -> Action {
        Action::DeletePolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let policy = custom(cx, &self.name).await?;
        let reference = PolicyRef { kind: PolicyType::Custom, name: policy.name.clone() };
        let holders = Holders::With(reference);
        if !cx.store().users(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(in_use::POLICY_OF_USER));
        }
        if !cx.store().groups(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(in_use::POLICY_OF_GROUP));
        }
        if !cx.store().roles(&holders, None, 1).await?.is_empty() {
            return Err(CoreError::InUse(in_use::POLICY_OF_ROLE));
        }
        if !self.with_versions && cx.store().policy_versions(&policy.name).await?.len() > 1 {
            return Err(CoreError::InUse(in_use::POLICY_HAS_VERSIONS));
        }
        Ok(Done::changed((), vec![Change::RemovePolicy(policy.name, Expect::Revision(policy.revision))]))
    }
}
