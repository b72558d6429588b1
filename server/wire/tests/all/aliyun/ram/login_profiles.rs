use crate::aliyun::world::{World, now};

const PASSWORD: (&str, &str) = ("Password", "correct horse battery");

#[tokio::test]
async fn login_profile_lifecycle() {
    let w = World::new().await;
    let bob = ("UserName", "bob");
    w.ram("CreateUser", &[bob]).await;
    let absent = (404, "EntityNotExist.User.LoginProfile");
    w.refusals(&[
        ("GetLoginProfile", &[bob], absent.0, absent.1),
        ("UpdateLoginProfile", &[bob, PASSWORD], absent.0, absent.1),
        ("DeleteLoginProfile", &[bob], absent.0, absent.1),
    ])
    .await;
    let made = w.ram("CreateLoginProfile", &[bob, PASSWORD, ("PasswordResetRequired", "False")]).await;
    let profile = &made["LoginProfile"];
    assert_eq!((&profile["UserName"], &profile["CreateDate"]), (&"bob".into(), &now().into()));
    assert_eq!((&profile["MFABindRequired"], &profile["PasswordResetRequired"]), (&false.into(), &false.into()));
    w.refusals(&[("CreateLoginProfile", &[bob, PASSWORD], 409, "EntityAlreadyExists.User.LoginProfile")]).await;
    assert_eq!(w.ram("GetLoginProfile", &[bob]).await["LoginProfile"]["UserName"], "bob");
    w.ram("UpdateLoginProfile", &[bob, ("Password", "another good password")]).await;
    w.ram("UpdateLoginProfile", &[bob]).await;
    w.ram("DeleteLoginProfile", &[bob]).await;
    w.refusals(&[("GetLoginProfile", &[bob], absent.0, absent.1)]).await;
}

#[tokio::test]
async fn invalid_login_profile_calls_are_refused() {
    let w = World::new().await;
    let bob = ("UserName", "bob");
    w.ram("CreateUser", &[bob]).await;
    let long = "p".repeat(257);
    w.refusals(&[
        ("CreateLoginProfile", &[PASSWORD], 400, "MissingParameter"),
        ("CreateLoginProfile", &[bob], 400, "MissingParameter"),
        ("CreateLoginProfile", &[("UserName", "x"), PASSWORD], 404, "EntityNotExist.User"),
        ("CreateLoginProfile", &[bob, ("Password", "short")], 400, "InvalidParameter.Password.TooWeak"),
        ("CreateLoginProfile", &[bob, ("Password", &long)], 400, "InvalidParameter.Password.TooWeak"),
        ("CreateLoginProfile", &[bob, PASSWORD, ("MFABindRequired", "true")], 400, "InvalidParameter"),
        ("CreateLoginProfile", &[bob, PASSWORD, ("PasswordResetRequired", "true")], 400, "InvalidParameter"),
        ("CreateLoginProfile", &[bob, PASSWORD, ("PasswordResetRequired", "maybe")], 400, "InvalidParameter"),
        ("GetLoginProfile", &[bob], 404, "EntityNotExist.User.LoginProfile"),
        ("GetLoginProfile", &[("UserName", "x")], 404, "EntityNotExist.User"),
        ("DeleteLoginProfile", &[], 400, "MissingParameter"),
    ])
    .await;
    for weak in ["short", &*long] {
        let (_, _, message) = w.refused("CreateLoginProfile", &[bob, ("Password", weak)]).await;
        assert!(!message.contains(weak) && message.contains("Password"), "{message}");
    }
}
