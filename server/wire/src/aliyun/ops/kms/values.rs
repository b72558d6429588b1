//! Values of secrets.

use super::{rotation, secrets::secret_type};
use crate::aliyun::{
    AliyunError, AliyunRequest, BatchItem, ResponseBody,
    parameters::{Parameter, kept, refused},
    stage, time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError, Plaintext,
    ops::secrets::{GetSecretValue, NewValue, PutSecretValue, SecretValue},
};
use strongroom_domain::{Field, FieldError, Problem, SecretName, Stage, ValueType, VersionId, limits};

pub(super) const GET: &[Parameter] = &[
    kept("SecretName"),
    kept("VersionId"),
    kept("VersionStage"),
    kept("DryRun"),
    kept("FetchExtendedConfig"),
    refused("Recipient", &[]),
];

pub(super) async fn get(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let params = request.params;
    let op = read_operation(request.secret_name()?, params.optional("VersionId"), params.optional("VersionStage"))?;
    let dry_only = params.flag("DryRun")?.unwrap_or(false);
    let with_config = params.flag("FetchExtendedConfig")?.unwrap_or(false);
    let value = match request.run(&op).await {
        Err(error) if dry_only => return Err(dry_run(Err(error))),
        Ok(_) if dry_only => return Err(dry_run(Ok(()))),
        other => other?,
    };
    let text = utf8(&value)?;
    let capacity = 400 + text.len() + text.len() / 8;
    Ok(request.respond_sized(capacity, |f| value_fields(f, &op.name, &value, text, with_config)))
}

/// A dry run always answers with an error that says what the outcome would have been.
fn dry_run(result: Result<(), CoreError>) -> AliyunError {
    let (status, code, message) = match result {
        Ok(()) => (400, "DryRunOperationError", "The request would have succeeded, but DryRun is set."),
        Err(CoreError::Denied) => (403, "AccessDeniedError", "The request would have been denied."),
        Err(_) => (400, "ValidationError", "The request would have failed."),
    };
    AliyunError { status, code, message: message.into() }
}

pub(super) const GET_BATCH: &[Parameter] = &[kept("SecretsList")];

pub(super) async fn get_batch(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let items = request.params.batch("SecretsList", limits::BATCH)?;
    let (mut values, mut errors) = (Vec::new(), Vec::new());
    for item in &items {
        match batch_item(request, item).await {
            Ok((name, value)) => values.push((name, value, item.fetch_extended_config)),
            Err(error) => errors.push((item.secret_name.clone(), error)),
        }
    }
    let capacity = 300 + values.iter().map(|(_, v, _)| v.value.len() + 400).sum::<usize>();
    Ok(request.respond_sized(capacity, |f| {
        f.bare_objects("SecretValues", &values, |f, (name, value, with_config)| {
            let text = std::str::from_utf8(value.value.expose()).unwrap_or_default();
            value_fields(f, name, value, text, *with_config);
        });
        f.bare_objects("Errors", &errors, |f, (name, error)| {
            f.text("SecretName", name);
            f.text("Code", error.code);
            f.number("HttpStatus", error.status.into());
            f.text("Message", &error.message);
        });
    }))
}

async fn batch_item(request: &AliyunRequest<'_>, item: &BatchItem) -> Result<(SecretName, SecretValue), AliyunError> {
    let name = request.parse_secret_name(&item.secret_name)?;
    let op = read_operation(name, item.version_id.as_deref(), item.version_stage.as_deref())?;
    let value = request.run(&op).await?;
    utf8(&value)?;
    Ok((op.name, value))
}

fn read_operation(name: SecretName, version: Option<&str>, stage: Option<&str>) -> Result<GetSecretValue, AliyunError> {
    let version = version.filter(|v| !v.is_empty()).map(VersionId::new).transpose().map_err(CoreError::from)?;
    let label = stage.filter(|label| !label.is_empty()).map(stage::parse).transpose();
    Ok(GetSecretValue { name, version, stage: label.map_err(CoreError::from)? })
}

fn utf8(value: &SecretValue) -> Result<&str, AliyunError> {
    std::str::from_utf8(value.value.expose()).map_err(|_| AliyunError::internal_failure())
}

fn value_fields(f: &mut FieldWriter<'_>, name: &SecretName, value: &SecretValue, text: &str, with_config: bool) {
    f.text("SecretName", name.as_str());
    f.text("SecretType", secret_type(value.kind));
    f.text("VersionId", value.version.as_str());
    time(f, "CreateTime", value.created);
    f.text("SecretData", text);
    f.text("SecretDataType", value.value_type.word());
    f.texts("VersionStages", "VersionStage", value.stages.iter().map(stage::spell));
    rotation::fields(f, value.rotation.as_ref(), with_config);
}

/// SecretData with its type. Without one, a new version has the type of the stored one, and that of a new secret is text.
pub(super) fn new_value(request: &AliyunRequest<'_>) -> Result<NewValue, AliyunError> {
    let value_type = match request.params.optional("SecretDataType") {
        None => None,
        Some("text") => Some(ValueType::Text),
        Some("binary") => Some(ValueType::Binary),
        Some(_) => return Err(AliyunError::invalid_parameter("SecretDataType", "must be text or binary")),
    };
    let value = Plaintext::new(request.params.required("SecretData")?.as_bytes().to_vec());
    Ok(match value_type {
        Some(value_type) => NewValue::Given { value_type, value },
        None => NewValue::OfStoredType(value),
    })
}

/// A label of a new version. Reserved ones are a fault of the list.
fn put_stage(label: &str) -> Result<Stage, FieldError> {
    stage::parse(label).map_err(|error| match error.problem {
        Problem::ServiceLabel => FieldError { field: Field::Stages, ..error },
        _ => error,
    })
}

pub(super) const PUT: &[Parameter] =
    &[kept("SecretName"), kept("VersionId"), kept("SecretData"), kept("SecretDataType"), kept("VersionStages")];

pub(super) async fn put(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let name = request.secret_name()?;
    let version = VersionId::new(request.params.required("VersionId")?).map_err(CoreError::from)?;
    let stages = match request.params.stages("VersionStages")? {
        None => Vec::new(),
        Some(list) if list.is_empty() => {
            return Err(AliyunError::invalid_parameter("VersionStages", "must have at least one stage label"));
        }
        Some(list) => list.iter().map(|label| put_stage(label)).collect::<Result<_, _>>().map_err(CoreError::from)?,
    };
    let op = PutSecretValue { name, version: Some(version), value: new_value(request)?, stages };
    let put = request.run(&op).await?;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        f.text("VersionId", put.version.as_str());
        f.texts("VersionStages", "VersionStage", put.stages.iter().map(stage::spell));
    }))
}
