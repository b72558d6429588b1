//! Who reads a secret's values, as far as readers are told apart.

use crate::{Principal, PrincipalKind, canonical_address};
use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use std::{fmt, net::IpAddr, str::FromStr};

/// Prefix of the network that a reader is counted in.
const V4: u8 = 24;
/// The same for IPv6.
const V6: u8 = 64;

/// A user, or a role whatever its session is called: sessions come and go with every instance of a service.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Reader {
    /// Whether it is a role.
    pub is_role: bool,
    /// Name of the user or role when it read.
    pub name: String,
}

impl Reader {
    /// The reader that events of this kind and name are of; the name of a role's session is `role/session`.
    pub fn of(kind: PrincipalKind, name: &str) -> Self {
        let is_role = kind == PrincipalKind::Role;
        let name = if is_role { name.split_once('/').map_or(name, |(role, _)| role) } else { name };
        Self { is_role, name: name.to_owned() }
    }
}

impl From<&Principal> for Reader {
    fn from(principal: &Principal) -> Self {
        Self::of(principal.kind, &principal.name)
    }
}

/// A network that a reader reads from: the /24 of an IPv4 address, the /64 of an IPv6 address. Instances of one service usually share
/// it, whatever address each of them has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ReaderNetwork(IpNet);

impl ReaderNetwork {
    /// The network of an address.
    pub fn of(address: IpAddr) -> Self {
        let network = match canonical_address(address) {
            IpAddr::V4(v4) => Ipv4Net::new(v4, V4).map(IpNet::V4),
            IpAddr::V6(v6) => Ipv6Net::new(v6, V6).map(IpNet::V6),
        };
        // Both prefixes are valid.
        Self(network.map_or_else(|_| address.into(), |network| network.trunc()))
    }
}

impl fmt::Display for ReaderNetwork {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for ReaderNetwork {
    type Err = ipnet::AddrParseError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn instances_of_a_service_are_one_reader() {
        assert_eq!(Reader::of(PrincipalKind::Role, "web/pod-1"), Reader { is_role: true, name: "web".to_owned() });
        assert_eq!(Reader::of(PrincipalKind::User, "a/b"), Reader { is_role: false, name: "a/b".to_owned() });
        for (address, network) in
            [("10.1.2.3", "10.1.2.0/24"), ("::ffff:10.1.2.9", "10.1.2.0/24"), ("2001:db8::1:2:3:4", "2001:db8::/64")]
        {
            let found = ReaderNetwork::of(address.parse().unwrap());
            assert_eq!(found.to_string(), network);
            assert_eq!(network.parse::<ReaderNetwork>().unwrap(), found);
        }
    }
}
