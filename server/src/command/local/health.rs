//! `strongroom health`: asks the running server how it is, for containers without a shell.

use crate::{Failure, config::Config};
use std::{
    io::{self, Read, Write},
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream},
    process::ExitCode,
    time::Duration,
};

/// How long the server may take for each step.
const PATIENCE: Duration = Duration::from_secs(3);
/// Bytes of a response that are read.
const LONGEST: u64 = 4096;

/// Prints what `/healthz` of the console answers. Exits with 0 when the server is ready, with 1 when it is sealed, cannot use its
/// database, or does not respond.
///
/// # Errors
/// The server does not respond.
pub fn health(config: &Config) -> Result<ExitCode, Failure> {
    let address = reachable(config.console.socket);
    let response =
        ask(address).map_err(|error| Failure::new(format!("the server at {address} does not respond ({error})")))?;
    let (head, body) = response.split_once("\r\n\r\n").unwrap_or((&response, ""));
    println!("{body}");
    let ready = head.split(' ').nth(1) == Some("200");
    Ok(if ready { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn ask(address: SocketAddr) -> io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut response = Vec::new();
    stream.take(LONGEST).read_to_end(&mut response)?;
    Ok(String::from_utf8_lossy(&response).into_owned())
}

/// An address to connect to: the loopback for a server that listens on every address.
fn reachable(listening: SocketAddr) -> SocketAddr {
    let ip = match listening.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, listening.port())
}
