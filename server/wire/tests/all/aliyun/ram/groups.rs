use crate::aliyun::world::{World, now};
use serde_json::{Value, json};

#[tokio::test]
async fn group_lifecycle() {
    let w = World::new().await;
    let made = &w.ram("CreateGroup", &[("GroupName", "readers"), ("Comments", "they read")]).await["Group"];
    assert_eq!((&made["GroupName"], &made["Comments"]), (&"readers".into(), &"they read".into()));
    assert_eq!((made["GroupId"].as_str().unwrap().len(), &made["CreateDate"]), (36, &now().into()));
    let changed = &w.ram("UpdateGroup", &[("GroupName", "readers"), ("NewGroupName", "auditors")]).await["Group"];
    assert_eq!((&changed["GroupId"], &changed["Comments"]), (&made["GroupId"], &"they read".into()));
    for user in ["bob", "eve"] {
        w.ram("CreateUser", &[("UserName", user), ("DisplayName", "Somebody")]).await;
        w.ram("AddUserToGroup", &[("UserName", user), ("GroupName", "auditors")]).await;
    }
    let members = w.ram("ListUsersForGroup", &[("GroupName", "auditors")]).await;
    assert_eq!(members["IsTruncated"], false);
    let expected = json!([
        {"UserName": "bob", "DisplayName": "Somebody", "JoinDate": now()},
        {"UserName": "eve", "DisplayName": "Somebody", "JoinDate": now()},
    ]);
    assert_eq!(members["Users"]["User"], expected);
    let groups = w.ram("ListGroupsForUser", &[("UserName", "bob")]).await;
    let group = &groups["Groups"]["Group"][0];
    assert_eq!((&group["GroupName"], &group["JoinDate"]), (&"auditors".into(), &now().into()));
    w.ram("RemoveUserFromGroup", &[("UserName", "bob"), ("GroupName", "auditors")]).await;
    assert_eq!(w.ram("ListGroupsForUser", &[("UserName", "bob")]).await["Groups"], json!({"Group": []}));
    let got = &w.ram("GetGroup", &[("GroupName", "auditors")]).await["Group"];
    assert_eq!(got["UpdateDate"], Value::from(now()));
}

#[tokio::test]
async fn group_with_members_or_policies_cannot_be_deleted() {
    let w = World::new().await;
    let (group, user) = (("GroupName", "readers"), ("UserName", "bob"));
    w.group("readers").await;
    w.ram("CreateUser", &[user]).await;
    w.ram("AddUserToGroup", &[user, group]).await;
    w.attach("AttachPolicyToGroup", group, "System/AliyunKMSSecretUserAccess").await;
    w.refusals(&[("DeleteGroup", &[group], 409, "DeleteConflict.Group.User")]).await;
    w.ram("RemoveUserFromGroup", &[user, group]).await;
    w.refusals(&[("DeleteGroup", &[group], 409, "DeleteConflict.Group.Policy")]).await;
    w.attach("DetachPolicyFromGroup", group, "System/AliyunKMSSecretUserAccess").await;
    w.ram("DeleteGroup", &[group]).await;
    w.refusals(&[("DeleteGroup", &[group], 404, "EntityNotExist.Group")]).await;
}

#[tokio::test]
async fn invalid_group_calls_are_refused() {
    let w = World::new().await;
    let (group, user) = (("GroupName", "readers"), ("UserName", "bob"));
    w.group("readers").await;
    w.group("others").await;
    w.ram("CreateUser", &[user]).await;
    w.ram("AddUserToGroup", &[user, group]).await;
    let long = "g".repeat(65);
    w.refusals(&[
        ("CreateGroup", &[], 400, "MissingParameter"),
        ("CreateGroup", &[("GroupName", "Readers")], 409, "EntityAlreadyExists.Group"),
        ("CreateGroup", &[("GroupName", "a b")], 400, "InvalidParameter.GroupName.InvalidChars"),
        ("CreateGroup", &[("GroupName", &long)], 400, "InvalidParameter.GroupName.Length"),
        ("GetGroup", &[("GroupName", "x")], 404, "EntityNotExist.Group"),
        ("UpdateGroup", &[group, ("NewGroupName", "others")], 409, "EntityAlreadyExists.Group"),
        ("UpdateGroup", &[group, ("NewGroupName", "?")], 400, "InvalidParameter.NewGroupName.InvalidChars"),
        ("UpdateGroup", &[group, ("NewGroupName", &long)], 400, "InvalidParameter.NewGroupName.Length"),
        ("AddUserToGroup", &[user], 400, "MissingParameter"),
        ("AddUserToGroup", &[group], 400, "MissingParameter"),
        ("AddUserToGroup", &[user, group], 409, "EntityAlreadyExists.User.Group"),
        ("AddUserToGroup", &[user, ("GroupName", "x")], 404, "EntityNotExist.Group"),
        ("AddUserToGroup", &[("UserName", "x"), group], 404, "EntityNotExist.User"),
        ("RemoveUserFromGroup", &[user, ("GroupName", "others")], 404, "EntityNotExist.User.Group"),
        ("ListGroupsForUser", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("ListGroupsForUser", &[], 400, "MissingParameter"),
        ("ListUsersForGroup", &[("GroupName", "x")], 404, "EntityNotExist.Group"),
        ("ListUsersForGroup", &[], 400, "MissingParameter"),
        ("DeleteGroup", &[], 400, "MissingParameter"),
    ])
    .await;
}

#[tokio::test]
async fn twenty_first_group_of_a_user_is_refused() {
    let w = World::new().await;
    w.ram("CreateUser", &[("UserName", "bob")]).await;
    for n in 0..=20 {
        w.group(&format!("g{n}")).await;
    }
    for n in 0..20 {
        w.ram("AddUserToGroup", &[("UserName", "bob"), ("GroupName", &format!("g{n}"))]).await;
    }
    let one_more = [("UserName", "bob"), ("GroupName", "g20")];
    w.refusals(&[("AddUserToGroup", &one_more, 409, "LimitExceeded.User.Group")]).await;
}
