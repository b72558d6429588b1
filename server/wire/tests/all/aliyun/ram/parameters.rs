//! Parameters of calls about policies and attachments that are missing, malformed or unsupported.

use crate::aliyun::world::{DOCUMENT, World};

const P: (&str, &str) = ("PolicyName", "p");
const CUSTOM: (&str, &str) = ("PolicyType", "Custom");
const BOB: (&str, &str) = ("UserName", "bob");
const TEAM: (&str, &str) = ("GroupName", "team");
const TEXT: (&str, &str) = ("PolicyDocument", DOCUMENT);

async fn world() -> World {
    let w = World::new().await;
    w.ram("CreateUser", &[BOB]).await;
    w.ram("CreateGroup", &[TEAM]).await;
    w.policy("p").await;
    w
}

#[tokio::test]
async fn invalid_policy_parameters_are_refused() {
    let w = world().await;
    let (long, text) = ("p".repeat(129), "d".repeat(1025));
    w.refusals(&[
        ("CreatePolicy", &[TEXT], 400, "MissingParameter"),
        ("CreatePolicy", &[("PolicyName", "q")], 400, "MissingParameter"),
        ("CreatePolicy", &[P, TEXT], 409, "EntityAlreadyExists.Policy"),
        ("CreatePolicy", &[("PolicyName", "P"), TEXT], 409, "EntityAlreadyExists.Policy"),
        ("CreatePolicy", &[("PolicyName", "a_b"), TEXT], 400, "InvalidParameter.PolicyName.InvalidChars"),
        ("CreatePolicy", &[("PolicyName", &long), TEXT], 400, "InvalidParameter.PolicyName.Length"),
        (
            "CreatePolicy",
            &[("PolicyName", "q"), TEXT, ("Description", &text)],
            400,
            "InvalidParameter.Description.Length",
        ),
        (
            "CreatePolicy",
            &[("PolicyName", "q"), TEXT, ("Tag.1.Key", "team"), ("Tag.1.Value", "x")],
            400,
            "InvalidParameter",
        ),
        ("CreatePolicy", &[("PolicyName", "q"), TEXT, ("Tag.2.Key", "team")], 400, "InvalidParameter"),
        ("CreatePolicy", &[("PolicyName", "q"), TEXT, ("Tag", r#"[{"Key":"team"}]"#)], 400, "InvalidParameter"),
        ("GetPolicy", &[P], 400, "MissingParameter"),
        ("GetPolicy", &[CUSTOM], 400, "MissingParameter"),
        ("GetPolicy", &[P, ("PolicyType", "custom")], 400, "InvalidParameter.PolicyType"),
        ("GetPolicy", &[P, ("PolicyType", "System")], 404, "EntityNotExist.Policy"),
        ("ListPolicies", &[("PolicyType", "All")], 400, "InvalidParameter.PolicyType"),
        ("ListPolicies", &[("Tag.1.Key", "team")], 400, "InvalidParameter"),
        ("DeletePolicy", &[P, ("CascadingDelete", "yes")], 400, "InvalidParameter"),
        ("DeletePolicy", &[("PolicyName", "q")], 404, "EntityNotExist.Policy"),
        ("UpdatePolicyDescription", &[P], 400, "MissingParameter"),
        ("UpdatePolicyDescription", &[P, ("NewDescription", &text)], 400, "InvalidParameter.NewDescription.Length"),
    ])
    .await;
    assert_eq!(w.ram("ListPolicies", &[CUSTOM]).await["Policies"]["Policy"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn invalid_version_parameters_are_refused() {
    let w = world().await;
    for spelled in ["1", "V1", "v", "v0", "v01", "v+1", "v-1", "v1 ", "v4294967296", "v1.0"] {
        let given = [P, CUSTOM, ("VersionId", spelled)];
        w.refusals(&[
            ("GetPolicyVersion", &given, 400, "InvalidParameter.VersionId.Format"),
            ("DeletePolicyVersion", &given, 400, "InvalidParameter.VersionId.Format"),
            ("SetDefaultPolicyVersion", &given, 400, "InvalidParameter.VersionId.Format"),
        ])
        .await;
    }
    w.refusals(&[
        ("GetPolicyVersion", &[P, CUSTOM], 400, "MissingParameter"),
        ("GetPolicyVersion", &[P, CUSTOM, ("VersionId", "v2")], 404, "EntityNotExist.Policy.Version"),
        ("SetDefaultPolicyVersion", &[P, ("VersionId", "v4294967295")], 404, "EntityNotExist.Policy.Version"),
        ("DeletePolicyVersion", &[P, ("VersionId", "v1")], 409, "DeleteConflict.Policy.Version.Default"),
        ("ListPolicyVersions", &[P], 400, "MissingParameter"),
        ("ListPolicyVersions", &[("PolicyName", "q"), CUSTOM], 404, "EntityNotExist.Policy"),
        ("CreatePolicyVersion", &[("PolicyName", "q"), TEXT], 404, "EntityNotExist.Policy"),
        ("CreatePolicyVersion", &[P], 400, "MissingParameter"),
        ("CreatePolicyVersion", &[P, TEXT, ("SetAsDefault", "1")], 400, "InvalidParameter"),
    ])
    .await;
}

#[tokio::test]
async fn invalid_attachment_parameters_are_refused() {
    let w = world().await;
    let absent = ("PolicyName", "q");
    let in_one_group = ("ResourceGroupId", "rg-1");
    w.refusals(&[
        ("AttachPolicyToUser", &[P, CUSTOM], 400, "MissingParameter"),
        ("AttachPolicyToUser", &[BOB, P], 400, "MissingParameter"),
        ("AttachPolicyToUser", &[BOB, CUSTOM], 400, "MissingParameter"),
        ("AttachPolicyToUser", &[BOB, P, ("PolicyType", "Inline")], 400, "InvalidParameter.PolicyType"),
        ("AttachPolicyToUser", &[BOB, absent, CUSTOM], 404, "EntityNotExist.Policy"),
        ("AttachPolicyToUser", &[BOB, P, ("PolicyType", "System")], 404, "EntityNotExist.Policy"),
        ("AttachPolicyToUser", &[("UserName", "x"), P, CUSTOM], 404, "EntityNotExist.User"),
        ("AttachPolicyToUser", &[BOB, P, CUSTOM, in_one_group], 400, "InvalidParameter"),
        ("AttachPolicyToGroup", &[TEAM, P, CUSTOM, in_one_group], 400, "InvalidParameter"),
        ("AttachPolicyToGroup", &[("GroupName", "x"), P, CUSTOM], 404, "EntityNotExist.Group"),
        ("DetachPolicyFromUser", &[BOB, P, CUSTOM], 404, "EntityNotExist.User.Policy"),
        ("DetachPolicyFromGroup", &[TEAM, P, CUSTOM], 404, "EntityNotExist.Group.Policy"),
        ("ListPoliciesForUser", &[], 400, "MissingParameter"),
        ("ListPoliciesForUser", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("ListPoliciesForGroup", &[("GroupName", "x")], 404, "EntityNotExist.Group"),
        ("ListEntitiesForPolicy", &[absent, CUSTOM], 404, "EntityNotExist.Policy"),
        ("ListEntitiesForPolicy", &[P], 400, "MissingParameter"),
    ])
    .await;
    w.attach("AttachPolicyToUser", BOB, "Custom/p").await;
    w.attach("AttachPolicyToGroup", TEAM, "Custom/p").await;
    w.refusals(&[
        ("AttachPolicyToUser", &[BOB, P, CUSTOM], 409, "EntityAlreadyExists.User.Policy"),
        ("AttachPolicyToGroup", &[TEAM, ("PolicyName", "P"), CUSTOM], 409, "EntityAlreadyExists.Group.Policy"),
    ])
    .await;
}
