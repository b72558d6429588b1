//! SetSecretPolicy and GetSecretPolicy.

use crate::aliyun::world::World;
use serde_json::{Value, json};
use strongroom_wire::aliyun::Api;

const A: (&str, &str) = ("SecretName", "app/db");

async fn world() -> World {
    let w = World::new().await;
    w.kms("CreateSecret", &[A, ("VersionId", "v1"), ("SecretData", "x")]).await;
    w
}

fn for_bob(w: &World, effect: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Sid":"bob","Effect":"{effect}","Principal":{{"RAM":["acs:ram::{}:user/bob"]}},
        "Action":["kms:GetSecretValue"],"Resource":["*"]}}]}}"#,
        w.account
    )
}

#[tokio::test]
async fn denial_names_principal_and_action() {
    let w = world().await;
    let bob = w.user("bob", &[]).await;
    let detail = async |caller, api, action, given| -> Value {
        let (status, body) = w.call(caller, api, action, given).await;
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(status, 403, "{body}");
        assert_eq!(body["AccessDeniedDetail"]["EncodedDiagnosticMessage"], body["RequestId"]);
        body["AccessDeniedDetail"].clone()
    };
    let denied = detail(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    assert_eq!(
        (&denied["AuthAction"], &denied["AuthPrincipalType"]),
        (&json!("kms:GetSecretValue"), &json!("SubUser"))
    );
    assert_eq!(denied["AuthPrincipalOwnerId"], w.account);
    let id = w.ram("GetUser", &[("UserName", "bob")]).await["User"]["UserId"].clone();
    assert_eq!(denied["AuthPrincipalDisplayName"], id);
    assert_eq!(detail(&bob, Api::Ram, "ListUsers", &[]).await["AuthAction"], "ram:ListUsers");
    w.role("deployer", &[]).await;
    let session = w.assume(&w.admin, "deployer").await;
    let denied = detail(&session, Api::Kms, "ListSecrets", &[]).await;
    assert_eq!(denied["AuthPrincipalType"], "AssumedRoleUser");
    assert!(denied["AuthPrincipalDisplayName"].as_str().unwrap().starts_with("deployer:"), "{denied}");
    let (_, absent) = w.call(&w.admin, Api::Kms, "GetSecretValue", &[("SecretName", "absent")]).await;
    assert!(!absent.contains("AccessDeniedDetail"), "{absent}");
}

#[tokio::test]
async fn secret_policy_alone_grants_and_denies() {
    let w = world().await;
    let bob = w.user("bob", &[]).await;
    let unset = w.kms("GetSecretPolicy", &[A, ("PolicyName", "default")]).await;
    let unset = unset["Policy"].as_str().unwrap();
    assert!(unset.contains(&format!("acs:ram::{}:*", w.account)), "{unset}");
    assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await.1, "Forbidden.NoPermission");
    let allow = for_bob(&w, "Allow");
    w.kms("SetSecretPolicy", &[A, ("Policy", &allow), ("PolicyName", "default")]).await;
    assert_eq!(w.kms("GetSecretPolicy", &[A]).await["Policy"], allow, "returned as sent");
    w.succeed(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    w.attach("AttachPolicyToUser", ("UserName", "bob"), "System/AliyunKMSFullAccess").await;
    w.kms("SetSecretPolicy", &[A, ("Policy", &for_bob(&w, "Deny"))]).await;
    assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await.1, "Forbidden.NoPermission");
    w.kms("SetSecretPolicy", &[A, ("Policy", unset)]).await;
    w.succeed(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    w.attach("DetachPolicyFromUser", ("UserName", "bob"), "System/AliyunKMSFullAccess").await;
    let still = w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    assert_eq!(still.1, "Forbidden.NoPermission", "the default policy shown for an unset one grants nothing");
}

#[tokio::test]
async fn invalid_secret_policy_calls_are_refused() {
    let w = world().await;
    let good = for_bob(&w, "Allow");
    let long = good.replace("bob", &"b".repeat(20_000));
    let other = ("SecretName", "absent");
    for (action, given, status, code) in [
        ("GetSecretPolicy", &[][..], 400, "MissingParameter"),
        ("GetSecretPolicy", &[other], 404, "Forbidden.ResourceNotFound"),
        ("GetSecretPolicy", &[A, ("PolicyName", "other")], 404, "Forbidden.ResourceNotFound"),
        ("SetSecretPolicy", &[A], 400, "MissingParameter"),
        ("SetSecretPolicy", &[("Policy", &good)], 400, "MissingParameter"),
        ("SetSecretPolicy", &[other, ("Policy", &good)], 404, "Forbidden.ResourceNotFound"),
        ("SetSecretPolicy", &[A, ("Policy", &good), ("PolicyName", "other")], 404, "Forbidden.ResourceNotFound"),
        ("SetSecretPolicy", &[A, ("Policy", "null")], 400, "MalformedPolicyDocument"),
        ("SetSecretPolicy", &[A, ("Policy", &good.replace("Principal", "Who"))], 400, "MalformedPolicyDocument"),
        ("SetSecretPolicy", &[A, ("Policy", &good.replace("kms:", "ram:"))], 400, "MalformedPolicyDocument"),
        (
            "SetSecretPolicy",
            &[A, ("Policy", &good.replace("\"*\"", "\"acs:kms:*:*:secret/x\""))],
            400,
            "MalformedPolicyDocument",
        ),
        ("SetSecretPolicy", &[A, ("Policy", &long)], 400, "MalformedPolicyDocument"),
    ] {
        let refused = w.error(&w.admin, Api::Kms, action, given).await;
        assert_eq!((refused.0, &*refused.1), (status, code), "{action} {}", refused.2);
    }
    let (_, _, message) =
        w.error(&w.admin, Api::Kms, "SetSecretPolicy", &[A, ("Policy", &good.replace("[\"*\"]", "[\"x\"]"))]).await;
    assert!(message.contains("line 2, column") && message.contains("A resource must be *"), "{message}");
}
