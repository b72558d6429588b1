//! A proxy between us and a target, which makes what goes wrong on the way.

use crate::{backstage::Backstage, impostor};
use std::{
    future::pending,
    io,
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    sync::watch,
    task::{JoinHandle, JoinSet},
};

/// How it behaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It passes everything.
    Open,
    /// Connections are refused, and those there are end.
    Closed,
    /// Connections are accepted, and nothing is said.
    BlackHole,
    /// Connections end as soon as they are made, as at a host that has too many.
    Hangup,
    /// Another server answers.
    Impostor,
    /// Closed after the first answer.
    ThenClosed,
    /// Something happens to the first answer.
    OnAnswer(Act),
    /// Something happens to the first answer after the target's state is no longer this one.
    OnChange(String, Act),
}

/// What happens to an answer, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is lost, and the connection ends.
    Cut,
    /// It comes later.
    Hold(Duration),
    /// The target is killed and started again; the answer is lost.
    Crash,
}

pub struct Proxy {
    pub port: u16,
    mode: Arc<watch::Sender<Mode>>,
    fired: Arc<AtomicU32>,
    task: JoinHandle<()>,
}

impl Proxy {
    pub async fn new(to: u16, backstage: Arc<dyn Backstage>) -> Self {
        // It holds the port while nobody listens on it.
        let placeholder = socket("127.0.0.1:0".parse().unwrap());
        let address = placeholder.local_addr().unwrap();
        let mode = Arc::new(watch::Sender::new(Mode::Open));
        let fired = Arc::<AtomicU32>::default();
        let carrier = Carrier { to, backstage, mode: mode.clone(), fired: fired.clone() };
        let listener = socket(address).listen(64).unwrap();
        let task = tokio::spawn(async move {
            let _placeholder = placeholder;
            let mut mode = carrier.mode.subscribe();
            let mut listener = Some(listener);
            let mut connections = JoinSet::new();
            loop {
                let accepted = async {
                    match &listener {
                        Some(listener) => listener.accept().await,
                        None => pending().await,
                    }
                };
                tokio::select! {
                    Ok((client, _)) = accepted => {
                        let carrier = carrier.clone();
                        connections.spawn(async move { let _ = carrier.carry(client).await; });
                    }
                    Ok(()) = mode.changed() => {
                        let closed = *mode.borrow_and_update() == Mode::Closed;
                        match (closed, &listener) {
                            (true, Some(_)) => listener = None,
                            (false, None) => listener = Some(socket(address).listen(64).unwrap()),
                            _ => {}
                        }
                    }
                    Some(_) = connections.join_next() => {}
                }
            }
        });
        Self { port: address.port(), mode, fired, task }
    }

    pub fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }

    /// How often what it was told to do has happened.
    pub fn fired(&self) -> u32 {
        self.fired.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn socket(address: SocketAddr) -> TcpSocket {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseport(true).unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind(address).unwrap();
    socket
}

#[derive(Clone)]
struct Carrier {
    to: u16,
    backstage: Arc<dyn Backstage>,
    mode: Arc<watch::Sender<Mode>>,
    fired: Arc<AtomicU32>,
}

impl Carrier {
    fn fire(&self) {
        self.fired.fetch_add(1, Ordering::SeqCst);
    }

    async fn carry(&self, mut client: TcpStream) -> io::Result<()> {
        let mut mode = self.mode.subscribe();
        let now = mode.borrow_and_update().clone();
        match now {
            Mode::Closed => return Ok(()),
            Mode::Hangup => {
                self.fire();
                return Ok(());
            }
            Mode::BlackHole => return self.swallow(client).await,
            Mode::Impostor => {
                self.fire();
                return impostor::answer(self.backstage.kind(), client, self.to).await;
            }
            _ => {}
        }
        let mut behind = TcpStream::connect(("127.0.0.1", self.to)).await?;
        let (mut from_client, mut from_server) = (vec![0; 16_384], vec![0; 16_384]);
        loop {
            tokio::select! {
                biased;
                Ok(()) = mode.changed() => {
                    let now = mode.borrow_and_update().clone();
                    match now {
                        Mode::Closed => return Ok(()),
                        Mode::BlackHole => return self.swallow(client).await,
                        _ => {}
                    }
                }
                read = client.read(&mut from_client) => {
                    let read @ 1.. = read? else { return Ok(()) };
                    behind.write_all(&from_client[..read]).await?;
                }
                read = behind.read(&mut from_server) => {
                    let read @ 1.. = read? else { return Ok(()) };
                    if self.is_lost().await {
                        return Ok(());
                    }
                    client.write_all(&from_server[..read]).await?;
                    if *self.mode.borrow() == Mode::ThenClosed {
                        self.fire();
                        self.mode.send_replace(Mode::Closed);
                        return Ok(());
                    }
                }
            }
        }
    }

    async fn swallow(&self, mut client: TcpStream) -> io::Result<()> {
        self.fire();
        let mut mode = self.mode.subscribe();
        let mut swallowed = Vec::new();
        tokio::select! {
            _ = mode.wait_for(|mode| *mode != Mode::BlackHole) => Ok(()),
            read = client.read_to_end(&mut swallowed) => read.map(|_| ()),
        }
    }

    /// Whether an answer that came from the target is not passed on.
    async fn is_lost(&self) -> bool {
        let mode = self.mode.borrow().clone();
        let act = match mode {
            Mode::OnAnswer(act) => act,
            Mode::OnChange(before, act) if self.backstage.state().await != before => act,
            _ => return false,
        };
        self.fire();
        self.mode.send_replace(Mode::Open);
        match act {
            Act::Cut => true,
            Act::Hold(how_long) => {
                tokio::time::sleep(how_long).await;
                false
            }
            Act::Crash => {
                self.backstage.crash().await;
                true
            }
        }
    }
}
