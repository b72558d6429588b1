//! Secrets without their values.

use super::{NumberedPage, access_keys, hosts, keys, rotation, values::new_value};
use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody, Tag,
    parameters::{Parameter, kept, refused},
    time,
};
use crate::http::FieldWriter;
use strongroom_core::{
    CoreError,
    facts::SecretFacts,
    ops::secrets::{
        CreateSecret, DeleteMode, DeleteSecret, DescribeSecret, ListSecrets, Page, RestoreSecret, UpdateSecret,
    },
};
use strongroom_domain::{
    SecretFilter, SecretKind, SecretName, SecretSort, TagKey, TagValue, Tags, Total, VersionId, limits,
};

pub(super) const CREATE: &[Parameter] = &[
    kept("SecretName"),
    kept("VersionId"),
    kept("SecretData"),
    kept("SecretDataType"),
    kept("SecretType"),
    kept("EncryptionKeyId"),
    kept("Description"),
    kept("Tags"),
    kept("Policy"),
    kept("EnableAutomaticRotation"),
    kept("RotationInterval"),
    kept("ExtendedConfig"),
    refused("DKMSInstanceId", &[]),
];

pub(super) async fn create(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let kind = match request.params.optional("SecretType") {
        None => SecretKind::Generic,
        Some(word) => match SecretKind::ALL.into_iter().find(|kind| secret_type(*kind) == word) {
            Some(kind) => kind,
            None => {
                return Err(AliyunError::invalid_parameter(
                    "SecretType",
                    "must be Generic, Rds, PolarDB, Redis, ECS or RAMCredentials",
                ));
            }
        },
    };
    let mut auto_name = None;
    let (value, rotation) = match kind {
        SecretKind::Generic if request.params.flag("EnableAutomaticRotation")?.unwrap_or(false) => {
            let rule = "must be false for a generic secret; SetRotationPlan gives it a rotation";
            return Err(AliyunError::invalid_parameter("EnableAutomaticRotation", rule));
        }
        SecretKind::Generic => {
            if request.params.optional("RotationInterval").is_some() {
                return Err(AliyunError::invalid_parameter("RotationInterval", "must be absent for a generic secret"));
            }
            if request.params.optional("ExtendedConfig").is_some_and(|config| config != "{}") {
                return Err(AliyunError::invalid_parameter("ExtendedConfig", "must be absent for a generic secret"));
            }
            (new_value(request)?, None)
        }
        SecretKind::Ecs => {
            let (value, plan) = hosts::host(request)?;
            (value, Some(plan))
        }
        SecretKind::RamCredentials => {
            let (name, value, plan) = access_keys::access_key(request)?;
            auto_name = Some(name);
            (value, Some(plan))
        }
        SecretKind::Rds | SecretKind::PolarDb | SecretKind::Redis => {
            let (value, plan) = rotation::accounts(request, kind)?;
            (value, Some(plan))
        }
    };
    let name = auto_name.map_or_else(|| request.secret_name(), Ok)?;
    if kind == SecretKind::Ecs && !name.as_str().starts_with(SecretName::OF_HOSTS) {
        return Err(AliyunError::invalid_parameter("SecretName", "must begin with acs/ecs/ for a secret of type ECS"));
    }
    let op = CreateSecret {
        name,
        kind,
        version: Some(VersionId::new(request.params.required("VersionId")?).map_err(CoreError::from)?),
        value,
        description: request.description()?,
        tags: tags(request.params.tags("Tags")?.unwrap_or_default())?,
        cmk: request.params.optional("EncryptionKeyId").map(|id| keys::parse_id(request, id)).transpose()?,
        policy: request.params.optional("Policy").map(str::to_owned),
        rotation,
    };
    let created = request.run(&op).await?;
    Ok(request.respond(|f| {
        f.text("Arn", &created.arn);
        f.text("SecretName", op.name.as_str());
        f.text("SecretType", secret_type(op.kind));
        f.text("VersionId", created.version.as_str());
        rotation::fields(f, created.rotation.as_ref(), true);
    }))
}

/// The vendor's word for a kind.
pub(super) fn secret_type(kind: SecretKind) -> &'static str {
    match kind {
        SecretKind::Generic => "Generic",
        SecretKind::Rds => "Rds",
        SecretKind::PolarDb => "PolarDB",
        SecretKind::Redis => "Redis",
        SecretKind::Ecs => "ECS",
        SecretKind::RamCredentials => "RAMCredentials",
    }
}

/// Tags by key. A duplicated key is refused.
pub(super) fn tags(list: Vec<Tag>) -> Result<Tags, AliyunError> {
    let mut out = Tags::new();
    for tag in list {
        let key = TagKey::new(&tag.key).map_err(CoreError::from)?;
        let value = TagValue::new(&tag.value).map_err(CoreError::from)?;
        if out.insert(key, value).is_some() {
            return Err(AliyunError::invalid_parameter("Tags", "must name each key once"));
        }
    }
    Ok(out)
}

pub(super) const DESCRIBE: &[Parameter] = &[kept("SecretName"), kept("FetchTags")];

