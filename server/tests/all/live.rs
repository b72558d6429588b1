//! Events of the console: who may watch, for how long, and what is told.

use crate::{
    caller::Caller,
    support::{Bed, Running, short},
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A connection with what was read of its response.
pub struct Stream {
    stream: TcpStream,
    read: String,
}

impl Stream {
    /// Asks for events, with further headers.
    pub async fn open(server: &Running, query: &str, more: &str) -> Self {
        let mut stream = TcpStream::connect(server.console).await.unwrap();
        let request = format!("GET /live/rotations{query} HTTP/1.1\r\nHost: {}\r\n{more}\r\n", server.console);
        stream.write_all(request.as_bytes()).await.unwrap();
        Self { stream, read: String::new() }
    }

    /// Reads until a text arrives; `false` if the response ends first.
    pub async fn reads(&mut self, wanted: &str) -> bool {
        let read = async {
            while !self.read.contains(wanted) {
                let mut bytes = [0; 4096];
                let count = self.stream.read(&mut bytes).await.unwrap_or(0);
                self.read.push_str(&String::from_utf8_lossy(&bytes[..count]));
                if count == 0 || self.read.ends_with("0\r\n\r\n") {
                    return self.read.contains(wanted);
                }
            }
            true
        };
        timeout(PATIENCE, read).await.expect("a response")
    }

    /// Waits for one more event of this name.
    pub async fn event(&mut self, name: &str) -> bool {
        let event = format!("event: {name}\n");
        let found = self.reads(&event).await;
        if let Some(at) = self.read.find(&event) {
            self.read.drain(..at + event.len());
        }
        found
    }

    pub async fn status(&mut self) -> u16 {
        assert!(self.reads("\r\n\r\n").await, "{}", self.read);
        self.read.split(' ').nth(1).unwrap().parse().unwrap()
    }
}

/// The cookie header of the administrator, signed in.
pub async fn cookie(server: &Running, printed: &serde_json::Value) -> String {
    let password = printed["admin_password"].as_str().unwrap();
    let signed_in = server.call("sign_in", &format!("user=admin&password={password}&next="), "").await;
    format!("Cookie: {}\r\n", signed_in.session_cookie().split(';').next().unwrap())
}

/// A secret whose target cannot be reached.
pub async fn unreachable(caller: &Caller, server: &Running, secret: &str) {
    let target = [
        ("TargetName", "away"),
        ("TargetType", "postgresql"),
        ("Host", "127.0.0.1"),
        ("Port", "1"),
        ("Trust", "plain"),
    ];
    let made = caller.own(server, "CreateTarget", &target).await;
    assert!([200, 409].contains(&made.status), "{made:?}");
    let data = r#"{"Accounts":[{"AccountName":"app","AccountPassword":"never shown"}]}"#;
    let config = r#"{"SecretSubType":"SingleUser","DBInstanceId":"away","CustomData":{}}"#;
    let new = [
        ("SecretName", secret),
        ("SecretData", data),
        ("VersionId", "v1"),
        ("SecretType", "Rds"),
        ("ExtendedConfig", config),
    ];
    let made = caller.kms(server, "CreateSecret", &new).await;
    assert_eq!(made.status, 200, "{made:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_told_without_what_changed() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let (caller, cookie) = (Caller::of(&printed), cookie(&server, &printed).await);
    unreachable(&caller, &server, "payments/db").await;
    unreachable(&caller, &server, "payments/other").await;
    let mut all = Stream::open(&server, "", &cookie).await;
    let mut own = Stream::open(&server, "?secret=payments%2Fother", &cookie).await;
    assert_eq!((all.status().await, own.status().await), (200, 200));
    let head = all.read.to_ascii_lowercase();
    for header in ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no", "nosniff"] {
        assert!(head.contains(header), "{header}: {head}");
    }
    assert!(!head.contains("content-encoding"), "{head}");
    assert!(all.event("hello").await && own.event("hello").await);
    let begun = caller.kms(&server, "RotateSecret", &[("SecretName", "payments/db"), ("VersionId", "v2")]).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert!(all.event("change").await);
    let begun = caller.kms(&server, "RotateSecret", &[("SecretName", "payments/other"), ("VersionId", "v2")]).await;
    assert_eq!(begun.status, 200, "{begun:?}");
    assert!(own.event("change").await);
    for word in ["payments", "v2", "app", "never shown"] {
        assert!(!all.read.contains(word) && !own.read.contains(word), "{word}");
    }
    // The server does not wait for those who watch.
    server.begin_stop();
    assert!(!all.event("never").await && !own.event("never").await, "both end");
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_open_sessions_of_the_own_pages_watch_and_few_at_once() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let cookie = cookie(&server, &printed).await;
    let status = async |query: &str, more: &str| Stream::open(&server, query, more).await.status().await;
    assert_eq!(status("?secret=absent", &cookie).await, 204, "nothing to watch, which is no failure");
    assert_eq!(status("", "").await, 401);
    assert_eq!(status("", "Cookie: strongroom=AAAAAAAAAAAAAAAAAAAAAA\r\n").await, 401);
    for site in ["cross-site", "same-site", "none"] {
        assert_eq!(status("", &format!("{cookie}Sec-Fetch-Site: {site}\r\n")).await, 403, "{site}");
    }
    assert_eq!(status("?secret=%3Cb%3E", &cookie).await, 404);
    assert_eq!(status("", &format!("{cookie}Sec-Fetch-Site: same-origin\r\n")).await, 200);
    let mut streams = Vec::new();
    // What was closed above may take a moment to be noticed.
    while streams.len() < 8 {
        let mut stream = Stream::open(&server, "", &cookie).await;
        match stream.status().await {
            200 => streams.push(stream),
            429 => drop(stream),
            other => panic!("{other}"),
        }
    }
    assert_eq!(status("", &cookie).await, 429, "a ninth one");
    for stream in &mut streams {
        assert!(stream.event("hello").await);
    }
    // The session ends: its streams do not outlive the next sign of life.
    let signed_out = server.call("sign_out", "", &cookie).await;
    assert!(signed_out.status < 400, "{signed_out:?}");
    for stream in &mut streams {
        assert!(!stream.event("never").await, "it ends with its session");
    }
    assert_eq!(status("", &cookie).await, 401);
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn users_watch_only_what_they_may_see() {
    let (bed, printed) = Bed::initialised(&[]);
    let server = bed.start(&[], short()).await.unwrap();
    let caller = Caller::of(&printed);
    unreachable(&caller, &server, "payments/db").await;
    let password = "Passphrase of a person 1";
    assert_eq!(caller.ram(&server, "CreateUser", &[("UserName", "bob")]).await, 200);
    assert_eq!(caller.ram(&server, "CreateLoginProfile", &[("UserName", "bob"), ("Password", password)]).await, 200);
    let form = format!("user=bob&password={}&next=", password.replace(' ', "+"));
    let signed_in = server.call("sign_in", &form, "").await;
    let cookie = format!("Cookie: {}\r\n", signed_in.session_cookie().split(';').next().unwrap());
    let status = async |query: &str| Stream::open(&server, query, &cookie).await.status().await;
    assert_eq!((status("").await, status("?secret=payments%2Fdb").await), (403, 404));
    assert_eq!(status("?secret=payments%2Fabsent").await, 404, "like one that is not there");
    let attach = [("PolicyType", "System"), ("PolicyName", "StrongroomAuditor"), ("UserName", "bob")];
    assert_eq!(caller.ram(&server, "AttachPolicyToUser", &attach).await, 200);
    let mut stream = Stream::open(&server, "?secret=payments%2Fdb", &cookie).await;
    assert_eq!((stream.status().await, status("").await), (200, 200));
    assert!(stream.event("hello").await);
    assert_eq!(caller.ram(&server, "DetachPolicyFromUser", &attach).await, 200);
    assert!(!stream.event("never").await, "it ends when the right is gone");
    server.stop().await;
}
