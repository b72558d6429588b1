//! ListPolicies.

use super::{
    PolicyFacts,
    facts::{count, of_custom, of_system},
};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    rows::Sealed,
};
use strongroom_domain::{Action, FieldError, PolicyName, PolicyType};
use strongroom_policy::system;
use strongroom_trail::Detail;

/// Policies: system policies first, then custom ones by name.
pub struct ListPolicies {
    /// Only of this type.
    pub kind: Option<PolicyType>,
    /// After this custom policy; then no system policies are listed.
    pub after: Option<PolicyName>,
    /// At most this many custom policies, 1 to 1,000.
    pub limit: u32,
}

impl Run for ListPolicies {
    /// The policies, and whether more custom ones follow.
    type Output = (Vec<PolicyFacts>, bool);

    fn action(&self) -> Action {
        Action::ListPolicies
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        if !(1..=1_000).contains(&self.limit) {
            return Err(FieldError::new("MaxItems", "must be 1 to 1000").into());
        }
        let mut policies = Vec::new();
        if self.kind != Some(PolicyType::Custom) && self.after.is_none() {
            for policy in system::all() {
                policies.push(of_system(policy)?);
            }
        }
        let mut more = false;
        if self.kind != Some(PolicyType::System) {
            let mut rows = cx.store().policies(self.after.as_ref(), self.limit + 1).await?;
            more = rows.len() > self.limit as usize;
            rows.truncate(self.limit as usize);
            for row in rows {
                policies.push(of_custom(row.check(&cx.vault.keyring)?));
            }
        }
        count(cx, &mut policies).await?;
        cx.note(Detail::Count, policies.len().to_string());
        Ok(Done::read((policies, more)))
    }
}
