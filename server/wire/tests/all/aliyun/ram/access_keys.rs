use crate::aliyun::world::{Credentials, World, now};
use strongroom_wire::aliyun::Api;

#[tokio::test]
async fn access_key_signs_until_disabled() {
    let w = World::new().await;
    let bob = w.user("bob", &["System/AliyunKMSReadOnlyAccess"]).await;
    w.succeed(&bob, Api::Kms, "ListSecrets", &[]).await;
    let listed = w.ram("ListAccessKeys", &[("UserName", "bob")]).await;
    let keys = listed["AccessKeys"]["AccessKey"].as_array().unwrap();
    assert_eq!((&keys[0]["AccessKeyId"], &keys[0]["Status"]), (&bob.id.as_str().into(), &"Active".into()));
    assert_eq!((keys.len(), &keys[0]["CreateDate"]), (1, &now().into()));
    assert!(keys[0].get("AccessKeySecret").is_none(), "a secret is shown once");
    let switch = |status| [("UserName", "bob"), ("UserAccessKeyId", &*bob.id), ("Status", status)];
    w.ram("UpdateAccessKey", &switch("Inactive")).await;
    assert_eq!(w.error(&bob, Api::Kms, "ListSecrets", &[]).await.1, "Forbidden.AccessKey");
    w.ram("UpdateAccessKey", &switch("Active")).await;
    w.succeed(&bob, Api::Kms, "ListSecrets", &[]).await;
    w.ram("DeleteAccessKey", &[("UserName", "bob"), ("UserAccessKeyId", &bob.id)]).await;
    assert_eq!(w.error(&bob, Api::Kms, "ListSecrets", &[]).await.1, "InvalidAccessKeyId.NotFound");
}

/// A user rotates its own key without UserName, as the vendor's tools do.
#[tokio::test]
async fn missing_user_name_means_the_caller() {
    let w = World::new().await;
    let own = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "ram:*AccessKey*", "Resource": "acs:ram:*:*:user/bob"}]}"#;
    w.ram("CreatePolicy", &[("PolicyName", "own-keys"), ("PolicyDocument", own)]).await;
    let old = w.user("bob", &["Custom/own-keys"]).await;
    let made = &w.succeed(&old, Api::Ram, "CreateAccessKey", &[]).await["AccessKey"];
    assert_eq!(made["Status"], "Active");
    let new = Credentials {
        id: made["AccessKeyId"].as_str().unwrap().to_owned(),
        secret: made["AccessKeySecret"].as_str().unwrap().to_owned(),
        token: None,
    };
    let third = w.error(&new, Api::Ram, "CreateAccessKey", &[]).await;
    assert_eq!((third.0, &*third.1), (409, "LimitExceeded.User.AccessKey"));
    w.succeed(&new, Api::Ram, "UpdateAccessKey", &[("UserAccessKeyId", &old.id), ("Status", "Inactive")]).await;
    w.succeed(&new, Api::Ram, "DeleteAccessKey", &[("UserAccessKeyId", &old.id)]).await;
    let listed = w.succeed(&new, Api::Ram, "ListAccessKeys", &[]).await;
    assert_eq!(listed["AccessKeys"]["AccessKey"].as_array().unwrap().len(), 1);
    let others = w.error(&new, Api::Ram, "ListAccessKeys", &[("UserName", "admin")]).await;
    assert_eq!(others.1, "NoPermission");
    let id = new.id.clone();
    let used = w.ram("GetAccessKeyLastUsed", &[("UserName", "bob"), ("UserAccessKeyId", &id)]).await;
    assert!(used["AccessKeyLastUsed"]["LastUsedDate"].as_str().is_some_and(|date| date.ends_with('Z')), "{used}");
}

#[tokio::test]
async fn invalid_access_key_calls_are_refused() {
    let w = World::new().await;
    let bob = w.user("bob", &[]).await;
    w.ram("CreateUser", &[("UserName", "eve")]).await;
    let of_bob = |status| [("UserName", "bob"), ("UserAccessKeyId", &*bob.id), ("Status", status)];
    let of_eve = [("UserName", "eve"), ("UserAccessKeyId", &*bob.id), ("Status", "Inactive")];
    w.refusals(&[
        ("CreateAccessKey", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("CreateAccessKey", &[("UserName", "a b")], 400, "InvalidParameter.UserName.InvalidChars"),
        ("ListAccessKeys", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("UpdateAccessKey", &[("UserName", "bob"), ("Status", "Active")], 400, "MissingParameter"),
        ("UpdateAccessKey", &[("UserName", "bob"), ("UserAccessKeyId", &bob.id)], 400, "MissingParameter"),
        ("UpdateAccessKey", &of_bob("active"), 400, "InvalidParameter"),
        ("UpdateAccessKey", &of_bob("Deleted"), 400, "InvalidParameter"),
        ("UpdateAccessKey", &of_eve, 404, "EntityNotExist.User.AccessKey"),
        ("DeleteAccessKey", &of_eve[..2], 404, "EntityNotExist.User.AccessKey"),
        ("DeleteAccessKey", &[("UserName", "bob")], 400, "MissingParameter"),
        ("DeleteAccessKey", &[("UserAccessKeyId", &bob.id)], 404, "EntityNotExist.User.AccessKey"),
        ("DeleteAccessKey", &[("UserAccessKeyId", "a b")], 400, "InvalidParameter.UserAccessKeyId.InvalidChars"),
        ("DeleteAccessKey", &[("UserAccessKeyId", &"k".repeat(65))], 400, "InvalidParameter.UserAccessKeyId.Length"),
    ])
    .await;
    assert_eq!(w.error(&bob, Api::Kms, "ListSecrets", &[]).await.1, "Forbidden.NoPermission", "the key is unchanged");
}
