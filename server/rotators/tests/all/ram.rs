//! Services of AccessKeys that answer garbage, too much, too late or with secrets in their errors, over TLS. Whole rotations run
//! against a real server in `server/tests/all/access_keys.rs`.

use crate::support::impatient;
use rcgen::{CertificateParams, KeyPair};
use rustls::{ServerConfig, crypto::aws_lc_rs};
use rustls_pki_types::PrivatePkcs8KeyDer;
use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};
use strongroom_core::ports::{Applied, Credential, LogIn, Replace, Secret, TargetAccess, Trouble, Trust};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Strategy, TargetKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// What a service does with a request.
enum Answer {
    /// Answers this with this status.
    With(u16, String),
    /// Writes these bytes and closes.
    Bytes(&'static [u8]),
    /// Says nothing.
    Never,
    /// Never ends its answer.
    Endless,
}

/// A service, and how many requests it has read.
struct FakeRam {
    target: TargetAccess,
    requests: Arc<AtomicUsize>,
}

impl FakeRam {
    /// One that answers requests for an operation so.
    async fn start(answer: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let key = KeyPair::generate().unwrap();
        let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().self_signed(&key).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .unwrap();
        let (acceptor, answer) = (TlsAcceptor::from(Arc::new(config)), Arc::new(answer));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(AtomicUsize::new(0));
        let count = requests.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, answer, count) = (acceptor.clone(), answer.clone(), count.clone());
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(stream).await else { return };
                    let request = read(&mut stream).await;
                    count.fetch_add(1, Ordering::SeqCst);
                    let action = request.split("x-acs-action: ").nth(1).unwrap_or_default();
                    let action = action.split("\r\n").next().unwrap_or_default();
                    write(&mut stream, answer(action)).await;
                });
            }
        });
        let target = TargetAccess {
            kind: TargetKind::Ram,
            host: "https://localhost".into(),
            port,
            database: None,
            trust: Trust::Authorities(certificate.pem()),
            manager: Some(key_of("manager", "LTAImanager")),
        };
        Self { target, requests }
    }

    async fn log_in(&self) -> Result<LogIn, Trouble> {
        impatient(TargetKind::Ram).log_in(&self.target, &key_of("ci", "LTAIold")).await
    }

    async fn apply(&self) -> Result<Applied, Trouble> {
        let secret = Secret::ToIssue { known: vec!["LTAIold".into()], asked: true };
        let (current, pending) = (key_of("ci", "LTAIold"), Credential { account: "ci".into(), secret });
        let change = Replace { strategy: Strategy::SecondKey, current: &current, pending: &pending };
        impatient(TargetKind::Ram).apply(&self.target, &change).await
    }
}

fn key_of(account: &str, id: &str) -> Credential {
    let secret = Plaintext::new(b"s3cret-of-key".to_vec());
    Credential { account: account.into(), secret: Secret::AccessKey { id: id.into(), secret } }
}

async fn read(stream: &mut TlsStream<TcpStream>) -> String {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&request).to_ascii_lowercase();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return String::from_utf8_lossy(&request).into_owned();
            }
        }
        match stream.read(&mut part).await {
            Ok(read @ 1..) => request.extend_from_slice(&part[..read]),
            _ => return String::new(),
        }
    }
}

async fn write(stream: &mut TlsStream<TcpStream>, answer: Answer) {
    match answer {
        Answer::With(status, body) => {
            let head = format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n", body.len());
            let _ = stream.write_all(format!("{head}Location: https://localhost/\r\n\r\n{body}").as_bytes()).await;
        }
        Answer::Bytes(bytes) => {
            let _ = stream.write_all(bytes).await;
        }
        Answer::Never => {
            let _ = stream.read_to_end(&mut Vec::new()).await;
        }
        Answer::Endless => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
            let chunk = [&b"2000\r\n"[..], &[b' '; 0x2000], b"\r\n"].concat();
            while stream.write_all(&chunk).await.is_ok() {}
        }
    }
    let _ = stream.shutdown().await;
}

