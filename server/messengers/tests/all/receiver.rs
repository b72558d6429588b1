//! An HTTPS server that answers each connection in turn with the next of its answers.

use crate::authority::{Identity, identity};
use std::sync::{Arc, Mutex};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

/// What it does with a connection, once the request was read.
pub enum Answering {
    /// This status, and a header if there is one.
    Status(u16, Option<&'static str>),
    /// Never ends the response.
    Endless,
    /// Says nothing, and keeps the connection.
    Silent,
    /// Closes it.
    Nothing,
    /// Something of another protocol.
    Garbage,
}

/// A request: its headers in lower case, and its body.
#[derive(Clone, Debug)]
pub struct Heard {
    pub head: String,
    pub body: Vec<u8>,
}

impl Heard {
    pub fn header(&self, name: &str) -> &str {
        self.head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap()
    }
}

pub struct Receiver {
    pub port: u16,
    pub ca: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Receiver {
    pub async fn start(answers: Vec<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let Identity { acceptor, ca } = identity("localhost");
        let heard = Arc::new(Mutex::new(Vec::new()));
        let hears = heard.clone();
        tokio::spawn(async move {
            let mut kept = Vec::new();
            for answer in answers {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = Vec::new();
                while complete(&request).is_none() {
                    let mut part = [0; 4096];
                    let read = stream.read(&mut part).await.unwrap();
                    assert!(read > 0, "the request ended");
                    request.extend_from_slice(&part[..read]);
                }
                hears.lock().unwrap().push(complete(&request).unwrap());
                match answer {
                    Answering::Status(status, header) => {
                        let header = header.map(|header| format!("{header}\r\n")).unwrap_or_default();
                        let answer = format!(
                            "HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n{header}Connection: close\r\n\r\n"
                        );
                        stream.write_all(answer.as_bytes()).await.unwrap();
                        let _ = stream.shutdown().await;
                    }
                    Answering::Endless => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                        while stream.write_all(&[b' '; 4096]).await.is_ok() {}
                    }
                    Answering::Silent => kept.push(stream),
                    Answering::Nothing => drop(stream),
                    Answering::Garbage => {
                        let _ = stream.write_all(b"220 mail.example ESMTP\r\n").await;
                        let _ = stream.shutdown().await;
                    }
                }
            }
            std::future::pending::<()>().await;
        });
        Self { port, ca, heard }
    }

    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn complete(request: &[u8]) -> Option<Heard> {
    let end = request.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head = String::from_utf8(request[..end].to_vec()).unwrap();
    let lower: String = head
        .lines()
        .map(|line| match line.split_once(':') {
            Some((name, value)) => format!("{}:{value}\n", name.to_ascii_lowercase()),
            None => format!("{line}\n"),
        })
        .collect();
    let body = request[end + 4..].to_vec();
    let length: usize = lower.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    (body.len() >= length).then_some(Heard { head: lower, body })
}
