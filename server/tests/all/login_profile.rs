//! Changing or removing another user's password ends the console sessions it opened before the response is sent.

use crate::{
    caller::Caller,
    support::{Answer, Bed, Running, short},
};

const PASSWORD: &str = "a long first password";

/// The cookie of a session opened with the password.
async fn signed_in(server: &Running, user: &str, password: &str) -> String {
    let answer = server.call("sign_in", &format!("user={user}&password={password}&next="), "").await;
    assert_eq!(answer.status, 200, "{user}: {answer:?}");
    cookie(&answer)
}

fn cookie(answer: &Answer) -> String {
    format!("Cookie: {}\r\n", answer.session_cookie().split(';').next().unwrap())
}

async fn who(server: &Running, cookie: &str) -> u16 {
    server.call("load_current_user", "", cookie).await.status
}

#[tokio::test]
async fn sessions_end_with_the_password_that_opened_them() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let (caller, admin) = (Caller::of(&printed), printed["admin_password"].as_str().unwrap());
    let admin = signed_in(&server, "admin", admin).await;
    for user in ["bob", "eve"] {
        let user = ("UserName", user);
        assert_eq!(caller.ram(&server, "CreateUser", &[user]).await, 200);
        assert_eq!(caller.ram(&server, "CreateLoginProfile", &[user, ("Password", PASSWORD)]).await, 200);
    }
    let eve = signed_in(&server, "eve", PASSWORD).await;
    let bob = ("UserName", "bob");
    let changes: [(&str, &[(&str, &str)]); 2] =
        [("UpdateLoginProfile", &[bob, ("Password", "a long second password")]), ("DeleteLoginProfile", &[bob])];
    let mut password = PASSWORD;
    for (action, parameters) in changes {
        let (one, two) = (signed_in(&server, "bob", password).await, signed_in(&server, "bob", password).await);
        // Rejected calls, and calls that change no password, end no session.
        assert_eq!(caller.ram(&server, "UpdateLoginProfile", &[bob, ("Password", "short")]).await, 400);
        assert_eq!(caller.ram(&server, "UpdateLoginProfile", &[bob]).await, 200);
        assert_eq!((who(&server, &one).await, who(&server, &two).await), (200, 200), "{action}");
        assert_eq!(caller.ram(&server, action, parameters).await, 200);
        assert_eq!((who(&server, &one).await, who(&server, &two).await), (401, 401), "{action}");
        password = "a long second password";
    }
    assert_eq!((who(&server, &eve).await, who(&server, &admin).await), (200, 200), "other users' sessions continue");

    // The same at the console; changing one's own password there keeps the current session.
    assert_eq!(server.call("set_login", &format!("name=eve&password={password}"), &admin).await.status, 200);
    assert_eq!(who(&server, &eve).await, 401);
    let other = signed_in(&server, "admin", printed["admin_password"].as_str().unwrap()).await;
    assert_eq!(server.call("set_login", &format!("name=admin&password={password}"), &admin).await.status, 200);
    assert_eq!((who(&server, &admin).await, who(&server, &other).await), (200, 401));
    // Through the API the caller's own sessions end too: another person may have used the password.
    let own = [("UserName", "admin"), ("Password", "a long third password")];
    assert_eq!(caller.ram(&server, "UpdateLoginProfile", &own).await, 200);
    assert_eq!(who(&server, &admin).await, 401);
    server.stop().await;
}
