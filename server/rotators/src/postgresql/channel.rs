//! Tells the client which TLS channel its connection runs in, so that a log-in is bound to it.

use crate::{dial::Bounded, wire::Wire};
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::{
    convert::Infallible,
    future::{Ready, ready},
    io,
    pin::Pin,
    task::{Context, Poll},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};
use tokio_rustls::client::TlsStream as Encrypted;
use x509_parser::{
    oid_registry::{
        OID_MD5_WITH_RSA, OID_PKCS1_SHA1WITHRSA, OID_PKCS1_SHA256WITHRSA, OID_PKCS1_SHA384WITHRSA,
        OID_PKCS1_SHA512WITHRSA, OID_SIG_ECDSA_WITH_SHA256, OID_SIG_ECDSA_WITH_SHA384, OID_SIG_ECDSA_WITH_SHA512,
    },
    parse_x509_certificate,
};

/// The channel of a connection: the digest of the server's certificate, if it has one.
pub(super) struct Channel(Option<Vec<u8>>);

impl Channel {
    /// A connection without TLS.
    pub fn plain() -> Self {
        Self(None)
    }

    /// `tls-server-end-point` of RFC 5929: the certificate's digest, by the hash of its signature, SHA-256 in place of older ones.
    /// Some signatures, as Ed25519, have no hash; then the log-in is not bound.
    pub fn of(stream: &Encrypted<Bounded>) -> Self {
        let certificate = stream.get_ref().1.peer_certificates().and_then(|chain| chain.first());
        Self(certificate.and_then(|certificate| digest(certificate)))
    }
}

fn digest(certificate: &[u8]) -> Option<Vec<u8>> {
    let (_, parsed) = parse_x509_certificate(certificate).ok()?;
    let algorithm = &parsed.signature_algorithm.algorithm;
    let is_one_of = |known: &[x509_parser::asn1_rs::Oid<'_>]| known.contains(algorithm);
    if is_one_of(&[OID_MD5_WITH_RSA, OID_PKCS1_SHA1WITHRSA, OID_PKCS1_SHA256WITHRSA, OID_SIG_ECDSA_WITH_SHA256]) {
        Some(Sha256::digest(certificate).to_vec())
    } else if is_one_of(&[OID_PKCS1_SHA384WITHRSA, OID_SIG_ECDSA_WITH_SHA384]) {
        Some(Sha384::digest(certificate).to_vec())
    } else if is_one_of(&[OID_PKCS1_SHA512WITHRSA, OID_SIG_ECDSA_WITH_SHA512]) {
        Some(Sha512::digest(certificate).to_vec())
    } else {
        None
    }
}

impl TlsConnect<Wire> for Channel {
    type Stream = Secured;
    type Error = Infallible;
    type Future = Ready<Result<Secured, Infallible>>;

    fn connect(self, stream: Wire) -> Self::Future {
        ready(Ok(Secured { stream, channel: self.0 }))
    }
}

/// A connection with its channel.
pub(super) struct Secured {
    stream: Wire,
    channel: Option<Vec<u8>>,
}

impl TlsStream for Secured {
    fn channel_binding(&self) -> ChannelBinding {
        self.channel.clone().map_or_else(ChannelBinding::none, ChannelBinding::tls_server_end_point)
    }
}

impl AsyncRead for Secured {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Secured {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn certificate_is_digested_by_the_hash_of_its_signature() {
        let signed = |algorithm| {
            let key = rcgen::KeyPair::generate_for(algorithm).unwrap();
            let certificate = rcgen::CertificateParams::new(["localhost".to_owned()]).unwrap();
            certificate.self_signed(&key).unwrap().der().to_vec()
        };
        let length = |certificate: &[u8]| super::digest(certificate).map(|digest| digest.len());
        assert_eq!(length(&signed(&rcgen::PKCS_ECDSA_P256_SHA256)), Some(32));
        assert_eq!(length(&signed(&rcgen::PKCS_ECDSA_P384_SHA384)), Some(48));
        assert_eq!(length(&signed(&rcgen::PKCS_ED25519)), None, "it has no hash to bind by");
        assert_eq!(length(b"no certificate"), None);
    }
}