/// What a service of the vendor answers, with one key.
fn usual(action: &str) -> Answer {
    Answer::With(200, match action {
        "GetCallerIdentity" => r#"{"AccountId":"1","Arn":"acs:ram::1:user/ci"}"#.into(),
        "ListAccessKeys" => r#"{"AccessKeys":{"AccessKey":[{"AccessKeyId":"LTAIold","Status":"Active","CreateDate":"2020-02-21T15:39:26Z"}]}}"#.into(),
        "CreateAccessKey" => r#"{"AccessKey":{"AccessKeyId":"LTAInew","AccessKeySecret":"n3w","Status":"Active"}}"#.into(),
        _ => "{}".into(),
    })
}

fn tells_no_secret(trouble: &Trouble) {
    assert!(!format!("{trouble} {trouble:?}").contains("s3cret"), "{trouble:?}");
}

#[tokio::test]
async fn vendors_answers_are_understood() {
    let ram = FakeRam::start(usual).await;
    assert_eq!(ram.log_in().await, Ok(LogIn::Accepted));
    let Ok(Applied::Issued(made)) = ram.apply().await else { panic!("no key was made") };
    let Secret::AccessKey { id, secret } = &made.secret else { panic!("no key") };
    assert_eq!((made.account.as_str(), id.as_str(), secret.expose()), ("ci", "LTAInew", &b"n3w"[..]));
    let other = impatient(TargetKind::Ram).log_in(&ram.target, &key_of("bob", "LTAIold")).await;
    assert_eq!(other, Ok(LogIn::Refused), "a key of another user is no key of this one");
}

