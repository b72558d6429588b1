//! Login profiles: a user has one when it has a console password. Two flags of the vendor's are always false here.

use super::Caller;
use crate::aliyun::{AliyunError, Fields, Rendered, ops::time};
use strongroom_core::{
    Plaintext,
    ops::users::{GetUser, UpdateLoginProfile},
};
use strongroom_domain::UserName;

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let name = caller.user_name()?;
    flags(caller)?;
    let password = Some(secret(caller.params.required("Password")?));
    if has_one(caller, &name).await? {
        return Err(AliyunError {
            status: 409,
            code: "EntityAlreadyExists.User.LoginProfile",
            message: "The user has a login profile already.".into(),
        });
    }
    caller.ram(&UpdateLoginProfile { name: name.clone(), password }).await?;
    let now = caller.engine.now();
    Ok(caller.answer("CreateLoginProfile", |f| {
        f.object("LoginProfile", |f| {
            fields(f, &name);
            time(f, "CreateDate", now);
        });
    }))
}

fn flags(caller: &Caller<'_>) -> Result<(), AliyunError> {
    caller.never("MFABindRequired")?;
    caller.never("PasswordResetRequired")
}

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

async fn has_one(caller: &Caller<'_>, name: &UserName) -> Result<bool, AliyunError> {
    Ok(caller.ram(&GetUser { name: name.clone() }).await?.user.password.is_some())
}

async fn must_have_one(caller: &Caller<'_>, name: &UserName) -> Result<(), AliyunError> {
    match has_one(caller, name).await? {
        true => Ok(()),
        false => Err(AliyunError {
            status: 404,
            code: "EntityNotExist.User.LoginProfile",
            message: "The user has no login profile.".into(),
        }),
    }
}

/// When a password was set is not kept, so that no date is shown.
fn fields(f: &mut Fields<'_>, name: &UserName) {
    f.text("UserName", name.as_str());
    f.flag("PasswordResetRequired", false);
    f.flag("MFABindRequired", false);
}

pub(super) async fn get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let name = caller.user_name()?;
    must_have_one(caller, &name).await?;
    Ok(caller.answer("GetLoginProfile", |f| f.object("LoginProfile", |f| fields(f, &name))))
}

/// Without a password nothing changes: the flags can only stay as they are.
pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let name = caller.user_name()?;
    flags(caller)?;
    must_have_one(caller, &name).await?;
    if let Some(password) = caller.params.optional("Password").map(secret) {
        caller.ram(&UpdateLoginProfile { name, password: Some(password) }).await?;
    }
    Ok(caller.answer("UpdateLoginProfile", |_| {}))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let name = caller.user_name()?;
    must_have_one(caller, &name).await?;
    caller.ram(&UpdateLoginProfile { name, password: None }).await?;
    Ok(caller.answer("DeleteLoginProfile", |_| {}))
}
