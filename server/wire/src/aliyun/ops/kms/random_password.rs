//! Passwords made by the server.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
};
use std::ops::RangeInclusive;
use strongroom_core::ops::secrets::GetRandomPassword;
use strongroom_domain::limits;

const LENGTHS: RangeInclusive<u32> = limits::RANDOM_PASSWORD_MIN..=limits::RANDOM_PASSWORD_MAX;

pub(super) const GET: &[Parameter] = &[
    kept("PasswordLength"),
    kept("ExcludeCharacters"),
    kept("ExcludeLowercase"),
    kept("ExcludeUppercase"),
    kept("ExcludeNumbers"),
    kept("ExcludePunctuation"),
    kept("RequireEachIncludedType"),
];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let params = request.params;
    let without = |name| params.flag(name).map(|f| f.unwrap_or(false));
    let op = GetRandomPassword {
        length: params.integer("PasswordLength", LENGTHS)?.unwrap_or(limits::RANDOM_PASSWORD),
        exclude: params.optional("ExcludeCharacters").unwrap_or_default().to_owned(),
        without: [
            without("ExcludeLowercase")?,
            without("ExcludeUppercase")?,
            without("ExcludeNumbers")?,
            without("ExcludePunctuation")?,
        ],
        require_each: params.flag("RequireEachIncludedType")?.unwrap_or(true),
    };
    let password = request.run(&op).await?;
    let text = std::str::from_utf8(password.expose()).map_err(|_| AliyunError::internal_failure())?;
    Ok(request.respond(|f| f.text("RandomPassword", text)))
}
