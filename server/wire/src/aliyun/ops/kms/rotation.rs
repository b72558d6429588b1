//! RotateSecret and UpdateSecretRotationPolicy.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, ignored, kept},
};
use strongroom_core::ops::secrets::DescribeSecret;

pub(super) const REFUSE: &[Parameter] = &[
    kept("SecretName"),
    ignored("VersionId", "the operation is refused for every generic secret"),
    ignored("EnableAutomaticRotation", "the operation is refused for every generic secret"),
    ignored("RotationInterval", "the operation is refused for every generic secret"),
];

/// A generic secret does not support rotation. A caller who may not see the secret is told nothing else.
pub(super) async fn refuse(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&DescribeSecret { name: request.secret_name()?, outline: false }).await?;
    Err(AliyunError::unsupported_operation())
}
