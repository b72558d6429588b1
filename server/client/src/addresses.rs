//! Which addresses requests go to, whatever name leads there.

use std::net::IpAddr;
use strongroom_domain::CallableNetworks;

/// Which addresses an [`Https`](crate::Https) connects to. Link-local ones, where clouds serve instance metadata, are never among them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AddressRule {
    /// All others.
    #[default]
    Any,
    /// Public ones, and those of these networks: for addresses that an administrator of the console gives, so that they lead into no
    /// network that only the server can reach.
    Callable(CallableNetworks),
}

impl AddressRule {
    /// Whether a connection to this address may be opened.
    pub fn allows(&self, ip: IpAddr) -> bool {
        match self {
            Self::Any => !is_link_local(ip.to_canonical()),
            Self::Callable(networks) => networks.allow(ip),
        }
    }
}

fn is_link_local(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn metadata_is_never_reached_and_private_networks_only_by_name() {
        let public = AddressRule::Callable(CallableNetworks::default());
        let named = AddressRule::Callable(CallableNetworks::parse("10.0.0.0/8").unwrap());
        let allows = |rule: &AddressRule, ip: &str| rule.allows(ip.parse().unwrap());
        for metadata in ["169.254.169.254", "::ffff:169.254.169.254", "fe80::1"] {
            assert!(![&AddressRule::Any, &public, &named].into_iter().any(|rule| allows(rule, metadata)), "{metadata}");
        }
        assert!(
            [&AddressRule::Any, &named].into_iter().all(|rule| allows(rule, "10.0.0.1"))
                && !allows(&public, "10.0.0.1")
        );
        assert!(allows(&AddressRule::Any, "127.0.0.1") && !allows(&named, "127.0.0.1"));
    }
}
