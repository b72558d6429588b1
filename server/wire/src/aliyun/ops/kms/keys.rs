//! Customer master keys: symmetric, AES-256.

use super::NumberedPage;
use crate::aliyun::{AliyunError, AliyunRequest, ResponseBody, time};
use crate::http::FieldWriter;
use strongroom_core::{
    facts::KeyFacts,
    ops::keys::{CreateKey, CreateKeyVersion, DescribeKey, DisableKey, EnableKey, ListKeys, UpdateKeyDescription},
};
use strongroom_domain::{CmkId, KeyState, key_arn};

/// A key's id or ARN. Aliases do not exist here.
pub(super) fn parse_id(request: &AliyunRequest<'_>, text: &str) -> Result<CmkId, AliyunError> {
    let prefix = format!("acs:kms:{}:{}:key/", request.caller.region, request.caller.account);
    text.strip_prefix(&prefix).unwrap_or(text).parse().map_err(|_| AliyunError::key_not_found())
}

pub(super) fn key_id(request: &AliyunRequest<'_>) -> Result<CmkId, AliyunError> {
    parse_id(request, request.params.required("KeyId")?)
}

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    for (name, only) in [("KeySpec", "Aliyun_AES_256"), ("KeyUsage", "ENCRYPT/DECRYPT"), ("Origin", "Aliyun_KMS")] {
        if request.params.optional(name).is_some_and(|value| value != only) {
            return Err(AliyunError::invalid_parameter(name, format!("must be {only}")));
        }
    }
    let key = request.run(&CreateKey { description: request.description()? }).await?;
    Ok(request.respond(|f| metadata(f, request, &key)))
}

fn metadata(f: &mut FieldWriter<'_>, request: &AliyunRequest<'_>, key: &KeyFacts) {
    f.object("KeyMetadata", |f| {
        f.text("KeyId", &key.id.to_string());
        f.text("Arn", &key_arn(&request.caller.region, &request.caller.account, key.id));
        f.text("KeyState", if key.state == KeyState::Enabled { "Enabled" } else { "Disabled" });
        f.text("KeySpec", "Aliyun_AES_256");
        f.text("KeyUsage", "ENCRYPT/DECRYPT");
        f.text("Origin", "Aliyun_KMS");
        f.text("ProtectionLevel", "SOFTWARE");
        f.text("Description", key.description.as_str());
        f.text("Creator", &key.creator);
        time(f, "CreationDate", key.created);
        f.text("DeleteDate", "");
        f.text("MaterialExpireTime", "");
        f.text("PrimaryKeyVersion", &format!("{}-{}", key.id, key.primary_version));
        time(f, "LastRotationDate", key.rotated);
        f.text("AutomaticRotation", "Disabled");
    });
}

pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let facts = request.run(&DescribeKey { id: key_id(request)? }).await?;
    Ok(request.respond(|f| metadata(f, request, &facts)))
}

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let page = NumberedPage::read(request, 10)?;
    let mut keys = request.run(&ListKeys).await?;
    for filter in request.params.filters("Filters")?.unwrap_or_default() {
        let only = |value: &str| filter.values.is_empty() || filter.values.iter().any(|v| v == value);
        match filter.key.as_str() {
            "KeyState" => keys.retain(|k| only(if k.state == KeyState::Enabled { "Enabled" } else { "Disabled" })),
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
