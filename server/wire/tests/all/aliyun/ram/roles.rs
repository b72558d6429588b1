use crate::aliyun::world::{DOCUMENT, World, now};
use serde_json::json;
use strongroom_wire::aliyun::Api;

const R: (&str, &str) = ("RoleName", "Deployer");

#[tokio::test]
async fn role_lifecycle() {
    let w = World::new().await;
    let (trust, arn) = (w.trust(), format!("acs:ram::{}:role/deployer", w.account));
    let document = ("AssumeRolePolicyDocument", &*trust);
    let made = w.ram("CreateRole", &[R, document, ("Description", "deploys"), ("MaxSessionDuration", "7200")]).await;
    let made = &made["Role"];
    let mut expected = json!({"RoleId": made["RoleId"], "RoleName": "Deployer", "Arn": arn, "Description": "deploys",
        "MaxSessionDuration": 7200, "CreateDate": now(), "UpdateDate": now(), "AssumeRolePolicyDocument": trust});
    assert_eq!((made, made["RoleId"].as_str().unwrap().len()), (&expected, 36));
    assert_eq!(w.ram("GetRole", &[("RoleName", "deployer")]).await["Role"], expected);
    let other = trust.replace("Allow", "Deny");
    let changes = [("NewAssumeRolePolicyDocument", &*other), ("NewMaxSessionDuration", "3600"), ("NewDescription", "")];
    let changed = w.ram("UpdateRole", &[&[R], &changes[..]].concat()).await;
    expected["AssumeRolePolicyDocument"] = other.into();
    expected["MaxSessionDuration"] = 3600.into();
    expected["Description"] = "".into();
    assert_eq!(changed["Role"], expected);
    assert_eq!(w.ram("UpdateRole", &[R]).await["Role"], expected, "absent parameters change nothing");
    w.role("auditor", &["System/StrongroomAuditor"]).await;
    let listed = w.ram("ListRoles", &[("MaxItems", "1")]).await;
    assert_eq!((&listed["IsTruncated"], &listed["Roles"]["Role"][0]["RoleName"]), (&true.into(), &"auditor".into()));
    let rest = w.ram("ListRoles", &[("Marker", listed["Marker"].as_str().unwrap())]).await;
    expected.as_object_mut().unwrap().remove("AssumeRolePolicyDocument");
    assert_eq!((&rest["IsTruncated"], &rest["Roles"]["Role"]), (&false.into(), &json!([expected])));
    let of = w.ram("ListPoliciesForRole", &[("RoleName", "auditor")]).await;
    assert_eq!(of["Policies"]["Policy"][0]["PolicyName"], "StrongroomAuditor");
    w.policy("p").await;
    w.attach("AttachPolicyToRole", R, "Custom/p").await;
    let entities = w.ram("ListEntitiesForPolicy", &[("PolicyName", "p"), ("PolicyType", "Custom")]).await;
    let role = json!([{"RoleId": expected["RoleId"], "RoleName": "Deployer", "Arn": arn, "Description": "",
        "AttachDate": now()}]);
    assert_eq!((&entities["Roles"]["Role"], &entities["Users"]["User"]), (&role, &json!([])));
    w.refusals(&[
        ("DeleteRole", &[R], 409, "DeleteConflict.Role.Policy"),
        ("DeletePolicy", &[("PolicyName", "p")], 409, "DeleteConflict.Policy.Role"),
    ])
    .await;
    w.attach("DetachPolicyFromRole", R, "Custom/p").await;
    w.ram("DeleteRole", &[R]).await;
    w.refusals(&[("GetRole", &[R], 404, "EntityNotExist.Role")]).await;
}

