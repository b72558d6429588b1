//! Servers that are gone, silent, wordy or of another kind: each ends within the deadlines, with the right trouble.

use crate::support::{Stalled, admin, credential, impatient, port, rotator, server, stalling, text};
use std::time::Duration;
use strongroom_core::ports::{LogIn, Replace, TargetAccess, Trouble, Trust};
use strongroom_domain::{Strategy, TargetKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// One of each rotator.
const KINDS: [TargetKind; 4] = [TargetKind::Postgresql, TargetKind::Mariadb, TargetKind::Redis, TargetKind::Ssh];

/// Those that use TLS.
const BY_CERTIFICATE: [TargetKind; 3] = [TargetKind::Postgresql, TargetKind::Mariadb, TargetKind::Redis];

/// How targets of a kind can prove themselves.
fn ways(kind: TargetKind) -> Vec<Trust> {
    match kind {
        TargetKind::Ssh => vec![host_key()],
        _ => vec![Trust::Plain, authorities()],
    }
}

/// Of nobody.
fn host_key() -> Trust {
    Trust::HostKey("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIFLT7SpjpLamAWfJ1Mx0nFc7jSj+H4b3ohKT1EFUhCmt".into())
}

fn target(kind: TargetKind, port: u16, trust: &Trust) -> TargetAccess {
    TargetAccess {
        kind,
        host: "127.0.0.1".into(),
        port,
        database: None,
        trust: trust.clone(),
        manager: Some(credential("manager", "s3cret-of-manager")),
    }
}

/// What a log-in and a change answer at a server that behaves so.
async fn troubles(kind: TargetKind, port: u16, trust: &Trust) -> [Trouble; 2] {
    let (rotator, target) = (impatient(kind), target(kind, port, trust));
    let (current, pending) = (credential("app", "s3cret-current"), credential("app", "s3cret-pending"));
    let strategy = if kind == TargetKind::Redis { Strategy::TwoPasswords } else { Strategy::OneAccount };
    let log_in = rotator.log_in(&target, &current).await.unwrap_err();
    let change = Replace { strategy, current: &current, pending: &pending };
    let found = [log_in, rotator.apply(&target, &change).await.err().unwrap()];
    for trouble in &found {
        assert!(!format!("{trouble} {trouble:?}").contains("s3cret"), "{trouble:?} tells a secret");
    }
    found
}

/// Asserts what every kind answers at a server that behaves so, with TLS and without where it has it.
async fn assert_troubles(port: u16, expected: fn(&Trouble) -> bool) {
    let mut asked = JoinSet::new();
    for kind in KINDS {
        for trust in ways(kind) {
            asked.spawn(async move { (kind, troubles(kind, port, &trust).await) });
        }
    }
    while let Some(answer) = asked.join_next().await {
        let (kind, found) = answer.unwrap();
        assert!(found.iter().all(expected), "{kind:?}: {found:?}");
    }
}

fn authorities() -> Trust {
    Trust::Authorities(text("ca.pem"))
}

#[tokio::test]
async fn closed_port_and_unknown_name_are_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_troubles(port, |trouble| matches!(trouble, Trouble::Unreachable(_))).await;
    for kind in KINDS {
        let mut target = target(kind, port, &ways(kind)[0]);
        target.host = "no-such-host.invalid".into();
        let answer = impatient(kind).log_in(&target, &credential("app", "x")).await;
        assert!(matches!(answer, Err(Trouble::Unreachable(_))), "{kind:?}: {answer:?}");
    }
}

