//! SetKeyPolicy and GetKeyPolicy.

use crate::aliyun::world::World;
use strongroom_wire::aliyun::Api;

const A: (&str, &str) = ("SecretName", "app/db");

/// A world with a customer's key and a secret under it.
async fn world() -> (World, String) {
    let w = World::new().await;
    let made = w.kms("CreateKey", &[("Description", "payments")]).await;
    let key = made["KeyMetadata"]["KeyId"].as_str().unwrap().to_owned();
    w.kms("CreateSecret", &[A, ("VersionId", "v1"), ("SecretData", "x"), ("EncryptionKeyId", &key)]).await;
    (w, key)
}

fn for_bob(w: &World, effect: &str) -> String {
    format!(
        r#"{{"Version":"1","Statement":[{{"Effect":"{effect}","Principal":{{"RAM":["acs:ram::{}:user/bob"]}},
        "Action":["kms:Decrypt"],"Resource":["*"]}}]}}"#,
        w.account
    )
}

#[tokio::test]
async fn key_policy_grants_and_denies_reading_secrets_under_the_key() {
    let (w, key) = world().await;
    let arn = format!("acs:kms:local:{}:key/{key}", w.account);
    let bob = w.user("bob", &["System/AliyunKMSSecretUserAccess"]).await;
    let unset = w.kms("GetKeyPolicy", &[("KeyId", &key), ("PolicyName", "default")]).await;
    let unset = unset["Policy"].as_str().unwrap();
    assert!(unset.contains(&format!("acs:ram::{}:*", w.account)), "{unset}");
    let denied = w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    assert_eq!((denied.0, &*denied.1), (403, "Forbidden.NoPermission"));
    let allow = for_bob(&w, "Allow");
    w.kms("SetKeyPolicy", &[("KeyId", &arn), ("Policy", &allow), ("PolicyName", "default")]).await;
    assert_eq!(w.kms("GetKeyPolicy", &[("KeyId", &key)]).await["Policy"], allow, "returned as sent");
    w.succeed(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    w.attach("AttachPolicyToUser", ("UserName", "bob"), "System/AliyunKMSFullAccess").await;
    w.kms("SetKeyPolicy", &[("KeyId", &key), ("Policy", &for_bob(&w, "Deny"))]).await;
    assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await.1, "Forbidden.NoPermission");
    w.kms("SetKeyPolicy", &[("KeyId", &key), ("Policy", unset)]).await;
    w.succeed(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    w.attach("DetachPolicyFromUser", ("UserName", "bob"), "System/AliyunKMSFullAccess").await;
    let still = w.error(&bob, Api::Kms, "GetSecretValue", &[A]).await;
    assert_eq!(still.1, "Forbidden.NoPermission", "the default policy shown for an unset one grants nothing");
}

#[tokio::test]
async fn invalid_key_policy_calls_are_refused() {
    let (w, key) = world().await;
    let nobody = w.user("nobody", &[]).await;
    let good = for_bob(&w, "Allow");
    let long = good.replace("bob", &"b".repeat(33_000));
    let shut = good.replace("Allow", "Deny").replace("user/bob", "*").replace("kms:Decrypt", "kms:*");
    let keys = w.kms("ListKeys", &[]).await;
    let ids: Vec<_> = keys["Keys"]["Key"].as_array().unwrap().iter().map(|k| k["KeyId"].as_str().unwrap()).collect();
    let default = *ids.iter().find(|id| **id != key).unwrap();
    let id = ("KeyId", &*key);
    let absent = ("KeyId", "00000000-0000-4000-8000-000000000000");
    for (action, given, status, code) in [
        ("GetKeyPolicy", &[][..], 400, "MissingParameter"),
        ("GetKeyPolicy", &[absent], 404, "Forbidden.KeyNotFound"),
        ("GetKeyPolicy", &[("KeyId", "no id")], 404, "Forbidden.KeyNotFound"),
        ("GetKeyPolicy", &[("KeyId", "alias/payments")], 404, "Forbidden.KeyNotFound"),
        ("GetKeyPolicy", &[id, ("PolicyName", "other")], 404, "Forbidden.ResourceNotFound"),
        ("SetKeyPolicy", &[id], 400, "MissingParameter"),
        ("SetKeyPolicy", &[("Policy", &good)], 400, "MissingParameter"),
        ("SetKeyPolicy", &[absent, ("Policy", &good)], 404, "Forbidden.KeyNotFound"),
        ("SetKeyPolicy", &[("KeyId", default), ("Policy", &good)], 409, "Rejected.ResourceInUse"),
        ("SetKeyPolicy", &[id, ("Policy", &good), ("PolicyName", "other")], 404, "Forbidden.ResourceNotFound"),
        ("SetKeyPolicy", &[id, ("Policy", "null")], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", "{\"Version\":")], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", &good.replace("Principal", "Who"))], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", &good.replace("kms:", "ram:"))], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", &good.replace("\"*\"", "\"x\""))], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", &long)], 400, "MalformedPolicyDocument"),
        ("SetKeyPolicy", &[id, ("Policy", &shut)], 400, "MalformedPolicyDocument"),
    ] {
        let refused = w.error(&w.admin, Api::Kms, action, given).await;
        assert_eq!((refused.0, &*refused.1), (status, code), "{action} {given:?} {}", refused.2);
        let allowed = if action == "GetKeyPolicy" { &[id][..] } else { &[id, ("Policy", &good)] };
        let denied = w.error(&nobody, Api::Kms, action, allowed).await;
        assert_eq!((denied.0, &*denied.1), (403, "Forbidden.NoPermission"));
    }
    let kept = w.kms("GetKeyPolicy", &[id]).await;
    assert!(!kept["Policy"].as_str().unwrap().contains("bob"), "nothing was changed");
}
