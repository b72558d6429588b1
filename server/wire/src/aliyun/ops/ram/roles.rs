//! Roles.

use super::{Caller, Field, Paging, field, policies::no_tags, truncation};
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::{
    CoreError,
    ops::roles::{CreateRole, DeleteRole, GetRole, ListRoles, UpdateRole},
    rows::RoleRow,
};
use strongroom_domain::{Action, RoleName, limits, role_arn};

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    no_tags(caller)?;
    caller.never("AllowConsoleLogin")?;
    let op = CreateRole {
        name: caller.role_name()?,
        description: caller.comments(&field!("Description"))?,
        trust: caller.params.required("AssumeRolePolicyDocument")?.to_owned(),
        max_session_s: longest(caller, "MaxSessionDuration")?.unwrap_or(limits::ROLE_SESSION_MIN),
    };
    let role = caller.ram(&op).await?;
    Ok(answer(caller, "CreateRole", &role))
}

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let role = caller.ram(&GetRole { name: caller.role_name()? }).await?;
    Ok(answer(caller, "GetRole", &role))
}

pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.never("NewAllowConsoleLogin")?;
    let op = UpdateRole {
        name: caller.role_name()?,
        description: caller.new_comments(&field!("NewDescription"))?,
        trust: caller.params.optional("NewAssumeRolePolicyDocument").map(str::to_owned),
        max_session_s: longest(caller, "NewMaxSessionDuration")?,
        expect: None,
    };
    let role = caller.ram(&op).await?;
    Ok(answer(caller, "UpdateRole", &role))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&DeleteRole { name: caller.role_name()? }).await?;
    Ok(caller.answer("DeleteRole", |_| {}))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let paging = Paging::read(caller, Action::ListRoles)?;
    no_tags(caller)?;
    let after = paging.after.as_deref().map(RoleName::new).transpose().map_err(CoreError::from)?;
    let op = ListRoles { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (roles, more) = caller.ram(&op).await?;
    let next = paging.next(caller, more, roles.last().map(|role| role.name.as_str()))?;
    Ok(caller.answer("ListRoles", |f| {
        truncation(f, next.as_deref());
        f.objects("Roles", "Role", &roles, |f, role| facts(f, &caller.account, role));
    }))
}

fn longest(caller: &Caller<'_>, name: &'static str) -> Result<Option<u32>, AliyunError> {
    let range = limits::ROLE_SESSION_MIN..=limits::ROLE_SESSION_MAX;
    Ok(caller.params.integer(name, range)?)
}

fn answer(caller: &Caller<'_>, action: &str, role: &RoleRow) -> Rendered {
    caller.answer(action, |f| {
        f.object("Role", |f| {
            facts(f, &caller.account, role);
            f.text("AssumeRolePolicyDocument", &role.trust);
        });
    })
}

/// What every list says about a role.
pub(super) fn brief(f: &mut Fields<'_>, account: &str, role: &RoleRow) {
    f.text("RoleId", &role.id.to_string());
    f.text("RoleName", role.name.as_str());
    f.text("Arn", &role_arn(account, role.name.as_str()));
    f.text("Description", role.description.as_str());
}

fn facts(f: &mut Fields<'_>, account: &str, role: &RoleRow) {
    brief(f, account, role);
    f.number("MaxSessionDuration", role.max_session_s.into());
    time(f, "CreateDate", role.created);
    time(f, "UpdateDate", role.updated);
}
