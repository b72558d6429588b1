//! A TCP proxy in front of PostgreSQL that loses what it is told to lose.

use std::sync::{
    Arc,
    atomic::{AtomicU8, Ordering},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// When a connection is cut, once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Cut {
    /// The server never sees the next COMMIT.
    BeforeCommit = 1,
    /// The server commits; its response is lost.
    AfterCommit,
    /// The same, and then every connection is cut and none is accepted.
    AfterCommitForGood,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Open,
    Closed,
    Silent,
}

struct Wire {
    cut: AtomicU8,
    line: watch::Sender<Line>,
}

pub struct Proxy {
    pub address: String,
    wire: Arc<Wire>,
}

impl Proxy {
    /// A proxy to `host:port`, until the test's runtime ends.
    pub async fn to(server: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let wire = Arc::new(Wire { cut: AtomicU8::new(0), line: watch::Sender::new(Line::Open) });
        let (server, shared) = (server.to_owned(), Arc::clone(&wire));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, server.clone(), Arc::clone(&shared)));
            }
        });
        Self { address, wire }
    }

    pub fn arm(&self, cut: Cut) {
        self.wire.cut.store(cut as u8, Ordering::SeqCst);
    }

    pub fn is_armed(&self) -> bool {
        self.wire.cut.load(Ordering::SeqCst) != 0
    }

    /// Cuts every connection and accepts none.
    pub fn disconnect(&self) {
        self.wire.line.send_replace(Line::Closed);
    }

    /// Carries nothing, in no direction, and closes nothing.
    pub fn hang(&self) {
        self.wire.line.send_replace(Line::Silent);
    }

    pub fn reconnect(&self) {
        self.wire.line.send_replace(Line::Open);
    }
}

/// Carries bytes until one side closes or the line is closed.
async fn serve(mut client: TcpStream, server: String, wire: Arc<Wire>) {
    let mut line = wire.line.subscribe();
    if *line.borrow() == Line::Closed {
        return;
    }
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    let (mut up, mut down) = (vec![0; 65_536], vec![0; 65_536]);
    loop {
        let read = tokio::select! {
            _ = line.wait_for(|line| *line == Line::Closed) => return,
            read = client.read(&mut up) => read.map(|n| (true, n)),
            read = server.read(&mut down) => read.map(|n| (false, n)),
        };
        let Ok((upwards, n @ 1..)) = read else { return };
        if line.wait_for(|line| *line != Line::Silent).await.is_ok_and(|line| *line == Line::Closed) {
            return;
        }
        if !upwards {
            if client.write_all(&down[..n]).await.is_err() {
                return;
            }
            continue;
        }
        let commits = up[..n].windows(7).any(|part| part == b"COMMIT\0");
        let cut = if commits { wire.cut.swap(0, Ordering::SeqCst) } else { 0 };
        if cut == Cut::BeforeCommit as u8 {
            return;
        }
        if server.write_all(&up[..n]).await.is_err() {
            return;
        }
        if cut != 0 {
            // The response says that it was done.
            let _ = server.read(&mut down).await;
            if cut == Cut::AfterCommitForGood as u8 {
                wire.line.send_replace(Line::Closed);
            }
            return;
        }
    }
}
