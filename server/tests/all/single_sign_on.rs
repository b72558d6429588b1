//! The console's side of single sign-on, with a provider that is down. The verification of tokens is tested beside the code, the
//! complete flow with a real provider in the browser tests.

use crate::support::{Answer, Bed, Running, short};

/// Nothing listens on this privileged port.
const UNREACHABLE: &[(&str, &str)] = &[
    ("oidc_issuer", "http://127.0.0.1:1"),
    ("oidc_client_id", "console"),
    ("oidc_name", "<b>Id"),
    ("oidc_groups", "team=Readers"),
];

async fn get(server: &Running, path: &str, more: &str) -> Answer {
    server.console(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{more}\r\n", server.console)).await
}

/// Status, redirect target and cookie.
fn redirect_of(answer: &Answer) -> (u16, &str, &str) {
    (answer.status, answer.header("location"), answer.session_cookie())
}

/// The cookie of a signed-in administrator.
async fn signed_in(server: &Running, password: &str) -> String {
    let answer = server.call("sign_in", &format!("user=admin&password={password}&next="), "").await;
    format!("Cookie: {}\r\n", answer.session_cookie().split(';').next().unwrap())
}

#[tokio::test]
async fn without_a_provider_the_routes_do_not_exist() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let page = server.get("/sign-in").await;
    assert!(!page.body.contains("single-sign-on") && !page.body.contains("/sign-in/oidc"), "{}", page.body);
    for path in ["/sign-in/oidc", "/sign-in/oidc/callback?code=c&state=s"] {
        assert_eq!(server.get(path).await.status, 404, "{path}");
    }
    server.stop().await;
}

#[tokio::test]
async fn unreachable_provider_does_not_block_local_sign_in() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(UNREACHABLE, short()).await.unwrap();
    assert_eq!(server.get("/healthz").await.status, 200);
    let page = server.get("/sign-in?next=%2Fkeys").await;
    assert!(page.body.contains("href=\"/sign-in/oidc?next=%2Fkeys\"") && page.body.contains("rel=\"external\""));
    assert!(page.body.contains("<meta name=\"single-sign-on\" content=\"&lt;b&gt;Id\""), "for the page's scripts");
    assert!(page.body.contains("Continue with &lt;b&gt;Id") && !page.body.contains("<b>Id"), "{}", page.body);
    for (path, target) in [
        ("/sign-in/oidc", "/sign-in?refused=unreachable"),
        ("/sign-in/oidc?next=%2Fkeys%3Fkey%3D1", "/sign-in?next=%2Fkeys%3Fkey%3D1&refused=unreachable"),
        ("/sign-in/oidc?next=https%3A%2F%2Fevil.example", "/sign-in?refused=unreachable"),
        ("/sign-in/oidc?next=%2F%2Fevil.example&next=%2F", "/sign-in?refused=unreachable"),
        ("/sign-in/oidc?next=%00%ff", "/sign-in?refused=unreachable"),
    ] {
        assert_eq!(redirect_of(&server.get(path).await), (303, target, ""), "{path}");
    }
    let page = server.get("/sign-in?refused=unreachable").await;
    assert!(page.body.contains("identity provider cannot be reached."), "{}", page.body);
    let cookie = signed_in(&server, printed["admin_password"].as_str().unwrap()).await;
    assert_eq!(server.call("load_current_user", "", &cookie).await.status, 200);
    let trail = get(&server, "/audit?action=ConsoleSigninSSO&range=1h", &cookie).await;
    assert!(trail.body.contains("the provider cannot be reached"), "{}", trail.body);
    server.stop().await;
}

#[tokio::test]
async fn response_without_a_pending_sign_in_is_rejected_and_keeps_the_session() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(UNREACHABLE, short()).await.unwrap();
    let cookie = signed_in(&server, printed["admin_password"].as_str().unwrap()).await;
    let long = format!("code={}&state=s", "c".repeat(4_000));
    for (query, reason) in [
        ("", "again"),
        ("code=c&state=s", "again"),
        ("code=&state=", "again"),
        ("error=access_denied&state=s", "again"),
        ("error=%3Cscript%3Ealert(1)%3C%2Fscript%3E&error_description=%3Cb%3E", "again"),
        ("code=%00%ff&state=%e2%80%ae&iss=%0d%0aSet-Cookie:x", "again"),
        ("next=%2Fkeys&code=c&state=s&iss=http%3A%2F%2F127.0.0.1%3A1", "again"),
        (&long, "again"),
        ("code=c&state=s&state=s", "answer"),
        ("code=c&code=d&state=s", "answer"),
    ] {
        let target = format!("/sign-in?refused={reason}");
        let path = format!("/sign-in/oidc/callback?{query}");
        assert_eq!(redirect_of(&get(&server, &path, "").await), (303, &*target, ""), "{query}");
        let answer = get(&server, &path, &cookie).await;
        assert_eq!((answer.status, answer.header("location")), (303, &*target), "{query}");
        assert_eq!(server.call("load_current_user", "", &cookie).await.status, 200, "{query}");
    }
    let post = "POST /sign-in/oidc/callback HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: http://127.0.0.1:1\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(server.console(post).await.status, 403);
    let trail = get(&server, "/audit?action=ConsoleSigninSSO&range=1h", &cookie).await;
    assert!(trail.body.contains("this browser has no sign-in in progress") && trail.body.contains("is repeated"));
    assert!(!trail.body.contains("alert(1)"));
    server.stop().await;
}

