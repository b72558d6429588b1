//! Which addresses the server calls for those who may only use its console or API: they could otherwise have it call what only it can
//! reach.

use crate::{FieldError, Networks};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The networks in which rotation functions and webhooks are called besides public addresses; none by default.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallableNetworks(Option<Networks>);

impl CallableNetworks {
    /// Reads networks in CIDR form, separated by commas; an empty text means none.
    ///
    /// # Errors
    /// An entry is not a network, or there are too many.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let networks = Networks::parse(text)?;
        Ok(Self(Some(networks).filter(|networks| !networks.is_everywhere())))
    }

    /// Whether this address is called. Link-local addresses never are: clouds serve the credentials of machines there.
    pub fn allow(&self, address: IpAddr) -> bool {
        let address = carried(address);
        let never = match address {
            IpAddr::V4(v4) => v4.is_link_local() || v4.is_unspecified() || v4.is_multicast() || v4.is_broadcast(),
            IpAddr::V6(v6) => v6.is_unicast_link_local() || v6.is_unspecified() || v6.is_multicast(),
        };
        let named = || self.0.as_ref().is_some_and(|networks| networks.allow(Some(address)));
        !never && (is_public(address) || named())
    }
}

/// The IPv4 address that is reached by an IPv6 address which carries one: mapped (RFC 4291), NAT64 (RFC 6052) and 6to4 (RFC 3056).
fn carried(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else { return address.to_canonical() };
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    match v6.segments() {
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => v4(high, low),
        [0x2002, high, low, ..] => v4(high, low),
        // Deprecated IPv4-compatible addresses, but not `::` and `::1`.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => v4(high, low),
        _ => IpAddr::V6(v6),
    }
}

/// Whether the Internet routes to it, by the registries of special addresses (RFC 6890).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => is_public_v6(v6),
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let special = v4.is_private()
        || v4.is_loopback()
        || v4.is_documentation()
        || a == 0
        || a >= 224
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 198 && (18..20).contains(&b))
        || v4.is_link_local();
    !special
}

fn is_public_v6(v6: Ipv6Addr) -> bool {
    // All that is given out is in 2000::/3, of which 2001::/23 (protocols), 2001:db8::/32 and 3fff::/20 (documentation) are special.
    let [a, b, ..] = v6.segments();
    let special = (a == 0x2001 && (b < 0x200 || b == 0xdb8)) || (a == 0x3fff && b < 0x1000);
    (0x2000..0x4000).contains(&a) && !special
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn allowed(networks: &str, address: &str) -> bool {
        CallableNetworks::parse(networks).unwrap().allow(address.parse().unwrap())
    }

    #[test]
    fn special_addresses_are_refused_by_default() {
        for public in ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1"] {
            assert!(allowed("", public), "{public}");
        }
        for special in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.8",
            "192.0.2.1",
            "198.18.0.1",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "fe80::1",
            "fc00::1",
            "fd12::1",
            "ff02::1",
            "2001:db8::1",
            "2001::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "64:ff9b::10.0.0.1",
            "2002:a00:1::",
            "::10.0.0.1",
            "100::1",
        ] {
            assert!(!allowed("", special), "{special}");
        }
    }

    #[test]
    fn named_networks_are_allowed_and_link_local_addresses_never() {
        assert!(allowed("10.1.0.0/16, ::1", "10.1.2.3") && allowed("10.1.0.0/16, ::1", "::1"));
        assert!(allowed("10.1.0.0/16", "::ffff:10.1.2.3"), "one form of each address");
        assert!(!allowed("10.1.0.0/16", "10.2.0.1") && !allowed("10.1.0.0/16", "127.0.0.1"));
        for never in ["169.254.169.254", "fe80::1", "0.0.0.0", "::"] {
            assert!(!allowed("0.0.0.0/0, ::/0", never), "{never}");
        }
        assert!(CallableNetworks::parse("10.0.0.0/33").is_err());
    }
}
