//! AccessKeys. A caller who names no user means itself.

use super::{Caller, Field, field};
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::{
    CoreError,
    ops::access_keys::{CreateAccessKey, DeleteAccessKey, GetAccessKeyLastUsed, ListAccessKeys, UpdateAccessKey},
};
use strongroom_domain::{AccessKeyId, Timestamp, UserName};

fn whose(caller: &Caller<'_>) -> Result<UserName, AliyunError> {
    match caller.optional_field(&field!("UserName"), UserName::new)? {
        Some(name) => Ok(name),
        // The session of a role is no user.
        None if caller.call.principal.session.is_some() => Err(AliyunError::missing_parameter("UserName")),
        None => Ok(UserName::new(&caller.call.principal.name).map_err(CoreError::from)?),
    }
}

fn which(caller: &Caller<'_>) -> Result<AccessKeyId, AliyunError> {
    caller.required_field(&field!("UserAccessKeyId"), AccessKeyId::new)
}

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let key = caller.ram(&CreateAccessKey { user: whose(caller)? }).await?;
    let secret = std::str::from_utf8(key.secret.expose()).map_err(|_| AliyunError::internal_failure())?;
    Ok(caller.answer("CreateAccessKey", |f| {
        f.object("AccessKey", |f| {
            f.text("AccessKeySecret", secret);
            fields(f, &key.id, true, key.created);
        });
    }))
}

fn fields(f: &mut Fields<'_>, id: &AccessKeyId, active: bool, created: Timestamp) {
    f.text("AccessKeyId", id.as_str());
    f.text("Status", if active { "Active" } else { "Inactive" });
    time(f, "CreateDate", created);
}

pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let active = match caller.params.required("Status")? {
        "Active" => true,
        "Inactive" => false,
        _ => return Err(AliyunError::invalid_parameter("Status", "must be Active or Inactive")),
    };
    caller
        .ram(&UpdateAccessKey { user: whose(caller)?, id: which(caller)?, active: Some(active), networks: None })
        .await?;
    Ok(caller.answer("UpdateAccessKey", |_| {}))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.ram(&DeleteAccessKey { user: whose(caller)?, id: which(caller)? }).await?;
    Ok(caller.answer("DeleteAccessKey", |_| {}))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let keys = caller.ram(&ListAccessKeys { user: whose(caller)? }).await?;
    Ok(caller.answer("ListAccessKeys", |f| {
        f.objects("AccessKeys", "AccessKey", &keys, |f, key| fields(f, &key.id, key.active, key.created));
    }))
}

pub(super) async fn last_used(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let used = caller.ram(&GetAccessKeyLastUsed { user: whose(caller)?, id: which(caller)? }).await?;
    Ok(caller.answer("GetAccessKeyLastUsed", |f| {
        f.object("AccessKeyLastUsed", |f| match &used {
            Some(used) => time(f, "LastUsedDate", used.at),
            None => f.text("LastUsedDate", ""),
        });
    }))
}
