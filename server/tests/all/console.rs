//! Protection of the console's pages: headers, cookies and origins.

use crate::support::{Answer, Bed, Running, function, short};

async fn server(settings: &[(&'static str, &str)]) -> (Bed, Running, String) {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(settings, short()).await.unwrap();
    (bed, server, printed["admin_password"].as_str().unwrap().to_owned())
}

async fn sign_in(server: &Running, password: &str) -> Answer {
    server.call("sign_in", &format!("user=admin&password={password}&next="), "").await
}

#[tokio::test]
async fn pages_have_a_policy_with_a_fresh_nonce() {
    let (_bed, server, _) = server(&[]).await;
    let mut nonces = Vec::new();
    for _ in 0..2 {
        let page = server.get("/sign-in").await;
        assert_eq!((page.status, page.header("cache-control")), (200, "no-store"));
        let policy = page.header("content-security-policy");
        for part in [
            "default-src 'none'",
            "'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        ] {
            assert!(policy.contains(part), "{part}: {policy}");
        }
        for part in ["unsafe-inline", "'unsafe-eval'", "ws:", "*"] {
            assert!(!policy.contains(part), "{part}: {policy}");
        }
        let nonce = policy.split("'nonce-").nth(1).unwrap().split('\'').next().unwrap().to_owned();
        assert!(nonce.len() >= 16 && page.body.contains(&format!("nonce=\"{nonce}\"")), "the page's scripts carry it");
        nonces.push(nonce);
    }
    assert_ne!(nonces[0], nonces[1]);
    server.stop().await;
}

#[tokio::test]
async fn every_response_has_the_fixed_headers() {
    let (_bed, server, _) = server(&[]).await;
    for path in [
        "/sign-in",
        "/no-such-page",
        "/no-such-file.js",
        "/pkg/0123456789abcdef/console.js",
        "/pkg/0123456789abcdef/none.js",
        "/favicon.svg",
        "/healthz",
        "/api/none",
    ] {
        let answer = server.get(path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{path}");
        }
        assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
        assert!(answer.header("content-security-policy").contains("default-src 'none'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "", "not on plain HTTP");
        if !(answer.status == 200 && path.contains('.')) {
            assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        }
    }
    server.stop().await;
}

#[tokio::test]
async fn files_are_cacheable_and_compressed() {
    let (_bed, server, _) = server(&[]).await;
    let script = server.get("/pkg/0123456789abcdef/console.js").await;
    assert_eq!(
        (script.status, script.header("cache-control"), script.body.as_str()),
        (200, "public, max-age=31536000, immutable", "// the bundle")
    );
    assert_eq!(script.header("content-type"), "text/javascript");
    let get = |headers: String| {
        server.console(format!(
            "GET /pkg/0123456789abcdef/console.js HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}\r\n"
        ))
    };
    let compressed = get("Accept-Encoding: gzip, br\r\n".to_owned()).await;
    assert_eq!((compressed.header("content-encoding"), compressed.body.as_str()), ("br", "brotli"));
    let unchanged = get(format!("If-Modified-Since: {}\r\n", script.header("last-modified"))).await;
    assert_eq!(unchanged.status, 304);
    assert_eq!(server.get("/favicon.svg").await.header("cache-control"), "public, max-age=604800");
    for outside in [
        "/pkg/../../data/root.key",
        "/pkg/%2e%2e/%2e%2e/data/root.key",
        "/pkg/..%2f..%2fdata/root.key",
        "/data/root.key",
    ] {
        assert_eq!(server.get(outside).await.status, 404, "{outside}");
    }
    server.stop().await;
}

#[tokio::test]
async fn pages_are_compressed_for_whoever_accepts_it() {
    let (_bed, server, _) = server(&[]).await;
    let get = |encoding: &str| {
        server.console(format!(
            "GET /sign-in HTTP/1.1\r\nHost: a\r\nConnection: close\r\nAccept-Encoding: {encoding}\r\n\r\n"
        ))
    };
    for (accepted, encoding) in [("gzip, br", "br"), ("gzip", "gzip"), ("identity", ""), ("deflate", "")] {
        let page = get(accepted).await;
        assert_eq!((page.status, page.header("content-encoding")), (200, encoding), "{accepted}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.body.contains("<!DOCTYPE html>"), encoding.is_empty(), "{accepted}");
    }
    server.stop().await;
}

#[tokio::test]
async fn unknown_addresses_are_not_found() {
    let (_bed, server, _) = server(&[]).await;
    let page = server.get("/no/such/page").await;
    assert_eq!(page.status, 404);
    assert!(page.body.contains("<!DOCTYPE html>"), "a page of the console: {}", page.body);
    let file = server.get("/no/such/file.js").await;
    assert_eq!((file.status, file.body.as_str()), (404, "File not found.\n"));
    server.stop().await;
}

#[tokio::test]
async fn requests_from_other_sites_are_rejected() {
    let (_bed, server, password) = server(&[]).await;
    let right = server.call("sign_in", &format!("user=admin&password={password}&next="), "").await;
    assert_eq!(right.status, 200, "{right:?}");
    let path = function("sign_in");
    let form = format!("user=admin&password={password}&next=");
    for (method, header) in [
        ("POST", "Sec-Fetch-Site: cross-site\r\n".to_owned()),
        ("POST", "Sec-Fetch-Site: same-site\r\n".to_owned()),
        ("POST", "Origin: https://evil.example\r\n".to_owned()),
        ("POST", "Origin: null\r\n".to_owned()),
        ("POST", String::new()),
        ("PUT", String::new()),
        ("DELETE", String::new()),
        ("post", String::new()),
    ] {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{header}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        let answer = server.console(request).await;
        assert_eq!((answer.status, answer.session_cookie()), (403, ""), "{method} {header}");
        assert!(answer.body.contains(&format!("http://{}", server.console)), "{}", answer.body);
    }
    server.stop().await;
}

/// A console behind a proxy that console_origin does not name: browsers send no `Sec-Fetch-Site` to a plain HTTP address.
#[tokio::test]
async fn request_from_an_unconfigured_origin_names_the_setting_and_the_origin() {
    let (_bed, server, password) = server(&[]).await;
    let (path, form) = (function("sign_in"), format!("user=admin&password={password}&next="));
    let send = |headers: &str| {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{form}",
            form.len()
        );
        server.console(request)
    };
    let origin = "Origin: http://secrets.example.org\r\n";
    let answer = send(&format!("{origin}Accept: application/json\r\n")).await;
    assert_eq!((answer.status, answer.header("content-type")), (403, "application/json"), "the page can show it");
    assert!(answer.body.contains("console_origin") && answer.body.contains("http://secrets.example.org"), "{answer:?}");
    let answer = send(&format!("{origin}Accept: text/html\r\nReferer: http://secrets.example.org/sign-in\r\n")).await;
    assert_eq!((answer.status, answer.header("location")), (403, ""), "nobody is sent to another site");
    assert!(answer.body.contains("set console_origin to it"), "{answer:?}");
    let answer = send(&format!("{origin}Sec-Fetch-Site: cross-site\r\n")).await;
    assert!(answer.status == 403 && !answer.body.contains("console_origin"), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn session_cookie_is_inaccessible_to_scripts_and_other_sites() {
    let (_bed, server, password) = server(&[]).await;
    assert_eq!(sign_in(&server, "wrong-password").await.session_cookie(), "");
    let answer = sign_in(&server, &password).await;
    let cookie = answer.session_cookie();
    assert!(cookie.starts_with("strongroom="), "{cookie}");
    for flag in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=3600"] {
        assert!(cookie.contains(flag), "{flag}: {cookie}");
    }
    assert!(!cookie.contains("Secure") && !cookie.contains("Domain"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    assert_eq!(server.call("load_current_user", "", &format!("Cookie: {cookie}\r\n")).await.status, 200);
    assert_eq!(server.call("load_current_user", "", "").await.status, 401);
    assert_eq!(server.call("load_current_user", "", "Cookie: strongroom=AAAAAAAAAAAAAAAAAAAAAA\r\n").await.status, 401);
    server.stop().await;
}

#[tokio::test]
async fn tls_origin_requires_secure_cookie_and_hsts() {
    let (_bed, server, password) = server(&[("console_origin", "https://secrets.example.org")]).await;
    let answer = sign_in(&server, &password).await;
    let cookie = answer.session_cookie();
    assert!(
        cookie.starts_with("__Host-strongroom=") && cookie.contains("Secure") && !cookie.contains("Domain"),
        "{cookie}"
    );
    assert!(answer.header("strict-transport-security").starts_with("max-age=31536000"));
    let strange = server
        .console(format!(
            "POST /api/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: http://{}\r\nContent-Length: 0\r\n\r\n",
            server.console
        ))
        .await;
    assert_eq!(strange.status, 403, "only the configured origin is ours");
    server.stop().await;
}

#[tokio::test]
async fn session_survives_a_restart() {
    let (bed, server, password) = server(&[]).await;
    let cookie = sign_in(&server, &password).await.session_cookie().split(';').next().unwrap().to_owned();
    server.stop().await;
    let server = bed.start(&[], short()).await.unwrap();
    assert_eq!(server.call("load_current_user", "", &format!("Cookie: {cookie}\r\n")).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn health_is_served_by_both_listeners() {
    let (_bed, server, _) = server(&[]).await;
    let ask = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    for answer in [server.console(ask).await, server.api(ask).await] {
        assert_eq!(
            (answer.status, answer.body.as_str(), answer.header("cache-control")),
            (200, r#"{"status":"ok"}"#, "no-store")
        );
    }
    server.stop().await;
}
