//! ListPolicies.

use super::facts::count;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::PolicyFacts,
    ops::page::check_page,
};
use strongroom_domain::{Action, PolicyName, PolicyType, limits};
use strongroom_policy::system;
use strongroom_trail::Detail;

/// Policies: system policies first, then custom ones by name.
pub struct ListPolicies {
    /// Only of this type.
    pub kind: Option<PolicyType>,
    /// After this custom policy; then no system policies are listed.
    pub after: Option<PolicyName>,
    /// At most this many custom policies, 1 to [`limits::POLICY_PAGE`].
    pub limit: u32,
}

impl Run for ListPolicies {
    /// The policies, and whether more custom ones follow.
    type Output = (Vec<PolicyFacts>, bool);

    fn action(&self) -> Action {
        Action::ListPolicies
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::POLICY_PAGE)?;
        let mut policies = Vec::new();
        if self.kind != Some(PolicyType::Custom) && self.after.is_none() {
            for policy in system::all() {
                policies.push(PolicyFacts::of_system(policy)?);
            }
        }
        let mut more = false;
        if self.kind != Some(PolicyType::System) {
            let mut rows = cx.store().policies(self.after.as_ref(), self.limit + 1).await?;
            more = rows.len() > self.limit as usize;
            rows.truncate(self.limit as usize);
            for row in rows {
                policies.push(PolicyFacts::of_custom(row.verify(&cx.vault.keyring)?));
            }
        }
        count(cx, &mut policies).await?;
        cx.note(Detail::Count, policies.len().to_string());
        Ok(Done::read((policies, more)))
    }
}