pub(super) async fn describe(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let with_tags = request.params.flag("FetchTags")?.unwrap_or(false);
    let facts = request.run(&DescribeSecret { name: request.secret_name()?, outline: false }).await?;
    let secret = &facts.secret;
    Ok(request.respond(|f| {
        f.text("Arn", &facts.arn);
        f.text("SecretName", secret.name.as_str());
        f.text("SecretType", secret_type(secret.kind));
        f.text("Description", secret.description.as_str());
        if secret.own_cmk {
            f.text("EncryptionKeyId", &secret.cmk.to_string());
        }
        f.text("Creator", &secret.creator);
        times(f, secret);
        rotation::fields(f, facts.rotation.as_ref(), true);
        if with_tags {
            tag_fields(f, secret);
        }
    }))
}

fn times(f: &mut FieldWriter<'_>, secret: &SecretFacts) {
    time(f, "CreateTime", secret.created);
    time(f, "UpdateTime", secret.updated);
    if let Some(end) = secret.delete_at {
        time(f, "PlannedDeleteTime", end);
    }
}

fn tag_fields(f: &mut FieldWriter<'_>, secret: &SecretFacts) {
    f.objects("Tags", "Tag", &secret.tags, |f, (key, value)| {
        f.text("TagKey", key.as_str());
        f.text("TagValue", value.as_str());
    });
}

pub(super) const LIST: &[Parameter] = &[kept("PageNumber"), kept("PageSize"), kept("FetchTags"), kept("Filters")];

pub(super) async fn list(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let numbered = NumberedPage::read(request, 10)?;
    let with_tags = request.params.flag("FetchTags")?.unwrap_or(false);
    let (filter, none_match) = filter(request)?;
    let op =
        ListSecrets { filter, sort: SecretSort::Created, page: Page::Number(numbered.number), limit: numbered.size };
    let mut page = request.run(&op).await?;
    if none_match {
        page.secrets.clear();
        page.total = Total::Exactly(0);
    }
    Ok(request.respond(|f| {
        f.objects("SecretList", "Secret", &page.secrets, |f, secret| {
            f.text("SecretName", secret.name.as_str());
            f.text("SecretType", secret_type(secret.kind));
            times(f, secret);
            if with_tags {
                tag_fields(f, secret);
            }
        });
        numbered.write(f, page.total.counted());
    }))
}

/// The vendor's filters, and whether they exclude every secret: none is of a type that is not known, or in a dedicated instance.
fn filter(request: &AliyunRequest<'_>) -> Result<(SecretFilter, bool), AliyunError> {
    let mut filter = SecretFilter::default();
    let mut none_match = false;
    for one in request.params.filters("Filters")?.unwrap_or_default() {
        match one.key.as_str() {
            "SecretName" => filter.names.extend(one.values),
            "Description" => filter.descriptions.extend(one.values),
            "TagKey" => filter.tag_keys.extend(one.values),
            "TagValue" => filter.tag_values.extend(one.values),
            "Creator" => filter.creators.extend(one.values),
            "SecretType" => {
                let known = |word: &String| SecretKind::ALL.into_iter().find(|kind| secret_type(*kind) == word);
                let kinds: Vec<_> = one.values.iter().filter_map(known).collect();
                none_match |= !one.values.is_empty() && kinds.is_empty();
                filter.kinds.extend(kinds);
            }
            "DKMSInstanceId" => none_match |= !one.values.is_empty(),
            _ => return Err(AliyunError::invalid_parameter("Filters", "has an unknown Key")),
        }
    }
    Ok((filter, none_match))
}

pub(super) const UPDATE: &[Parameter] = &[kept("SecretName"), kept("Description"), refused("ExtendedConfig", &["{}"])];

pub(super) async fn update(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    // Without a description there is nothing to change; an empty one replaces the present one.
    request.params.get("Description").ok_or_else(|| AliyunError::missing_parameter("Description"))?;
    let op = UpdateSecret { name: request.secret_name()?, description: request.description()? };
    request.run(&op).await?;
    Ok(request.respond(|f| f.text("SecretName", op.name.as_str())))
}

pub(super) const DELETE: &[Parameter] =
    &[kept("SecretName"), kept("ForceDeleteWithoutRecovery"), kept("RecoveryWindowInDays")];

pub(super) async fn delete(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    // Terraform sends both: force wins, and the window is not checked.
    let mode = if request.params.flag("ForceDeleteWithoutRecovery")?.unwrap_or(false) {
        DeleteMode::Force
    } else {
        let days = limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX;
        DeleteMode::Window(request.params.integer("RecoveryWindowInDays", days)?.unwrap_or(limits::RECOVERY_DAYS_MAX))
    };
    let op = DeleteSecret { name: request.secret_name()?, mode };
    let end = request.run(&op).await?;
    Ok(request.respond(|f| {
        f.text("SecretName", op.name.as_str());
        time(f, "PlannedDeleteTime", end);
    }))
}

pub(super) const RESTORE: &[Parameter] = &[kept("SecretName")];

pub(super) async fn restore(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let op = RestoreSecret { name: request.secret_name()? };
    request.run(&op).await?;
    Ok(request.respond(|f| f.text("SecretName", op.name.as_str())))
}
