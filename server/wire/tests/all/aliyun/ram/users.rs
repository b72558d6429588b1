use crate::aliyun::world::{World, now};
use strongroom_core::{Browser, Call, Plaintext, ops::system::SignIn};
use strongroom_domain::{Principal, Surface};

#[tokio::test]
async fn user_lifecycle() {
    let w = World::new().await;
    let made = w
        .ram(
            "CreateUser",
            &[("UserName", "m.ortega"), ("DisplayName", "María"), ("Comments", "on call"), ("Email", "m@x")],
        )
        .await;
    let user = &made["User"];
    assert_eq!((&user["UserName"], &user["DisplayName"]), (&"m.ortega".into(), &"María".into()));
    assert_eq!((&user["Comments"], &user["CreateDate"]), (&"on call".into(), &now().into()));
    assert!(user.get("Email").is_none(), "unsupported fields are not returned");
    let id = user["UserId"].as_str().unwrap();
    assert_eq!(id.len(), 36);
    let changed = w
        .ram(
            "UpdateUser",
            &[("UserName", "M.Ortega"), ("NewUserName", "maria"), ("NewDisplayName", ""), ("NewComments", "x")],
        )
        .await;
    assert_eq!(changed["User"]["UserId"], id, "the id does not change with the name");
    let got = &w.ram("GetUser", &[("UserName", "maria")]).await["User"];
    assert_eq!((&got["DisplayName"], &got["Comments"], &got["UpdateDate"]), (&"".into(), &"x".into(), &now().into()));
    w.ram("UpdateUser", &[("UserName", "maria")]).await;
    assert_eq!(
        w.ram("GetUser", &[("UserName", "maria")]).await["User"]["Comments"],
        "x",
        "absent parameters change nothing"
    );
    w.ram("DeleteUser", &[("UserName", "maria")]).await;
    w.refusals(&[("GetUser", &[("UserName", "maria")], 404, "EntityNotExist.User")]).await;
}

#[tokio::test]
async fn last_login_date_appears_after_sign_in() {
    let w = World::new().await;
    let bob = ("UserName", "bob");
    w.ram("CreateUser", &[bob]).await;
    w.ram("CreateLoginProfile", &[bob, ("Password", "correct horse battery")]).await;
    assert!(w.ram("GetUser", &[bob]).await["User"].get("LastLoginDate").is_none());
    let call = Call {
        principal: Principal::anonymous(""),
        surface: Surface::Console,
        address: None,
        agent: String::new(),
        request: w.engine.request_id().unwrap(),
        nonce: None,
        mfa: false,
        encrypted: None,
        verified_at: None,
        browser: Browser::default(),
        seen: None,
    };
    let password = Plaintext::new(b"correct horse battery".to_vec());
    w.engine.call(&call, &SignIn { user: "bob".to_owned(), password }).await.unwrap();
    assert_eq!(w.ram("GetUser", &[bob]).await["User"]["LastLoginDate"], now());
}

#[tokio::test]
async fn invalid_user_calls_are_refused() {
    let w = World::new().await;
    w.user("bob", &[]).await;
    w.ram("CreateUser", &[("UserName", "eve")]).await;
    let long = "n".repeat(65);
    let text = "c".repeat(1025);
    w.refusals(&[
        ("CreateUser", &[], 400, "MissingParameter"),
        ("CreateUser", &[("UserName", "")], 400, "MissingParameter"),
        ("CreateUser", &[("UserName", "a b")], 400, "InvalidParameter.UserName.InvalidChars"),
        ("CreateUser", &[("UserName", "a/b")], 400, "InvalidParameter.UserName.InvalidChars"),
        ("CreateUser", &[("UserName", "ä")], 400, "InvalidParameter.UserName.InvalidChars"),
        ("CreateUser", &[("UserName", &long)], 400, "InvalidParameter.UserName.Length"),
        ("CreateUser", &[("UserName", "x"), ("Comments", &text)], 400, "InvalidParameter.Comments.Length"),
        ("CreateUser", &[("UserName", "x"), ("DisplayName", &text)], 400, "InvalidParameter.DisplayName.Length"),
        (
            "CreateUser",
            &[("UserName", "x"), ("DisplayName", "a\u{0}b")],
            400,
            "InvalidParameter.DisplayName.InvalidChars",
        ),
        ("CreateUser", &[("UserName", "BOB")], 409, "EntityAlreadyExists.User"),
        ("GetUser", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("UpdateUser", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("UpdateUser", &[("UserName", "bob"), ("NewUserName", "eve")], 409, "EntityAlreadyExists.User"),
        (
            "UpdateUser",
            &[("UserName", "bob"), ("NewUserName", "e v")],
            400,
            "InvalidParameter.NewUserName.InvalidChars",
        ),
        ("UpdateUser", &[("UserName", "bob"), ("NewUserName", &long)], 400, "InvalidParameter.NewUserName.Length"),
        ("UpdateUser", &[("UserName", "bob"), ("NewComments", &text)], 400, "InvalidParameter.NewComments.Length"),
        ("DeleteUser", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("DeleteUser", &[("UserName", "admin")], 409, "OperationDenied.Oneself"),
    ])
    .await;
    assert_eq!(w.ram("ListUsers", &[]).await["Users"]["User"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn user_with_keys_groups_or_policies_cannot_be_deleted() {
    let w = World::new().await;
    let key = w.user("bob", &["System/StrongroomAuditor"]).await.id;
    w.group("readers").await;
    w.ram("AddUserToGroup", &[("UserName", "bob"), ("GroupName", "readers")]).await;
    let delete = ("DeleteUser", &[("UserName", "bob")][..]);
    w.refusals(&[(delete.0, delete.1, 409, "DeleteConflict.User.AccessKey")]).await;
    w.ram("DeleteAccessKey", &[("UserName", "bob"), ("UserAccessKeyId", &key)]).await;
    w.refusals(&[(delete.0, delete.1, 409, "DeleteConflict.User.Group")]).await;
    w.ram("RemoveUserFromGroup", &[("UserName", "bob"), ("GroupName", "readers")]).await;
    w.refusals(&[(delete.0, delete.1, 409, "DeleteConflict.User.Policy")]).await;
    w.attach("DetachPolicyFromUser", ("UserName", "bob"), "System/StrongroomAuditor").await;
    w.ram(delete.0, delete.1).await;
}

#[tokio::test]
async fn last_administrator_cannot_be_removed() {
    let w = World::new().await;
    let detach = [("UserName", "admin"), ("PolicyType", "System"), ("PolicyName", "AdministratorAccess")];
    w.refusals(&[
        ("DetachPolicyFromUser", &detach, 409, "OperationDenied.LastAdministrator"),
        ("DeleteLoginProfile", &[("UserName", "admin")], 409, "OperationDenied.LastAdministrator"),
    ])
    .await;
}
