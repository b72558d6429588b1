//! The PROXY protocol: a load balancer that passes bytes on says first whose they are
//! (<https://www.haproxy.org/download/3.2/doc/proxy-protocol.txt>, versions 1 and 2).

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use strongroom_domain::canonical_address;
use tokio::io::{AsyncRead, AsyncReadExt};

/// Begins a header of version 2.
const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
/// Longest header of version 1, with its line break.
const LONGEST_LINE: usize = 107;
/// Longest rest of a header of version 2: addresses and extensions, which are not read. The protocol allows 65,535 bytes.
const LONGEST_REST: u16 = 4096;

/// What a load balancer says about a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum HeaderSource {
    /// It is its own, such as a health check.
    Itself,
    /// That of a client.
    Client(IpAddr),
    /// That of a client whose address it does not know or cannot express.
    Unknown,
}

/// Reads a header, and nothing behind it.
///
/// # Errors
/// The connection does not begin with one, or it is malformed or too long.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<HeaderSource> {
    let mut start = [0; 12];
    stream.read_exact(&mut start).await?;
    if start == SIGNATURE { version_2(stream).await } else { version_1(stream, start).await }
}

fn malformed() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "no PROXY protocol header")
}

async fn version_1(stream: &mut (impl AsyncRead + Unpin), start: [u8; 12]) -> io::Result<HeaderSource> {
    if !start.starts_with(b"PROXY ") {
        return Err(malformed());
    }
    let mut line = start.to_vec();
    while !line.ends_with(b"\r\n") {
        if line.len() >= LONGEST_LINE {
            return Err(malformed());
        }
        line.push(stream.read_u8().await?);
    }
    let text = std::str::from_utf8(&line).map_err(|_| malformed())?;
    let words: Vec<&str> = text.trim_end_matches("\r\n").split(' ').collect();
    let address = |text: &str, four: bool| {
        text.parse().ok().filter(|address: &IpAddr| address.is_ipv4() == four).ok_or_else(malformed)
    };
    match words[..] {
        ["PROXY", "UNKNOWN", ..] => Ok(HeaderSource::Unknown),
        ["PROXY", family @ ("TCP4" | "TCP6"), source, destination, source_port, destination_port] => {
            let four = family == "TCP4";
            let client = address(source, four)?;
            address(destination, four)?;
            for port in [source_port, destination_port] {
                port.parse::<u16>().map_err(|_| malformed())?;
            }
            Ok(HeaderSource::Client(canonical_address(client)))
        }
        _ => Err(malformed()),
    }
}

