//! Which API a request is for, and the format of the response.

use crate::aliyun::world::World;
use strongroom_wire::aliyun::Api;

#[tokio::test]
async fn action_of_another_api_is_not_found() {
    let w = World::new().await;
    for (api, action) in [
        (Api::Kms, "ListUsers"),
        (Api::Kms, "CreatePolicy"),
        (Api::Ram, "ListSecrets"),
        (Api::Ram, "GetSecretPolicy"),
        (Api::Ram, "AssumeRole"),
        (Api::Ram, "GetCallerIdentity"),
        (Api::Kms, "AssumeRole"),
        (Api::Sts, "GetRole"),
        (Api::Sts, "ListSecrets"),
        (Api::Sts, "AssumeRoleWithSAML"),
        (Api::Ram, "ListResourceTags"),
        (Api::Ram, "listusers"),
        (Api::Ram, "GetAccountSummary"),
    ] {
        let (status, code, _) = w.error(&w.admin, api, action, &[]).await;
        assert_eq!((status, &*code), (404, "InvalidAction.NotFound"), "{api:?} {action}");
    }
}

#[tokio::test]
async fn both_signatures_reach_both_apis() {
    let w = World::new().await;
    for (version, action, field) in [("2015-05-01", "ListUsers", "Users"), ("2016-01-20", "ListSecrets", "SecretList")]
    {
        let (status, body) = w.call_acs3(&w.admin, version, action, &[]).await;
        assert_eq!(status, 200, "{body}");
        assert!(body.contains(field));
    }
    for (version, action, code) in [
        ("2015-05-01", "ListSecrets", "InvalidAction.NotFound"),
        ("2016-01-20", "ListUsers", "InvalidAction.NotFound"),
        ("2019-08-15", "ListUsers", "InvalidVersion"),
        ("2015-05-1", "ListUsers", "InvalidVersion"),
        ("", "ListUsers", "InvalidVersion"),
    ] {
        let (status, body) = w.call_acs3(&w.admin, version, action, &[]).await;
        assert_eq!(status, 404, "{body}");
        assert!(body.contains(&format!("\"Code\":\"{code}\"")), "{version} {action}: {body}");
    }
}

#[tokio::test]
async fn responses_and_errors_are_written_as_xml() {
    let w = World::new().await;
    w.ram("CreateUser", &[("UserName", "bob"), ("Comments", "a < b & c")]).await;
    let xml = |action, given: Vec<(&'static str, &'static str)>| {
        let w = &w;
        async move { w.call(&w.admin, Api::Ram, action, &[&given[..], &[("Format", "XML")]].concat()).await }
    };
    let (status, body) = xml("GetUser", vec![("UserName", "bob")]).await;
    assert_eq!(status, 200);
    assert!(
        body.contains("<GetUserResponse><RequestId>") && body.contains("<Comments>a &lt; b &amp; c</Comments>"),
        "{body}"
    );
    let (_, body) = xml("ListUsers", vec![]).await;
    assert!(body.contains("<IsTruncated>false</IsTruncated><Users><User><UserId>"), "{body}");
    assert_eq!(body.matches("<User>").count(), 2);
    let (status, body) = xml("GetUser", vec![("UserName", "eve")]).await;
    assert_eq!(status, 404);
    assert!(body.contains("<Error><HttpStatus>404</HttpStatus><Code>EntityNotExist.User</Code>"), "{body}");
}

#[tokio::test]
async fn denied_callers_learn_nothing_else() {
    let w = World::new().await;
    let bob = w.user("bob", &[]).await;
    for (action, given) in [
        ("GetUser", &[("UserName", "admin")][..]),
        ("GetUser", &[("UserName", "nobody")]),
        ("DeleteGroup", &[("GroupName", "nobody")]),
        ("CreatePolicy", &[("PolicyName", "p"), ("PolicyDocument", "broken")]),
        ("AttachPolicyToUser", &[("UserName", "bob"), ("PolicyType", "System"), ("PolicyName", "AdministratorAccess")]),
        ("CreateAccessKey", &[]),
        ("ListUsers", &[]),
    ] {
        let (status, code, message) = w.error(&bob, Api::Ram, action, given).await;
        assert_eq!((status, &*code), (403, "NoPermission"), "{action}");
        assert_eq!(message, "You are not authorized to do this action.");
    }
}

/// Every operation listed in `docs/api.md` exists.
#[tokio::test]
async fn documented_operations_exist() {
    let w = World::new().await;
    let text = include_str!("../../../../../../docs/api.md");
    for (api, from, least) in [(Api::Kms, "## KMS", 26), (Api::Ram, "## RAM", 39)] {
        let section = text.split(from).nth(1).unwrap().split("\n## ").next().unwrap();
        let cells = section.lines().filter_map(|line| line.strip_prefix("| ")?.split(" | ").nth(1)).skip(2);
        let names: Vec<_> =
            cells.flat_map(|cell| cell.split([';', '|']).next().unwrap().split(',')).map(str::trim).collect();
        assert!(names.len() >= least, "{names:?}");
        for name in names {
            let (_, body) = w.call(&w.admin, api, name, &[]).await;
            assert!(!body.contains("InvalidAction"), "{name}: {body}");
        }
    }
}
