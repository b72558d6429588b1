//! The connection to a mail server: bounded, and encrypted from its first byte if the channel says so.

use lettre::transport::smtp::client::AsyncTokioStream;
use rustls::{ClientConfig, crypto::aws_lc_rs};
use rustls_pki_types::ServerName;
use std::{
    fmt, io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};
use strongroom_client::{authorities_of, system_authorities};
use strongroom_domain::{DeliveryOutcome, MailSecurity, MailSettings, Trust};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, lookup_host},
};
use tokio_rustls::{TlsConnector, client::TlsStream};

/// Bytes that a server may send in one session.
const MOST_BYTES: usize = 256 << 10;

/// A connection to a mail server.
pub(super) struct MailStream {
    inner: MailTransport,
    peer: SocketAddr,
    left: usize,
    /// Reads one byte at a time. What a server, or somebody in between, sends behind the answer to STARTTLS is then not waiting in a
    /// buffer to be taken for an answer inside TLS (CVE-2021-38371 and its kind): it breaks the handshake.
    by_byte: bool,
}

enum MailTransport {
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl MailStream {
    /// Connects to the first address of the server that accepts.
    pub async fn open(settings: &MailSettings) -> Result<Self, DeliveryOutcome> {
        let unreachable = |_| DeliveryOutcome::Unreachable;
        let addresses = lookup_host((settings.host.as_str(), settings.port)).await.map_err(unreachable)?;
        // Each in turn; the deadline is the whole try's.
        let addresses: Vec<_> = addresses.collect();
        let tcp = TcpStream::connect(addresses.as_slice()).await.map_err(unreachable)?;
        // A line sent in two parts would wait 40 ms for the acknowledgement of the first.
        tcp.set_nodelay(true).map_err(unreachable)?;
        let peer = tcp.peer_addr().map_err(unreachable)?;
        let inner = match settings.security {
            MailSecurity::Tls => MailTransport::Tls(Box::new(encrypt(tcp, settings).await?)),
            MailSecurity::StartTls | MailSecurity::Plain => MailTransport::Tcp(tcp),
        };
        Ok(Self { inner, peer, left: MOST_BYTES, by_byte: settings.security == MailSecurity::StartTls })
    }
}

async fn encrypt(tcp: TcpStream, settings: &MailSettings) -> Result<TlsStream<TcpStream>, DeliveryOutcome> {
    let roots = match &settings.trust {
        Trust::SystemAuthorities => system_authorities(),
        Trust::Authorities(pem) => authorities_of(pem.as_bytes()).map_err(|_| DeliveryOutcome::Unusable)?,
        Trust::HostKey(_) | Trust::Plain => return Err(DeliveryOutcome::Unusable),
    };
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| DeliveryOutcome::Unusable)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    let name = ServerName::try_from(settings.host.clone()).map_err(|_| DeliveryOutcome::Unusable)?;
    TlsConnector::from(Arc::new(config)).connect(name, tcp).await.map_err(|error| {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
        match inner {
            Some(rustls::Error::InvalidCertificate(_)) => DeliveryOutcome::NotTrusted,
            Some(_) => DeliveryOutcome::BadAnswer,
            None => DeliveryOutcome::Unreachable,
        }
    })
}

impl fmt::Debug for MailStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MailStream").field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl AsyncTokioStream for MailStream {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

impl MailTransport {
    fn poll_read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self {
            Self::Tcp(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncRead for MailStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.left == 0 {
            return Poll::Ready(Err(io::ErrorKind::FileTooLarge.into()));
        }
        let before = buf.filled().len();
        let outcome = if this.by_byte && buf.remaining() > 0 {
            let mut byte = [0];
            let mut one = ReadBuf::new(&mut byte);
            let outcome = this.inner.poll_read(cx, &mut one);
            buf.put_slice(one.filled());
            outcome
        } else {
            this.inner.poll_read(cx, buf)
        };
        this.left = this.left.saturating_sub(buf.filled().len() - before);
        outcome
    }
}

impl AsyncWrite for MailStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        match &mut self.get_mut().inner {
            MailTransport::Tcp(stream) => Pin::new(stream).poll_write(cx, bytes),
            MailTransport::Tls(stream) => Pin::new(stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            MailTransport::Tcp(stream) => Pin::new(stream).poll_flush(cx),
            MailTransport::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            MailTransport::Tcp(stream) => Pin::new(stream).poll_shutdown(cx),
            MailTransport::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}