#[tokio::test]
async fn garbage_is_no_log_in_and_no_refusal() {
    const BROKEN: [&[u8]; 3] = [b"\0\0\0\0", b"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\ns3cret", b"s3cret\r\n\r\n"];
    for bytes in BROKEN {
        let ram = FakeRam::start(move |_| Answer::Bytes(bytes)).await;
        let trouble = ram.log_in().await.unwrap_err();
        assert!(matches!(trouble, Trouble::Unreachable(_) | Trouble::Unexpected(_)), "{trouble:?}");
        tells_no_secret(&trouble);
    }
    let bodies = [
        "<html>s3cret</html>",
        "",
        "[]",
        r#"{"Arn":7}"#,
        r#"{"AccessKeys":{"AccessKey":[{"AccessKeyId":"s3cret !"}]}}"#,
    ];
    for (status, body) in [200, 302, 404].into_iter().flat_map(|status| bodies.map(|body| (status, body))) {
        let ram = FakeRam::start(move |_| Answer::With(status, body.into())).await;
        for trouble in [ram.log_in().await.err(), ram.apply().await.err()] {
            let trouble = trouble.unwrap();
            assert!(matches!(trouble, Trouble::Unexpected(_)), "{status} {body}: {trouble:?}");
            tells_no_secret(&trouble);
        }
    }
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let ram = FakeRam::start(|_| Answer::With(307, String::new())).await;
    assert!(matches!(ram.log_in().await, Err(Trouble::Unexpected(_))));
    assert_eq!(ram.requests.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn endless_answer_and_silence_end_in_time() {
    for (answer, is_create) in [(true, false), (false, false), (true, true), (false, true)] {
        let ram = FakeRam::start(move |action| match (is_create && action != "CreateAccessKey", answer) {
            (true, _) => usual(action),
            (false, true) => Answer::Endless,
            (false, false) => Answer::Never,
        })
        .await;
        let trouble = if is_create { ram.apply().await.err().unwrap() } else { ram.log_in().await.unwrap_err() };
        match is_create {
            // The service may have made a key whose secret nobody knows.
            true => assert!(matches!(trouble, Trouble::Uncertain(_)), "{trouble:?}"),
            false => assert!(matches!(trouble, Trouble::Unreachable(_) | Trouble::Unexpected(_)), "{trouble:?}"),
        }
    }
}

#[tokio::test]
async fn refusals_are_told_apart_and_never_repeated() {
    for (status, code, of_log_in, of_create) in [
        (404, "InvalidAccessKeyId.NotFound", Ok(LogIn::Refused), Trouble::ManagerRefused),
        (400, "SignatureDoesNotMatch", Ok(LogIn::Refused), Trouble::ManagerRefused),
        (403, "InvalidAccessKeyId.Inactive", Ok(LogIn::Refused), Trouble::ManagerRefused),
        (429, "Throttling.User", Err(Trouble::Busy), Trouble::Busy),
        (
            403,
            "NoPermission",
            Err(Trouble::NoRights("sts:GetCallerIdentity".into())),
            Trouble::NoRights("ram:CreateAccessKey".into()),
        ),
        (404, "EntityNotExist.User", Err(Trouble::NoAccount), Trouble::NoAccount),
        (409, "LimitExceeded.User.AccessKey", Err(Trouble::NoFreeSlot), Trouble::NoFreeSlot),
        (
            503,
            "ServiceUnavailable",
            Err(Trouble::Unreachable("it fails".into())),
            Trouble::Uncertain("it fails".into()),
        ),
    ] {
        let refusal = move || {
            Answer::With(status, format!(r#"{{"Code":"{code}","Message":"s3cret-of-key: no","RequestId":"r"}}"#))
        };
        let ram = FakeRam::start(move |_| refusal()).await;
        assert_eq!(ram.log_in().await, of_log_in, "{code}");
        let ram =
            FakeRam::start(move |action| if action == "CreateAccessKey" { refusal() } else { usual(action) }).await;
        assert_eq!(ram.apply().await.err(), Some(of_create), "{code}");
    }
    let ram = FakeRam::start(|_| Answer::With(400, r#"{"Code":"s3cret-of-key","Message":"no"}"#.into())).await;
    tells_no_secret(&ram.log_in().await.unwrap_err());
}

#[tokio::test]
async fn key_that_cannot_be_used_is_uncertain_and_not_stored() {
    for key in [
        r#""AccessKeyId":"a b","AccessKeySecret":"x""#,
        r#""AccessKeyId":"LTAI1","AccessKeySecret":"""#,
        r#""AccessKeyId":"LTAI1","AccessKeySecret":"a\u0000b""#,
    ] {
        let body = format!(r#"{{"AccessKey":{{{key}}}}}"#);
        let ram = FakeRam::start(move |action| match action {
            "CreateAccessKey" => Answer::With(200, body.clone()),
            other => usual(other),
        })
        .await;
        assert!(matches!(ram.apply().await.err(), Some(Trouble::Uncertain(_))), "{key}");
    }
}

/// A new key takes a moment until every part of the service knows it.
#[tokio::test]
async fn new_key_is_asked_for_until_it_arrives() {
    let asked = AtomicUsize::new(0);
    let ram = FakeRam::start(move |action| match asked.fetch_add(1, Ordering::SeqCst) {
        0 => Answer::With(404, r#"{"Code":"InvalidAccessKeyId.NotFound","Message":"no"}"#.into()),
        _ => usual(action),
    })
    .await;
    assert_eq!(ram.log_in().await, Ok(LogIn::Accepted));
    assert_eq!(ram.requests.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn closed_port_unknown_name_and_other_certificates_are_told_apart() {
    let ram = FakeRam::start(usual).await;
    let with = |change: fn(&mut TargetAccess)| {
        let TargetAccess { kind, host, port, database, trust, .. } = &ram.target;
        let mut target = TargetAccess {
            kind: *kind,
            host: host.clone(),
            port: *port,
            database: database.clone(),
            trust: trust.clone(),
            manager: None,
        };
        change(&mut target);
        target
    };
    let log_in = async |target: TargetAccess| {
        impatient(TargetKind::Ram).log_in(&target, &key_of("ci", "LTAIold")).await.unwrap_err()
    };
    for change in [
        |target: &mut TargetAccess| target.port = 1,
        |target: &mut TargetAccess| {
            target.host = "https://no-such-host.invalid".into();
        },
    ] {
        let trouble = log_in(with(change)).await;
        assert!(matches!(trouble, Trouble::Unreachable(_)), "{trouble:?}");
    }
    for change in [
        |target: &mut TargetAccess| target.host = "https://127.0.0.1".into(),
        |target: &mut TargetAccess| {
            target.trust = Trust::SystemAuthorities;
        },
    ] {
        let trouble = log_in(with(change)).await;
        assert!(matches!(trouble, Trouble::NotTrusted(_)), "{trouble:?}");
    }
    let elsewhere = with(|target| target.database = Some("https://localhost:1".into()));
    assert!(matches!(log_in(elsewhere).await, Trouble::Unreachable(_)), "who a key belongs to is asked of the STS");
    let plain = with(|target| target.trust = Trust::Plain);
    assert!(matches!(log_in(plain).await, Trouble::Unsupported(_)));
}
