//! Temporary credentials, from AssumeRole to what they sign.

use super::world::{Credentials, DOCUMENT, Parameters, World, now};
use serde_json::Value;
use strongroom_wire::aliyun::Api;

const SECRET: Parameters<'static> = &[("SecretName", "a")];

/// A secret, and the role `Deployer` that reads it.
async fn world() -> World {
    let w = World::new().await;
    w.kms("CreateSecret", &[("SecretName", "a"), ("VersionId", "v1"), ("SecretData", "the value")]).await;
    w.role("Deployer", &["System/AliyunKMSSecretUserAccess"]).await;
    w
}

async fn read(w: &World, caller: &Credentials) -> Result<String, (u16, String)> {
    let (status, body) = w.call(caller, Api::Kms, "GetSecretValue", SECRET).await;
    let answer: Value = serde_json::from_str(&body).unwrap();
    let text = |name: &str| answer[name].as_str().unwrap().to_owned();
    if status == 200 { Ok(text("SecretData")) } else { Err((status, text("Code"))) }
}

#[tokio::test]
async fn role_session_reads_with_either_signature() {
    let w = world().await;
    let arn = format!("acs:ram::{}:role/Deployer", w.account);
    let given = [("RoleArn", &*arn), ("RoleSessionName", "ci-42"), ("DurationSeconds", "900")];
    let made = w.succeed(&w.admin, Api::Sts, "AssumeRole", &given).await;
    let session = format!("acs:ram::{}:role/deployer/ci-42", w.account);
    assert_eq!(made["AssumedRoleUser"]["Arn"], *session);
    assert!(made["AssumedRoleUser"]["AssumedRoleId"].as_str().unwrap().ends_with(":ci-42"));
    let expires = made["Credentials"]["Expiration"].as_str().unwrap();
    assert!(expires > &*now() && expires.ends_with('Z'));
    let who = w.assume(&w.admin, "Deployer").await;
    assert_eq!(read(&w, &who).await.unwrap(), "the value");
    let (status, body) = w.call_acs3(&who, "2016-01-20", "GetSecretValue", SECRET).await;
    assert!(status == 200 && body.contains("the value"), "{body}");
    let facts = w.succeed(&who, Api::Sts, "GetCallerIdentity", &[]).await;
    assert_eq!((&facts["Arn"], &facts["IdentityType"]), (&session.into(), &"AssumedRoleUser".into()));
    assert_eq!(facts["PrincipalId"], *format!("{}:ci-42", facts["RoleId"].as_str().unwrap()));
    let facts = w.succeed(&w.admin, Api::Sts, "GetCallerIdentity", &[]).await;
    assert_eq!((&facts["IdentityType"], &facts["AccountId"]), (&"RAMUser".into(), &w.account.clone().into()));
    assert_eq!(facts["UserId"], facts["PrincipalId"]);
    // It has no user.
    let own = w.error(&who, Api::Ram, "ListAccessKeys", &[]).await;
    assert_eq!((own.0, &*own.1), (400, "MissingParameter"));
}

#[tokio::test]
async fn role_session_loses_access_with_attachment_or_role() {
    let w = world().await;
    let who = w.assume(&w.admin, "Deployer").await;
    w.attach("DetachPolicyFromRole", ("RoleName", "Deployer"), "System/AliyunKMSSecretUserAccess").await;
    assert_eq!(read(&w, &who).await, Err((403, "Forbidden.NoPermission".to_owned())));
    w.attach("AttachPolicyToRole", ("RoleName", "Deployer"), "System/AliyunKMSSecretUserAccess").await;
    assert!(read(&w, &who).await.is_ok());
    w.attach("DetachPolicyFromRole", ("RoleName", "Deployer"), "System/AliyunKMSSecretUserAccess").await;
    w.ram("DeleteRole", &[("RoleName", "Deployer")]).await;
    assert_eq!(read(&w, &who).await, Err((404, "InvalidAccessKeyId.NotFound".to_owned())));
}

