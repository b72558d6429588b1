//! What changes of users, groups, roles, policies and credentials give.

use super::{Given, allowed, compiled, newly, of_effect};
use crate::{
    CoreError,
    engine::{Context, Draft, Identity},
    rows::{AccessKeyRow, GroupRow, PolicyRow, RoleRow, UserRow},
};
use strongroom_domain::{PolicyRef, PolicyType, UserId, user_arn};
use strongroom_policy::{Effect, Holder, Kind, Statement};

impl Given<'_> {
    pub(super) async fn by_user(&mut self, cx: &Context<'_>, row: &UserRow) -> Result<(), CoreError> {
        let before = cx.vault.user(cx.store(), row.id).await?;
        let account = &cx.vault.installation.account;
        let arn = user_arn(account, &row.name);
        match &before {
            Some(before) if before.name == row.name => {}
            Some(before) if self.names_matter(cx, Some(&user_arn(account, &before.name)), &arn).await? => {
                self.add("a name in policies");
            }
            None if self.names_matter(cx, None, &arn).await? => self.add("a name in policies"),
            _ => {}
        }
        if self.me == Identity::User(row.id) {
            // Its policies and groups are what the caller is compared by; its password and factors are its own.
            return Ok(());
        }
        let Some(before) = before else {
            let (_, after) = self.grants(cx, Identity::User(row.id)).await?;
            let names = after.map(|after| self.compare(&[], &after.policies.identity)).unwrap_or_default();
            names.into_iter().for_each(|name| self.add(name));
            return Ok(());
        };
        if (&before.policies, &before.groups) != (&row.policies, &row.groups) {
            let (before, after) = self.grants(cx, Identity::User(row.id)).await?;
            if let (Some(before), Some(after)) = (before, after) {
                let names = self.compare(&before.policies.identity, &after.policies.identity);
                names.into_iter().for_each(|name| self.add(name));
            }
        }
        if row.password.is_some() && row.password != before.password {
            self.by_credential(cx, row.id, "password").await?;
        }
        if row.federated.is_some() && row.federated != before.federated {
            self.by_credential(cx, row.id, "identity provider").await?;
        }
        if row.mfa != before.mfa {
            self.by_credential(cx, row.id, "second factor").await?;
        }
        Ok(())
    }

    /// Something to sign in or sign with as a user, or one thing less to do so: whoever has it can do what the user can.
    pub(super) async fn by_credential(&mut self, cx: &Context<'_>, user: UserId, what: &str) -> Result<(), CoreError> {
        if self.me == Identity::User(user) {
            return Ok(());
        }
        let (_, after) = self.grants(cx, Identity::User(user)).await?;
        let policies = after.map(|after| after.policies.identity).unwrap_or_default();
        if allowed(&policies).iter().any(|one| self.above(one)) {
            self.add(what);
        }
        Ok(())
    }

    pub(super) async fn by_access_key(&mut self, cx: &Context<'_>, row: &AccessKeyRow) -> Result<(), CoreError> {
        let before = cx.store().access_key(&row.id).await?.map(|key| key.verify(&cx.vault.keyring)).transpose()?;
        let usable = before.is_none_or(|before| {
            !before.active || (before.networks != row.networks && !before.networks.is_everywhere())
        });
        if !(row.active && usable) {
            return Ok(());
        }
        if self.me == Identity::User(row.user) {
            // A key of one's own is nothing new, except for somebody who may do everything: it works without a sign-in.
            if allowed(&self.own.policies.identity).iter().any(Statement::allows_everything) {
                self.add("AccessKey");
            }
            return Ok(());
        }
        self.by_credential(cx, row.user, "AccessKey").await
    }

    pub(super) async fn by_group(&mut self, cx: &Context<'_>, row: &GroupRow) -> Result<(), CoreError> {
        let before = cx.vault.group(cx.store(), row.id).await?;
        let arn = |name: &str| format!("acs:ram::{}:group/{name}", cx.vault.installation.account);
        if let Some(before) = before.as_ref().filter(|before| before.name != row.name)
            && self.names_matter(cx, Some(&arn(before.name.as_str())), &arn(row.name.as_str())).await?
        {
            self.add("a name in policies");
        }
        let before = before.map(|before| before.policies).unwrap_or_default();
        if before != row.policies {
            let holder = Holder::Group(row.name.to_string());
            let was = cx.vault.attached(cx.store(), &Draft::default(), &before, &holder).await?;
            let is = cx.vault.attached(cx.store(), &self.draft, &row.policies, &holder).await?;
            self.compare(&was, &is).into_iter().for_each(|name| self.add(name));
        }
        Ok(())
    }

    pub(super) async fn by_role(&mut self, cx: &Context<'_>, row: &RoleRow) -> Result<(), CoreError> {
        let before = cx.vault.role(cx.store(), row.id).await?;
        let holder = Holder::Role(row.name.to_string());
        let was = before.as_ref().map(|before| before.policies.clone()).unwrap_or_default();
        let was = cx.vault.attached(cx.store(), &Draft::default(), &was, &holder).await?;
        let is = cx.vault.attached(cx.store(), &self.draft, &row.policies, &holder).await?;
        if self.me != Identity::Role(row.id) {
            self.compare(&was, &is).into_iter().for_each(|name| self.add(name));
        }
        let trusted = compiled(before.as_ref().map(|before| &before.trust), Kind::Trust);
        let trusts = compiled(Some(&row.trust), Kind::Trust);
        let (new, lost) = (newly(&trusted, &trusts, Effect::Allow), newly(&trusts, &trusted, Effect::Deny));
        let above = allowed(&is).iter().any(|one| self.above(one));
        let names_me = !is.is_empty() && new.iter().any(|statement| self.is_named(statement));
        if (above && !(new.is_empty() && lost.is_empty())) || names_me {
            self.add("trust policy");
        }
        Ok(())
    }

    pub(super) async fn by_policy(&mut self, cx: &Context<'_>, row: &PolicyRow) -> Result<(), CoreError> {
        let policy = PolicyRef { kind: PolicyType::Custom, name: row.name.clone() };
        if cx.store().attachments(std::slice::from_ref(&policy)).await? == [0] {
            return Ok(());
        }
        let Some(before) = cx.vault.policy(cx.store(), &row.name).await? else { return Ok(()) };
        let was = match before.default == row.default {
            true => return Ok(()),
            false => cx.vault.document(cx.store(), &Draft::default(), &policy).await?,
        };
        let is = cx.vault.document(cx.store(), &self.draft, &policy).await?;
        let had = of_effect(&was, Effect::Allow);
        let more = of_effect(&is, Effect::Allow).into_iter().any(|one| !had.contains(&one) && self.above(&one));
        let is_denied = of_effect(&is, Effect::Deny);
        let mut lost = of_effect(&was, Effect::Deny).into_iter().filter(|one| !is_denied.contains(one));
        if more || lost.any(|one| self.above(&Statement { effect: Effect::Allow, ..one })) {
            self.add(row.name.as_str());
        }
        Ok(())
    }
}
