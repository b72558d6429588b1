//! The built-in certificate authority, created by `init`. Clients trust its certificate, which vouches for the API's names and
//! addresses and no other: a thief of its key cannot impersonate other servers to them. The API's own certificate is kept in memory
//! only and issued at each start, so a lost key needs no clean-up.

use super::certificate::{Certificate, validity};
use crate::Failure;
use rcgen::{
    BasicConstraints, CertificateParams, CidrSubnet, DistinguishedName, DnType, ExtendedKeyUsagePurpose,
    GeneralSubtree, IsCa, Issuer, KeyPair, KeyUsagePurpose, NameConstraints, PKCS_ECDSA_P256_SHA256,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    net::IpAddr,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};
use strongroom_domain::Timestamp;
use time::OffsetDateTime;
use x509_parser::extensions::GeneralName;

const DAY_MS: i64 = 86_400_000;
/// Validity of the authority.
const AUTHORITY_MS: i64 = 3650 * DAY_MS;
/// Validity of a certificate: the most that browsers and phones accept.
const CERTIFICATE_MS: i64 = 397 * DAY_MS;
/// Certificates become valid an hour early, for clients whose clock is slow.
const BACKDATE_MS: i64 = 3_600_000;

/// The authority and its key.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    permitted: Permitted,
    expires: Timestamp,
}

impl Authority {
    /// Loads `ca.pem` and `ca.key` from the folder; creates both, for these DNS names and addresses, if there is no `ca.pem`.
    ///
    /// # Errors
    /// A file cannot be read or written or is damaged, or the authority has expired.
    pub fn load_or_create(folder: &Path, names: &[String], now: Timestamp) -> Result<Self, Failure> {
        let (certificate, key) = (folder.join("ca.pem"), folder.join("ca.key"));
        let exists = certificate.try_exists().map_err(|error| {
            Failure::new(format!(
                "cannot read {} ({error}); check its owner and mode: this user must be able to read it",
                folder.display()
            ))
        })?;
        if !exists {
            Self::create(folder, &certificate, &key, names, now).map_err(|error| {
                Failure::new(format!("cannot create the certificate authority in {}: {error}", folder.display()))
            })?;
        }
        let bad = |path: &Path, cause: String| {
            Failure::new(format!(
                "cannot use {} ({cause}); restore it from a backup, or remove {} so that a new authority is created, and give clients the new ca.pem",
                path.display(),
                folder.display()
            ))
        };
        let pair = fs::read_to_string(&key).map_err(|error| bad(&key, error.to_string()))?;
        let pair = KeyPair::from_pem(&pair).map_err(|error| bad(&key, error.to_string()))?;
        let der = CertificateDer::from_pem_file(&certificate).map_err(|error| bad(&certificate, error.to_string()))?;
        let (_, expires) = validity(&der).ok_or_else(|| bad(&certificate, "not a certificate".to_owned()))?;
        if now >= expires {
            return Err(bad(&certificate, format!("it expired on {}", expires.rfc3339_seconds())));
        }
        let permitted = Permitted::of(&der).ok_or_else(|| bad(&certificate, "not a certificate".to_owned()))?;
        let issuer = Issuer::from_ca_cert_der(&der, pair).map_err(|error| bad(&certificate, error.to_string()))?;
        Ok(Self { issuer, permitted, expires })
    }

    /// Whether clients accept a certificate of this authority for a DNS name or address.
    pub fn may_name(&self, name: &str) -> bool {
        self.permitted.has(name)
    }

    /// Issues a server certificate for these DNS names and addresses, with a fresh key.
    ///
    /// # Errors
    /// A name is not valid in a certificate.
    pub fn issue(&self, names: &[String], now: Timestamp) -> Result<Certificate, Failure> {
        let expires = Timestamp((now.0 + CERTIFICATE_MS).min(self.expires.0));
        let failed =
            |error: &dyn std::fmt::Display| Failure::new(format!("cannot issue a certificate for api_names: {error}"));
        let key = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(|error| failed(&error))?;
        let mut params = CertificateParams::new(names).map_err(|error| failed(&error))?;
        params.distinguished_name = name("Strongroom API");
        (params.not_before, params.not_after) = (date(now.0 - BACKDATE_MS), date(expires.0));
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        let certificate = params.signed_by(&key, &self.issuer).map_err(|error| failed(&error))?;
        Certificate::new(vec![certificate.into()], PrivateKeyDer::Pkcs8(key.into()), expires)
            .map_err(|error| failed(&error))
    }