#[tokio::test]
async fn cross_site_request_starts_no_sign_in() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(UNREACHABLE, short()).await.unwrap();
    let cookie = signed_in(&server, printed["admin_password"].as_str().unwrap()).await;
    for site in ["cross-site", "same-site", "", "Same-Origin"] {
        let answer = get(&server, "/sign-in/oidc?next=%2Fkeys", &format!("{cookie}Sec-Fetch-Site: {site}\r\n")).await;
        assert_eq!((answer.status, answer.header("location")), (303, "/sign-in?next=%2Fkeys"), "{site}");
        assert_eq!(server.call("load_current_user", "", &cookie).await.status, 200);
    }
    for site in ["same-origin", "none"] {
        let answer = get(&server, "/sign-in/oidc", &format!("Sec-Fetch-Site: {site}\r\n")).await;
        assert_eq!(answer.header("location"), "/sign-in?refused=unreachable", "{site}");
    }
    server.stop().await;
}

#[tokio::test]
async fn sign_in_starts_per_address_are_limited() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(UNREACHABLE, short()).await.unwrap();
    let mut begun = 0;
    let refused = loop {
        let answer = server.get("/sign-in/oidc?next=%2Fkeys%22%3E%3Cb%3E").await;
        match answer.status {
            303 if begun < 200 => begun += 1,
            _ => break answer,
        }
    };
    assert!((20..200).contains(&begun), "{begun}");
    assert_eq!((refused.status, refused.header("content-type")), (429, "text/html; charset=utf-8"));
    assert!((1..=60).contains(&refused.header("retry-after").parse::<u32>().unwrap()));
    assert!(refused.body.contains("Too many sign-ins were started from your network address."), "{}", refused.body);
    assert!(!refused.body.contains("<b>") && refused.session_cookie().is_empty());
    // A page of the console with links; it has no scripts, because its path is not one of the application.
    for part in [
        "/pkg/0123456789abcdef/console.css",
        "<title>Too many sign-ins · Strongroom</title>",
        "<h1",
        "href=\"/sign-in/oidc?next=%2Fkeys%22%3E%3Cb%3E\"",
        "href=\"/sign-in?next=%2Fkeys%22%3E%3Cb%3E\"",
    ] {
        assert!(refused.body.contains(part), "{part}: {}", refused.body);
    }
    assert!(!refused.body.contains("console.js"), "{}", refused.body);
    assert!(refused.header("content-security-policy").contains("style-src 'self'"));
    // Neither sign-ins with a password nor links from other sites are affected.
    let cookie = signed_in(&server, printed["admin_password"].as_str().unwrap()).await;
    assert_eq!(server.call("load_current_user", "", &cookie).await.status, 200);
    let answer = get(&server, "/sign-in/oidc", "Sec-Fetch-Site: cross-site\r\n").await;
    assert_eq!(answer.header("location"), "/sign-in");
    server.stop().await;
}

#[tokio::test]
async fn page_shows_known_reasons_only() {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(UNREACHABLE, short()).await.unwrap();
    for unknown in ["", "%3Cscript%3Etheirs", "Call%20theirs%20now", "GROUP"] {
        let page = server.get(&format!("/sign-in?refused={unknown}")).await;
        assert!(page.body.contains("Sign-in failed."), "{unknown}");
        assert!(!page.body.contains("theirs"), "{unknown}: {}", page.body);
    }
    assert!(!server.get("/sign-in").await.body.contains("Not signed in"));
    server.stop().await;
}

#[tokio::test]
async fn sealed_server_starts_no_sign_in() {
    let passphrase = ["--root-key", "passphrase", "--passphrase-file"];
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "correct horse battery staple").unwrap();
    let (bed, _) = Bed::initialised(&[&passphrase[..], &[file.path().to_str().unwrap()]].concat());
    let server = bed.start(&[UNREACHABLE, &[("root_key", "passphrase")]].concat(), short()).await.unwrap();
    for path in ["/sign-in/oidc", "/sign-in/oidc/callback?code=c&state=s"] {
        assert_eq!(server.get(path).await.header("location"), "/sealed", "{path}");
    }
    server.stop().await;
}
