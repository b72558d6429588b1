//! Where the API is.

use http::{Uri, uri::Authority};
use std::{fmt, str::FromStr};

/// The address of an API: always HTTPS, always the root path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(Authority);

/// An endpoint must be `https://host`, `https://host:port`, or the same without `https://`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be https://HOST or https://HOST:PORT")]
pub struct EndpointProblem;

impl FromStr for Endpoint {
    type Err = EndpointProblem;

    fn from_str(text: &str) -> Result<Self, EndpointProblem> {
        let rest = text.strip_prefix("https://").unwrap_or(text);
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let authority: Authority = rest.parse().map_err(|_| EndpointProblem)?;
        // A port that is no number is part of no address; a user's name in an address is never sent.
        let usual = authority
            .port_u16()
            .map_or(authority.host().len(), |port| authority.host().len() + 1 + port.to_string().len());
        match authority.as_str().len() == usual && !authority.host().is_empty() {
            true => Ok(Self(authority)),
            false => Err(EndpointProblem),
        }
    }
}

impl Endpoint {
    /// Host and port, as the Host header has them.
    pub fn authority(&self) -> &str {
        self.0.as_str()
    }

    pub(crate) fn uri(&self) -> Result<Uri, http::Error> {
        Uri::builder().scheme("https").authority(self.0.clone()).path_and_query("/").build()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "https://{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn endpoints_are_hosts_with_or_without_a_port() {
        for (given, shown) in [
            ("https://a.example:3443", "https://a.example:3443"),
            ("https://a.example/", "https://a.example"),
            ("a.example:3443", "https://a.example:3443"),
            ("127.0.0.1:3443", "https://127.0.0.1:3443"),
            ("https://[::1]:3443", "https://[::1]:3443"),
        ] {
            let endpoint: Endpoint = given.parse().unwrap();
            assert_eq!(endpoint.to_string(), shown);
            assert_eq!(endpoint.uri().unwrap().to_string(), format!("{shown}/"));
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for bad in [
            "",
            "https://",
            "http://a.example",
            "https://a.example/path",
            "https://a.example?x",
            "https://user@a.example",
            "https://user:word@a.example",
            "a.example:port",
            "a.example:",
            "a b",
        ] {
            assert_eq!(bad.parse::<Endpoint>(), Err(EndpointProblem), "{bad}");
        }
    }
}
