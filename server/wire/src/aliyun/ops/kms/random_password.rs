//! Passwords made by the server.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    ops::password_rule::{self, PASSWORD_RULE},
    parameters::Parameter,
};
use strongroom_core::ops::secrets::GetRandomPassword;
use strongroom_domain::PasswordRule;

pub(super) const GET: &[Parameter] = &PASSWORD_RULE;

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let PasswordRule { length, exclude, without, require_each } = password_rule::read(request)?;
    let password = request.run(&GetRandomPassword { length, exclude, without, require_each }).await?;
    let text = std::str::from_utf8(password.expose()).map_err(|_| AliyunError::internal_failure())?;
    Ok(request.respond(|f| f.text("RandomPassword", text)))
}
