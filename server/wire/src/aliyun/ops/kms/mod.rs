//! KMS: secrets and keys.

mod error;
mod key_policy;
mod keys;
mod paging;
mod random_password;
mod regions;
mod rotation;
mod secret_policy;
mod secrets;
mod tags;
mod values;
mod versions;

use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody};
use paging::NumberedPage;

/// Runs the operation that the request names.
pub(super) async fn run(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    match request.action {
        "GetSecretValue" => values::get(request).await,
        "BatchGetSecretValue" => values::get_batch(request).await,
        "PutSecretValue" => values::put(request).await,
        "UpdateSecretVersionStage" => versions::update_stage(request).await,
        "ListSecretVersionIds" => versions::list(request).await,
        "CreateSecret" => secrets::create(request).await,
        "DescribeSecret" => secrets::describe(request).await,
        "ListSecrets" => secrets::list(request).await,
        "UpdateSecret" => secrets::update(request).await,
        "DeleteSecret" => secrets::delete(request).await,
        "RestoreSecret" => secrets::restore(request).await,
        "GetRandomPassword" => random_password::get(request).await,
        "RotateSecret" | "UpdateSecretRotationPolicy" => rotation::refuse(request).await,
        "GetSecretPolicy" => secret_policy::get(request).await,
        "SetSecretPolicy" => secret_policy::set(request).await,
        "TagResource" => tags::tag(request).await,
        "UntagResource" => tags::untag(request).await,
        "TagResources" => tags::tag_many(request).await,
        "UntagResources" => tags::untag_many(request).await,
        "ListTagResources" => tags::list(request).await,
        "CreateKey" => keys::create(request).await,
        "DescribeKey" => keys::describe(request).await,
        "ListKeys" => keys::list(request).await,
        "EnableKey" => keys::enable(request).await,
        "DisableKey" => keys::disable(request).await,
        "UpdateKeyDescription" => keys::update_description(request).await,
        "CreateKeyVersion" => keys::create_version(request).await,
        "GetKeyPolicy" => key_policy::get(request).await,
        "SetKeyPolicy" => key_policy::set(request).await,
        "DescribeRegions" => regions::describe(request),
        _ => Err(AliyunError::invalid_action()),
    }
}
