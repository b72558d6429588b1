//! What clients may not do to the listeners: be silent, be slow, be many, be long.

use crate::support::{Bed, Running, exchange, function, short};
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

/// Sends the parts with a pause after each, then waits until the server ends the connection.
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
async fn silent_and_slow_connections_end() {
    let (_bed, server) = server(short()).await;
    for address in [server.console, server.api] {
        let connect = || async { TcpStream::connect(address).await.unwrap() };
        assert_eq!(ends(connect().await, &[]).await, "", "silent");
        // The start of a handshake, or of nothing HTTP knows.
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
async fn a_resting_connection_is_kept_longer_than_a_head_may_take() {
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

#[tokio::test]
async fn long_heads_are_refused_and_long_request_lines_are_not() {
    let (_bed, server) = server(Limits::default()).await;
    let line = |length: usize| {
        let path = format!("/healthz?{}", "a".repeat(length - "GET /healthz? HTTP/1.1".len()));
        format!("GET {path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    };
    assert_eq!(server.api(line(65_000)).await.status, 200);
    assert_eq!(server.api(line(70_000)).await.status, 414);
    assert!(matches!(server.api(line(100_000)).await.status, 414 | 431));
    let header = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: {}\r\n\r\n", "a".repeat(90_000));
    assert_eq!(server.api(&header).await.status, 431);
    assert_eq!(server.console(&header).await.status, 431);
    let many = format!("GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{}\r\n", "X: a\r\n".repeat(200));
    assert_eq!(server.console(&many).await.status, 431);
    server.stop().await;
}

#[tokio::test]
async fn long_bodies_are_refused() {
    let (_bed, server) = server(Limits::default()).await;
    let form = |path: &str, length: usize| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: a\r\nSec-Fetch-Site: same-origin\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {length}\r\n\r\n"
        )
    };
    // Announced, not sent: refused before anything is read.
    let unread = server.console(form("/api/anything", (1 << 20) + 1)).await;
    assert_eq!((unread.status, unread.header("connection")), (413, "close"));
    let mut sent = form("/?Action=ListSecrets", 210_000).into_bytes();
    sent.extend(std::iter::repeat_n(b'a', 210_000));
    let unread = server.api(sent).await;
    assert_eq!((unread.status, unread.header("connection")), (413, "close"));
    server.stop().await;
}

#[tokio::test]
async fn connections_are_bounded_per_address() {
    let (_bed, server) = server(Limits { per_address: 2, ..Limits::default() }).await;
    let ask = "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let first = TcpStream::connect(server.console).await.unwrap();
    let second = TcpStream::connect(server.console).await.unwrap();
    let third = TcpStream::connect(server.console).await.unwrap();
    assert_eq!(exchange(third, ask.as_bytes()).await.status, 0, "one too many");
    assert_eq!(exchange(first, ask.as_bytes()).await.status, 200);
    drop(second);
    // The place is free once the server has seen the end.
    while server.get("/healthz").await.status == 0 {
        tokio::task::yield_now().await;
    }
    server.stop().await;
}

#[tokio::test]
async fn stopping_lets_a_request_finish_and_ends_resting_connections() {
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
    // Another request answered meanwhile means that this one was seen.
    assert_eq!(server.get("/healthz").await.status, 200);
    server.begin_stop();
    assert_eq!(resting.read(&mut buffer).await.unwrap(), 0, "nothing was asked, so it ends");
    busy.write_all(b"user=a&password=b&c").await.unwrap();
    let mut answer = Vec::new();
    busy.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 403"), "{}", String::from_utf8_lossy(&answer));
    server.stop().await;
}

#[tokio::test]
async fn nonsense_gets_an_error_and_no_more() {
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
    }
    assert_eq!(server.get("/healthz").await.status, 200);
    server.stop().await;
}
