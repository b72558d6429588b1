//! Limits of the listeners: silent, slow, too many and too long.

use crate::support::{Answer, Bed, Running, exchange, function, short};
use std::time::Duration;
use strongroom::listener::Limits;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

async fn server(limits: Limits) -> (Bed, Running) {
    let (bed, _) = Bed::initialised(&[]);
    let server = bed.start(&[], limits).await.unwrap();
    (bed, server)
}

/// Sends the parts with a pause after each, then waits until the server closes the connection.
async fn ends(mut stream: TcpStream, parts: &[&str]) -> String {
    for part in parts {
        let _ = stream.write_all(part.as_bytes()).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(20), stream.read_to_end(&mut answer))
        .await
        .expect("the connection must end");
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test]
async fn silent_and_slow_connections_are_closed() {
    let (_bed, server) = server(short()).await;
    for address in [server.console, server.api] {
        let connect = || async { TcpStream::connect(address).await.unwrap() };
        assert_eq!(ends(connect().await, &[]).await, "", "silent");
        // The start of a TLS handshake, or of something that is not HTTP.
        ends(connect().await, &["\x16\x03\x01"]).await;
    }
    let console = || async { TcpStream::connect(server.console).await.unwrap() };
    ends(console().await, &["GET / HTTP/1.1\r\n", "Host: a\r\n"]).await;
    let second =
        ends(console().await, &["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "GET /healthz HTTP/1.1\r\nHos"]).await;
    assert!(second.starts_with("HTTP/1.1 200"), "the first of two was answered: {second}");
    assert_eq!(second.matches("HTTP/1.1 200").count(), 1);
    let body =
        "POST /api/sign_in HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Length: 50\r\n\r\nuser=";
    assert!(!ends(console().await, &[body, "a"]).await.contains("200 OK"));
    let tls = server.tls(&["http/1.1"]).await.unwrap();
    assert_eq!(exchange(tls, b"GET / HTTP/1.1\r\n").await.status, 0, "half a head inside TLS");
    let tls = server.tls(&["h2"]).await.unwrap();
    let frames = exchange(tls, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00").await;
    assert_eq!(frames.status, 0, "HTTP/2 without a request");
    server.stop().await;
}

#[tokio::test]
async fn idle_connection_is_kept_longer_than_the_head_timeout() {
    let (_bed, server) = server(short()).await;
    let mut stream = TcpStream::connect(server.console).await.unwrap();
    let mut buffer = [0; 4096];
    for _ in 0..3 {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(buffer[..read].starts_with(b"HTTP/1.1 200"));
        tokio::time::sleep(short().head + Duration::from_millis(200)).await;
    }
    server.stop().await;

    let (_bed, server) = self::server(Limits { idle: Duration::from_millis(300), ..short() }).await;
    let stream = TcpStream::connect(server.console).await.unwrap();
    assert!(ends(stream, &["GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"]).await.contains("200 OK"), "then it ends");
    server.stop().await;
}

/// Status and code of a response in the vendor's format.
fn refusal(answer: &Answer) -> (u16, String) {
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    assert!(body["Message"].as_str().is_some_and(|said| said.ends_with('.')), "{answer:?}");
    assert_eq!(body["HttpStatus"], answer.status);
    (answer.status, body["Code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn head_above_64_kib_is_rejected() {
    let (_bed, server) = server(Limits::default()).await;
    let line = |length: usize| {
        let path = format!("/?{}", "a".repeat(length - "GET /? HTTP/1.1".len()));
        format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    };
    let header = |length: usize| {
        let start = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: ";
        format!("{start}{}\r\n\r\n", "a".repeat(length - start.len() - 4))
    };
    for request in [line(65_000), header(65_536)] {
        let answer = server.api(&request).await;
        assert_eq!(answer.status, 400, "processed: {answer:?}");
        assert_eq!(server.console(&request).await.status, 401, "sign-in required");
    }
    for long in [line(65_510), header(65_537), header(90_000)] {
        let answer = server.api(&long).await;
        assert_eq!(refusal(&answer), (431, "InvalidParameter".to_owned()));
        let answer = server.console(&long).await;
        assert_eq!((answer.status, answer.header("connection")), (431, "close"));
        assert!(answer.body.contains("65536 bytes"), "{answer:?}");
    }
    // Too long for the routes: the listener answers.
    for (request, status) in [(line(70_000), 414), (line(92_200), 414), (header(140_000), 431)] {
        let answer = server.api(&request).await;
        assert_eq!((refusal(&answer), answer.header("connection")), ((status, "InvalidParameter".to_owned()), "close"));
        assert_eq!(server.console(&request).await.status, status);
    }
    let many = format!("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{}\r\n", "X: a\r\n".repeat(200));
    assert_eq!(refusal(&server.api(&many).await), (431, "InvalidParameter".to_owned()));
    let many = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{}\r\n", "X: a\r\n".repeat(200));
    assert_eq!(server.console(&many).await.status, 431);
    server.stop().await;
}

/// The head of a form with a body of this length.
fn form(path: &str, length: usize, more: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n{more}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
    )
    .into_bytes()
}

#[tokio::test]
async fn body_above_200_kib_is_rejected() {
    const MOST: usize = 204_800;
    let (_bed, server) = server(Limits::default()).await;
    let sent = |path: &str, length: usize| {
        let mut request = form(path, length, "");
        request.extend(std::iter::repeat_n(b'a', length));
        request
    };
    assert_eq!(server.api(sent("/", MOST)).await.status, 400, "processed");
    let sign_in = function("sign_in");
    let accepted = server.console(sent(sign_in, MOST)).await;
    assert!(accepted.status == 400 && accepted.body.contains("The field user is missing"), "processed: {accepted:?}");
    // Sent in full, or only declared.
    for long in [sent("/", MOST + 1), form("/", MOST + 1, "")] {
        let answer = server.api(long).await;
        assert_eq!((refusal(&answer), answer.header("connection")), ((413, "InvalidParameter".to_owned()), "close"));
    }
    for long in [sent(sign_in, MOST + 1), form(sign_in, MOST + 1, "")] {
        let answer = server.console(long).await;
        assert_eq!((answer.status, answer.header("connection")), (413, "close"));
        assert!(answer.body.contains(r#""message":"The request is too large"#), "as the page reads it: {answer:?}");
    }
    let chunk = format!("{:x}\r\n{}\r\n0\r\n\r\n", MOST + 1, "a".repeat(MOST + 1));
    let chunked =
        String::from_utf8(form(sign_in, 0, "")).unwrap().replace("Content-Length: 0", "Transfer-Encoding: chunked");
    assert_eq!(server.console(chunked + &chunk).await.status, 413);
    // Without scripts the browser is redirected to the form, which shows the message.
    let more = "Accept: text/html\r\nReferer: http://a/sign-in\r\n";
    let answer = server.console(form(sign_in, MOST + 1, more)).await;
    assert_eq!(answer.status, 303);
    assert!(answer.header("location").starts_with("http://a/sign-in?__path="), "{answer:?}");
    assert!(answer.header("location").contains("&__err="), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn late_and_incomplete_bodies_have_their_own_errors() {
    let (_bed, server) = server(short()).await;
    let half = [form("/", 50, ""), b"Action=".to_vec()].concat();
    let answer = server.api(half).await;
    assert_eq!((refusal(&answer), answer.header("connection")), ((408, "RequestTimeout".to_owned()), "close"));
    for broken in ["zz\r\n", "5\r\nabcdefgh\r\n", "ffffffffffffffffff\r\n"] {
        let request = format!("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n{broken}");
        assert_eq!(refusal(&server.api(request).await), (400, "IncompleteBody".to_owned()), "{broken}");
    }
    let sign_in = function("sign_in");
    let half = [form(sign_in, 50, ""), b"user=".to_vec()].concat();
    let answer = server.console(half).await;
    assert_eq!((answer.status, answer.body.contains("did not arrive in time")), (408, true), "{answer:?}");
    server.stop().await;
}

#[tokio::test]
async fn connections_per_address_are_limited() {
    let (_bed, server) = server(Limits { per_address: 2, ..Limits::default() }).await;
    let ask = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let first = TcpStream::connect(server.console).await.unwrap();
    let second = TcpStream::connect(server.console).await.unwrap();
    let third = TcpStream::connect(server.console).await.unwrap();
    assert_eq!(exchange(third, ask.as_bytes()).await.status, 0, "one too many");
    assert_eq!(exchange(first, ask.as_bytes()).await.status, 200);
    drop(second);
    // The slot is released once the server has seen the close.
    while server.get("/healthz").await.status == 0 {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn shutdown_finishes_running_requests_and_closes_idle_connections() {
    let (_bed, server) = server(Limits::default()).await;
    let mut resting = TcpStream::connect(server.console).await.unwrap();
    resting.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut buffer = [0; 4096];
    assert_ne!(resting.read(&mut buffer).await.unwrap(), 0);
    let path = function("sign_in");
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 19\r\n\r\n"
    );
    let mut busy = TcpStream::connect(server.console).await.unwrap();
    busy.write_all(head.as_bytes()).await.unwrap();
    // A response to another request shows that the server has seen this one.
    assert_eq!(server.get("/healthz").await.status, 200);
    server.begin_stop();
    assert_eq!(resting.read(&mut buffer).await.unwrap(), 0, "an idle connection is closed");
    busy.write_all(b"user=a&password=b&c").await.unwrap();
    let mut answer = Vec::new();
    busy.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 403"), "{}", String::from_utf8_lossy(&answer));
    server.stop().await;
}

#[tokio::test]
async fn malformed_requests_get_an_error_response() {
    let (_bed, server) = server(short()).await;
    for request in [
        &b"\r\n\r\n"[..],
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nBad Header: a\r\n\r\n",
        b"\xff\xfe\xfd\xfc\xfb\xfa\r\n\r\n",
    ] {
        let answer = server.console(request).await;
        assert!(matches!(answer.status, 0 | 400), "{}: {answer:?}", String::from_utf8_lossy(request));
        let answer = server.api(request).await;
        assert!(answer.status == 0 || refusal(&answer).0 == 400, "{}: {answer:?}", String::from_utf8_lossy(request));
    }
    // After a response on the same connection.
    let two = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/9.9\r\n\r\n";
    let both = exchange(server.tls(&["http/1.1"]).await.unwrap(), two).await;
    assert!(
        both.status == 200
            && both.body.contains("HTTP/1.1 400")
            && both.body.contains("The request is not valid HTTP."),
        "{both:?}"
    );
    let answer =
        server.api("POST /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(refusal(&answer), (404, "InvalidAction.NotFound".to_owned()), "no bare 405");
    assert_eq!(server.get("/healthz").await.status, 200);
    server.stop().await;
}
