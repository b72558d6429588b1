//! Which addresses requests go to, whatever name leads there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Which addresses an [`Https`](crate::Https) connects to. Link-local ones, where clouds serve instance metadata, are never among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AddressRule {
    /// All others.
    #[default]
    Any,
    /// Those of the public internet alone: for addresses that an administrator gives, so that they lead into no network behind a wall.
    Public,
}

impl AddressRule {
    /// Whether a connection to this address may be opened.
    pub fn allows(self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        !is_link_local(ip) && (self == Self::Any || is_public(ip))
    }
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Not among the special-purpose addresses that are not globally reachable (RFC 6890 and IANA's registry).
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let special = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_multicast()
        || ip.is_documentation()
        || a == 0
        || a >= 240
        || (a == 100 && b & 0xc0 == 64)
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && b & 0xfe == 18);
    !special
}

/// Global unicast, without the ranges that stand for an IPv4 address or for no host.
fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    // 2001::/23 holds Teredo and other protocols, 2001:db8::/32 and 3fff::/20 are for documents, 2002::/16 is 6to4.
    let special =
        (a == 0x2001 && b < 0x200) || (a == 0x2001 && b == 0xdb8) || a == 0x2002 || (a == 0x3fff && b < 0x1000);
    global && !special
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_addresses_of_the_internet_are_public() {
        let allows = |rule: AddressRule, ip: &str| rule.allows(ip.parse().unwrap());
        for public in ["8.8.8.8", "100.63.0.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
            assert!(allows(AddressRule::Public, public), "{public}");
        }
        for private in [
            "0.0.0.0",
            "10.0.0.1",
            "100.64.0.1",
            "127.0.0.1",
            "172.16.0.1",
            "192.0.0.1",
            "192.168.1.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "64:ff9b::a00:1",
            "fc00::1",
            "fd00::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:a00:1::1",
        ] {
            assert!(!allows(AddressRule::Public, private) && allows(AddressRule::Any, private), "{private}");
        }
        for metadata in ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"] {
            assert!(!allows(AddressRule::Public, metadata) && !allows(AddressRule::Any, metadata), "{metadata}");
        }
    }
}
