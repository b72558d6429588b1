//! What RAM has no operation of its own for with AccessKeys.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
};
use strongroom_core::ops::access_keys::DeactivateAccessKey;
use strongroom_domain::{AccessKeyId, UserName};

pub(super) const DEACTIVATE: &[Parameter] = &[kept("UserName"), kept("UserAccessKeyId")];

/// Switches a key off. UpdateAccessKey of RAM does the same, and may also switch it on.
pub(super) async fn deactivate(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = DeactivateAccessKey {
        user: request.required_field("UserName", UserName::new)?,
        id: request.required_field("UserAccessKeyId", AccessKeyId::new)?,
    };
    request.run_own(&op).await?;
    Ok(request.respond(|_| {}))
}
