//! Servers that are gone, silent, wordy or of another kind: each ends within the deadlines, with the right trouble.

use crate::support::{credential, impatient, server};
use strongroom_core::ports::{Replace, TargetAccess, Trouble, Trust};
use strongroom_domain::{Strategy, TargetKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

/// One of each rotator.
const KINDS: [TargetKind; 3] = [TargetKind::Postgresql, TargetKind::Mariadb, TargetKind::Redis];

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

/// Asserts what every kind answers at a server that behaves so, with TLS and without.
async fn assert_troubles(port: u16, expected: fn(&Trouble) -> bool) {
    let mut asked = JoinSet::new();
    for kind in KINDS {
        for trust in [Trust::Plain, authorities()] {
            asked.spawn(async move { (kind, troubles(kind, port, &trust).await) });
        }
    }
    while let Some(answer) = asked.join_next().await {
        let (kind, found) = answer.unwrap();
        assert!(found.iter().all(expected), "{kind:?}: {found:?}");
    }
}

fn authorities() -> Trust {
    Trust::Authorities(crate::support::text("ca.pem"))
}

#[tokio::test]
async fn closed_port_and_unknown_name_are_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    assert_troubles(port, |trouble| matches!(trouble, Trouble::Unreachable(_))).await;
    for kind in KINDS {
        let mut target = target(kind, port, &Trust::Plain);
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
            matches!(trouble, Trouble::Unexpected(_) | Trouble::Unreachable(_) | Trouble::NotTrusted(_))
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
                // A handshake that never ends.
                _ => (b"\xff\xff\xff\0\x0a", b"5.5.5-10.11-MariaDB"),
            };
            let _ = stream.write_all(beginning).await;
            let much = again.repeat(1000);
            while stream.write_all(&much).await.is_ok() {}
        })
        .await;
        for trouble in troubles(kind, port, &Trust::Plain).await {
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