#[tokio::test]
async fn silent_server_is_unreachable() {
    let silent = server(|mut stream: TcpStream| async move {
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    assert_troubles(silent, |trouble| matches!(trouble, Trouble::Unreachable(_))).await;
}

#[tokio::test]
async fn garbage_is_no_log_in_and_no_refusal() {
    for garbage in
        [&b"HTTP/1.1 400 Bad Request\r\n\r\ns3cret-current"[..], &[0; 64], &[0xff; 64], b"\r\n\r\n-\r\n$-5\r\n*9\r\n"]
    {
        let port = server(move |mut stream: TcpStream| async move {
            let _ = stream.write_all(garbage).await;
            let _ = stream.read_to_end(&mut Vec::new()).await;
        })
        .await;
        assert_troubles(port, |trouble| {
            matches!(trouble, Trouble::Unexpected(_) | Trouble::Unreachable(_) | Trouble::NoTls)
        })
        .await;
    }
}

/// It sends what each client waits for more of: parameters, a packet, elements.
#[tokio::test]
async fn endless_answer_is_cut_off() {
    for kind in KINDS {
        let port = server(move |mut stream: TcpStream| async move {
            let (beginning, again): (&[u8], &[u8]) = match kind {
                TargetKind::Postgresql => (b"R\0\0\0\x08\0\0\0\0", b"S\0\0\0\x08a\0b\0"),
                TargetKind::Redis => (b"*2147483647\r\n", b"$1\r\na\r\n"),
                // Packets that are to be ignored.
                TargetKind::Ssh => (b"SSH-2.0-x\r\n", b"\0\0\0\x0c\x06\x02\0\0\0\0\0\0\0\0\0\0"),
                // A handshake that never ends.
                _ => (b"\xff\xff\xff\0\x0a", b"5.5.5-10.11-MariaDB"),
            };
            let _ = stream.write_all(beginning).await;
            let much = again.repeat(1000);
            while stream.write_all(&much).await.is_ok() {}
        })
        .await;
        for trouble in troubles(kind, port, &ways(kind)[0]).await {
            assert!(matches!(trouble, Trouble::Unexpected(_) | Trouble::Unreachable(_)), "{kind:?}: {trouble:?}");
        }
    }
}

/// Refusals whose every field repeats a secret.
#[tokio::test]
async fn secrets_in_the_target_s_text_go_nowhere() {
    let port = server(|mut stream: TcpStream| async move {
        let _ = stream.read(&mut [0; 512]).await;
        let fields = b"SFATAL\0VFATAL\0Cs3cret-current\0Ms3cret-current\0Ds3cret-current\0\0";
        let mut message = vec![b'E'];
        message.extend(u32::try_from(fields.len() + 4).unwrap().to_be_bytes());
        message.extend(fields);
        let _ = stream.write_all(&message).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for trouble in troubles(TargetKind::Postgresql, port, &Trust::Plain).await {
        assert!(matches!(trouble, Trouble::Unexpected(_)), "{trouble:?}");
    }
    let port = server(|mut stream: TcpStream| async move {
        // Error 9999 in place of a greeting.
        let message = b"\xff\x0f\x27#s3crets3cret-current s3cret-of-manager";
        let _ = stream.write_all(&[u8::try_from(message.len()).unwrap(), 0, 0, 0]).await;
        let _ = stream.write_all(message).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for trouble in troubles(TargetKind::Mysql, port, &Trust::Plain).await {
        assert_eq!(trouble, Trouble::Unexpected("error 9999".into()));
    }
    let port = server(|mut stream: TcpStream| async move {
        let _ = stream.read(&mut [0; 512]).await;
        let _ = stream.write_all(b"-S3CRET s3cret-current s3cret-of-manager\r\n").await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for trouble in troubles(TargetKind::Redis, port, &Trust::Plain).await {
        assert_eq!(trouble, Trouble::Unexpected("a code that Redis does not have".into()));
    }
}

/// Its name, lines before it, and the reason of its goodbye repeat secrets.
#[tokio::test]
async fn secrets_in_the_text_of_a_host_go_nowhere() {
    let port = server(|mut stream: TcpStream| async move {
        let _ = stream.write_all(b"s3cret-current\r\nSSH-2.0-s3cret-of-manager\r\n").await;
        let mut message = vec![1, 0, 0, 0, 2, 0, 0, 0, 14];
        message.extend(b"s3cret-current\0\0\0\0");
        let padding = 4 + (8 - (message.len() + 5 + 4) % 8) % 8;
        let length = u32::try_from(message.len() + 1 + padding).unwrap();
        let packet =
            [&length.to_be_bytes()[..], &[u8::try_from(padding).unwrap()], &message, &vec![0; padding]].concat();
        let _ = stream.write_all(&packet).await;
        let _ = stream.read_to_end(&mut Vec::new()).await;
    })
    .await;
    for trouble in troubles(TargetKind::Ssh, port, &host_key()).await {
        assert!(matches!(trouble, Trouble::Unexpected(_) | Trouble::Unreachable(_)), "{trouble:?}");
    }
}

/// A packet of MySQL.
fn packet(number: u8, payload: &[u8]) -> Vec<u8> {
    let [a, b, c, _] = u32::try_from(payload.len()).unwrap().to_le_bytes();
    [&[a, b, c, number], payload].concat()
}

/// What a MySQL server says first, without TLS.
fn greeting(method: &str) -> Vec<u8> {
    greeting_of(method, 1 << 9 | 1 << 15 | 1 << 19)
}

fn greeting_of(method: &str, can: u32) -> Vec<u8> {
    let can = can.to_le_bytes();
    let mut greeting = b"\x0a8.4.0\0\x01\0\0\0abcdefgh\0".to_vec();
    greeting.extend([can[0], can[1], 45, 2, 0, can[2], can[3], 21]);
    greeting.extend([0; 10]);
    greeting.extend(b"ijklmnopqrst\0");
    greeting.extend(method.as_bytes());
    greeting.push(0);
    packet(0, &greeting)
}

/// Lets the client in without looking at its proof, and reads its first statement.
async fn let_in(stream: &mut TcpStream) {
    let done = packet(2, &[0, 0, 0, 2, 0, 0, 0]);
    let _ = stream.write_all(&greeting("mysql_native_password")).await;
    let _ = stream.read(&mut [0; 512]).await;
    let _ = stream.write_all(&done).await;
    let _ = stream.read(&mut [0; 512]).await;
}

/// The greatest number of columns, endless columns, endless rows, and a packet that is too long.
#[tokio::test]
async fn endless_answer_to_a_statement_of_mysql_is_cut_off() {
    let columns = [&[0xfe][..], &[0xff; 8]].concat();
    let one_row = [packet(1, &[1]), packet(2, b"\x03def"), packet(3, &[0xfe, 0, 0, 2, 0])].concat();
    for (beginning, counted) in
        [(packet(1, &columns), 2), (packet(1, &[1]), 2), (one_row, 4), (vec![0xff, 0xff, 0x7f, 1], 0)]
    {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let port = server(move |mut stream: TcpStream| {
            let (beginning, tell) = (beginning.clone(), tell.clone());
            async move {
                let_in(&mut stream).await;
                let _ = stream.write_all(&beginning).await;
                let mut number: u8 = counted;
                let mut sent = 0;
                let long = [&[0xfc, 0xff, 0xff][..], &[b'x'; 0xffff]].concat();
                while stream.write_all(&packet(number, &long)).await.is_ok() {
                    number = number.wrapping_add(1);
                    sent += long.len();
                }
                tell.send(sent).unwrap();
            }
        })
        .await;
        let (rotator, target) = (rotator(TargetKind::Mysql), target(TargetKind::Mysql, port, &Trust::Plain));
        let (current, pending) = (credential("app", "s3cret-current"), credential("app", "s3cret-pending"));
        let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
        let answer = rotator.apply(&target, &change).await.err();
        assert_eq!(answer, Some(Trouble::Unexpected("its answers are too long".into())));
        let sent = told.recv().await.unwrap();
        assert!(sent < 32 << 20, "{sent} bytes are more than the limit and the buffers of both ends");
    }
}

/// Without TLS, anyone who answers would learn it.
#[tokio::test]
async fn password_itself_is_not_sent_to_a_mysql_server_that_asks_for_it() {
    let clear = [b"\xfemysql_clear_password\0".as_slice(), &[b'n'; 20], &[0]].concat();
    for (method, asks) in [("caching_sha2_password", vec![1, 4]), ("mysql_native_password", clear)] {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let port = server(move |mut stream: TcpStream| {
            let (tell, asks) = (tell.clone(), asks.clone());
            async move {
                let mut sent = vec![0; 512];
                let _ = stream.write_all(&greeting(method)).await;
                let length = stream.read(&mut sent).await.unwrap();
                sent.truncate(length);
                let _ = stream.write_all(&packet(2, &asks)).await;
                let _ = stream.read_to_end(&mut sent).await;
                let _ = tell.send(sent);
            }
        })
        .await;
        for trouble in troubles(TargetKind::Mysql, port, &Trust::Plain).await {
            assert!(matches!(trouble, Trouble::Unsupported(_)), "{trouble:?}");
            let sent = told.recv().await.unwrap();
            assert!(!sent.is_empty() && !sent.windows(6).any(|part| part == b"s3cret"), "{sent:?}");
        }
    }
}

/// MySQL accepts the response, or asks for the password, which TLS protects. MariaDB has no such method.
#[tokio::test]
async fn caching_sha2_password_log_in_succeeds_over_tls() {
    use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
    let chain = vec![CertificateDer::from_pem_slice(text("server.pem").as_bytes()).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(text("server.key").as_bytes()).unwrap();
    let provider = rustls::crypto::aws_lc_rs::default_provider();
    let config = rustls::ServerConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
    let config = config.unwrap().with_no_client_auth().with_single_cert(chain, key).unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    for (asks, expected) in [(false, &b""[..]), (true, b"\x0f\0\0\x04s3cret-current\0")] {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let acceptor = acceptor.clone();
        let port = server(move |mut stream: TcpStream| {
            let (tell, acceptor) = (tell.clone(), acceptor.clone());
            async move {
                let can = 1 << 9 | 1 << 11 | 1 << 15 | 1 << 19;
                stream.write_all(&greeting_of("caching_sha2_password", can)).await.unwrap();
                stream.read_exact(&mut [0; 36]).await.unwrap();
                let mut stream = acceptor.accept(stream).await.unwrap();
                let _ = stream.read(&mut [0; 512]).await.unwrap();
                stream.write_all(&packet(3, &[1, if asks { 4 } else { 3 }])).await.unwrap();
                let mut answer = vec![0; expected.len()];
                stream.read_exact(&mut answer).await.unwrap();
                let done = packet(if asks { 5 } else { 4 }, &[0, 0, 0, 2, 0, 0, 0]);
                stream.write_all(&done).await.unwrap();
                tell.send(answer).unwrap();
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
        })
        .await;
        let target = target(TargetKind::Mysql, port, &authorities());
        let answer = rotator(TargetKind::Mysql).log_in(&target, &credential("app", "s3cret-current")).await;
        assert_eq!(answer, Ok(LogIn::Accepted));
        assert_eq!(told.recv().await.unwrap(), expected);
    }
}

/// A late answer would be read as that to the next statement, and a change that was never made be reported as done.
#[tokio::test]
async fn mysql_session_ends_with_a_statement_that_was_given_up() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let port = server(move |mut stream: TcpStream| {
        let tell = tell.clone();
        async move {
            let_in(&mut stream).await;
            let _ = stream.write_all(&packet(1, &[0, 0, 0, 2, 0, 0, 0])).await;
            let _ = stream.read(&mut [0; 512]).await;
            let mut further = Vec::new();
            let _ = stream.read_to_end(&mut further).await;
            let _ = tell.send(further);
        }
    })
    .await;
    let (rotator, target) = (impatient(TargetKind::Mysql), target(TargetKind::Mysql, port, &Trust::Plain));
    let (current, pending) = (credential("app", "s3cret-current"), credential("app", "s3cret-pending"));
    let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
    assert!(matches!(rotator.apply(&target, &change).await, Err(Trouble::Unreachable(_))));
    assert_eq!(told.recv().await.unwrap(), b"", "nothing is sent after the statement without an answer");
}

/// PostgreSQL says so, the greeting of MySQL lacks it, and a cache answers in its own protocol.
#[tokio::test]
async fn server_without_tls_is_told_from_one_that_is_not_trusted() {
    for (kind, first, says) in [
        (TargetKind::Postgresql, vec![], b"N".to_vec()),
        (TargetKind::Mariadb, greeting("mysql_native_password"), vec![]),
        (TargetKind::Redis, vec![], b"-ERR unknown command\r\n".to_vec()),
    ] {
        let port = server(move |mut stream: TcpStream| {
            let (first, says) = (first.clone(), says.clone());
            async move {
                let _ = stream.write_all(&first).await;
                let _ = stream.read(&mut [0; 512]).await;
                let _ = stream.write_all(&says).await;
                let _ = stream.read_to_end(&mut Vec::new()).await;
            }
        })
        .await;
        assert_eq!(troubles(kind, port, &authorities()).await, [Trouble::NoTls, Trouble::NoTls], "{kind:?}");
    }
}

#[tokio::test]
async fn authority_that_cannot_be_used_is_refused() {
    let unusable = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let broken = "-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n";
    let good = text("ca.pem");
    for kind in BY_CERTIFICATE {
        let server = match kind {
            TargetKind::Postgresql => "postgresql",
            TargetKind::Redis => "redis",
            _ => "mariadb",
        };
        for (bundle, why) in [
            (format!("{good}\n{unusable}"), "certificate 2 of its certificate authorities cannot be used"),
            (format!("{good}\n{broken}"), "its certificate authorities cannot be read: "),
            (format!("{good} {good}"), "its certificate authorities cannot be read: only 1 of its 2"),
            (String::new(), "its certificate authorities cannot be read: it contains no certificate"),
        ] {
            let target = target(kind, port(server), &Trust::Authorities(bundle));
            let answer = rotator(kind).log_in(&target, &admin()).await;
            assert!(matches!(&answer, Err(Trouble::NotTrusted(said)) if said.starts_with(why)), "{kind:?}: {answer:?}");
        }
        // Joined without a line break, as `cat` does with a file that has none at its end: the second one counts.
        let joined = format!("{}{good}", text("stranger.pem").trim_end());
        let target = target(kind, port(server), &Trust::Authorities(joined));
        assert_eq!(rotator(kind).log_in(&target, &admin()).await, Ok(LogIn::Accepted), "{kind:?}");
    }
}

#[tokio::test]
async fn work_that_is_cancelled_ends_its_connection() {
    for (kind, server, change, strategy) in [
        (TargetKind::Postgresql, "postgresql", "ALTER ROLE", Strategy::OneAccount),
        (TargetKind::Mariadb, "mariadb", "ALTER USER", Strategy::OneAccount),
        (TargetKind::Redis, "redis-rewrite", "SETUSER", Strategy::TwoPasswords),
    ] {
        let (port, mut told) = stalling(port(server), change).await;
        let mut target = target(kind, port, &Trust::Plain);
        target.manager = Some(admin());
        let work = tokio::spawn(async move {
            // Never changed: the server does not see the statement.
            let pending = credential("admin", "never-Set-1");
            rotator(kind).apply(&target, &Replace { strategy, current: &admin(), pending: &pending }).await
        });
        assert_eq!(told.recv().await, Some(Stalled::Silent), "{kind:?}");
        work.abort();
        let ended = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
        assert_eq!(ended, Ok(Some(Stalled::Ended)), "{kind:?}");
    }
}
