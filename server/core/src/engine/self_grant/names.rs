//! Whether a name makes a difference to policies.

use super::{Given, compiled};
use crate::{
    CoreError,
    engine::Context,
    ports::{Holders, OwnPolicies},
    rows::OwnPolicy,
};
use strongroom_domain::{PolicyRef, PolicyType};
use strongroom_policy::Kind;

/// Rows read at once.
const PAGE: u32 = 100;

impl Given<'_> {
    /// Whether policies tell a new name from the one before, or mention the name of a new user.
    pub(super) async fn names_matter(&self, cx: &Context<'_>, old: Option<&str>, new: &str) -> Result<bool, CoreError> {
        let mentions = |policy: &OwnPolicy, kind: Kind| {
            let named = policy.names().is_some_and(|mut names| names.any(|(arn, _)| arn == new || Some(arn) == old));
            named || {
                let text = policy.document().to_ascii_lowercase();
                let names = policy.names().is_none() || text.contains("principalarn");
                names && compiled(Some(policy), kind).iter().any(|one| one.tells_apart(old.unwrap_or_default(), new))
            }
        };
        let of_keys = cx.vault.cmks();
        if of_keys.iter().filter_map(|cmk| cmk.row.policy.as_ref()).any(|policy| mentions(policy, Kind::Resource)) {
            return Ok(true);
        }
        let mut after = None;
        loop {
            let roles = cx.vault.verified(cx.store().roles(&Holders::All, after.as_ref(), PAGE).await?)?;
            if roles.iter().any(|role| mentions(&role.trust, Kind::Trust)) {
                return Ok(true);
            }
            after = roles.last().map(|role| role.name.clone()).filter(|_| roles.len() == PAGE as usize);
            if after.is_none() {
                break;
            }
        }
        let mut after = None;
        loop {
            let found = cx.store().secrets_with_policy(OwnPolicies::All, after, PAGE).await?;
            let secrets = cx.vault.verified(found)?;
            let mut policies = secrets.iter().filter_map(|secret| secret.policy.as_ref());
            if policies.any(|policy| mentions(policy, Kind::Resource)) {
                return Ok(true);
            }
            after = secrets.last().map(|secret| secret.id).filter(|_| secrets.len() == PAGE as usize);
            if after.is_none() {
                break;
            }
        }
        let Some(old) = old else { return Ok(false) };
        let mut after = None;
        loop {
            let policies = cx.vault.verified(cx.store().policies(after.as_ref(), PAGE).await?)?;
            after = policies.last().map(|policy| policy.name.clone()).filter(|_| policies.len() == PAGE as usize);
            for policy in policies {
                let policy = PolicyRef { kind: PolicyType::Custom, name: policy.name };
                let document = cx.vault.document(cx.store(), &self.draft, &policy).await?;
                if document.statements().iter().any(|statement| statement.tells_apart(old, new)) {
                    return Ok(true);
                }
            }
            if after.is_none() {
                return Ok(false);
            }
        }
    }
}
