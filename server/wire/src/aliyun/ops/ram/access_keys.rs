//! AccessKeys. Without UserName, a call is about the caller.

use super::{CodedParam, coded};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    ops::access_keys::{CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, UpdateAccessKey},
};
use strongroom_domain::{AccessKeyId, Timestamp, UserName};

fn user_name_or_caller(request: &AliyunRequest<'_>) -> Result<UserName, AliyunError> {
    match request.optional_coded(&coded!("UserName"), UserName::new)? {
        Some(name) => Ok(name),
        // A role session is not a user.
        None if request.caller.call.principal.session.is_some() => Err(AliyunError::missing_parameter("UserName")),
        None => Ok(UserName::new(&request.caller.call.principal.name).map_err(CoreError::from)?),
    }
}

fn access_key_id(request: &AliyunRequest<'_>) -> Result<AccessKeyId, AliyunError> {
    request.required_coded(&coded!("UserAccessKeyId"), AccessKeyId::new)
}

pub(super) const USER_ONLY: &[Parameter] = &[kept("UserName")];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let key = request.run_ram(&CreateAccessKey { user: user_name_or_caller(request)? }).await?;
    let secret = std::str::from_utf8(key.secret.expose()).map_err(|_| AliyunError::internal_failure())?;
    Ok(request.respond(|f| {
        f.object("AccessKey", |f| {
            f.text("AccessKeySecret", secret);
            fields(f, &key.id, true, key.created);
        });
    }))
}

fn fields(f: &mut FieldWriter<'_>, id: &AccessKeyId, active: bool, created: Timestamp) {
    f.text("AccessKeyId", id.as_str());
    f.text("Status", if active { "Active" } else { "Inactive" });
    time(f, "CreateDate", created);
}

pub(super) const UPDATE: &[Parameter] = &[kept("UserName"), kept("UserAccessKeyId"), kept("Status")];

pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let active = match request.params.required("Status")? {
        "Active" => true,
        "Inactive" => false,
        _ => return Err(AliyunError::invalid_parameter("Status", "must be Active or Inactive")),
    };
    request
        .run_ram(&UpdateAccessKey {
            user: user_name_or_caller(request)?,
            id: access_key_id(request)?,
            active: Some(active),
            networks: None,
        })
        .await?;
    Ok(request.respond(|_| {}))
}

pub(super) const ONE_KEY: &[Parameter] = &[kept("UserName"), kept("UserAccessKeyId")];

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run_ram(&DeleteAccessKey { user: user_name_or_caller(request)?, id: access_key_id(request)? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let keys = request.run_ram(&ListAccessKeys { user: user_name_or_caller(request)? }).await?;
    Ok(request.respond(|f| {
        f.objects("AccessKeys", "AccessKey", &keys, |f, key| fields(f, &key.id, key.active, key.created));
    }))
}

pub(super) async fn last_used(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let used = request
        .run_ram(&GetAccessKeyLastUsed { user: user_name_or_caller(request)?, id: access_key_id(request)? })
        .await?;
    Ok(request.respond(|f| {
        f.object("AccessKeyLastUsed", |f| match &used {
            Some(used) => time(f, "LastUsedDate", used.at),
            None => f.text("LastUsedDate", ""),
        });
    }))
}