#[tokio::test]
async fn invalid_tokens_are_refused() {
    let w = world().await;
    let (one, other) = (w.assume(&w.admin, "Deployer").await, w.assume(&w.admin, "Deployer").await);
    let token = one.token.clone().unwrap();
    let with = |token: Option<&str>| Credentials { token: token.map(str::to_owned), ..one.clone() };
    let half = &token[..token.len() / 2];
    let changed = token.replacen(['A', 'B'], "C", 1);
    for (caller, code) in [
        (with(None), "MissingSecurityToken"),
        (with(Some("x")), "InvalidSecurityToken.Malformed"),
        (with(Some("AAAA")), "InvalidSecurityToken.Malformed"),
        (with(Some(half)), "InvalidSecurityToken.Malformed"),
        (with(Some(&format!("{token}{token}"))), "InvalidSecurityToken.Malformed"),
        (with(Some(&changed)), "InvalidSecurityToken.Malformed"),
        (with(other.token.as_deref()), "InvalidSecurityToken.MismatchWithAccessKey"),
        (Credentials { token: one.token.clone(), ..w.admin.clone() }, "InvalidSecurityToken.MismatchWithAccessKey"),
        (Credentials { token: Some("x".to_owned()), ..w.admin.clone() }, "InvalidSecurityToken.Malformed"),
        (Credentials { secret: other.secret.clone(), ..one.clone() }, "SignatureDoesNotMatch"),
        (Credentials { id: "STS.x".to_owned(), ..one.clone() }, "InvalidSecurityToken.MismatchWithAccessKey"),
        (Credentials { id: "STS.x".to_owned(), token: None, ..one.clone() }, "MissingSecurityToken"),
    ] {
        assert_eq!(read(&w, &caller).await, Err((400, code.to_owned())));
        let (status, body) = w.call_acs3(&caller, "2016-01-20", "GetSecretValue", SECRET).await;
        assert!(status == 400 && body.contains(&format!("\"Code\":\"{code}\"")), "{code}: {body}");
        assert!(!body.contains("the value") && !body.contains(&token), "nothing is echoed");
    }
    w.pass(3_600_000 - 1_000);
    assert!(read(&w, &one).await.is_ok());
    w.pass(1_000);
    assert_eq!(read(&w, &one).await, Err((400, "InvalidSecurityToken.Expired".to_owned())));
}

#[tokio::test]
async fn invalid_assume_role_calls_are_refused() {
    let w = world().await;
    let arn = format!("acs:ram::{}:role/Deployer", w.account);
    let (role, session) = (("RoleArn", &*arn), ("RoleSessionName", "ci-42"));
    let (abroad, user) = (arn.replace(&w.account, "1000000000000001"), arn.replace("role/", "user/"));
    let (deeper, long, large) = (format!("{arn}/ci-42"), "s".repeat(65), DOCUMENT.replace('*', &"x".repeat(2_048)));
    let cases: &[(Parameters<'_>, u16, &str)] = &[
        (&[], 400, "MissingParameter"),
        (&[role], 400, "MissingParameter"),
        (&[session], 400, "MissingParameter"),
        (&[("RoleArn", "Deployer"), session], 400, "InvalidParameter.RoleArn"),
        (&[("RoleArn", &abroad), session], 400, "InvalidParameter.RoleArn"),
        (&[("RoleArn", &user), session], 400, "InvalidParameter.RoleArn"),
        (&[("RoleArn", &deeper), session], 400, "InvalidParameter.RoleArn"),
        (&[role, ("RoleSessionName", "x")], 400, "InvalidParameter.RoleSessionName"),
        (&[role, ("RoleSessionName", &long)], 400, "InvalidParameter.RoleSessionName"),
        (&[role, ("RoleSessionName", "a/b")], 400, "InvalidParameter.RoleSessionName"),
        (&[role, ("RoleSessionName", "a\nb")], 400, "InvalidParameter.RoleSessionName"),
        (&[role, session, ("DurationSeconds", "899")], 400, "InvalidParameter.DurationSeconds"),
        (&[role, session, ("DurationSeconds", "3601")], 400, "InvalidParameter.DurationSeconds"),
        (&[role, session, ("DurationSeconds", "43201")], 400, "InvalidParameter.DurationSeconds"),
        (&[role, session, ("DurationSeconds", "1h")], 400, "InvalidParameter.DurationSeconds"),
        (&[role, session, ("Policy", "nonsense")], 400, "InvalidParameter.PolicyGrammar"),
        (&[role, session, ("Policy", "{}")], 400, "InvalidParameter.PolicyGrammar"),
        (&[role, session, ("Policy", &large)], 400, "InvalidParameter.PolicySize"),
        (&[role, session, ("ExternalId", "a b")], 400, "InvalidParameter.ExternalId"),
        (&[role, session, ("SourceIdentity", "somebody")], 400, "InvalidParameter"),
    ];
    for (given, status, code) in cases {
        let refused = w.error(&w.admin, Api::Sts, "AssumeRole", given).await;
        assert_eq!((refused.0, &*refused.1), (*status, *code), "{given:?}: {}", refused.2);
    }
    let nobody = w.user("nobody", &[]).await;
    for arn in [arn.clone(), arn.replace("Deployer", "absent")] {
        let refused = w.error(&nobody, Api::Sts, "AssumeRole", &[("RoleArn", &arn), session]).await;
        assert_eq!((refused.0, &*refused.1), (403, "NoPermission"), "there or not");
    }
}
