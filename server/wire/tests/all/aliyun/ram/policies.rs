use crate::aliyun::world::{DOCUMENT, World, now};
use serde_json::json;
use strongroom_wire::aliyun::Api;

const P: (&str, &str) = ("PolicyName", "p");
const CUSTOM: (&str, &str) = ("PolicyType", "Custom");

fn deny() -> String {
    DOCUMENT.replace("Allow", "Deny")
}

#[tokio::test]
async fn policy_lifecycle() {
    let w = World::new().await;
    let made = w.ram("CreatePolicy", &[P, ("PolicyDocument", DOCUMENT), ("Description", "reads")]).await;
    let expected = json!({"PolicyName": "p", "PolicyType": "Custom", "Description": "reads", "DefaultVersion": "v1",
        "CreateDate": now()});
    assert_eq!(made["Policy"], expected);
    let got = w.ram("GetPolicy", &[P, CUSTOM]).await;
    assert_eq!((&got["Policy"]["AttachmentCount"], &got["Policy"]["UpdateDate"]), (&0.into(), &now().into()));
    let version = json!({"VersionId": "v1", "IsDefaultVersion": true, "CreateDate": now(), "PolicyDocument": DOCUMENT});
    assert_eq!(got["DefaultPolicyVersion"], version);
    let second = w.ram("CreatePolicyVersion", &[P, ("PolicyDocument", &deny()), ("SetAsDefault", "true")]).await;
    let second = &second["PolicyVersion"];
    assert_eq!((&second["VersionId"], &second["IsDefaultVersion"]), (&"v2".into(), &true.into()));
    let listed = w.ram("ListPolicyVersions", &[P, CUSTOM]).await;
    let versions = listed["PolicyVersions"]["PolicyVersion"].as_array().unwrap();
    assert_eq!(versions.iter().map(|v| v["IsDefaultVersion"].as_bool().unwrap()).collect::<Vec<_>>(), [false, true]);
    w.refusals(&[
        ("DeletePolicyVersion", &[P, ("VersionId", "v2")], 409, "DeleteConflict.Policy.Version.Default"),
        ("DeletePolicy", &[P], 409, "DeleteConflict.Policy.Version"),
    ])
    .await;
    w.ram("SetDefaultPolicyVersion", &[P, ("VersionId", "v1")]).await;
    assert_eq!(w.ram("GetPolicy", &[P, CUSTOM]).await["Policy"]["DefaultVersion"], "v1");
    let got = w.ram("GetPolicyVersion", &[P, CUSTOM, ("VersionId", "v2")]).await;
    assert_eq!(got["PolicyVersion"]["PolicyDocument"], deny());
    w.ram("DeletePolicyVersion", &[P, ("VersionId", "v2")]).await;
    let described = w.ram("UpdatePolicyDescription", &[P, ("NewDescription", "")]).await;
    assert_eq!((&described["Policy"]["Description"], &described["Policy"]["UpdateDate"]), (&"".into(), &now().into()));
    w.ram("DeletePolicy", &[P]).await;
    w.refusals(&[("GetPolicy", &[P, CUSTOM], 404, "EntityNotExist.Policy")]).await;
    w.policy("p").await;
    w.ram("CreatePolicyVersion", &[P, ("PolicyDocument", DOCUMENT)]).await;
    w.ram("DeletePolicy", &[P, ("CascadingDelete", "true")]).await;
}

#[tokio::test]
async fn access_follows_the_attachment() {
    let w = World::new().await;
    let secret = ("SecretName", "app/db");
    w.kms("CreateSecret", &[secret, ("VersionId", "v1"), ("SecretData", "x")]).await;
    let bob = w.user("bob", &[]).await;
    let (user, group) = (("UserName", "bob"), ("GroupName", "readers"));
    w.policy("p").await;
    w.group("readers").await;
    w.ram("AddUserToGroup", &[user, group]).await;
    for (attach, detach, bearer) in
        [("AttachPolicyToUser", "DetachPolicyFromUser", user), ("AttachPolicyToGroup", "DetachPolicyFromGroup", group)]
    {
        assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[secret]).await.1, "Forbidden.NoPermission");
        w.attach(attach, bearer, "Custom/p").await;
        assert_eq!(w.succeed(&bob, Api::Kms, "GetSecretValue", &[secret]).await["SecretData"], "x");
        w.ram("CreatePolicyVersion", &[P, ("PolicyDocument", &deny()), ("SetAsDefault", "true")]).await;
        assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[secret]).await.1, "Forbidden.NoPermission");
        w.ram("SetDefaultPolicyVersion", &[P, ("VersionId", "v1")]).await;
        w.succeed(&bob, Api::Kms, "GetSecretValue", &[secret]).await;
        w.attach(detach, bearer, "Custom/p").await;
    }
    assert_eq!(w.error(&bob, Api::Kms, "GetSecretValue", &[secret]).await.1, "Forbidden.NoPermission");
}

