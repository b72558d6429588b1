//! Login profiles: a user has one if it has a console password. MFABindRequired and PasswordResetRequired are always false here.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept, must_be_false},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    Plaintext,
    ops::users::{GetUser, UpdateLoginProfile},
};
use strongroom_domain::UserName;

pub(super) const SET: &[Parameter] =
    &[kept("UserName"), kept("Password"), must_be_false("PasswordResetRequired"), must_be_false("MFABindRequired")];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    let password = Some(plaintext(request.params.required("Password")?));
    if has_profile(request, &name).await? {
        return Err(AliyunError {
            status: 409,
            code: "EntityAlreadyExists.User.LoginProfile",
            message: "The user has a login profile already.".into(),
        });
    }
    request.run_ram(&UpdateLoginProfile { name: name.clone(), password }).await?;
    let now = request.caller.engine.now();
    Ok(request.respond(|f| {
        f.object("LoginProfile", |f| {
            fields(f, &name);
            time(f, "CreateDate", now);
        });
    }))
}

fn plaintext(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

async fn has_profile(request: &AliyunRequest<'_>, name: &UserName) -> Result<bool, AliyunError> {
    Ok(request.run_ram(&GetUser { name: name.clone() }).await?.user.has_password)
}

async fn require_profile(request: &AliyunRequest<'_>, name: &UserName) -> Result<(), AliyunError> {
    match has_profile(request, name).await? {
        true => Ok(()),
        false => Err(AliyunError {
            status: 404,
            code: "EntityNotExist.User.LoginProfile",
            message: "The user has no login profile.".into(),
        }),
    }
}

/// Without a date: when a password was set is not stored.
fn fields(f: &mut FieldWriter<'_>, name: &UserName) {
    f.text("UserName", name.as_str());
    f.flag("PasswordResetRequired", false);
    f.flag("MFABindRequired", false);
}

pub(super) const USER_ONLY: &[Parameter] = &[kept("UserName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    require_profile(request, &name).await?;
    Ok(request.respond(|f| f.object("LoginProfile", |f| fields(f, &name))))
}

/// Without a password nothing changes: the flags are always false.
pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    require_profile(request, &name).await?;
    if let Some(password) = request.params.optional("Password").map(plaintext) {
        request.run_ram(&UpdateLoginProfile { name, password: Some(password) }).await?;
    }
    Ok(request.respond(|_| {}))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    require_profile(request, &name).await?;
    request.run_ram(&UpdateLoginProfile { name, password: None }).await?;
    Ok(request.respond(|_| {}))
}
