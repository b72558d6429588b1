//! Customer master keys: symmetric, AES-256.

use super::NumberedPage;
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, ignored, kept, must_be_false, refused},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    facts::KeyFacts,
    ops::keys::{
        CancelKeyDeletion, CreateKey, CreateKeyVersion, DescribeKey, DisableKey, EnableKey, ListKeys,
        ScheduleKeyDeletion, UpdateKeyDescription,
    },
};
use strongroom_domain::{CmkId, KeyState, key_arn, limits};

/// A key's id or ARN. Aliases do not exist here.
pub(super) fn parse_id(request: &AliyunRequest<'_>, text: &str) -> Result<CmkId, AliyunError> {
    let prefix = format!("acs:kms:{}:{}:key/", request.caller.region, request.caller.account);
    text.strip_prefix(&prefix).unwrap_or(text).parse().map_err(|_| AliyunError::key_not_found())
}

pub(super) fn key_id(request: &AliyunRequest<'_>) -> Result<CmkId, AliyunError> {
    parse_id(request, request.params.required("KeyId")?)
}

pub(super) const CREATE: &[Parameter] = &[
    kept("Description"),
    kept("Policy"),
    refused("KeySpec", &["Aliyun_AES_256"]),
    refused("KeyUsage", &["ENCRYPT/DECRYPT"]),
    refused("Origin", &["Aliyun_KMS"]),
    refused("ProtectionLevel", &["SOFTWARE"]),
    must_be_false("EnableAutomaticRotation"),
    ignored("RotationInterval", "it matters only together with EnableAutomaticRotation"),
    refused("Tags", &["[]"]),
    refused("DKMSInstanceId", &[]),
    refused("KeyStorageMechanism", &[]),
];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let policy = request.params.optional("Policy").map(str::to_owned);
    let key = request.run(&CreateKey { description: request.description()?, policy }).await?;
    Ok(request.respond(|f| metadata(f, request, &key)))
}

fn metadata(f: &mut FieldWriter<'_>, request: &AliyunRequest<'_>, key: &KeyFacts) {
    f.object("KeyMetadata", |f| {
        f.text("KeyId", &key.id.to_string());
        f.text("Arn", &key_arn(&request.caller.region, &request.caller.account, key.id));
        f.text("KeyState", state(key));
        f.text("KeySpec", "Aliyun_AES_256");
        f.text("KeyUsage", "ENCRYPT/DECRYPT");
        f.text("Origin", "Aliyun_KMS");
        f.text("ProtectionLevel", "SOFTWARE");
        f.text("Description", key.description.as_str());
        f.text("Creator", &key.creator);
        time(f, "CreationDate", key.created);
        match key.delete_at {
            Some(end) => time(f, "DeleteDate", end),
            None => f.text("DeleteDate", ""),
        }
        f.text("MaterialExpireTime", "");
        f.text("PrimaryKeyVersion", &format!("{}-{}", key.id, key.primary_version));
        time(f, "LastRotationDate", key.rotated);
        f.text("AutomaticRotation", "Disabled");
        f.text("DeletionProtection", "Disabled");
    });
}

/// The vendor's word for the state of a key.
fn state(key: &KeyFacts) -> &'static str {
    match (key.delete_at, key.state) {
        (Some(_), _) => "PendingDeletion",
        (None, KeyState::Enabled) => "Enabled",
        (None, KeyState::Disabled) => "Disabled",
    }
}

pub(super) const KEY_ONLY: &[Parameter] = &[kept("KeyId")];

pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let facts = request.run(&DescribeKey { id: key_id(request)? }).await?;
    Ok(request.respond(|f| metadata(f, request, &facts)))
}

pub(super) const LIST: &[Parameter] = &[kept("PageNumber"), kept("PageSize"), kept("Filters")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let page = NumberedPage::read(request, 10)?;
    let mut keys = request.run(&ListKeys).await?;
    for filter in request.params.filters("Filters")?.unwrap_or_default() {
        let only = |value: &str| filter.values.is_empty() || filter.values.iter().any(|v| v == value);
        match filter.key.as_str() {
            "KeyState" => keys.retain(|key| only(state(key))),
            "KeySpec" => keys.retain(|_| only("Aliyun_AES_256")),
            "KeyUsage" => keys.retain(|_| only("ENCRYPT/DECRYPT")),
            _ => {
                return Err(AliyunError::invalid_parameter(
                    "Filters",
                    "must have the keys KeyState, KeySpec or KeyUsage",
                ));
            }
        }
    }
    Ok(request.respond(|f| {
        f.objects("Keys", "Key", page.of(&keys), |f, facts| {
            f.text("KeyId", &facts.id.to_string());
            f.text("KeyArn", &facts.arn);
        });
        page.write(f, keys.len() as u64);
    }))
}

