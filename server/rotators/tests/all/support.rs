//! The test targets, and what all kinds of them are tested with.

use std::{fs, path::PathBuf, sync::Arc, time::Duration};
use strongroom_core::ports::{Credential, LogIn, Rotator, Secret, TargetAccess, Trust};
use strongroom_crypto::{Plaintext, fill_random};
use strongroom_domain::TargetKind;
use strongroom_rotators::Deadlines;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
};

/// A file of the folder that `.ci/targets` made.
pub fn file(name: &str) -> PathBuf {
    let folder = std::env::var_os("TEST_TARGETS").expect("TEST_TARGETS is not set; run eval \"$(.ci/targets start)\"");
    PathBuf::from(folder).join(name)
}

/// The text of one.
pub fn text(name: &str) -> String {
    fs::read_to_string(file(name)).unwrap_or_else(|error| panic!("{name}: {error}")).trim().to_owned()
}

/// The port of a server.
pub fn port(server: &str) -> u16 {
    text(&format!("{server}.port")).parse().unwrap()
}

/// The account that may do everything on each of them.
pub fn admin() -> Credential {
    credential("admin", &text("admin.password"))
}

/// A credential with a password.
pub fn credential(account: &str, password: &str) -> Credential {
    Credential { account: account.into(), secret: Secret::Password(Plaintext::new(password.into())) }
}

/// The same credential again.
pub fn copy(of: &Credential) -> Credential {
    credential(&of.account, password(of))
}

/// The password of a credential.
pub fn password(of: &Credential) -> &str {
    match &of.secret {
        Secret::Password(password) => std::str::from_utf8(password.expose()).unwrap(),
        _ => panic!("not a password"),
    }
}

/// A name that no other test uses.
pub fn unique(stem: &str) -> String {
    let mut random = [0; 6];
    fill_random(&mut random).unwrap();
    random.iter().fold(format!("{stem}_"), |name, byte| format!("{name}{byte:02x}"))
}

/// A server by its certificate, with the admin as the managing account.
pub fn access(kind: TargetKind, server: &str) -> TargetAccess {
    TargetAccess {
        kind,
        host: "localhost".into(),
        port: port(server),
        database: None,
        trust: Trust::Authorities(text("ca.pem")),
        manager: Some(admin()),
    }
}

/// The rotator of a kind.
pub fn rotator(kind: TargetKind) -> Arc<dyn Rotator> {
    strongroom_rotators::of(kind).unwrap()
}

/// One that waits half a second where the usual one waits seconds.
pub fn impatient(kind: TargetKind) -> Arc<dyn Rotator> {
    let deadlines = Deadlines { connect: Duration::from_millis(500), statement: Duration::from_millis(500) };
    strongroom_rotators::with_deadlines(kind, deadlines).unwrap()
}

/// Asserts what a log-in answers.
pub async fn assert_log_in(rotator: &dyn Rotator, target: &TargetAccess, who: &Credential, expected: LogIn) {
    assert_eq!(rotator.log_in(target, who).await, Ok(expected), "log-in of {}", who.account);
}

/// A server that does this with each connection. Its port.
pub async fn server<F: Future<Output = ()> + Send + 'static>(behave: impl Fn(TcpStream) -> F + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(behave(stream));
        }
    });
    port
}

/// A proxy in front of a server on the loopback that ends the connection, both ways, after the client has sent this text; nothing of
/// the server's answer to it passes. Without encryption only.
pub async fn cutting(to: u16, text: &'static str) -> u16 {
    server(move |mut client| async move {
        let mut behind = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
        let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
        loop {
            tokio::select! {
                read = client.read(&mut from_client) => {
                    let Ok(read @ 1..) = read else { return };
                    behind.write_all(&from_client[..read]).await.unwrap();
                    if from_client[..read].windows(text.len()).any(|part| part == text.as_bytes()) {
                        // The server's answer shows that it did what it was told.
                        let _ = behind.read(&mut from_server).await;
                        return;
                    }
                }
                read = behind.read(&mut from_server) => {
                    let Ok(read @ 1..) = read else { return };
                    if client.write_all(&from_server[..read]).await.is_err() {
                        return;
                    }
                }
            }
        }
    })
    .await
}

/// A proxy in front of a server on the loopback that goes silent, both ways, once the client has sent this text. It tells when it has,
/// and when the client has ended the connection after that. Without encryption only.
pub async fn stalling(to: u16, text: &'static str) -> (u16, mpsc::UnboundedReceiver<Stalled>) {
    let (tell, told) = mpsc::unbounded_channel();
    let port = server(move |mut client| {
        let tell = tell.clone();
        async move {
            let mut behind = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            let (mut from_client, mut from_server) = ([0; 4096], [0; 4096]);
            loop {
                tokio::select! {
                    read = client.read(&mut from_client) => {
                        let Ok(read @ 1..) = read else { return };
                        if from_client[..read].windows(text.len()).any(|part| part == text.as_bytes()) {
                            break;
                        }
                        behind.write_all(&from_client[..read]).await.unwrap();
                    }
                    read = behind.read(&mut from_server) => {
                        let Ok(read @ 1..) = read else { return };
                        client.write_all(&from_server[..read]).await.unwrap();
                    }
                }
            }
            let _ = tell.send(Stalled::Silent);
            while let Ok(1..) = client.read(&mut from_client).await {}
            let _ = tell.send(Stalled::Ended);
        }
    })
    .await;
    (port, told)
}

/// What a stalling proxy tells.
#[derive(Debug, PartialEq, Eq)]
pub enum Stalled {
    Silent,
    Ended,
}