#[tokio::test]
async fn invalid_role_calls_are_refused() {
    let w = World::new().await;
    w.role("Deployer", &["System/StrongroomAuditor"]).await;
    let trust = w.trust();
    let (document, long) = (("AssumeRolePolicyDocument", &*trust), "r".repeat(65));
    let too_long = trust.replace("root", &"r".repeat(6_144));
    let (audit, kind) = (("PolicyName", "StrongroomAuditor"), ("PolicyType", "System"));
    let new = ("RoleName", "other");
    w.refusals(&[
        ("CreateRole", &[], 400, "MissingParameter"),
        ("CreateRole", &[new], 400, "MissingParameter"),
        ("CreateRole", &[document], 400, "MissingParameter"),
        ("CreateRole", &[("RoleName", "DEPLOYER"), document], 409, "EntityAlreadyExists.Role"),
        ("CreateRole", &[("RoleName", "a b"), document], 400, "InvalidParameter.RoleName.InvalidChars"),
        ("CreateRole", &[("RoleName", "a/b"), document], 400, "InvalidParameter.RoleName.InvalidChars"),
        ("CreateRole", &[("RoleName", &long), document], 400, "InvalidParameter.RoleName.Length"),
        ("CreateRole", &[new, ("AssumeRolePolicyDocument", "nonsense")], 400, "MalformedPolicyDocument"),
        ("CreateRole", &[new, ("AssumeRolePolicyDocument", DOCUMENT)], 400, "MalformedPolicyDocument"),
        ("CreateRole", &[new, ("AssumeRolePolicyDocument", &too_long)], 400, "InvalidParameter.PolicyDocument.Length"),
        ("CreateRole", &[new, document, ("MaxSessionDuration", "3599")], 400, "InvalidParameter"),
        ("CreateRole", &[new, document, ("MaxSessionDuration", "43201")], 400, "InvalidParameter"),
        ("CreateRole", &[new, document, ("MaxSessionDuration", "-1")], 400, "InvalidParameter"),
        ("CreateRole", &[new, document, ("MaxSessionDuration", "1h")], 400, "InvalidParameter"),
        (
            "CreateRole",
            &[new, document, ("Description", "a\u{202e}b")],
            400,
            "InvalidParameter.Description.InvalidChars",
        ),
        ("CreateRole", &[new, document, ("AllowConsoleLogin", "true")], 400, "InvalidParameter"),
        ("CreateRole", &[new, document, ("Tag.1.Key", "team"), ("Tag.1.Value", "shop")], 400, "InvalidParameter"),
        ("ListRoles", &[("Tag.1.Key", "team")], 400, "InvalidParameter"),
        ("UpdateRole", &[R, ("NewAllowConsoleLogin", "true")], 400, "InvalidParameter"),
        ("UpdateRole", &[R, ("NewAssumeRolePolicyDocument", "{}")], 400, "MalformedPolicyDocument"),
        ("UpdateRole", &[R, ("NewMaxSessionDuration", "0")], 400, "InvalidParameter"),
        ("UpdateRole", &[new], 404, "EntityNotExist.Role"),
        ("GetRole", &[], 400, "MissingParameter"),
        ("DeleteRole", &[new], 404, "EntityNotExist.Role"),
        ("ListRoles", &[("Marker", "x")], 400, "InvalidParameter.Marker"),
        ("ListRoles", &[("MaxItems", "0")], 400, "InvalidParameter"),
        ("ListPoliciesForRole", &[new], 404, "EntityNotExist.Role"),
        ("AttachPolicyToRole", &[R, audit, kind], 409, "EntityAlreadyExists.Role.Policy"),
        ("AttachPolicyToRole", &[new, audit, kind], 404, "EntityNotExist.Role"),
        ("AttachPolicyToRole", &[R, ("PolicyName", "x"), kind], 404, "EntityNotExist.Policy"),
        ("AttachPolicyToRole", &[R, audit], 400, "MissingParameter"),
        ("DetachPolicyFromRole", &[R, ("PolicyName", "AdministratorAccess"), kind], 404, "EntityNotExist.Role.Policy"),
    ])
    .await;
    let nobody = w.user("nobody", &[]).await;
    for (action, given) in [
        ("CreateRole", &[R, document][..]),
        ("UpdateRole", &[R]),
        ("GetRole", &[R]),
        ("DeleteRole", &[R]),
        ("ListRoles", &[]),
        ("ListPoliciesForRole", &[R]),
    ] {
        let (status, code, _) = w.error(&nobody, Api::Ram, action, given).await;
        assert_eq!((status, &*code), (403, "NoPermission"), "{action}");
    }
}
