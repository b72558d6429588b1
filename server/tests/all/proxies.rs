//! The address of a client behind proxies: whose word is believed.

use crate::support::{Answer, Bed, Running, exchange, form_request, short};
use serde_json::Value;
use tokio::net::TcpStream;

/// A sign-in through a proxy that says `told` about its client.
async fn sign_in(server: &Running, password: &str, told: &str) -> Answer {
    server.call("sign_in", &format!("user=admin&password={password}&next="), told).await
}

/// The address of the session that a sign-in has begun.
async fn address_of(server: &Running, signed_in: &Answer) -> Value {
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let cookie = signed_in.session_cookie().split(';').next().unwrap();
    let account = server.call("load_account", "", &format!("Cookie: {cookie}\r\n")).await;
    let account: Value = serde_json::from_str(&account.body).unwrap();
    let sessions = account["sessions"].as_array().unwrap().iter();
    sessions.clone().find(|session| session["own"] == true).unwrap()["address"].clone()
}

#[tokio::test]
async fn forwarded_address_counts_only_from_a_trusted_proxy() {
    let (bed, printed) = Bed::initialised(&[]);
    let password = printed["admin_password"].as_str().unwrap();
    let through = |address: &str| format!("X-Forwarded-For: 1.1.1.1, {address}\r\n");
    let server = bed.start(&[], short()).await.unwrap();
    let signed_in = sign_in(&server, password, &through("203.0.113.5")).await;
    assert_eq!(address_of(&server, &signed_in).await, "127.0.0.1", "nobody is trusted by default");
    server.stop().await;

    let server = bed.start(&[("trusted_proxies", "10.0.0.0/8,127.0.0.0/8")], short()).await.unwrap();
    for (told, expected) in [
        (through("203.0.113.5"), "203.0.113.5"),
        (through("203.0.113.5, 10.1.2.3"), "203.0.113.5"),
        (through("::ffff:203.0.113.5"), "203.0.113.5"),
        (through("[2001:db8::5]:4711"), "2001:db8::5"),
        (String::new(), "127.0.0.1"),
        (through("nonsense"), ""),
    ] {
        let signed_in = sign_in(&server, password, &told).await;
        assert_eq!(address_of(&server, &signed_in).await, expected, "{told}");
    }
    // Five typos of one client do not concern another behind the same proxy.
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "wrong", &through("203.0.113.66")).await.status, 403);
    }
    let throttled = sign_in(&server, password, &through("203.0.113.66")).await;
    assert_eq!((throttled.status, throttled.header("retry-after")), (429, "2"));
    assert_eq!(sign_in(&server, password, &through("203.0.113.67")).await.status, 200);
    server.stop().await;
}

#[tokio::test]
async fn known_device_passes_what_strangers_have_used_up() {
    let (bed, printed) = Bed::initialised(&[]);
    let password = printed["admin_password"].as_str().unwrap();
    let server = bed.start(&[("trusted_proxies", "127.0.0.1")], short()).await.unwrap();
    let from = |address: &str| format!("X-Forwarded-For: {address}\r\n");
    let signed_in = sign_in(&server, password, &from("203.0.113.5")).await;
    let device = signed_in.cookies().find(|cookie| cookie.starts_with("strongroom-device=")).unwrap();
    for attribute in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=15552000"] {
        assert!(device.contains(attribute), "{device}");
    }
    let device = device.split(';').next().unwrap();
    let session = format!("Cookie: {}\r\n", signed_in.session_cookie().split(';').next().unwrap());
    let mut tried = 0;
    while sign_in(&server, "wrong", &from(&format!("198.51.100.{tried}"))).await.status == 403 {
        tried += 1;
        assert!(tried < 100, "guesses from many addresses must be bounded");
    }
    assert_eq!(sign_in(&server, password, &from("203.0.113.5")).await.status, 429);
    let known = format!("{}Cookie: {device}\r\n", from("203.0.113.5"));
    assert_eq!(sign_in(&server, password, &known).await.status, 200);
    let confirmed =
        server.call("confirm", &format!("password={password}"), &format!("{}{session}", from("1.1.1.1"))).await;
    assert_eq!(confirmed.status, 200, "an open session re-authenticates: {confirmed:?}");
    server.stop().await;
}

#[tokio::test]
async fn proxy_protocol_names_the_client_of_a_trusted_proxy() {
    let (bed, printed) = Bed::initialised(&[]);
    let password = printed["admin_password"].as_str().unwrap();
    let settings = [("trusted_proxies", "127.0.0.1"), ("proxy_protocol", "console,api")];
    let server = bed.start(&settings, short()).await.unwrap();
    let send = async |header: &[u8], request: &str| {
        let stream = TcpStream::connect(server.console).await.unwrap();
        exchange(stream, &[header, request.as_bytes()].concat()).await
    };
    let line = b"PROXY TCP4 203.0.113.9 192.0.2.1 4711 443\r\n";
    let right = form_request("sign_in", &format!("user=admin&password={password}&next="), "");
    let signed_in = send(line, &right).await;
    assert_eq!(signed_in.status, 200, "{signed_in:?}");
    let cookie = signed_in.session_cookie().split(';').next().unwrap().to_owned();
    let account = send(line, &form_request("load_account", "", &format!("Cookie: {cookie}\r\n"))).await;
    assert!(account.body.contains(r#""address":"203.0.113.9""#), "{account:?}");
    let health = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let second = b"\r\n\r\n\0\r\nQUIT\n\x20\x00\x00\x00";
    assert_eq!(send(second, health).await.status, 200, "the proxy's own check");
    assert_eq!(send(b"", health).await.status, 0, "a trusted proxy must send a header");
    assert!(server.tls(&[]).await.is_err());
    server.stop().await;

    let server = bed.start(&[], short()).await.unwrap();
    let stream = TcpStream::connect(server.console).await.unwrap();
    let refused = exchange(stream, &[&line[..], health.as_bytes()].concat()).await;
    assert_eq!(refused.status, 400, "without the setting it is no HTTP");
    server.stop().await;
    let message = bed.refused_settings(&[("proxy_protocol", "api")]);
    assert!(message.contains("trusted_proxies"), "{message}");
}
