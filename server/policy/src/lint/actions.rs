//! Advice on actions.

use super::{Findings, Severity};
use crate::{
    document::{Effect, Kind, Statement},
    pattern::ActionPattern,
};
use strongroom_domain::Action;

/// Operations of the vendor that this product does not support. Policies may name them.
const VENDORS: &[&str] = &[
    "kms:UpdateSecretRotationPolicy",
    "kms:RotateSecret",
    "kms:BatchGetSecretValue",
    "kms:SetSecretPolicy",
    "kms:GetSecretPolicy",
    "kms:GetSecretDefaultPolicy",
    "kms:TagResources",
    "kms:UntagResources",
    "kms:ListTagResources",
    "kms:ListResourceTags",
    "kms:DescribeRegions",
    "kms:Encrypt",
    "kms:Decrypt",
    "kms:ReEncrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateAndExportDataKey",
    "kms:ExportDataKey",
    "kms:AsymmetricEncrypt",
    "kms:AsymmetricDecrypt",
    "kms:AsymmetricSign",
    "kms:AsymmetricVerify",
    "kms:GetPublicKey",
    "kms:GetKeyDefaultPolicy",
    "kms:GetKmsInstance",
    "kms:ListKeyVersions",
    "kms:DescribeKeyVersion",
    "kms:UpdateRotationPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:CancelKeyDeletion",
    "kms:SetDeletionProtection",
    "kms:ImportKeyMaterial",
    "kms:DeleteKeyMaterial",
    "kms:GetParametersForImport",
    "kms:CreateAlias",
    "kms:UpdateAlias",
    "kms:DeleteAlias",
    "kms:ListAliases",
    "kms:ListAliasesByKeyId",
    "ram:GetAccessKeyLastUsed",
    "ram:GetUser",
    "ram:CreateGroup",
    "ram:UpdateGroup",
    "ram:DeleteGroup",
    "ram:GetGroup",
    "ram:ListGroups",
    "ram:AddUserToGroup",
    "ram:RemoveUserFromGroup",
    "ram:ListGroupsForUser",
    "ram:ListUsersForGroup",
    "ram:CreateRole",
    "ram:UpdateRole",
    "ram:DeleteRole",
    "ram:GetRole",
    "ram:ListRoles",
    "ram:CreatePolicy",
    "ram:DeletePolicy",
    "ram:GetPolicy",
    "ram:ListPolicies",
    "ram:CreatePolicyVersion",
    "ram:DeletePolicyVersion",
    "ram:GetPolicyVersion",
    "ram:ListPolicyVersions",
    "ram:SetDefaultPolicyVersion",
    "ram:AttachPolicyToUser",
    "ram:DetachPolicyFromUser",
    "ram:AttachPolicyToGroup",
    "ram:DetachPolicyFromGroup",
    "ram:AttachPolicyToRole",
    "ram:DetachPolicyFromRole",
    "ram:ListPoliciesForUser",
    "ram:ListPoliciesForGroup",
    "ram:ListPoliciesForRole",
    "ram:ListEntitiesForPolicy",
    "ram:CreateServiceLinkedRole",
    "ram:DeleteServiceLinkedRole",
    "ram:PassRole",
    "ram:GetAccountSummary",
    "ram:DecodeDiagnosticMessage",
    "sts:AssumeRole",
    "sts:AssumeRoleWithSAML",
    "sts:AssumeRoleWithOIDC",
    "sts:GetCallerIdentity",
    "actiontrail:GetTrailStatus",
    "actiontrail:DescribeTrails",
    "actiontrail:CreateTrail",
    "actiontrail:UpdateTrail",
    "actiontrail:DeleteTrail",
    "actiontrail:StartLogging",
    "actiontrail:StopLogging",
];

/// The full name of every known operation: the product's, then the vendor's.
pub fn known() -> impl Iterator<Item = String> {
    Action::ALL.iter().map(|action| action.full_name()).chain(VENDORS.iter().map(|name| (*name).to_owned()))
}

pub fn look(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    let actions = &statement.actions;
    let name = if actions.except { "NotAction" } else { "Action" };
    let allows = statement.effect == Effect::Allow;
    if actions.except && allows {
        let sentence = "NotAction with Allow allows every other action, including those of other services and future ones. It does not deny the listed actions.";
        findings.add(Severity::Warning, format!("{path}.{name}[0]"), sentence);
    }
    let everywhere =
        statement.resources.as_ref().is_some_and(|r| !r.except && r.patterns.iter().any(|p| p.as_str() == "*"));
    for (n, pattern) in actions.patterns.iter().enumerate() {
        let path = format!("{path}.{name}[{n}]");
        let text = pattern.as_str();
        let all = text == "*" || text.eq_ignore_ascii_case("kms:*") || text == "*:*";
        if allows
            && !actions.except
            && all
            && everywhere
            && findings.kind() == Kind::Identity
            && statement.conditions.is_empty()
        {
            let sentence = "This allows every action on every resource, including reading the values of all secrets.";
            findings.add(Severity::Warning, path.clone(), sentence);
        }
        if let Some(sentence) = unknown(pattern) {
            findings.add(Severity::Warning, path, sentence);
        }
    }
}

/// The warning about an unknown action of a known service.
fn unknown(pattern: &ActionPattern) -> Option<String> {
    let (service, _) = pattern.as_str().split_once(':')?;
    let ours = known().any(|name| name.split(':').next().is_some_and(|known| known.eq_ignore_ascii_case(service)));
    if !ours || known().any(|name| pattern.matches(&name)) {
        return None;
    }
    let text = pattern.as_str().to_ascii_lowercase();
    let near = known().map(|name| (strsim::levenshtein(&text, &name.to_ascii_lowercase()), name)).min()?;
    let advice = if near.0 <= 1 + text.len() / 5 { format!(" Did you mean {}?", near.1) } else { String::new() };
    Some(format!("{} is not a known action.{advice}", pattern.as_str()))
}
