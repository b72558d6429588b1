//! What CreateSecret says of a secret of type ECS: an account of a host, with a password or a key pair.

use super::rotation::{only_text, plan};
use crate::aliyun::{AliyunError, AliyunRequest, wording::rule};
use serde::{Deserialize, de::IgnoredAny};
use std::{borrow::Cow, collections::BTreeMap};
use strongroom_core::{
    Plaintext,
    ops::{rotations::NewRotationPlan, secrets::NewValue},
};
use strongroom_domain::{AccountName, Strategy, ValueType, limits};

/// `ExtendedConfig`. The instance is the name of a target.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct HostConfig {
    secret_sub_type: HostSubType,
    instance_id: String,
    /// The vendor's own. A target is found without it.
    #[serde(rename = "RegionId")]
    _region: Option<IgnoredAny>,
    #[serde(default)]
    custom_data: BTreeMap<String, IgnoredAny>,
}

#[derive(Clone, Copy, Deserialize)]
enum HostSubType {
    Password,
    #[serde(rename = "SSHKey")]
    SshKey,
}

/// `SecretData`, which is stored as it is given. What proves the account is not copied.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct HostAccount<'a> {
    #[serde(borrow)]
    user_name: Cow<'a, str>,
    password: Option<IgnoredAny>,
    public_key: Option<IgnoredAny>,
    private_key: Option<IgnoredAny>,
}

/// Its value, and how it rotates.
pub(super) fn host(request: &AliyunRequest<'_>) -> Result<(NewValue, NewRotationPlan), AliyunError> {
    only_text(request)?;
    let text = request.params.required("ExtendedConfig")?;
    let config = serde_json::from_str::<HostConfig>(text).ok();
    let config = config.filter(|config| config.custom_data.len() <= limits::CUSTOM_DATA);
    let config = config.ok_or_else(|| AliyunError::invalid_parameter("ExtendedConfig", config_rule()))?;
    let data = request.params.required("SecretData")?;
    let account = serde_json::from_str::<HostAccount<'_>>(data).ok();
    let given =
        account.as_ref().map(|one| (one.password.is_some(), one.public_key.is_some(), one.private_key.is_some()));
    let (strategy, wanted, data_rule) = match config.secret_sub_type {
        HostSubType::Password => {
            (Strategy::OneAccount, (true, false, false), r#"must be {"UserName": "...", "Password": "..."}"#)
        }
        HostSubType::SshKey => (
            Strategy::KeyPair,
            (false, true, true),
            r#"must be {"UserName": "...", "PublicKey": "...", "PrivateKey": "..."}, a pair in the OpenSSH format, or an RSA key in PEM, without a passphrase"#,
        ),
    };
    let account = account.filter(|_| given == Some(wanted));
    let account = account.ok_or_else(|| AliyunError::invalid_parameter("SecretData", data_rule))?;
    let name = AccountName::new(&account.user_name);
    let name = name.map_err(|error| AliyunError::invalid_parameter("SecretData", rule(error)))?;
    let value = Plaintext::new(data.as_bytes().to_vec());
    let plan = plan(request, &config.instance_id, strategy, vec![name])?;
    Ok((NewValue::Given { value_type: ValueType::Text, value }, plan))
}

fn config_rule() -> String {
    format!(
        r#"must be {{"SecretSubType": "Password" or "SSHKey", "InstanceId": the name of a target, "RegionId": optional, "CustomData": an object of at most {} pairs}}"#,
        limits::CUSTOM_DATA
    )
}
