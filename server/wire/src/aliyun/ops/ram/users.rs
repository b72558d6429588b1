//! Users.

use super::{CodedParam, MarkerPage, coded, truncation};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, ignored, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    facts::UserFacts,
    ops::{
        mfa::UnbindMfaDevice,
        users::{CreateUser, DeleteUser, GetUser, ListUsers, UpdateUser},
    },
};
use strongroom_domain::{Action, UserName, limits};

const NO_CONTACT: &str = "addresses and telephone numbers of users are not kept, as on the vendor's international site";

pub(super) const CREATE: &[Parameter] = &[
    kept("UserName"),
    kept("DisplayName"),
    kept("Comments"),
    ignored("Email", NO_CONTACT),
    ignored("MobilePhone", NO_CONTACT),
];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = CreateUser {
        name: request.user_name()?,
        display_name: request.comments(&coded!("DisplayName"))?,
        comments: request.comments(&coded!("Comments"))?,
        password: None,
    };
    let user = request.run_ram(&op).await?;
    Ok(request.respond(|f| f.object("User", |f| created_fields(f, &user))))
}

fn created_fields(f: &mut FieldWriter<'_>, user: &UserFacts) {
    f.text("UserId", &user.id.to_string());
    f.text("UserName", user.name.as_str());
    f.text("DisplayName", user.display_name.as_str());
    f.text("Comments", user.comments.as_str());
    time(f, "CreateDate", user.created);
}

fn fields(f: &mut FieldWriter<'_>, user: &UserFacts) {
    created_fields(f, user);
    time(f, "UpdateDate", user.updated);
}

pub(super) const USER_ONLY: &[Parameter] = &[kept("UserName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let facts = request.run_ram(&GetUser { name: request.user_name()? }).await?;
    Ok(request.respond(|f| {
        f.object("User", |f| {
            fields(f, &facts.user);
            if let Some(at) = facts.user.signed_in {
                time(f, "LastLoginDate", at);
            }
        });
    }))
}

pub(super) const UPDATE: &[Parameter] = &[
    kept("UserName"),
    kept("NewUserName"),
    kept("NewDisplayName"),
    kept("NewComments"),
    ignored("NewEmail", NO_CONTACT),
    ignored("NewMobilePhone", NO_CONTACT),
];

pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = UpdateUser {
        name: request.user_name()?,
        new_name: request.optional_coded(&coded!("NewUserName"), UserName::new)?,
        display_name: request.new_comments(&coded!("NewDisplayName"))?,
        comments: request.new_comments(&coded!("NewComments"))?,
    };
    let user = request.run_ram(&op).await?;
    Ok(request.respond(|f| f.object("User", |f| fields(f, &user))))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&DeleteUser { name: request.user_name()?, with_everything: false }).await?;
    Ok(request.respond(|_| {}))
}

/// UnbindMFADevice: clients call it before they delete a user.
pub(super) async fn unbind_mfa_device(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let user = request.user_name()?;
    request.run_ram(&UnbindMfaDevice { user: user.clone() }).await?;
    let serial = format!("acs:ram::{}:mfa/{user}", request.caller.account);
    Ok(request.respond(|f| f.object("MFADevice", |f| f.text("SerialNumber", &serial))))
}

pub(super) const LIST: &[Parameter] = &[kept("Marker"), kept("MaxItems")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let paging = MarkerPage::read(request, Action::ListUsers)?;
    let after = after(&paging)?;
    let op = ListUsers { text: String::new(), after, limit: paging.items.min(limits::PAGE) };
    let (users, more) = request.run_ram(&op).await?;
    let next = paging.next(request, more, users.last().map(|facts| facts.user.name.as_str()))?;
    Ok(request.respond(|f| {
        truncation(f, next.as_deref());
        f.objects("Users", "User", &users, |f, facts| fields(f, &facts.user));
    }))
}

/// The user after which a list of users begins.
pub(super) fn after(paging: &MarkerPage) -> Result<Option<UserName>, AliyunError> {
    Ok(paging.after.as_deref().map(UserName::new).transpose().map_err(CoreError::from)?)
}
