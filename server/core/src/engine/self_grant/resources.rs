//! What changed policies and tags of secrets and keys give.

use super::{Given, compiled, newly};
use crate::{
    CoreError, Thing,
    engine::{AuthorizationQuery, Context, Loaded, access::key_use, bindings::own_policy},
    ports::Expect,
    rows::{CmkRow, OwnPolicy, SecretRow},
};
use strongroom_domain::{Action, CheckedOn, KeyPermission, ResourceKind};
use strongroom_policy::{Check, ConditionContext, Effect, Kind, Statement};

impl Given<'_> {
    pub(super) async fn by_secret(
        &mut self,
        cx: &Context<'_>,
        row: &SecretRow,
        expect: Expect,
    ) -> Result<(), CoreError> {
        let before = match (expect, cx.judged()) {
            (Expect::Absent, _) => None,
            (_, Some(judged)) if judged.secret.id == row.id => Some(judged.clone()),
            _ => match cx.vault.secret(cx.store(), &row.name).await {
                Ok(loaded) => Some(loaded),
                Err(CoreError::NotFound(Thing::Secret)) => None,
                Err(other) => return Err(other),
            },
        };
        let policy = before.as_ref().and_then(|before| before.secret.policy.as_ref());
        let tags = before.as_ref().map(|before| &before.secret.tags);
        if policy == row.policy.as_ref() && tags.is_none_or(|tags| *tags == row.tags) {
            return Ok(());
        }
        let checks = |loaded: &Loaded| -> Vec<Check> {
            let on_it = Action::ALL.iter().copied().filter(|action| {
                action.row().resource == ResourceKind::Secret && action.row().checked_on == CheckedOn::Thing
            });
            let resource = Some(loaded.secret.name.as_str());
            let query =
                |action| AuthorizationQuery { action, resource, secret: Some(loaded), trust: None, keys: Vec::new() };
            on_it.map(|action| query(action).check(&cx.vault, true)).collect()
        };
        let without = match &before {
            Some(before) => checks(before),
            None => checks(&Loaded::without_versions(SecretRow { policy: None, ..row.clone() }, &cx.vault)),
        };
        let with = checks(&Loaded::without_versions(row.clone(), &cx.vault));
        let (was, is) = (compiled(policy, Kind::Resource), compiled(row.policy.as_ref(), Kind::Resource));
        if policy != row.policy.as_ref() && self.by_own_policy(cx, [&was, &is], [&without, &with]) {
            self.add("policy of the secret");
        } else if gains(cx, &without, &with) {
            self.add("tags");
        }
        Ok(())
    }

    pub(super) fn by_key(&mut self, cx: &Context<'_>, row: &CmkRow, expect: Expect) {
        let before = (expect != Expect::Absent).then(|| cx.vault.cmk(row.id).ok()).flatten();
        let policy = before.as_ref().and_then(|before| before.row.policy.as_ref());
        if policy == row.policy.as_ref() {
            return;
        }
        let checks = |policy: Option<&OwnPolicy>| -> Vec<Check> {
            let arn = cx.vault.key_arn(row.id);
            let resource_policy = own_policy(policy, Kind::Resource, || arn.clone());
            let on_it = Action::ALL.iter().copied().filter(|action| {
                action.row().resource == ResourceKind::Key && action.row().checked_on == CheckedOn::Thing
            });
            let uses = [KeyPermission::Decrypt, KeyPermission::GenerateDataKey];
            let uses = uses.map(|permission| key_use(&cx.vault, permission, row.id).action);
            let of = |action| Check {
                action,
                resource: arn.clone(),
                context: ConditionContext::default(),
                resource_policy: resource_policy.clone(),
            };
            on_it.map(Action::full_name).chain(uses).map(of).collect()
        };
        let (without, with) = (checks(policy), checks(row.policy.as_ref()));
        let (was, is) = (compiled(policy, Kind::Resource), compiled(row.policy.as_ref(), Kind::Resource));
        if self.by_own_policy(cx, [&was, &is], [&without, &with]) {
            self.add("policy of the key");
        }
    }

    /// Whether a changed policy of a secret or key names the caller anew, gives the caller more, or gives or no longer denies
    /// others what the caller may not do.
    fn by_own_policy(&self, cx: &Context<'_>, [was, is]: [&[Statement]; 2], [without, with]: [&[Check]; 2]) -> bool {
        let (new, lost) = (newly(was, is, Effect::Allow), newly(is, was, Effect::Deny));
        let beyond = |statement: &Statement| {
            let mut about = without.iter().filter(|check| statement.is_about_action(&check.action));
            about.any(|check| !cx.rights.always(check))
        };
        let account = &cx.vault.installation.account;
        gains(cx, without, with)
            || new.iter().any(|statement| self.is_named(statement))
            || new.iter().any(|statement| statement.names_others_than(account) && beyond(statement))
            || lost.iter().any(beyond)
    }

    /// Whether a statement names the caller.
    pub(super) fn is_named(&self, statement: &Statement) -> bool {
        let Some(principals) = &statement.principal else { return false };
        let caller = &self.own.caller;
        let bound = principals.bound.as_ref();
        bound.map_or_else(
            || principals.ram.contains(&caller.arn),
            |ids| caller.id.as_ref().is_some_and(|id| ids.contains(id)),
        )
    }
}

/// Whether the caller may do anything with the changes that it may not do without, or not under all conditions.
fn gains(cx: &Context<'_>, without: &[Check], with: &[Check]) -> bool {
    let may = |check: &Check| cx.rights.check(check.clone()).is_ok();
    let always = |check: &Check| cx.rights.always(check);
    let more = |(without, with): (&Check, &Check)| (!may(without) && may(with)) || (!always(without) && always(with));
    without.iter().zip(with).any(more)
}
