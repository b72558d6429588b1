//! RotateSecret and UpdateSecretRotationPolicy.

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody};
use strongroom_core::ops::secrets::DescribeSecret;

/// A generic secret does not support rotation. A caller who may not see the secret is told nothing else.
pub(super) async fn refuse(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&DescribeSecret { name: request.secret_name()?, outline: false }).await?;
    Err(AliyunError::unsupported_operation())
}
