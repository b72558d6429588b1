//! System policies: the vendor's policies for secrets, and those for the console's three audiences.
//!
//! They cannot be changed, and their ARNs have `system` as the account.

use crate::document::{Document, Kind};
use std::sync::{Arc, LazyLock};

/// A policy that every installation has.
#[derive(Clone, Debug)]
pub struct SystemPolicy {
    /// Its name.
    pub name: &'static str,
    /// Its description.
    pub description: &'static str,
    /// Its document.
    pub document: Arc<Document>,
}

/// All system policies.
pub fn all() -> &'static [SystemPolicy] {
    &ALL
}

/// The policy with this name, case-sensitive.
pub fn find(name: &str) -> Option<&'static SystemPolicy> {
    ALL.iter().find(|policy| policy.name == name)
}

static ALL: LazyLock<Vec<SystemPolicy>> = LazyLock::new(|| {
    let read = |(name, description, statements): &(&'static str, &'static str, &str)| {
        let text = format!(r#"{{"Version": "1", "Statement": [{statements}]}}"#);
        let document = Document::parse(&text, Kind::Identity).ok()?;
        Some(SystemPolicy { name, description, document: Arc::new(document) })
    };
    // A test parses each of the texts below.
    TEXTS.iter().filter_map(read).collect()
});

/// Name, description, statements. The vendor's contents are those of its published versions.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "AdministratorAccess",
        "Full access, including the values of all secrets.",
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#,
    ),
    (
        "StrongroomAdministrator",
        "Manages secrets, keys, users and policies. Cannot read values.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "kms:Create*", "kms:Describe*", "kms:List*", "kms:Update*", "kms:Put*", "kms:Delete*", "kms:Restore*", "kms:Purge*",
            "kms:Rotate*", "kms:ResumeRotation", "kms:RollBackRotation", "kms:PauseRotation", "kms:ExtendRotation",
            "kms:RevokeSecretVersion", "kms:Tag*", "kms:Untag*", "kms:Enable*",
            "kms:Disable*", "kms:Schedule*", "kms:Cancel*", "kms:Get*Policy", "kms:Set*Policy", "kms:GetRandomPassword",
            "kms:GenerateDataKey", "ram:*", "strongroom:DescribeSystem", "strongroom:*Target*",
            "strongroom:*Notification*"]},
          {"Effect": "Allow", "Resource": "*", "Action": [
            "actiontrail:Lookup*", "actiontrail:Get*", "actiontrail:Describe*", "actiontrail:List*", "actiontrail:VerifyTrail",
            "actiontrail:ExportEvents"]}"#,
    ),
    (
        "StrongroomAuditor",
        "Reads the audit trail and all metadata. Cannot read values or change anything.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "kms:Describe*", "kms:List*", "kms:Get*Policy", "ram:Get*", "ram:List*", "ram:ExplainAccess", "actiontrail:Lookup*",
            "actiontrail:Get*", "actiontrail:Describe*", "actiontrail:List*", "actiontrail:VerifyTrail",
            "actiontrail:ExportEvents", "strongroom:DescribeSystem", "strongroom:DescribeTarget", "strongroom:ListTargets",
            "strongroom:DescribeNotificationChannel", "strongroom:ListNotification*"]}"#,
    ),
    (
        "StrongroomOnCall",
        "Replaces leaked secrets, deactivates leaked AccessKeys, and sees who read them. Cannot read values.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "kms:Describe*", "kms:List*", "kms:RotateSecret", "kms:ResumeRotation", "kms:RollBackRotation", "kms:ExtendRotation",
            "kms:RevokeSecretVersion", "kms:PutSecretValue", "kms:UpdateSecretVersionStage", "kms:GetRandomPassword",
            "kms:GenerateDataKey", "ram:ListUsers", "ram:GetUser", "ram:ListAccessKeys", "ram:DeactivateAccessKey",
            "actiontrail:LookupEvents", "strongroom:DescribeSystem"]}"#,
    ),
    (
        "AliyunKMSFullAccess",
        "Full access to KMS, including the values of all secrets.",
        r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "*"},
          {"Effect": "Allow", "Action": "ram:CreateServiceLinkedRole", "Resource": "*", "Condition": {"StringEquals": {
            "ram:ServiceName": ["secretsmanager-rds.kms.aliyuncs.com", "keystore.kms.aliyuncs.com"]}}}"#,
    ),
    (
        "AliyunKMSReadOnlyAccess",
        "Reads all metadata in KMS. Cannot read values.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "kms:List*", "kms:Describe*", "kms:GetPublicKey", "kms:GetKeyPolicy", "kms:GetKeyDefaultPolicy",
            "kms:GetSecretPolicy", "kms:GetSecretDefaultPolicy", "kms:GetKmsInstance"]}"#,
    ),
    (
        "AliyunKMSSecretUserAccess",
        "Reads the values of all secrets. Secrets with their own key also require kms:Decrypt on that key.",
        r#"{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*"},
          {"Effect": "Allow", "Action": ["kms:DescribeSecret", "kms:ListSecretVersionIds"], "Resource": "*"}"#,
    ),
    (
        "AliyunKMSSecretAdminAccess",
        "Full access to secrets, including their values. Does not include kms:Decrypt on keys.",
        r#"{"Effect": "Allow", "Action": "kms:*", "Resource": "acs:kms:*:*:secret*"},
          {"Effect": "Allow", "Resource": "*", "Action": [
            "kms:GetRandomPassword", "kms:TagResource", "kms:UntagResource", "kms:ListResourceTags", "rds:DescribeDBInstances",
            "rds:DescribeAccounts", "rds:CreateAccount", "rds:GrantAccountPrivilege", "ecs:DescribeInstances"]},
          {"Effect": "Allow", "Action": "ram:CreateServiceLinkedRole", "Resource": "*", "Condition": {"StringEquals": {
            "ram:ServiceName": ["secretsmanager-rds.kms.aliyuncs.com", "secretsmanager-ecs.kms.aliyuncs.com"]}}}"#,
    ),
    (
        "AliyunKMSCryptoAdminAccess",
        "Full access to keys and aliases.",
        r#"{"Effect": "Allow", "Action": "kms:*", "Resource": ["acs:kms:*:*:key*", "acs:kms:*:*:alias*"]},
          {"Effect": "Allow", "Action": ["kms:TagResource", "kms:UntagResource", "kms:ListResourceTags"], "Resource": "*"}"#,
    ),
    (
        "AliyunKMSCryptoUserAccess",
        "Encrypts, decrypts, signs and verifies with all keys.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey", "kms:GenerateDataKeyWithoutPlaintext", "kms:AsymmetricEncrypt",
            "kms:AsymmetricDecrypt", "kms:AsymmetricSign", "kms:AsymmetricVerify", "kms:GetPublicKey"]}"#,
    ),
    (
        "AliyunActionTrailReadOnlyAccess",
        "Reads the audit trail.",
        r#"{"Effect": "Allow", "Resource": "*", "Action": [
            "actiontrail:Lookup*", "actiontrail:Get*", "actiontrail:Describe*", "actiontrail:List*", "actiontrail:VerifyTrail"]}"#,
    ),
    (
        "AliyunActionTrailFullAccess",
        "Everything on the audit trail.",
        r#"{"Effect": "Allow", "Action": "actiontrail:*", "Resource": "*"}"#,
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_valid() {
        assert_eq!(all().len(), TEXTS.len());
        for policy in all() {
            assert!(find(policy.name).is_some());
        }
    }
}
