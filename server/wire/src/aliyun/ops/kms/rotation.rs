//! How managed secrets rotate: the parameters of CreateSecret, RotateSecret, UpdateSecretRotationPolicy, and the fields that tell it.

use crate::aliyun::{
    AliyunError, AliyunRequest, ResponseBody,
    parameters::{Parameter, kept},
    time,
    wording::rule,
};
use crate::http::FieldWriter;
use serde::Deserialize;
use std::collections::BTreeMap;
use strongroom_core::{
    CoreError, Plaintext,
    facts::RotationPlanFacts,
    ops::{
        rotations::{NewRotationPlan, PartChange, RotateSecret, RotationPace, UpdateSecretRotationPolicy},
        secrets::NewValue,
    },
};
use strongroom_domain::{
    AccountName, RotationPeriod, Schedule, SecretKind, Strategy, TargetName, ValueType, VersionId, limits,
};

/// `ExtendedConfig` of a secret with accounts. The instance is the name of a target.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AccountsConfig {
    #[serde(rename = "SecretSubType")]
    sub_type: SubType,
    /// Rds.
    #[serde(rename = "DBInstanceId")]
    database: Option<String>,
    /// Redis.
    #[serde(rename = "InstanceId")]
    instance: Option<String>,
    /// PolarDB.
    #[serde(rename = "DBClusterId")]
    cluster: Option<String>,
    #[serde(rename = "CustomData", default)]
    custom_data: BTreeMap<String, serde_json::Value>,
}

impl AccountsConfig {
    /// The name of the target, if it is given as secrets of this type do, and not as others do.
    fn target(&self, kind: SecretKind) -> Option<&str> {
        match (kind, &self.database, &self.instance, &self.cluster) {
            (SecretKind::Rds, Some(target), None, None)
            | (SecretKind::Redis, None, Some(target), None)
            | (SecretKind::PolarDb, None, None, Some(target)) => Some(target),
            _ => None,
        }
    }
}

/// The rule of `ExtendedConfig`.
fn config_rule(kind: SecretKind) -> String {
    let (sub_types, instance) = match kind {
        SecretKind::Redis => (r#""SingleUser""#, "InstanceId"),
        SecretKind::PolarDb => (r#""SingleUser" or "DoubleUsers""#, "DBClusterId"),
        _ => (r#""SingleUser" or "DoubleUsers""#, "DBInstanceId"),
    };
    format!(
        r#"must be {{"SecretSubType": {sub_types}, "{instance}": the name of a target, "CustomData": an object of at most {} pairs}}"#,
        limits::CUSTOM_DATA
    )
}

#[derive(Clone, Copy, Deserialize)]
enum SubType {
    SingleUser,
    DoubleUsers,
}

/// `SecretData` of CreateSecret: the account that readers are given first, and with `DoubleUsers` perhaps the other one.
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

/// What CreateSecret says of a secret with accounts: its value as it is stored and read, and how it rotates.
pub(super) fn accounts(
    request: &AliyunRequest<'_>,
    kind: SecretKind,
) -> Result<(NewValue, NewRotationPlan), AliyunError> {
    const DATA: &str = r#"must be {"Accounts": [{"AccountName": "...", "AccountPassword": "..."}]} with one account, or two of DoubleUsers"#;
    only_text(request)?;
    let data = request.params.required("SecretData")?;
    let mut data: Accounts =
        serde_json::from_str(data).map_err(|_| AliyunError::invalid_parameter("SecretData", DATA))?;
    let text = request.params.required("ExtendedConfig")?;
    let malformed = || AliyunError::invalid_parameter("ExtendedConfig", config_rule(kind));
    let config: AccountsConfig = serde_json::from_str(text).map_err(|_| malformed())?;
    let target = config.target(kind).filter(|_| config.custom_data.len() <= limits::CUSTOM_DATA);
    let target = target.ok_or_else(malformed)?;
    let strategy = match (kind, config.sub_type, data.accounts.len()) {
        // A Redis user can have two passwords, so there is no gap and no second user is needed.
        (SecretKind::Redis, SubType::SingleUser, 1) => Strategy::TwoPasswords,
        (SecretKind::Redis, SubType::DoubleUsers, _) => return Err(malformed()),
        (_, SubType::SingleUser, 1) => Strategy::OneAccount,
        (_, SubType::DoubleUsers, 1 | 2) => Strategy::TwoAccounts,
        _ => return Err(AliyunError::invalid_parameter("SecretData", DATA)),
    };
    let names = data.accounts.iter().map(|account| AccountName::new(&account.account_name));
    let accounts = names.collect::<Result<Vec<_>, _>>();
    let accounts = accounts.map_err(|error| AliyunError::invalid_parameter("SecretData", rule(error)))?;
    let first = data.accounts.swap_remove(0);
    let value = serde_json::json!({"AccountName": first.account_name, "AccountPassword": first.account_password});
    let value = Plaintext::new(value.to_string().into_bytes());
    Ok((NewValue::Given { value_type: ValueType::Text, value }, plan(request, target, strategy, accounts)?))
}

/// # Errors
/// Values of managed secrets are text.
pub(super) fn only_text(request: &AliyunRequest<'_>) -> Result<(), AliyunError> {
    match request.params.optional("SecretDataType") {
        None | Some("text") => Ok(()),
        Some(_) => Err(AliyunError::invalid_parameter("SecretDataType", "must be text for a managed secret")),
    }
}

/// How a new secret rotates. `ExtendedConfig` is kept as it was given.
pub(super) fn plan(
    request: &AliyunRequest<'_>,
    target: &str,
    strategy: Strategy,
    accounts: Vec<AccountName>,
) -> Result<NewRotationPlan, AliyunError> {
    let automatic = request.params.flag("EnableAutomaticRotation")?.unwrap_or(false);
    Ok(NewRotationPlan {
        target: TargetName::new(target).map_err(AliyunError::invalid_field)?,
        strategy,
        accounts,
        automatic,
        schedule: interval(request, automatic)?.map(Schedule::each),
        grace_s: None,
        await_readers: false,
        rollout: None,
        config: Some(request.params.required("ExtendedConfig")?.to_owned()),
    })
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
    let op = RotateSecret { name: request.secret_name()?, version: Some(version), pace: RotationPace::AsPlanned };
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
    let period = interval(request, automatic)?;
    let (name, window, freezes) = (request.secret_name()?, PartChange::Keep, None);
    let begins = PartChange::Keep;
    let op = UpdateSecretRotationPolicy { name, automatic, period, window, begins, freezes };
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
    // Plans of generic secrets have none.
    if with_config && !plan.config.is_empty() {
        f.text("ExtendedConfig", &plan.config);
    }
}