pub(super) async fn enable(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&EnableKey { id: key_id(request)? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) async fn disable(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&DisableKey { id: key_id(request)? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const SCHEDULE_DELETION: &[Parameter] = &[kept("KeyId"), kept("PendingWindowInDays")];

pub(super) async fn schedule_deletion(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let id = key_id(request)?;
    request.params.required("PendingWindowInDays")?;
    let range = limits::KEY_DELETION_DAYS_MIN..=limits::KEY_DELETION_DAYS_MAX;
    let days = request.params.integer("PendingWindowInDays", range)?.unwrap_or(limits::KEY_DELETION_DAYS_MAX);
    request.run(&ScheduleKeyDeletion { id, days }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) async fn cancel_deletion(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.run(&CancelKeyDeletion { id: key_id(request)? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const UPDATE_ROTATION: &[Parameter] = &[
    kept("KeyId"),
    must_be_false("EnableAutomaticRotation"),
    ignored("RotationInterval", "it matters only together with EnableAutomaticRotation"),
];

/// Keys are rotated by CreateKeyVersion. That one is not rotated by itself is true of every key.
pub(super) async fn update_rotation(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.params.required("EnableAutomaticRotation")?;
    describe_only(request, key_id(request)?).await
}

pub(super) const SET_DELETION_PROTECTION: &[Parameter] = &[
    kept("ProtectedResourceArn"),
    kept("KeyId"),
    must_be_false("EnableDeletionProtection"),
    ignored("DeletionProtectionDescription", "it matters only together with EnableDeletionProtection"),
    refused("KmsInstanceId", &[]),
];

/// There is no protection to switch on. A key that secrets are encrypted with cannot be deleted anyway.
pub(super) async fn set_deletion_protection(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.params.required("EnableDeletionProtection")?;
    let id = match request.params.optional("ProtectedResourceArn") {
        Some(arn) => parse_id(request, arn)?,
        None => key_id(request)?,
    };
    describe_only(request, id).await
}

/// Succeeds without effect, if the caller may see the key.
async fn describe_only(request: &AliyunRequest<'_>, id: CmkId) -> Result<ResponseBody, AliyunError> {
    request.run(&DescribeKey { id }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) const LIST_ALIASES: &[Parameter] = &[kept("PageNumber"), kept("PageSize")];

/// There are no aliases.
pub(super) async fn list_aliases(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let page = NumberedPage::read(request, 10)?;
    request.run(&ListKeys).await?;
    Ok(no_aliases(request, page))
}

pub(super) const LIST_ALIASES_OF_KEY: &[Parameter] = &[kept("KeyId"), kept("PageNumber"), kept("PageSize")];

pub(super) async fn list_aliases_of_key(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let page = NumberedPage::read(request, 10)?;
    request.run(&DescribeKey { id: key_id(request)? }).await?;
    Ok(no_aliases(request, page))
}

fn no_aliases(request: &AliyunRequest<'_>, page: NumberedPage) -> ResponseBody {
    request.respond(|f| {
        f.objects("Aliases", "Alias", [(); 0], |_, ()| {});
        page.write(f, 0);
    })
}

pub(super) const UPDATE_DESCRIPTION: &[Parameter] = &[kept("KeyId"), kept("Description")];

pub(super) async fn update_description(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    request.params.required("Description")?;
    request.run(&UpdateKeyDescription { id: key_id(request)?, description: request.description()? }).await?;
    Ok(request.respond(|_| {}))
}

pub(super) async fn create_version(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let id = key_id(request)?;
    let version = request.run(&CreateKeyVersion { id }).await?;
    let now = request.caller.engine.now();
    Ok(request.respond(|f| {
        f.object("KeyVersion", |f| {
            f.text("KeyId", &id.to_string());
            f.text("KeyVersionId", &format!("{id}-{version}"));
            time(f, "CreationDate", now);
        });
    }))
}
