//! What each audience may do, action by action.

use strongroom_domain::Action;
use strongroom_policy::*;

fn may(policy: &str, action: &str) -> bool {
    let document = system::find(policy).unwrap_or_else(|| panic!("{policy}")).document.clone();
    let identity = vec![Attached { name: policy.into(), holder: Holder::User("u".into()), document: Ok(document) }];
    let policies = Policies { identity, ..Policies::default() };
    let arn = "acs:ram::1000000000000101:user/u".to_owned();
    let caller = Caller { kind: CallerKind::User, account: "1000000000000101".into(), arn, id: None };
    let (context, resource) = (ConditionContext::default(), "acs:kms:r:1000000000000101:secret/a".to_owned());
    let check = Check { action: action.into(), resource, context: ConditionContext::default(), resource_policy: None };
    let request = Request { caller: &caller, policies: &policies, context: &context, checks: &[check] };
    evaluate(&request) == Decision::Allow
}

const VALUES: &[&str] = &["kms:GetSecretValue", "kms:CompareSecretVersions", "kms:Decrypt"];

#[test]
fn only_readers_can_read_values() {
    for policy in ["StrongroomAdministrator", "StrongroomAuditor", "StrongroomOnCall", "AliyunKMSReadOnlyAccess"] {
        for action in VALUES.iter().chain(&["strongroom:ReadRevokedVersion"]) {
            assert!(!may(policy, action), "{policy} {action}");
        }
    }
    assert!(may("AdministratorAccess", "strongroom:ReadRevokedVersion"));
    for action in VALUES {
        assert!(may("AdministratorAccess", action) && may("AliyunKMSFullAccess", action));
    }
    assert!(may("AliyunKMSSecretUserAccess", "kms:GetSecretValue"));
    assert!(!may("AliyunKMSSecretUserAccess", "kms:Decrypt"));
}

#[test]
fn administrator_manages_everything_except_values() {
    // Operations that need no policy, or that only the server performs.
    let internal = [
        Action::ConsoleSignin,
        Action::ConsoleSignout,
        Action::ConsoleSigninSSO,
        Action::VerifyMFA,
        Action::EndSession,
        Action::StepUp,
        Action::Initialize,
        Action::Unseal,
        Action::AddRootKey,
        Action::RemoveRootKeys,
        Action::CreateBackup,
        Action::RestoreBackup,
        Action::RecoverAdministrator,
        Action::Authenticate,
        Action::GetCallerIdentity,
        Action::ReadRevokedVersion,
        Action::BeginRotation,
        Action::TakeRotationStep,
        Action::ReportRotationStep,
        Action::DispatchNotices,
        Action::WatchNotices,
        Action::TakeNoticeDelivery,
        Action::ReportNoticeDelivery,
    ];
    for action in Action::ALL {
        let name = action.full_name();
        // A role may have more access than its administrator.
        let expected = !VALUES.contains(&&*name) && !internal.contains(action) && *action != Action::AssumeRole;
        assert_eq!(may("StrongroomAdministrator", &name), expected, "{name}");
    }
    assert!(
        may("StrongroomAdministrator", "ram:CreatePolicy") && may("StrongroomAdministrator", "kms:SetSecretPolicy")
    );
}

#[test]
fn auditor_changes_nothing() {
    for action in Action::ALL {
        let name = action.full_name();
        let reads = action.mode() == strongroom_domain::Mode::Read;
        let others =
            [Action::GetRandomPassword, Action::Authenticate, Action::GetCallerIdentity, Action::ReadRevokedVersion];
        let other = VALUES.contains(&&*name) || others.contains(action);
        assert_eq!(may("StrongroomAuditor", &name), reads && !other, "{name}");
    }
}

#[test]
fn on_call_replaces_secrets() {
    for action in [
        "kms:RotateSecret",
        "kms:RevokeSecretVersion",
        "kms:ExtendRotation",
        "kms:PutSecretValue",
        "kms:UpdateSecretVersionStage",
        "kms:ListSecrets",
        "kms:ListSecretReaders",
        "ram:GetUser",
        "ram:DeactivateAccessKey",
        "actiontrail:LookupEvents",
    ] {
        assert!(may("StrongroomOnCall", action), "{action}");
    }
    for action in [
        "kms:DeleteSecret",
        "kms:CreateSecret",
        "ram:CreateUser",
        "ram:CreateAccessKey",
        "ram:UpdateAccessKey",
        "ram:DeleteAccessKey",
        "kms:DisableKey",
        "kms:SetSecretPolicy",
        "strongroom:ReadRevokedVersion",
    ] {
        assert!(!may("StrongroomOnCall", action), "{action}");
    }
}
