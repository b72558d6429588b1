//! What clients of the API need to know about its certificate: the certificate to trust, and the names it is valid for.

use crate::config::Config;
use std::net::SocketAddr;
use x509_parser::{extensions::GeneralName, pem::Pem, prelude::X509Certificate};

const END: &str = "-----END CERTIFICATE-----";

/// The certificate that clients must trust, as PEM: the built-in authority's, or the self-signed one in the operator's chain.
/// `None` if that chain ends at an authority outside: then clients trust it already, or have its certificate from there.
pub fn ca(config: &Config) -> Option<String> {
    let text = std::fs::read_to_string(config.ca_file()).ok()?;
    let blocks = text.split_inclusive(END).map(|block| format!("{}\n", block.trim()));
    blocks.filter(|block| block.ends_with(&format!("{END}\n"))).find(|block| {
        let self_signed = |certificate: &X509Certificate<'_>| certificate.issuer() == certificate.subject();
        parsed(block.as_bytes(), self_signed).unwrap_or(false)
    })
}

/// Address of the API as clients reach it, `host:port`. With the operator's certificate the host is one that it is valid for.
pub fn endpoint(config: &Config, listening: SocketAddr) -> String {
    let usual = config.api_endpoint(listening);
    let names = config
        .certificate
        .as_ref()
        .and_then(|(chain, _)| parsed(&std::fs::read(chain).ok()?, names))
        .unwrap_or_default();
    let host = usual.rsplit_once(':').map_or(usual.as_str(), |(host, _)| host.trim_matches(['[', ']']));
    match names.first() {
        Some(first) if !names.iter().any(|name| name == host) => format!("{first}:{}", listening.port()),
        _ => usual,
    }
}

fn parsed<T>(pem: &[u8], read: impl Fn(&X509Certificate<'_>) -> T) -> Option<T> {
    let first = Pem::iter_from_buffer(pem).next()?.ok()?;
    first.parse_x509().ok().map(|certificate| read(&certificate))
}

/// The names a certificate is valid for, without wildcards.
fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let listed = certificate.subject_alternative_name().ok().flatten();
    let name = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) if !name.starts_with('*') => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes),
        _ => None,
    };
    listed.iter().flat_map(|listed| &listed.value.general_names).filter_map(name).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    let four = <[u8; 4]>::try_from(bytes).ok().map(std::net::IpAddr::from);
    four.or_else(|| <[u8; 16]>::try_from(bytes).ok().map(std::net::IpAddr::from)).map(|address| address.to_string())
}
