//! Customer master keys: symmetric, AES-256.

use super::{Caller, paging, part, time};
use crate::aliyun::{AliyunError, Fields, Rendered};
use strongroom_core::{
    ops::keys::{CreateKey, CreateKeyVersion, DescribeKey, DisableKey, EnableKey, ListKeys, UpdateKeyDescription},
    rows::{CmkRow, CmkState},
};
use strongroom_domain::{CmkId, key_arn};

/// A key's id or ARN. Aliases do not exist here.
pub(super) fn parse_id(caller: &Caller<'_>, text: &str) -> Result<CmkId, AliyunError> {
    let prefix = format!("acs:kms:{}:{}:key/", caller.region, caller.account);
    text.strip_prefix(&prefix).unwrap_or(text).parse().map_err(|_| AliyunError::key_not_found())
}

pub(super) fn key_id(caller: &Caller<'_>) -> Result<CmkId, AliyunError> {
    parse_id(caller, caller.params.required("KeyId")?)
}

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    for (name, only) in [("KeySpec", "Aliyun_AES_256"), ("KeyUsage", "ENCRYPT/DECRYPT"), ("Origin", "Aliyun_KMS")] {
        if caller.params.optional(name).is_some_and(|value| value != only) {
            return Err(AliyunError::invalid_parameter(name, format!("must be {only}")));
        }
    }
    let key = caller.run(&CreateKey { description: caller.description()? }).await?;
    Ok(caller.answer("CreateKey", |f| metadata(f, caller, &key)))
}

fn metadata(f: &mut Fields<'_>, caller: &Caller<'_>, key: &CmkRow) {
    f.object("KeyMetadata", |f| {
        f.text("KeyId", &key.id.to_string());
        f.text("Arn", &key_arn(&caller.region, &caller.account, key.id));
        f.text("KeyState", if key.state == CmkState::Enabled { "Enabled" } else { "Disabled" });
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

pub(super) async fn describe(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let facts = caller.run(&DescribeKey { id: key_id(caller)? }).await?;
    Ok(caller.answer("DescribeKey", |f| metadata(f, caller, &facts.key)))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let page = caller.page(10)?;
    let mut keys = caller.run(&ListKeys).await?;
    for filter in caller.params.filters("Filters")?.unwrap_or_default() {
        let only = |value: &str| filter.values.is_empty() || filter.values.iter().any(|v| v == value);
        match filter.key.as_str() {
            "KeyState" => keys.retain(|k| only(if k.key.state == CmkState::Enabled { "Enabled" } else { "Disabled" })),
            "KeySpec" => keys.retain(|_| only("Aliyun_AES_256")),
            "KeyUsage" => keys.retain(|_| only("ENCRYPT/DECRYPT")),
            _ => {
                return Err(AliyunError::invalid_parameter(
                    "Filters",
                    "may have the keys KeyState, KeySpec and KeyUsage",
                ));
            }
        }
    }
    Ok(caller.answer("ListKeys", |f| {
        f.objects("Keys", "Key", part(&keys, page), |f, facts| {
            f.text("KeyId", &facts.key.id.to_string());
            f.text("KeyArn", &facts.arn);
        });
        paging(f, page, keys.len() as u64);
    }))
}

pub(super) async fn enable(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.run(&EnableKey { id: key_id(caller)? }).await?;
    Ok(caller.answer("EnableKey", |_| {}))
}

pub(super) async fn disable(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.run(&DisableKey { id: key_id(caller)? }).await?;
    Ok(caller.answer("DisableKey", |_| {}))
}

pub(super) async fn update_description(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.params.required("Description")?;
    caller.run(&UpdateKeyDescription { id: key_id(caller)?, description: caller.description()? }).await?;
    Ok(caller.answer("UpdateKeyDescription", |_| {}))
}

pub(super) async fn create_version(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let id = key_id(caller)?;
    let version = caller.run(&CreateKeyVersion { id }).await?;
    let now = caller.engine.now();
    Ok(caller.answer("CreateKeyVersion", |f| {
        f.object("KeyVersion", |f| {
            f.text("KeyId", &id.to_string());
            f.text("KeyVersionId", &format!("{id}-{version}"));
            time(f, "CreationDate", now);
        });
    }))
}

/// The one region there is.
pub(super) fn regions(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    Ok(caller.answer("DescribeRegions", |f| {
        f.objects("Regions", "Region", [&caller.region], |f, region| f.text("RegionId", region));
    }))
}