#[tokio::test]
async fn attachments_are_listed_from_both_sides() {
    let w = World::new().await;
    w.ram("CreateUser", &[("UserName", "bob"), ("DisplayName", "Bob")]).await;
    w.ram("CreateGroup", &[("GroupName", "readers"), ("Comments", "c")]).await;
    w.ram("CreatePolicy", &[P, ("PolicyDocument", DOCUMENT), ("Description", "reads")]).await;
    for policy in ["System/StrongroomAuditor", "Custom/p"] {
        w.attach("AttachPolicyToUser", ("UserName", "bob"), policy).await;
    }
    w.attach("AttachPolicyToGroup", ("GroupName", "readers"), "Custom/p").await;
    let of_bob = w.ram("ListPoliciesForUser", &[("UserName", "bob")]).await;
    let custom = json!({"PolicyName": "p", "PolicyType": "Custom", "Description": "reads", "DefaultVersion": "v1",
        "AttachDate": now()});
    let policies = of_bob["Policies"]["Policy"].as_array().unwrap();
    assert!(policies.len() == 2 && policies.contains(&custom), "{policies:?}");
    let auditor = policies.iter().find(|policy| policy["PolicyType"] == "System").unwrap();
    assert_eq!((&auditor["PolicyName"], &auditor["DefaultVersion"]), (&"StrongroomAuditor".into(), &"v1".into()));
    let of_group = w.ram("ListPoliciesForGroup", &[("GroupName", "readers")]).await;
    assert_eq!(of_group["Policies"]["Policy"], json!([custom]));
    let entities = w.ram("ListEntitiesForPolicy", &[P, CUSTOM]).await;
    let user = &entities["Users"]["User"][0];
    assert_eq!((&user["UserName"], &user["DisplayName"]), (&"bob".into(), &"Bob".into()));
    assert!(user["UserId"].is_string() && user["AttachDate"] == now());
    assert_eq!(entities["Groups"]["Group"], json!([{"GroupName": "readers", "Comments": "c", "AttachDate": now()}]));
    assert_eq!(entities["Roles"], json!({"Role": []}));
    assert_eq!(w.ram("GetPolicy", &[P, CUSTOM]).await["Policy"]["AttachmentCount"], 2);
    w.refusals(&[("DeletePolicy", &[P], 409, "DeleteConflict.Policy.User")]).await;
    w.attach("DetachPolicyFromUser", ("UserName", "bob"), "Custom/p").await;
    w.refusals(&[("DeletePolicy", &[P], 409, "DeleteConflict.Policy.Group")]).await;
}

#[tokio::test]
async fn system_policies_are_readable_but_immutable() {
    let w = World::new().await;
    let full = ("PolicyName", "AliyunKMSFullAccess");
    let got = w.ram("GetPolicy", &[full, ("PolicyType", "System")]).await;
    assert_eq!(
        (&got["Policy"]["DefaultVersion"], &got["DefaultPolicyVersion"]["VersionId"]),
        (&"v1".into(), &"v1".into())
    );
    assert!(got["Policy"].get("CreateDate").is_none(), "system policies have no creation date");
    assert!(got["DefaultPolicyVersion"]["PolicyDocument"].as_str().unwrap().contains("kms:*"));
    w.refusals(&[
        ("CreatePolicy", &[full, ("PolicyDocument", DOCUMENT)], 409, "EntityAlreadyExists.Policy"),
        ("CreatePolicyVersion", &[full, ("PolicyDocument", DOCUMENT)], 404, "EntityNotExist.Policy"),
        ("DeletePolicy", &[full], 404, "EntityNotExist.Policy"),
        ("SetDefaultPolicyVersion", &[full, ("VersionId", "v1")], 404, "EntityNotExist.Policy"),
        ("UpdatePolicyDescription", &[full, ("NewDescription", "x")], 404, "EntityNotExist.Policy"),
        ("GetPolicy", &[full, CUSTOM], 404, "EntityNotExist.Policy"),
        (
            "GetPolicyVersion",
            &[full, ("PolicyType", "System"), ("VersionId", "v2")],
            404,
            "EntityNotExist.Policy.Version",
        ),
    ])
    .await;
}

