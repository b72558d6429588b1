//! Connections that are cut or fall silent after any number of bytes.

use super::{Account, host, one, pair, public};
use crate::support::{Stalled, impatient, port, server};
use std::time::Duration;
use strongroom_core::ports::{Credential, LogIn, Replace, Rotator, TargetAccess, Trouble};
use strongroom_domain::{Strategy, TargetKind};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

/// What a proxy does once the client has sent this many bytes.
#[derive(Clone, Copy)]
enum Then {
    Cut,
    FallSilent,
}

/// A proxy in front of a server on the loopback. It tells how many bytes the client of a connection sent when it falls silent or the
/// connection ends, and when the client has ended one that fell silent.
async fn after_bytes(to: u16, most: usize, then: Then) -> (u16, mpsc::UnboundedReceiver<(Stalled, usize)>) {
    let (tell, told) = mpsc::unbounded_channel();
    let port = server(move |mut client| {
        let tell = tell.clone();
        async move {
            let mut behind = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
            let mut sent = 0;
            while sent < most {
                tokio::select! {
                    read = client.read(&mut from_client) => {
                        let Ok(read @ 1..) = read else { break };
                        sent += read;
                        let _ = behind.write_all(&from_client[..read]).await;
                    }
                    read = behind.read(&mut from_server) => {
                        let Ok(read @ 1..) = read else { break };
                        let _ = client.write_all(&from_server[..read]).await;
                    }
                }
            }
            let _ = tell.send((Stalled::Silent, sent));
            if matches!(then, Then::FallSilent) && sent >= most {
                while let Ok(1..) = client.read(&mut from_client).await {}
                let _ = tell.send((Stalled::Ended, sent));
            }
        }
    })
    .await;
    (port, told)
}

/// Bytes that a whole change sends.
async fn length(rotator: &dyn Rotator, target: &mut TargetAccess, change: &Replace<'_>) -> usize {
    let (port, mut told) = after_bytes(port("ssh"), usize::MAX, Then::Cut).await;
    target.port = port;
    assert_eq!(rotator.apply(target, change).await.err(), None);
    told.recv().await.unwrap().1
}

/// Which of the two the host accepts, once it has settled.
async fn accepted(rotator: &dyn Rotator, target: &TargetAccess, one: &Credential, other: &Credential) -> (bool, bool) {
    for _ in 0..50 {
        let first = rotator.log_in(target, one).await.unwrap() == LogIn::Accepted;
        let second = rotator.log_in(target, other).await.unwrap() == LogIn::Accepted;
        if first || second {
            return (first, second);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the host accepts neither");
}

#[tokio::test]
async fn cut_anywhere_leaves_the_old_password_or_the_new_one_and_says_if_it_does_not_know() {
    let Some((rotator, direct)) = host("ssh") else { return };
    let mut target = host("ssh").unwrap().1;
    let account = Account::new();
    let (mut current, mut pending) =
        (account.password(), rotator.draw(&direct, &account.password(), &account.name, 1).await.unwrap());
    let whole = length(&*rotator, &mut target, &one(&current, &pending)).await;
    std::mem::swap(&mut current, &mut pending);
    let (mut unreachable, mut uncertain) = (0, 0);
    for part in 1..=12 {
        target.port = after_bytes(port("ssh"), whole * part / 12, Then::Cut).await.0;
        let answer = rotator.apply(&target, &one(&current, &pending)).await.err();
        let (new, old) = accepted(&*rotator, &direct, &pending, &current).await;
        assert!(new != old, "both work");
        match answer {
            None => assert!(new, "{part}"),
            Some(Trouble::Unreachable(_)) => (unreachable += 1, assert!(old, "{part}: changed, and said it was not")).0,
            Some(Trouble::Uncertain(_)) => uncertain += 1,
            Some(other) => panic!("{part}: {other:?}"),
        }
        if new {
            std::mem::swap(&mut current, &mut pending);
        }
    }
    assert!(unreachable > 0 && uncertain > 0, "{unreachable} {uncertain}");
}

#[tokio::test]
async fn cut_anywhere_leaves_the_file_whole() {
    let Some((rotator, direct)) = host("ssh") else { return };
    let mut target = host("ssh").unwrap().1;
    let account = Account::new();
    let current = account.key();
    let long = "# kept\n".repeat(20_000);
    account.write(".ssh/authorized_keys", &format!("{long}{}\n", public(&current)));
    let before = account.keys();
    let pending = rotator.draw(&direct, &current, &account.name, 1).await.unwrap();
    let whole = length(&*rotator, &mut target, &pair(&current, &pending)).await;
    assert!(whole > long.len());
    let after = account.keys();
    for part in 1..=12 {
        account.write(".ssh/authorized_keys", &before);
        target.port = after_bytes(port("ssh"), whole * part / 12, Then::Cut).await.0;
        let answer = rotator.apply(&target, &pair(&current, &pending)).await.err();
        let found = account.keys();
        assert!(found == before || found == after, "{part}: {} of {} bytes", found.len(), after.len());
        match answer {
            None => assert!(found == after),
            Some(Trouble::Unreachable(_)) => assert!(found == before),
            Some(trouble) => assert!(matches!(trouble, Trouble::Uncertain(_)), "{part}: {trouble:?}"),
        }
    }
}

#[tokio::test]
async fn silence_at_any_moment_ends_within_the_deadlines() {
    let Some((patient, mut target)) = host("ssh") else { return };
    let rotator = impatient(TargetKind::Ssh);
    let account = Account::new();
    let current = account.password();
    let pending = patient.draw(&target, &current, &account.name, 1).await.unwrap();
    let whole = length(&*patient, &mut target, &one(&current, &pending)).await;
    for part in 1..=6 {
        target.port = after_bytes(port("ssh"), whole * part / 7, Then::FallSilent).await.0;
        let answer = rotator.apply(&target, &one(&current, &pending)).await.err();
        assert!(matches!(answer, Some(Trouble::Unreachable(_) | Trouble::Uncertain(_))), "{part}: {answer:?}");
    }
}

#[tokio::test]
async fn cancelled_work_ends_its_connection() {
    let Some((rotator, mut target)) = host("ssh") else { return };
    let account = Account::new();
    let (current, pending) = (account.password(), account.password());
    let whole = length(&*rotator, &mut target, &one(&current, &pending)).await;
    for part in [1, 3, 5] {
        let (rotator, mut target) = host("ssh").unwrap();
        let (port, mut told) = after_bytes(port("ssh"), whole * part / 6, Then::FallSilent).await;
        target.port = port;
        let (current, pending) = (super::again(&current), super::again(&pending));
        let work = tokio::spawn(async move {
            let change = Replace { strategy: Strategy::OneAccount, current: &current, pending: &pending };
            rotator.apply(&target, &change).await
        });
        assert_eq!(told.recv().await.unwrap().0, Stalled::Silent);
        work.abort();
        let ended = tokio::time::timeout(Duration::from_secs(20), told.recv()).await;
        assert!(matches!(ended, Ok(Some((Stalled::Ended, _)))), "{part}");
    }
}
