//! A plan as the vendor's `ExtendedConfig` states it, which DescribeSecret of its API shows. Fields by type of secret: CreateSecret of KMS
//! OpenAPI 2016-01-20. The instance is the name of a target.

use serde_json::json;
use strongroom_domain::{AccountName, SecretKind, Strategy, TargetName};

/// The JSON text; empty for a generic secret, which has none.
pub(super) fn extended_config(
    kind: SecretKind,
    region: &str,
    target: &TargetName,
    strategy: Strategy,
    accounts: &[AccountName],
) -> String {
    let target = target.as_str();
    let of_accounts = if strategy == Strategy::TwoAccounts { "DoubleUsers" } else { "SingleUser" };
    let config = match kind {
        SecretKind::Generic => return String::new(),
        SecretKind::Rds => json!({"SecretSubType": of_accounts, "DBInstanceId": target, "CustomData": {}}),
        SecretKind::PolarDb => json!({"SecretSubType": of_accounts, "DBClusterId": target, "CustomData": {}}),
        SecretKind::Redis => json!({"SecretSubType": of_accounts, "InstanceId": target, "CustomData": {}}),
        SecretKind::Ecs => {
            let sub_type = if strategy == Strategy::KeyPair { "SSHKey" } else { "Password" };
            json!({"SecretSubType": sub_type, "RegionId": region, "InstanceId": target, "CustomData": {}})
        }
        // The vendor knows one access management service, so the name of the target is a field of ours.
        SecretKind::RamCredentials => {
            let user = accounts.first().map_or("", AccountName::as_str);
            json!({"SecretSubType": "RamUserAccessKey", "UserName": user, "TargetName": target, "CustomData": {}})
        }
    };
    config.to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_type_has_the_vendors_fields() {
        let (target, accounts) = (TargetName::new("at").unwrap(), [AccountName::new("app").unwrap()]);
        for (kind, strategy, expected) in [
            (
                SecretKind::Rds,
                Strategy::OneAccount,
                json!({"SecretSubType": "SingleUser", "DBInstanceId": "at", "CustomData": {}}),
            ),
            (
                SecretKind::PolarDb,
                Strategy::TwoAccounts,
                json!({"SecretSubType": "DoubleUsers", "DBClusterId": "at", "CustomData": {}}),
            ),
            (
                SecretKind::Redis,
                Strategy::TwoPasswords,
                json!({"SecretSubType": "SingleUser", "InstanceId": "at", "CustomData": {}}),
            ),
            (
                SecretKind::Ecs,
                Strategy::OneAccount,
                json!({"SecretSubType": "Password", "RegionId": "here", "InstanceId": "at", "CustomData": {}}),
            ),
            (
                SecretKind::Ecs,
                Strategy::KeyPair,
                json!({"SecretSubType": "SSHKey", "RegionId": "here", "InstanceId": "at", "CustomData": {}}),
            ),
            (
                SecretKind::RamCredentials,
                Strategy::SecondKey,
                json!({"SecretSubType": "RamUserAccessKey", "UserName": "app", "TargetName": "at", "CustomData": {}}),
            ),
        ] {
            let config = extended_config(kind, "here", &target, strategy, &accounts);
            assert_eq!(serde_json::from_str::<serde_json::Value>(&config).unwrap(), expected, "{kind:?}");
        }
        assert_eq!(extended_config(SecretKind::Generic, "here", &target, Strategy::Function, &accounts), "");
    }
}
