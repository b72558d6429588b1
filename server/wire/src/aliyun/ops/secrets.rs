//! Secrets without their values.

use super::{Caller, paging, time, versions::given_value};
use crate::aliyun::{AliyunError, Fields, Rendered, Tag};
use strongroom_core::{
    CoreError,
    ops::secrets::{
        CreateSecret, DeleteMode, DeleteSecret, DescribeSecret, GetRandomPassword, ListSecrets, Page, RestoreSecret,
        UpdateSecret,
    },
    rows::SecretRow,
};
use strongroom_domain::{SecretFilter, SecretSort, TagKey, TagValue, Tags, Total, VersionId, limits};

pub(super) async fn create(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    match caller.params.optional("SecretType") {
        None | Some("Generic") => {}
        Some("Rds" | "Redis" | "RAMCredentials" | "ECS" | "PolarDB") => {
            return Err(AliyunError::unsupported_operation());
        }
        Some(_) => return Err(AliyunError::invalid_parameter("SecretType", "must be Generic")),
    }
    caller.params.flag("EnableAutomaticRotation")?;
    let op = CreateSecret {
        name: caller.secret()?,
        version: Some(VersionId::new(caller.params.required("VersionId")?).map_err(CoreError::from)?),
        value: given_value(caller)?,
        description: caller.description()?,
        tags: tags(caller.params.tags("Tags")?.unwrap_or_default())?,
        cmk: caller.params.optional("EncryptionKeyId").map(|id| super::keys::parse_id(caller, id)).transpose()?,
    };
    let created = caller.run(&op).await?;
    Ok(caller.answer("CreateSecret", |f| {
        f.text("Arn", &created.arn);
        f.text("SecretName", op.name.as_str());
        f.text("SecretType", "Generic");
        f.text("VersionId", created.version.as_str());
    }))
}

/// Tags by key; a key given twice is refused.
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

pub(super) async fn describe(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let with_tags = caller.params.flag("FetchTags")?.unwrap_or(false);
    let facts = caller.run(&DescribeSecret { name: caller.secret()?, outline: false }).await?;
    let secret = &facts.secret;
    Ok(caller.answer("DescribeSecret", |f| {
        f.text("Arn", &facts.arn);
        f.text("SecretName", secret.name.as_str());
        f.text("SecretType", "Generic");
        f.text("Description", secret.description.as_str());
        if secret.own_cmk {
            f.text("EncryptionKeyId", &secret.cmk.to_string());
        }
        f.text("Creator", &secret.creator);
        times(f, secret);
        if with_tags {
            tag_fields(f, secret);
        }
    }))
}

fn times(f: &mut Fields<'_>, secret: &SecretRow) {
    time(f, "CreateTime", secret.created);
    time(f, "UpdateTime", secret.updated);
    if let Some(end) = secret.delete_at {
        time(f, "PlannedDeleteTime", end);
    }
}

fn tag_fields(f: &mut Fields<'_>, secret: &SecretRow) {
    f.objects("Tags", "Tag", &secret.tags, |f, (key, value)| {
        f.text("TagKey", key.as_str());
        f.text("TagValue", value.as_str());
    });
}

pub(super) async fn list(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let (number, size) = caller.page(10)?;
    let with_tags = caller.params.flag("FetchTags")?.unwrap_or(false);
    let (filter, nothing) = filter(caller)?;
    let op = ListSecrets { filter, sort: SecretSort::Created, page: Page::Number(number), limit: size };
    let mut page = caller.run(&op).await?;
    if nothing {
        page.secrets.clear();
        page.total = Total::Exactly(0);
    }
    Ok(caller.answer("ListSecrets", |f| {
        f.objects("SecretList", "Secret", &page.secrets, |f, secret| {
            f.text("SecretName", secret.name.as_str());
            f.text("SecretType", "Generic");
            times(f, secret);
            if with_tags {
                tag_fields(f, secret);
            }
        });
        paging(f, (number, size), page.total.counted());
    }))
}

/// The vendor's filters, and whether they ask for something no secret here can be.
fn filter(caller: &Caller<'_>) -> Result<(SecretFilter, bool), AliyunError> {
    let mut filter = SecretFilter::default();
    let mut nothing = false;
    for one in caller.params.filters("Filters")?.unwrap_or_default() {
        match one.key.as_str() {
            "SecretName" => filter.names.extend(one.values),
            "Description" => filter.descriptions.extend(one.values),
            "TagKey" => filter.tag_keys.extend(one.values),
            "TagValue" => filter.tag_values.extend(one.values),
            "Creator" => filter.creators.extend(one.values),
            "SecretType" => nothing |= !one.values.is_empty() && !one.values.iter().any(|v| v == "Generic"),
            "DKMSInstanceId" => nothing |= !one.values.is_empty(),
            _ => return Err(AliyunError::invalid_parameter("Filters", "has a Key that is not known")),
        }
    }
    Ok((filter, nothing))
}

pub(super) async fn update(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = UpdateSecret { name: caller.secret()?, description: caller.description()?, expect: None };
    caller.run(&op).await?;
    Ok(caller.answer("UpdateSecret", |f| f.text("SecretName", op.name.as_str())))
}

pub(super) async fn delete(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    // Terraform sends both; force wins and the window is not even looked at.
    let mode = if caller.params.flag("ForceDeleteWithoutRecovery")?.unwrap_or(false) {
        DeleteMode::Force
    } else {
        let days = limits::RECOVERY_DAYS_MIN..=limits::RECOVERY_DAYS_MAX;
        DeleteMode::Window(caller.params.integer("RecoveryWindowInDays", days)?.unwrap_or(limits::RECOVERY_DAYS_MAX))
    };
    let op = DeleteSecret { name: caller.secret()?, mode, expect: None };
    let end = caller.run(&op).await?;
    Ok(caller.answer("DeleteSecret", |f| {
        f.text("SecretName", op.name.as_str());
        time(f, "PlannedDeleteTime", end);
    }))
}

pub(super) async fn restore(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let op = RestoreSecret { name: caller.secret()? };
    caller.run(&op).await?;
    Ok(caller.answer("RestoreSecret", |f| f.text("SecretName", op.name.as_str())))
}

pub(super) async fn random_password(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    let params = caller.params;
    let without = |name| params.flag(name).map(|f| f.unwrap_or(false));
    let op = GetRandomPassword {
        length: params.integer("PasswordLength", 8..=128)?.unwrap_or(32),
        exclude: params.optional("ExcludeCharacters").unwrap_or_default().to_owned(),
        without: [
            without("ExcludeLowercase")?,
            without("ExcludeUppercase")?,
            without("ExcludeNumbers")?,
            without("ExcludePunctuation")?,
        ],
        require_each: params.flag("RequireEachIncludedType")?.unwrap_or(true),
    };
    let password = caller.run(&op).await?;
    let text = std::str::from_utf8(password.expose()).map_err(|_| AliyunError::internal_failure())?;
    Ok(caller.answer("GetRandomPassword", |f| f.text("RandomPassword", text)))
}

/// Rotation calls: a generic secret does not allow them.
pub(super) async fn not_generic(caller: &Caller<'_>) -> Result<Rendered, AliyunError> {
    caller.run(&DescribeSecret { name: caller.secret()?, outline: false }).await?;
    Err(AliyunError::unsupported_operation())
}
