//! Login profiles: a user has one when it has a console password. Two flags of the vendor's are always false here.

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody, time};
use crate::http::FieldWriter;
use strongroom_core::{
    Plaintext,
    ops::users::{GetUser, UpdateLoginProfile},
};
use strongroom_domain::UserName;

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    flags(request)?;
    let password = Some(secret(request.params.required("Password")?));
    if has_one(request, &name).await? {
        return Err(AliyunError {
            status: 409,
            code: "EntityAlreadyExists.User.LoginProfile",
            message: "The user has a login profile already.".into(),
        });
    }
    request.ram(&UpdateLoginProfile { name: name.clone(), password }).await?;
    let now = request.caller.engine.now();
    Ok(request.respond(|f| {
        f.object("LoginProfile", |f| {
            fields(f, &name);
            time(f, "CreateDate", now);
        });
    }))
}

fn flags(request: &AliyunRequest<'_>) -> Result<(), AliyunError> {
    request.require_false("MFABindRequired")?;
    request.require_false("PasswordResetRequired")
}

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

async fn has_one(request: &AliyunRequest<'_>, name: &UserName) -> Result<bool, AliyunError> {
    Ok(request.ram(&GetUser { name: name.clone() }).await?.user.password.is_some())
}

async fn must_have_one(request: &AliyunRequest<'_>, name: &UserName) -> Result<(), AliyunError> {
    match has_one(request, name).await? {
        true => Ok(()),
        false => Err(AliyunError {
            status: 404,
            code: "EntityNotExist.User.LoginProfile",
            message: "The user has no login profile.".into(),
        }),
    }
}

/// When a password was set is not kept, so that no date is shown.
fn fields(f: &mut FieldWriter<'_>, name: &UserName) {
    f.text("UserName", name.as_str());
    f.flag("PasswordResetRequired", false);
    f.flag("MFABindRequired", false);
}

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    must_have_one(request, &name).await?;
    Ok(request.respond(|f| f.object("LoginProfile", |f| fields(f, &name))))
}

/// Without a password nothing changes: the flags can only stay as they are.
pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    flags(request)?;
    must_have_one(request, &name).await?;
    if let Some(password) = request.params.optional("Password").map(secret) {
        request.ram(&UpdateLoginProfile { name, password: Some(password) }).await?;
    }
    Ok(request.respond(|_| {}))
}

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.user_name()?;
    must_have_one(request, &name).await?;
    request.ram(&UpdateLoginProfile { name, password: None }).await?;
    Ok(request.respond(|_| {}))
}
