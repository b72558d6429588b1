//! One form of every client address, so that `::ffff:10.0.0.1` and `10.0.0.1` are the same wherever addresses are compared, counted
//! or shown.

use ipnet::{IpNet, Ipv4Net};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// Prefix of the addresses that carry an IPv4 address (RFC 4291, section 2.5.5.2).
const MAPPED: u8 = 96;

/// The usual form of an address: an IPv4 address in IPv6 form is an IPv4 address.
pub fn canonical_address(address: IpAddr) -> IpAddr {
    address.to_canonical()
}

/// A peer with the usual form of its address.
pub fn canonical_peer(peer: SocketAddr) -> SocketAddr {
    SocketAddr::new(canonical_address(peer.ip()), peer.port())
}

/// The usual form of a network: IPv4 addresses in IPv6 form are an IPv4 network, so that it contains what it names.
pub fn canonical_network(network: IpNet) -> IpNet {
    match network {
        IpNet::V6(v6) if v6.prefix_len() >= MAPPED => match v6.addr().to_ipv4_mapped() {
            Some(v4) => Ipv4Net::new(v4, v6.prefix_len() - MAPPED).map_or(network, IpNet::V4),
            None => network,
        },
        _ => network,
    }
}

/// The address that stands for one client where clients are counted: for IPv6 the /64 network, because one household or machine has
/// all of its 2^64 addresses.
pub fn counted_address(address: IpAddr) -> IpAddr {
    match canonical_address(address) {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn mapped_forms_equal_ipv4_forms() {
        let address = |text: &str| canonical_address(text.parse().unwrap());
        let network = |text: &str| canonical_network(text.parse().unwrap());
        assert_eq!(address("::ffff:10.0.0.1"), address("10.0.0.1"));
        assert_eq!(address("::FFFF:a00:1"), address("10.0.0.1"));
        assert_eq!(canonical_peer("[::ffff:10.0.0.1]:5".parse().unwrap()).to_string(), "10.0.0.1:5");
        assert_eq!(network("::ffff:10.0.0.0/104"), network("10.0.0.0/8"));
        assert_eq!(network("::ffff:10.0.0.1/128"), network("10.0.0.1/32"));
        for other in ["::/0", "::10.0.0.1/128", "2001:db8::/32", "::ffff:0:0/95"] {
            assert_eq!(network(other).to_string(), other.parse::<IpNet>().unwrap().to_string(), "{other}");
        }
    }

    #[test]
    fn ipv6_network_counts_as_one_client() {
        let counted = |text: &str| counted_address(text.parse().unwrap());
        assert_eq!(counted("2001:db8::1"), counted("2001:db8::ffff"));
        assert_ne!(counted("2001:db8::1"), counted("2001:db8:0:1::1"));
        assert_eq!(counted("::ffff:192.0.2.1"), counted("192.0.2.1"));
        assert_ne!(counted("192.0.2.1"), counted("192.0.2.2"));
    }
}
