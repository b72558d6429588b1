//! Roles.

use super::{CodedParam, MarkerPage, coded, truncation};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, must_be_false, refused},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    facts::RoleFacts,
    ops::roles::{CreateRole, DeleteRole, GetRole, ListRoles, UpdateRole},
};
use strongroom_domain::{Action, RoleName, limits, role_arn};

pub(super) const CREATE: &[Parameter] = &[
    kept("RoleName"),
    kept("AssumeRolePolicyDocument"),
    kept("Description"),
    kept("MaxSessionDuration"),
    must_be_false("AllowConsoleLogin"),
    refused("Tag", &["[]"]),
];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = CreateRole {
        name: request.role_name()?,
        description: request.comments(&coded!("Description"))?,
        trust: request.params.required("AssumeRolePolicyDocument")?.to_owned(),
        max_session_s: max_session(request, "MaxSessionDuration")?.unwrap_or(limits::ROLE_SESSION_MIN),
    };
    let role = request.run_ram(&op).await?;
    Ok(respond(request, &role))
}

pub(super) const ROLE_ONLY: &[Parameter] = &[kept("RoleName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let role = request.run_ram(&GetRole { name: request.role_name()? }).await?;
    Ok(respond(request, &role))
}

pub(super) const UPDATE: &[Parameter] = &[
    kept("RoleName"),
    kept("NewAssumeRolePolicyDocument"),
    kept("NewDescription"),
    kept("NewMaxSessionDuration"),
    must_be_false("NewAllowConsoleLogin"),
];

pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = UpdateRole {
        name: request.role_name()?,
        description: request.new_comments(&coded!("NewDescription"))?,
        trust: request.params.optional("NewAssumeRolePolicyDocument").map(str::to_owned),
        max_session_s: max_session(request, "NewMaxSessionDuration")?,
    };
    let role = request.run_ram(&op).await?;
    Ok(respond(request, &role))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&DeleteRole { name: request.role_name()? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST: &[Parameter] = &[kept("Marker"), kept("MaxItems"), refused("Tag", &["[]"])];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paging = MarkerPage::read(request, Action::ListRoles)?;
    let after = paging.after.as_deref().map(RoleName::new).transpose().map_err(CoreError::from)?;
    let op = ListRoles { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (roles, more) = request.run_ram(&op).await?;
    let next = paging.next(request, more, roles.last().map(|role| role.name.as_str()))?;
    Ok(request.respond(|f| {
        truncation(f, next.as_deref());
        f.objects("Roles", "Role", &roles, |f, role| facts(f, &request.caller.account, role));
    }))
}

fn max_session(request: &AliyunRequest<'_>, name: &'static str) -> Result<Option<u32>, AliyunError> {
    let range = limits::ROLE_SESSION_MIN..=limits::ROLE_SESSION_MAX;
    Ok(request.params.integer(name, range)?)
}

fn respond(request: &AliyunRequest<'_>, role: &RoleFacts) -> ResponseBody {
    request.respond(|f| {
        f.object("Role", |f| {
            facts(f, &request.caller.account, role);
            f.text("AssumeRolePolicyDocument", &role.trust);
        });
    })
}

/// The fields that every list has of a role.
pub(super) fn brief(f: &mut FieldWriter<'_>, account: &str, role: &RoleFacts) {
    f.text("RoleId", &role.id.to_string());
    f.text("RoleName", role.name.as_str());
    f.text("Arn", &role_arn(account, role.name.as_str()));
    f.text("Description", role.description.as_str());
}

fn facts(f: &mut FieldWriter<'_>, account: &str, role: &RoleFacts) {
    brief(f, account, role);
    f.number("MaxSessionDuration", role.max_session_s.into());
    time(f, "CreateDate", role.created);
    time(f, "UpdateDate", role.updated);
}
