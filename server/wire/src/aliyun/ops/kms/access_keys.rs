//! What CreateSecret says of a secret of type RAMCredentials: an AccessKey of a user.

use super::rotation::{only_text, plan};
use crate::aliyun::{AliyunError, AliyunRequest, wording::rule};
use serde::{Deserialize, de::IgnoredAny};
use std::collections::BTreeMap;
use strongroom_core::{
    Plaintext,
    ops::{rotations::NewRotationPlan, secrets::NewValue},
};
use strongroom_domain::{AccountName, SecretName, Strategy, ValueType, limits};

/// The name of the target where `ExtendedConfig` names none: the vendor's has nothing that could.
const USUAL_TARGET: &str = "ram";

/// `ExtendedConfig`. The vendor's without `TargetName`, which is ours.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct KeyConfig {
    #[serde(rename = "SecretSubType")]
    _sub_type: KeySubType,
    user_name: String,
    target_name: Option<String>,
    #[serde(default)]
    custom_data: BTreeMap<String, IgnoredAny>,
}

#[derive(Clone, Copy, Deserialize)]
enum KeySubType {
    RamUserAccessKey,
}

/// `SecretData`: the keys that the user has. With two there is no room for the next one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeysOfUser {
    #[serde(rename = "AccessKeys")]
    keys: [GivenKey; 1],
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
struct GivenKey {
    access_key_id: String,
    access_key_secret: String,
}

/// Its name, its value, and how it rotates.
pub(super) fn access_key(request: &AliyunRequest<'_>) -> Result<(SecretName, NewValue, NewRotationPlan), AliyunError> {
    const DATA: &str =
        r#"must be {"AccessKeys": [{"AccessKeyId": "...", "AccessKeySecret": "..."}]}, the only key of the user"#;
    only_text(request)?;
    if request.params.required("SecretName")? != "$Auto" {
        let rule = "must be $Auto for a secret of type RAMCredentials, which is named acs/ram/user/ and its user";
        return Err(AliyunError::invalid_parameter("SecretName", rule));
    }
    let config = serde_json::from_str::<KeyConfig>(request.params.required("ExtendedConfig")?).ok();
    let config = config.filter(|config| config.custom_data.len() <= limits::CUSTOM_DATA);
    let refused = |rule| AliyunError::invalid_parameter("ExtendedConfig", rule);
    let KeyConfig { user_name, target_name, .. } = config.ok_or_else(|| refused(config_rule()))?;
    let of_user = |error| refused(format!("has a UserName that {}", rule(error)));
    let user = AccountName::new(&user_name).map_err(of_user)?;
    let name = SecretName::new(&format!("{}{user_name}", SecretName::OF_RAM_USERS)).map_err(of_user)?;
    let data = request.params.required("SecretData")?;
    let data = serde_json::from_str::<KeysOfUser>(data);
    let KeysOfUser { keys: [GivenKey { access_key_id, access_key_secret }] } =
        data.map_err(|_| AliyunError::invalid_parameter("SecretData", DATA))?;
    let value = serde_json::json!({"AccessKeyId": access_key_id, "AccessKeySecret": access_key_secret});
    let value = Plaintext::new(value.to_string().into_bytes());
    let target = target_name.as_deref().unwrap_or(USUAL_TARGET);
    let plan = plan(request, target, Strategy::SecondKey, vec![user])?;
    Ok((name, NewValue::Given { value_type: ValueType::Text, value }, plan))
}

fn config_rule() -> String {
    format!(
        r#"must be {{"SecretSubType": "RamUserAccessKey", "UserName": the name of a user, "TargetName": the name of a target, {USUAL_TARGET} if absent, "CustomData": an object of at most {} pairs}}"#,
        limits::CUSTOM_DATA
    )
}
