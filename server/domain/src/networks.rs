//! From where an AccessKey may sign.

use crate::{Field, FieldError, Form, Problem, Unit, canonical_address, canonical_network, limits};
use ipnet::IpNet;
use serde::{Deserialize, Serialize};
use std::{fmt, net::IpAddr};

/// Networks, sorted, each once; none means everywhere. As text they are separated by commas: `10.0.0.0/8, 192.0.2.7/32`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Reads addresses and networks in CIDR form, with commas, spaces or lines between them. Bits behind the prefix are dropped.
    ///
    /// # Errors
    /// An entry is neither, or there are more than [`limits::NETWORKS`].
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let words = text.split([',', ' ', '\n', '\r', '\t']).filter(|word| !word.is_empty());
        let one = |word: &str| word.parse().or_else(|_| word.parse::<IpAddr>().map(IpNet::from));
        let mut all: Vec<IpNet> = words
            .map(|word| one(word).map(|network| canonical_network(network.trunc())))
            .collect::<Result<_, _>>()
            .map_err(|_| FieldError::new(Field::Networks, Problem::Malformed(Form::Networks)))?;
        all.sort();
        all.dedup();
        if all.len() > limits::NETWORKS {
            let problem = Problem::TooMany { max: limits::NETWORKS, unit: Unit::Networks };
            return Err(FieldError::new(Field::Networks, problem));
        }
        Ok(Self(all))
    }

    /// Whether a client at this address may sign. An IPv4 address in IPv6 form counts as IPv4. An unknown address is allowed
    /// only without networks.
    pub fn allow(&self, address: Option<IpAddr>) -> bool {
        let inside = |address: IpAddr| self.0.iter().any(|network| network.contains(&canonical_address(address)));
        self.0.is_empty() || address.is_some_and(inside)
    }

    /// The bytes of memory it takes besides itself.
    pub fn bytes(&self) -> usize {
        self.0.capacity() * size_of::<IpNet>()
    }

    /// Whether everywhere is meant.
    pub fn is_everywhere(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Networks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, network) in self.0.iter().enumerate() {
            if at > 0 {
                f.write_str(", ")?;
            }
            network.fmt(f)?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Networks {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        Self::parse(&text)
    }
}

impl From<Networks> for String {
    fn from(networks: Networks) -> String {
        networks.to_string()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn entries_are_sorted() {
        let read = |text| Networks::parse(text).unwrap().to_string();
        assert_eq!(read(""), "");
        assert_eq!(read(" 10.1.2.3/8\r\n192.0.2.7,10.0.0.0/8 "), "10.0.0.0/8, 192.0.2.7/32");
        assert_eq!(read("::ffff:192.0.2.7 2001:db8::1/32"), "192.0.2.7/32, 2001:db8::/32");
        assert_eq!(read("::ffff:10.1.2.3/104 ::ffff:192.0.2.7/128"), "10.0.0.0/8, 192.0.2.7/32");
        let many: Vec<_> = (0..17).map(|n| format!("10.0.0.{n}")).collect();
        assert!(Networks::parse(&many[1..].join(" ")).is_ok());
        for bad in ["10.0.0", "10.0.0.0/33", "host", "10.0.0.1/", "/8", "10.0.0.1;", "1", &many.join(",")] {
            assert!(Networks::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn address_in_a_network_is_allowed() {
        let some = Networks::parse("10.0.0.0/8, 2001:db8::/32").unwrap();
        let from = |text: &str| Some(text.parse().unwrap());
        for inside in ["10.255.0.1", "::ffff:10.0.0.1", "2001:db8:ffff::1"] {
            assert!(some.allow(from(inside)), "{inside}");
        }
        for outside in ["11.0.0.1", "::ffff:11.0.0.1", "2001:db9::1", "::a00:1"] {
            assert!(!some.allow(from(outside)), "{outside}");
        }
        assert!(!some.allow(None));
        assert!(Networks::default().allow(None) && Networks::default().allow(from("11.0.0.1")));
    }
}
