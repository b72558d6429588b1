//! Proxies in front of the server, and the address of the client behind them.

use crate::{canonical_address, canonical_network};
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// Most addresses of one request that are looked at.
const HOPS: usize = 32;

/// The proxies whose word about the addresses of clients is believed. By default none is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Reads addresses and networks in CIDR form, separated by commas or spaces; `None` if an entry is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let words = text.split([',', ' ']).filter(|word| !word.is_empty());
        let one = |word: &str| match word.parse::<IpAddr>() {
            Ok(address) => Some(IpNet::from(canonical_address(address))),
            Err(_) => word.parse().ok().map(|network: IpNet| canonical_network(network).trunc()),
        };
        words.map(one).collect::<Option<_>>().map(Self)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this address is that of a proxy.
    pub fn trusts(&self, address: IpAddr) -> bool {
        let address = canonical_address(address);
        self.0.iter().any(|network| network.contains(&address))
    }

    /// The address of the client that `peer` speaks for. `forwarded` are the values of `X-Forwarded-For`, in order: each proxy
    /// appends the address it was called from, so the right-most one that is not a proxy's counts. A client can write only what is
    /// left of that. `None` if a proxy appended something else than an address.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl DoubleEndedIterator<Item = &'a str>) -> Option<IpAddr> {
        let mut nearest = canonical_address(peer);
        let entries = forwarded.rev().flat_map(|value| value.rsplit(',')).map(str::trim).take(HOPS);
        for entry in entries {
            if !self.trusts(nearest) {
                break;
            }
            nearest = address(entry)?;
        }
        Some(nearest)
    }
}

/// An address, with or without brackets and a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse::<SocketAddr>().map(|socket| socket.ip()));
    address.ok().map(canonical_address)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn client(trusted: &str, peer: &str, forwarded: &[&str]) -> Option<String> {
        let proxies = TrustedProxies::parse(trusted).unwrap();
        proxies.client(peer.parse().unwrap(), forwarded.iter().copied()).map(|address| address.to_string())
    }

    #[test]
    fn forwarded_addresses_count_only_from_trusted_proxies() {
        let from = |peer, forwarded: &[&str]| client("10.0.0.0/8, 2001:db8::1", peer, forwarded);
        let told = Some("203.0.113.5".to_owned());
        assert_eq!(from("192.0.2.1", &["203.0.113.5"]).as_deref(), Some("192.0.2.1"), "a stranger's header");
        assert_eq!(from("10.0.0.1", &["203.0.113.5"]), told);
        assert_eq!(from("::ffff:10.0.0.1", &["203.0.113.5"]), told, "the proxy in IPv6 form");
        assert_eq!(from("2001:db8::1", &["::ffff:203.0.113.5"]), told, "the client in IPv6 form");
        assert_eq!(from("2001:db8::2", &["203.0.113.5"]).as_deref(), Some("2001:db8::2"));
        assert_eq!(from("10.0.0.1", &["1.1.1.1, 203.0.113.5"]), told, "what the client wrote is left of it");
        assert_eq!(from("10.0.0.1", &["1.1.1.1", "203.0.113.5, 10.9.9.9"]), told, "two proxies, two headers");
        assert_eq!(from("10.0.0.1", &["garbage, 203.0.113.5"]), told);
        assert_eq!(from("10.0.0.1", &["10.0.0.7", "10.0.0.8"]).as_deref(), Some("10.0.0.7"), "an inside client");
        assert_eq!(from("10.0.0.1", &[]).as_deref(), Some("10.0.0.1"), "the proxy itself, such as its health check");
        for text in ["203.0.113.5:4711", "[203.0.113.5]"] {
            assert_eq!(from("10.0.0.1", &[text]), told, "{text}");
        }
        assert_eq!(from("10.0.0.1", &["[2001:db8::7]:443"]).as_deref(), Some("2001:db8::7"));
        for text in ["", "unknown", "203.0.113.5,", "203.0.113.5 10.0.0.2", "203.0.113.500", "_hidden", "::1::"] {
            assert_eq!(from("10.0.0.1", &[text]), None, "{text}");
        }
        assert_eq!(client("", "10.0.0.1", &["203.0.113.5"]).as_deref(), Some("10.0.0.1"), "by default none is trusted");
    }

    #[test]
    fn malformed_networks_are_refused() {
        for bad in ["proxy", "10.0.0.0/33", "10.0.0", "10.0.0.0/8;", "/8"] {
            assert_eq!(TrustedProxies::parse(bad), None, "{bad}");
        }
        assert!(TrustedProxies::parse(" , ").unwrap().is_empty());
    }
}
