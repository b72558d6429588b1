//! The address of a function.

/// An absolute `https:` address, in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HttpsAddress<'a> {
    /// Name or IP address, without the brackets of an IPv6 address.
    pub host: &'a str,
    /// Host and port as they stand in the address.
    pub authority: &'a str,
    /// Port; 443 if the address has none.
    pub port: u16,
    /// Path and query, with the leading slash.
    pub path: &'a str,
}

impl<'a> HttpsAddress<'a> {
    /// Reads `https://HOST[:PORT][/PATH][?QUERY]` of visible ASCII characters. `None` for other text, and for an address with a user's
    /// name or a fragment: neither is ever sent.
    pub fn parse(text: &'a str) -> Option<Self> {
        let rest = text.strip_prefix("https://")?;
        if !rest.bytes().all(|byte| byte.is_ascii_graphic())
            || rest.contains(['#', '\\', '"', '<', '>', '^', '`', '{', '|', '}'])
        {
            return None;
        }
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let path = match path {
            "" => "/",
            path if path.starts_with('?') => return None,
            path => path,
        };
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => rest.split_once(']').filter(|(host, _)| host.parse::<std::net::Ipv6Addr>().is_ok())?,
            None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
        };
        let is_host = |c: char| c.is_ascii_alphanumeric() || ".-:_".contains(c);
        if host.is_empty() || !host.chars().all(is_host) {
            return None;
        }
        let port = match port.strip_prefix(':') {
            None if port.is_empty() => 443,
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => {
                port.parse().ok().filter(|port| *port > 0)?
            }
            _ => return None,
        };
        Some(Self { host, authority, port, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_taken_apart() {
        for (text, host, port, path) in [
            ("https://a.example", "a.example", 443, "/"),
            ("https://a.example/", "a.example", 443, "/"),
            ("https://a.example:8443/rotate?stage=1", "a.example", 8443, "/rotate?stage=1"),
            ("https://10.0.0.1:1/x", "10.0.0.1", 1, "/x"),
            ("https://[2001:db8::1]:8443/x", "2001:db8::1", 8443, "/x"),
            ("https://[::1]", "::1", 443, "/"),
        ] {
            let found = HttpsAddress::parse(text);
            assert_eq!(found.map(|at| (at.host, at.port, at.path)), Some((host, port, path)), "{text}");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for bad in [
            "",
            "https://",
            "https:///path",
            "http://a.example/",
            "HTTPS://a.example/",
            "a.example",
            "https://user@a.example/",
            "https://user:word@a.example/",
            "https://a.example:",
            "https://a.example:0/",
            "https://a.example:65536/",
            "https://a.example:+1/",
            "https://a.example?x",
            "https://a.example/#part",
            "https://a.example/with space",
            "https://a.example/\r\nHost: b",
            "https://[::1/",
            "https://[zz]/",
            "https://[::1]x/",
            "https://::1/",
            "https://dé.example/",
        ] {
            assert_eq!(HttpsAddress::parse(bad), None, "{bad}");
        }
    }
}