#[tokio::test]
async fn malformed_document_error_names_rule_and_position() {
    let w = World::new().await;
    w.policy("p").await;
    let long = DOCUMENT.replace("kms:GetSecretValue", &format!("kms:{}", "x".repeat(6_144)));
    for (document, code, says) in [
        ("nonsense", "MalformedPolicyDocument", "not valid JSON"),
        ("{}", "MalformedPolicyDocument", "line 1, column 1"),
        (&DOCUMENT.replace("\"1\"", "\"2012-10-17\""), "MalformedPolicyDocument", "Version must be"),
        (&DOCUMENT.replace("Allow", "allow"), "MalformedPolicyDocument", "Effect must be"),
        (&DOCUMENT.replace("kms:GetSecretValue", "everything"), "MalformedPolicyDocument", "An action must be *"),
        (&DOCUMENT.replace("\"*\"", "\"arn:aws:x\""), "MalformedPolicyDocument", "A resource must be *"),
        (
            &DOCUMENT.replace("\"Effect\"", "\"Principal\": {\"RAM\": \"*\"},\n\"Effect\""),
            "MalformedPolicyDocument",
            "Principal is only allowed in",
        ),
        (
            &DOCUMENT.replace("\"Version\": \"1\",", "\"Version\": \"1\",\n\"Version\": \"1\","),
            "MalformedPolicyDocument",
            "line 2",
        ),
        (&long, "InvalidParameter.PolicyDocument.Length", "6144 characters"),
    ] {
        for (action, name) in [("CreatePolicy", "new"), ("CreatePolicyVersion", "p")] {
            let (status, got, message) = w.refused(action, &[("PolicyName", name), ("PolicyDocument", document)]).await;
            assert_eq!((status, &*got), (400, code), "{document}: {message}");
            assert!(message.contains(says), "{says}: {message}");
        }
    }
    assert_eq!(
        w.ram("ListPolicyVersions", &[P, CUSTOM]).await["PolicyVersions"]["PolicyVersion"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn sixth_version_needs_rotation_of_the_oldest() {
    let w = World::new().await;
    w.policy("p").await;
    for _ in 2..=5 {
        w.ram("CreatePolicyVersion", &[P, ("PolicyDocument", DOCUMENT)]).await;
    }
    let sixth = [P, ("PolicyDocument", DOCUMENT)];
    w.refusals(&[
        ("CreatePolicyVersion", &sixth, 409, "LimitExceeded.Policy.Version"),
        ("CreatePolicyVersion", &[sixth[0], sixth[1], ("RotateStrategy", "None")], 409, "LimitExceeded.Policy.Version"),
        ("CreatePolicyVersion", &[sixth[0], sixth[1], ("RotateStrategy", "Drop")], 400, "InvalidParameter"),
    ])
    .await;
    let rotate = ("RotateStrategy", "DeleteOldestNonDefaultVersionWhenLimitExceeded");
    let made = w.ram("CreatePolicyVersion", &[sixth[0], sixth[1], rotate]).await;
    assert_eq!(made["PolicyVersion"]["VersionId"], "v6");
    let gone = [P, CUSTOM, ("VersionId", "v2")];
    w.refusals(&[("GetPolicyVersion", &gone, 404, "EntityNotExist.Policy.Version")]).await;
}

#[tokio::test]
async fn twenty_first_attached_policy_is_refused() {
    let w = World::new().await;
    w.ram("CreateUser", &[("UserName", "bob")]).await;
    w.group("readers").await;
    for n in 0..=20 {
        w.policy(&format!("p{n}")).await;
    }
    for (action, bearer, code) in [
        ("AttachPolicyToUser", ("UserName", "bob"), "LimitExceeded.User.Policy"),
        ("AttachPolicyToGroup", ("GroupName", "readers"), "LimitExceeded.Group.Policy"),
    ] {
        for n in 0..20 {
            w.attach(action, bearer, &format!("Custom/p{n}")).await;
        }
        w.refusals(&[(action, &[bearer, CUSTOM, ("PolicyName", "p20")], 409, code)]).await;
    }
}
