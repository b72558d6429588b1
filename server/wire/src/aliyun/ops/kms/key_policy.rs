//! The policy of a customer master key itself. As with secrets there is one per key, named `default`.

use super::{
    keys,
    secret_policy::{default_document, require_default_name},
};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
};
use strongroom_core::ops::keys::{GetKeyPolicy, SetKeyPolicy};

pub(super) const GET: &[Parameter] = &[kept("KeyId"), kept("PolicyName")];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    require_default_name(request)?;
    let (document, _) = request.run(&GetKeyPolicy { id: keys::key_id(request)? }).await?;
    let document = document.unwrap_or_else(|| default_document(&request.caller.account));
    Ok(request.respond(|f| f.text("Policy", &document)))
}

pub(super) const SET: &[Parameter] = &[kept("KeyId"), kept("Policy"), kept("PolicyName")];

pub(super) async fn set(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    require_default_name(request)?;
    let document = Some(request.params.required("Policy")?.to_owned());
    request.run(&SetKeyPolicy { id: keys::key_id(request)?, document }).await?;
    Ok(request.respond(|_| {}))
}
