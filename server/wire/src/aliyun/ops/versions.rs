//! Values and versions.

use super::{Caller, paging, part, time};
use crate::aliyun::{AliyunError, BatchItem, Fields, Rendered, success};
use strongroom_core::{
    CoreError, Plaintext,
    ops::secrets::{
        GetSecretValue, ListSecretVersionIds, NewValue, PutSecretValue, SecretValue, UpdateSecretVersionStage,
    },
    rows::ValueType,
};
use strongroom_domain::{SecretName, Stage, VersionId, limits};

pub(super) async fn get_value(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let params = caller.params;
    let op = reading(caller.secret()?, params.optional("VersionId"), params.optional("VersionStage"))?;
    let dry = params.flag("DryRun")?.unwrap_or(false);
    params.flag("FetchExtendedConfig")?;
    let value = match caller.run(&op).await {
        Err(error) if dry => return Err(dry_run(Err(error))),
        Ok(_) if dry => return Err(dry_run(Ok(()))),
        other => other?,
    };
    let text = utf8(&value)?;
    let capacity = 400 + text.len() + text.len() / 8;
    Ok(success(caller.format, "GetSecretValue", caller.request_id, capacity, |f| {
        value_fields(f, &op.name, &value, text)
    }))
}

/// A dry run always answers with an error that says how it would have gone.
fn dry_run(result: Result<(), CoreError>) -> AliyunError {
    let (status, code, message) = match result {
        Ok(()) => (400, "DryRunOperationError", "The request would have succeeded, but DryRun is set."),
        Err(CoreError::Denied) => (403, "AccessDeniedError", "The request would have been denied."),
        Err(_) => (400, "ValidationError", "The request would have failed."),
    };
    AliyunError { status, code, message: message.into() }
}

pub(super) async fn batch_get(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let items = caller.params.batch("SecretsList", limits::BATCH)?;
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for item in &items {
        match batch_item(caller, item).await {
            Ok(value) => values.push(value),
            Err(error) => errors.push((item.secret_name.clone(), error)),
        }
    }
    let capacity = 300 + values.iter().map(|(_, v)| v.value.len() + 400).sum::<usize>();
    Ok(success(caller.format, "BatchGetSecretValue", caller.request_id, capacity, |f| {
        f.bare_objects("SecretValues", &values, |f, (name, value)| {
            value_fields(f, name, value, std::str::from_utf8(value.value.expose()).unwrap_or_default());
        });
        f.bare_objects("Errors", &errors, |f, (name, error)| {
            f.text("SecretName", name);
            f.text("Code", error.code);
            f.number("HttpStatus", error.status.into());
            f.text("Message", &error.message);
        });
    }))
}

async fn batch_item(caller: &Caller<'_>, item: &BatchItem) -> Result<(SecretName, SecretValue), AliyunError> {
    let name = caller.secret_of(&item.secret_name)?;
    let op = reading(name, item.version_id.as_deref(), item.version_stage.as_deref())?;
    let value = caller.run(&op).await?;
    utf8(&value)?;
    Ok((op.name, value))
}

fn reading(name: SecretName, version: Option<&str>, stage: Option<&str>) -> Result<GetSecretValue, AliyunError> {
    let version = version.filter(|v| !v.is_empty()).map(VersionId::new).transpose().map_err(CoreError::from)?;
    let stage = stage.filter(|s| !s.is_empty()).map(Stage::new).transpose().map_err(CoreError::from)?;
    Ok(GetSecretValue { name, version, stage })
}

fn utf8(value: &SecretValue) -> Result<&str, AliyunError> {
    std::str::from_utf8(value.value.expose()).map_err(|_| AliyunError::internal_failure())
}

fn value_fields(f: &mut Fields<'_>, name: &SecretName, value: &SecretValue, text: &str) {
    f.text("SecretName", name.as_str());
    f.text("SecretType", "Generic");
    f.text("VersionId", value.version.as_str());
    time(f, "CreateTime", value.created);
    f.text("SecretData", text);
    f.text("SecretDataType", value.value_type.word());
    f.texts("VersionStages", "VersionStage", value.stages.iter().map(Stage::as_str));
}

/// SecretData with its type, `text` unless said otherwise.
pub(super) fn given_value(caller: &Caller<'_>) -> Result<NewValue, AliyunError> {
    let value_type = match caller.params.optional("SecretDataType") {
        None | Some("text") => ValueType::Text,
        Some("binary") => ValueType::Binary,
        Some(_) => return Err(AliyunError::invalid_parameter("SecretDataType", "must be text or binary")),
    };
    let value = Plaintext::new(caller.params.required("SecretData")?.as_bytes().to_vec());
    Ok(NewValue::Given { value_type, value })
}

pub(super) async fn put_value(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let name = caller.secret()?;
    let version = VersionId::new(caller.params.required("VersionId")?).map_err(CoreError::from)?;
    let stages = match caller.params.stages("VersionStages")? {
        None => vec![Stage::current()],
        Some(list) => list.iter().map(|s| Stage::new(s)).collect::<Result<_, _>>().map_err(CoreError::from)?,
    };
    let op = PutSecretValue { name, version: Some(version), value: given_value(caller)?, stages, expect: None };
    let put = caller.run(&op).await?;
    Ok(caller.answer("PutSecretValue", |f| {
        f.text("SecretName", op.name.as_str());
        f.text("VersionId", put.version.as_str());
        f.texts("VersionStages", "VersionStage", put.stages.iter().map(Stage::as_str));
    }))
}

pub(super) async fn update_stage(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let id = |name| caller.params.optional(name).map(VersionId::new).transpose();
    let op = UpdateSecretVersionStage {
        name: caller.secret()?,
        stage: Stage::new(caller.params.required("VersionStage")?).map_err(CoreError::from)?,
        to: id("MoveToVersion").map_err(CoreError::from)?,
        from: id("RemoveFromVersion").map_err(CoreError::from)?,
        expect: None,
    };
    caller.run(&op).await?;
    Ok(caller.answer("UpdateSecretVersionStage", |f| f.text("SecretName", op.name.as_str())))
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let page = caller.page(20)?;
    let include_unlabelled = caller.params.flag("IncludeDeprecated")?.unwrap_or(false);
    let op = ListSecretVersionIds { name: caller.secret()?, include_unlabelled };
    let versions = caller.run(&op).await?.versions;
    Ok(caller.answer("ListSecretVersionIds", |f| {
        f.text("SecretName", op.name.as_str());
        f.objects("VersionIds", "VersionId", part(&versions, page), |f, version| {
            f.text("VersionId", version.id.as_str());
            time(f, "CreateTime", version.created);
            f.texts("VersionStages", "VersionStage", version.stages.iter().map(Stage::as_str));
        });
        paging(f, page, versions.len() as u64);
    }))
}