async fn version_2(stream: &mut (impl AsyncRead + Unpin)) -> io::Result<HeaderSource> {
    let command = stream.read_u8().await?;
    let family = stream.read_u8().await?;
    let length = stream.read_u16().await?;
    if length > LONGEST_REST {
        return Err(malformed());
    }
    let mut rest = vec![0; usize::from(length)];
    stream.read_exact(&mut rest).await?;
    let source = |addresses: usize| if rest.len() < addresses { Err(malformed()) } else { Ok(rest.as_slice()) };
    match (command, family) {
        (0x20, _) => Ok(HeaderSource::Itself),
        // TCP over IPv4: two addresses, two ports.
        (0x21, 0x11) => match source(12)? {
            [a, b, c, d, ..] => Ok(HeaderSource::Client(Ipv4Addr::new(*a, *b, *c, *d).into())),
            _ => Err(malformed()),
        },
        (0x21, 0x21) => match source(36)?.first_chunk::<16>() {
            Some(address) => Ok(HeaderSource::Client(canonical_address(Ipv6Addr::from(*address).into()))),
            None => Err(malformed()),
        },
        // No family, or a local socket.
        (0x21, 0x00 | 0x31) => Ok(HeaderSource::Unknown),
        _ => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What is read, and what is left for HTTP.
    async fn reads(bytes: &[u8]) -> (Option<HeaderSource>, Vec<u8>) {
        let mut stream = bytes;
        let read = read(&mut stream).await.ok();
        (read, stream.to_vec())
    }

    fn client(text: &str) -> Option<HeaderSource> {
        Some(HeaderSource::Client(text.parse().unwrap()))
    }

    fn v2(command: u8, family: u8, rest: &[u8]) -> Vec<u8> {
        let length = u16::try_from(rest.len()).unwrap();
        [&SIGNATURE[..], &[command, family], &length.to_be_bytes(), rest].concat()
    }

    #[tokio::test]
    async fn line_of_version_1_names_the_client() {
        let rest = b"GET / HTTP/1.1\r\n";
        for (line, expected) in [
            ("PROXY TCP4 203.0.113.5 192.0.2.1 56324 443\r\n", client("203.0.113.5")),
            ("PROXY TCP6 2001:db8::5 2001:db8::1 56324 443\r\n", client("2001:db8::5")),
            ("PROXY TCP6 ::ffff:203.0.113.5 ::1 56324 443\r\n", client("203.0.113.5")),
            ("PROXY UNKNOWN\r\n", Some(HeaderSource::Unknown)),
            ("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", Some(HeaderSource::Unknown)),
        ] {
            let (read, left) = reads(&[line.as_bytes(), rest].concat()).await;
            assert_eq!((read, left.as_slice()), (expected, &rest[..]), "{line}");
        }
        let long = format!("PROXY UNKNOWN {}\r\n", "a".repeat(LONGEST_LINE));
        for bad in [
            "",
            "PROXY",
            "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "\x16\x03\x01\x02\x00\x01\x00\x01\x7c\x03\x03\x00",
            "PROXY TCP4 203.0.113.5 192.0.2.1 56324\r\n",
            "PROXY TCP4 203.0.113.5 192.0.2.1 56324 443 x\r\n",
            "PROXY TCP4 2001:db8::5 2001:db8::1 56324 443\r\n",
            "PROXY TCP4 203.0.113.5 192.0.2.1 56324 65536\r\n",
            "PROXY TCP4  203.0.113.5 192.0.2.1 1 2\r\n",
            "PROXY UDP4 203.0.113.5 192.0.2.1 1 2\r\n",
            "proxy TCP4 203.0.113.5 192.0.2.1 1 2\r\n",
            &long,
        ] {
            assert_eq!(reads(bad.as_bytes()).await.0, None, "{bad}");
        }
    }

    #[tokio::test]
    async fn header_of_version_2_names_the_client() {
        let four = [203, 0, 113, 5, 192, 0, 2, 1, 0xdc, 4, 1, 0xbb];
        let six: Vec<u8> = [
            "2001:db8::5".parse::<Ipv6Addr>().unwrap().octets().as_slice(),
            &"2001:db8::1".parse::<Ipv6Addr>().unwrap().octets(),
            &[0xdc, 4, 1, 0xbb],
        ]
        .concat();
        let extended = [&four[..], &[4; 500]].concat();
        for (header, expected) in [
            (v2(0x21, 0x11, &four), client("203.0.113.5")),
            (v2(0x21, 0x11, &extended), client("203.0.113.5")),
            (v2(0x21, 0x21, &six), client("2001:db8::5")),
            (v2(0x20, 0x00, &[]), Some(HeaderSource::Itself)),
            (v2(0x20, 0x11, &four), Some(HeaderSource::Itself)),
            (v2(0x21, 0x00, &[]), Some(HeaderSource::Unknown)),
            (v2(0x21, 0x31, &[0; 216]), Some(HeaderSource::Unknown)),
        ] {
            let (read, left) = reads(&[&header[..], b"rest"].concat()).await;
            assert_eq!((read, left.as_slice()), (expected, &b"rest"[..]), "{header:?}");
        }
        for bad in [
            v2(0x21, 0x11, &four[..11]),
            v2(0x21, 0x21, &six[..35]),
            v2(0x21, 0x12, &four),
            v2(0x22, 0x11, &four),
            v2(0x11, 0x11, &four),
            v2(0x21, 0x11, &[0; LONGEST_REST as usize + 1]),
            v2(0x21, 0x11, &four)[..20].to_vec(),
        ] {
            assert_eq!(reads(&bad).await.0, None, "{bad:?}");
        }
    }
}
