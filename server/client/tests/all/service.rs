//! A server over TLS that answers each connection in turn with the next of its answers.

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::{RootCertStore, ServerConfig, crypto::aws_lc_rs};
use rustls_pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::sync::{Arc, Mutex};
use strongroom_client::{ApiClient, Endpoint};
use strongroom_crypto::Plaintext;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

/// What the server does with a connection, once the request was read.
pub enum Answering {
    /// Writes this and closes.
    With(String),
    /// Never ends the response.
    Endless,
    /// Says nothing, and keeps the connection.
    Silent,
}

/// The server.
pub struct FakeService {
    pub port: u16,
    pub ca: Vec<u8>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl FakeService {
    pub async fn start(answers: Vec<Answering>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let ca_key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, format!("authority of {port}"));
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let ca = params.self_signed(&ca_key).unwrap();
        let issuer = Issuer::new(params, ca_key);
        let key = KeyPair::generate().unwrap();
        let own = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![own.der().clone()], PrivatePkcs8KeyDer::from(key.serialize_der()).into())
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let requests = Arc::new(Mutex::new(Vec::new()));
        let heard = requests.clone();
        tokio::spawn(async move {
            let mut kept = Vec::new();
            for answer in answers {
                let (stream, _) = listener.accept().await.unwrap();
                let Ok(mut stream) = acceptor.accept(stream).await else { continue };
                let mut request = vec![0; 65_536];
                let mut read = 0;
                while !complete(&request[..read]) {
                    read += stream.read(&mut request[read..]).await.unwrap();
                }
                heard.lock().unwrap().push(String::from_utf8(request[..read].to_vec()).unwrap());
                match answer {
                    Answering::With(text) => {
                        stream.write_all(text.as_bytes()).await.unwrap();
                        let _ = stream.shutdown().await;
                    }
                    Answering::Endless => {
                        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                        while stream.write_all(&[b' '; 4096]).await.is_ok() {}
                    }
                    Answering::Silent => kept.push(stream),
                }
            }
            std::future::pending::<()>().await;
        });
        Self { port, ca: ca.der().to_vec(), requests }
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The authority that signed its certificate.
    pub fn roots(&self) -> RootCertStore {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(self.ca.clone())).unwrap();
        roots
    }

    pub fn client(&self) -> ApiClient {
        client(&format!("localhost:{}", self.port), self.roots())
    }
}

/// A client of any server.
pub fn client(endpoint: &str, roots: RootCertStore) -> ApiClient {
    let endpoint: Endpoint = endpoint.parse().unwrap();
    ApiClient::new(endpoint, roots, "SRkey".to_owned(), &Plaintext::new(b"the secret".to_vec())).unwrap()
}

/// An answer with a body.
pub fn answer(status: u16, body: &str) -> Answering {
    let length = body.len();
    Answering::With(format!("HTTP/1.1 {status} Status\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"))
}

fn complete(request: &[u8]) -> bool {
    let text = String::from_utf8_lossy(request);
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    body.len() >= length.unwrap_or(0)
}
