//! How managed secrets rotate: the parameters of CreateSecret, RotateSecret, UpdateSecretRotationPolicy, and the fields that tell it.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
};
use crate::http::FieldWriter;
use serde::Deserialize;
use std::collections::BTreeMap;
use strongroom_core::{
    CoreError, Plaintext,
    facts::RotationPlanFacts,
    ops::{
        rotations::{NewRotationPlan, RotateSecret, UpdateSecretRotationPolicy, WindowChange},
        secrets::NewValue,
    },
};
use strongroom_domain::{AccountName, RotationPeriod, Schedule, Strategy, TargetName, ValueType, VersionId, limits};

/// `ExtendedConfig` of a database secret. The instance is the name of a target.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DatabaseConfig {
    #[serde(rename = "SecretSubType")]
    sub_type: SubType,
    #[serde(rename = "DBInstanceId")]
    instance: String,
    #[serde(rename = "CustomData", default)]
    custom_data: BTreeMap<String, serde_json::Value>,
}

#[derive(Deserialize)]
enum SubType {
    SingleUser,
    DoubleUsers,
}

/// `SecretData` of CreateSecret for a database: the account that readers are given first, and with `DoubleUsers` perhaps the other one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accounts {
    #[serde(rename = "Accounts")]
    accounts: Vec<DatabaseAccount>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct DatabaseAccount {
    account_name: String,
    account_password: String,
}

/// What CreateSecret says of a database secret: its value as it is stored and read, and how it rotates.
pub(super) fn database(request: &AliyunRequest<'_>) -> Result<(NewValue, NewRotationPlan), AliyunError> {
    const DATA: &str = r#"must be {"Accounts": [{"AccountName": "...", "AccountPassword": "..."}]} with one account, or two of DoubleUsers"#;
    const CONFIG: &str = r#"must be {"SecretSubType": "SingleUser" or "DoubleUsers", "DBInstanceId": the name of a target, "CustomData": an object of at most 10 pairs}"#;
    if request.params.optional("SecretDataType").is_some_and(|word| word != "text") {
        return Err(AliyunError::invalid_parameter("SecretDataType", "must be text for a managed secret"));
    }
    let data = request.params.required("SecretData")?;
    let mut data: Accounts =
        serde_json::from_str(data).map_err(|_| AliyunError::invalid_parameter("SecretData", DATA))?;
    let text = request.params.required("ExtendedConfig")?;
    let config: DatabaseConfig =
        serde_json::from_str(text).map_err(|_| AliyunError::invalid_parameter("ExtendedConfig", CONFIG))?;
    if config.custom_data.len() > limits::CUSTOM_DATA {
        return Err(AliyunError::invalid_parameter("ExtendedConfig", CONFIG));
    }
    let strategy = match (config.sub_type, data.accounts.len()) {
        (SubType::SingleUser, 1) => Strategy::OneAccount,
        (SubType::DoubleUsers, 1 | 2) => Strategy::TwoAccounts,
        _ => return Err(AliyunError::invalid_parameter("SecretData", DATA)),
    };
    let names = data.accounts.iter().map(|account| AccountName::new(&account.account_name));
    let accounts = names.collect::<Result<Vec<_>, _>>().map_err(AliyunError::invalid_field)?;
    let first = data.accounts.swap_remove(0);
    let value = serde_json::json!({"AccountName": first.account_name, "AccountPassword": first.account_password});
    let value = Plaintext::new(value.to_string().into_bytes());
    let automatic = request.params.flag("EnableAutomaticRotation")?.unwrap_or(false);
    let plan = NewRotationPlan {
        target: TargetName::new(&config.instance).map_err(AliyunError::invalid_field)?,
        strategy,
        accounts,
        automatic,
        schedule: interval(request, automatic)?.map(Schedule::each),
        grace_s: None,
        config: text.to_owned(),
    };
    Ok((NewValue::Given { value_type: ValueType::Text, value }, plan))
}

/// `RotationInterval`: required to rotate by itself, without effect otherwise.
fn interval(request: &AliyunRequest<'_>, automatic: bool) -> Result<Option<RotationPeriod>, AliyunError> {
    let text = match automatic {
        true => request.params.required("RotationInterval")?,
        false => match request.params.optional("RotationInterval") {
            Some(text) => text,
            None => return Ok(None),
        },
    };
    RotationPeriod::parse(text).map(Some).map_err(AliyunError::invalid_field)
}

pub(super) const ROTATE: &[Parameter] = &[kept("SecretName"), kept("VersionId")];

/// Begins a rotation; that it has ended is seen by DescribeSecret, and by the version being current.
pub(super) async fn rotate(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let version = VersionId::new(request.params.required("VersionId")?).map_err(CoreError::from)?;
    let op = RotateSecret { name: request.secret_name()?, version: Some(version) };
    let rotated = request.run(&op).await?;
    Ok(request.respond(|f| {
        f.text("Arn", &rotated.arn);
        f.text("SecretName", op.name.as_str());
        f.text("VersionId", rotated.version.as_str());
    }))
}

pub(super) const UPDATE_POLICY: &[Parameter] =
    &[kept("SecretName"), kept("EnableAutomaticRotation"), kept("RotationInterval")];

pub(super) async fn update_policy(request: &AliyunRequest<'_>) -> Result<ResponseBody, AliyunError> {
    let automatic = request.params.flag("EnableAutomaticRotation")?;
    let automatic = automatic.ok_or_else(|| AliyunError::missing_parameter("EnableAutomaticRotation"))?;
    let period = if automatic { interval(request, true)? } else { None };
    let op = UpdateSecretRotationPolicy { name: request.secret_name()?, automatic, period, window: WindowChange::Keep };
    request.run(&op).await?;
    Ok(request.respond(|f| f.text("SecretName", op.name.as_str())))
}

/// The fields of a managed secret; none of another.
pub(super) fn fields(f: &mut FieldWriter<'_>, plan: Option<&RotationPlanFacts>, with_config: bool) {
    let Some(plan) = plan else { return };
    let enabled = plan.automatic && !plan.paused;
    let word = match (plan.stuck, enabled) {
        (true, _) => "Invalid",
        (false, true) => "Enabled",
        (false, false) => "Disabled",
    };
    f.text("AutomaticRotation", word);
    if enabled {
        if let Some(schedule) = &plan.schedule {
            f.text("RotationInterval", &schedule.period.to_string());
        }
        if let Some(next) = plan.next_due {
            time(f, "NextRotationDate", next);
        }
    }
    if let Some(last) = plan.last_rotated {
        time(f, "LastRotationDate", last);
    }
    if with_config {
        f.text("ExtendedConfig", &plan.config);
    }
}