    fn create(folder: &Path, certificate: &Path, key: &Path, names: &[String], now: Timestamp) -> io::Result<()> {
        let pair = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).map_err(io::Error::other)?;
        let mut params = CertificateParams::default();
        // The time of creation tells two authorities of one machine apart, for example in a client's trust store.
        params.distinguished_name = name(&format!("Strongroom {}", now.rfc3339_seconds()));
        (params.not_before, params.not_after) = (date(now.0 - BACKDATE_MS), date(now.0 + AUTHORITY_MS));
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        params.name_constraints = Some(constraints(names));
        let signed = params.self_signed(&pair).map_err(io::Error::other)?;
        DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        // The certificate last: if it exists, the key does too.
        write(key, 0o600, &pair.serialize_pem())?;
        write(certificate, 0o644, &signed.pem())?;
        File::open(folder)?.sync_all()
    }
}

/// What an authority may name (RFC 5280, 4.2.1.10).
enum Permitted {
    /// Anything: an earlier program made it.
    Anything,
    /// These DNS names with those below them, and these addresses.
    Only { names: Vec<String>, addresses: Vec<IpAddr> },
}

impl Permitted {
    /// Of an authority's certificate.
    fn of(certificate: &CertificateDer<'_>) -> Option<Self> {
        let (_, parsed) = x509_parser::parse_x509_certificate(certificate).ok()?;
        let Some(constraints) = parsed.name_constraints().ok()? else { return Some(Self::Anything) };
        let (mut names, mut addresses) = (Vec::new(), Vec::new());
        for subtree in constraints.value.permitted_subtrees.iter().flatten() {
            match subtree.base {
                GeneralName::DNSName(name) => names.push(name.to_ascii_lowercase()),
                // An address and its mask.
                GeneralName::IPAddress([a, b, c, d, 255, 255, 255, 255]) => {
                    addresses.push(IpAddr::from([*a, *b, *c, *d]))
                }
                GeneralName::IPAddress(bytes) if bytes.get(16..) == Some(&[255; 16]) => {
                    addresses.extend(bytes.first_chunk::<16>().map(|address| IpAddr::from(*address)));
                }
                _ => {}
            }
        }
        Some(Self::Only { names, addresses })
    }

    fn has(&self, name: &str) -> bool {
        let Self::Only { names, addresses } = self else { return true };
        if let Ok(address) = name.parse() {
            return addresses.contains(&address);
        }
        let name = name.strip_prefix("*.").unwrap_or(name).to_ascii_lowercase();
        let above = |permitted: &String| {
            name.strip_suffix(permitted.as_str()).is_some_and(|below| below.is_empty() || below.ends_with('.'))
        };
        names.iter().any(above)
    }
}

/// Exactly these names and addresses. A kind of name of which there is none is excluded as a whole: what no constraint mentions
/// would be permitted.
fn constraints(names: &[String]) -> NameConstraints {
    let mut permitted_subtrees = Vec::new();
    for name in names {
        permitted_subtrees.push(match name.parse::<IpAddr>() {
            Ok(address) => GeneralSubtree::IpAddress(CidrSubnet::from_addr_prefix(
                address,
                if address.is_ipv4() { 32 } else { 128 },
            )),
            Err(_) => GeneralSubtree::DnsName(name.strip_prefix("*.").unwrap_or(name).to_owned()),
        });
    }
    let mut excluded_subtrees = Vec::new();
    if !permitted_subtrees.iter().any(|subtree| matches!(subtree, GeneralSubtree::DnsName(_))) {
        excluded_subtrees.push(GeneralSubtree::DnsName(String::new()));
    }
    if !permitted_subtrees.iter().any(|subtree| matches!(subtree, GeneralSubtree::IpAddress(_))) {
        excluded_subtrees.push(GeneralSubtree::IpAddress(CidrSubnet::V4([0; 4], [0; 4])));
        excluded_subtrees.push(GeneralSubtree::IpAddress(CidrSubnet::V6([0; 16], [0; 16])));
    }
    NameConstraints { permitted_subtrees, excluded_subtrees }
}

fn name(common: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common);
    name
}

fn date(milliseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(milliseconds.div_euclid(1000)).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// Writes a file atomically.
fn write(path: &Path, mode: u32, content: &str) -> io::Result<()> {
    let unfinished = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(mode).open(&unfinished)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    fs::rename(unfinished, path)
}
