//! KMS: secrets and keys.

mod access_keys;
mod error;
mod hosts;
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

use super::operations;
use paging::NumberedPage;

operations! {
    "GetSecretValue": GetSecretValue, values::GET, |r| values::get(r).await;
    "BatchGetSecretValue": GetSecretValue, values::GET_BATCH, |r| values::get_batch(r).await;
    "PutSecretValue": PutSecretValue, values::PUT, |r| values::put(r).await;
    "UpdateSecretVersionStage": UpdateSecretVersionStage, versions::UPDATE_STAGE, |r| versions::update_stage(r).await;
    "ListSecretVersionIds": ListSecretVersionIds, versions::LIST, |r| versions::list(r).await;
    "CreateSecret": CreateSecret, secrets::CREATE, |r| secrets::create(r).await;
    "DescribeSecret": DescribeSecret, secrets::DESCRIBE, |r| secrets::describe(r).await;
    "ListSecrets": ListSecrets, secrets::LIST, |r| secrets::list(r).await;
    "UpdateSecret": UpdateSecret, secrets::UPDATE, |r| secrets::update(r).await;
    "DeleteSecret": DeleteSecret, secrets::DELETE, |r| secrets::delete(r).await;
    "RestoreSecret": RestoreSecret, secrets::RESTORE, |r| secrets::restore(r).await;
    "GetRandomPassword": GetRandomPassword, random_password::GET, |r| random_password::get(r).await;
    "RotateSecret": RotateSecret, rotation::ROTATE, |r| rotation::rotate(r).await;
    "UpdateSecretRotationPolicy": UpdateSecretRotationPolicy, rotation::UPDATE_POLICY, |r| rotation::update_policy(r).await;
    "GetSecretPolicy": GetSecretPolicy, secret_policy::GET, |r| secret_policy::get(r).await;
    "SetSecretPolicy": SetSecretPolicy, secret_policy::SET, |r| secret_policy::set(r).await;
    "TagResource": TagResource, tags::TAG, |r| tags::tag(r).await;
    "UntagResource": UntagResource, tags::UNTAG, |r| tags::untag(r).await;
    "TagResources": TagResource, tags::TAG_MANY, |r| tags::tag_many(r).await;
    "UntagResources": UntagResource, tags::UNTAG_MANY, |r| tags::untag_many(r).await;
    "ListTagResources": DescribeSecret, tags::LIST, |r| tags::list(r).await;
    "ListResourceTags": DescribeKey, tags::LIST_OF_KEY, |r| tags::list_of_key(r).await;
    "CreateKey": CreateKey, keys::CREATE, |r| keys::create(r).await;
    "DescribeKey": DescribeKey, keys::KEY_ONLY, |r| keys::describe(r).await;
    "ListKeys": ListKeys, keys::LIST, |r| keys::list(r).await;
    "EnableKey": EnableKey, keys::KEY_ONLY, |r| keys::enable(r).await;
    "DisableKey": DisableKey, keys::KEY_ONLY, |r| keys::disable(r).await;
    "UpdateKeyDescription": UpdateKeyDescription, keys::UPDATE_DESCRIPTION, |r| keys::update_description(r).await;
    "CreateKeyVersion": CreateKeyVersion, keys::KEY_ONLY, |r| keys::create_version(r).await;
    "ScheduleKeyDeletion": ScheduleKeyDeletion, keys::SCHEDULE_DELETION, |r| keys::schedule_deletion(r).await;
    "CancelKeyDeletion": CancelKeyDeletion, keys::KEY_ONLY, |r| keys::cancel_deletion(r).await;
    "UpdateRotationPolicy": DescribeKey, keys::UPDATE_ROTATION, |r| keys::update_rotation(r).await;
    "SetDeletionProtection": DescribeKey, keys::SET_DELETION_PROTECTION, |r| keys::set_deletion_protection(r).await;
    "ListAliases": ListKeys, keys::LIST_ALIASES, |r| keys::list_aliases(r).await;
    "ListAliasesByKeyId": DescribeKey, keys::LIST_ALIASES_OF_KEY, |r| keys::list_aliases_of_key(r).await;
    "GetKeyPolicy": GetKeyPolicy, key_policy::GET, |r| key_policy::get(r).await;
    "SetKeyPolicy": SetKeyPolicy, key_policy::SET, |r| key_policy::set(r).await;
    "DescribeRegions": _, &[], |r| regions::describe(r);
}
