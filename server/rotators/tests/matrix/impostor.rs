//! A server that answers in the place of a target: it speaks as much of the protocol as it takes to show its own certificate or host
//! key.

use std::{io, sync::Arc};
use strongroom_domain::TargetKind;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// Answers one connection. What comes before the certificate is that of the real server, at `to`.
pub async fn answer(kind: TargetKind, mut client: TcpStream, to: u16) -> io::Result<()> {
    match kind {
        TargetKind::Postgresql => {
            // SSLRequest.
            client.read_exact(&mut [0; 8]).await?;
            client.write_all(b"S").await?;
        }
        TargetKind::Mariadb => {
            let mut greeting = vec![0; 512];
            let length = TcpStream::connect(("127.0.0.1", to)).await?.read(&mut greeting).await?;
            client.write_all(&greeting[..length]).await?;
            // The client's wish for TLS.
            client.read_exact(&mut [0; 36]).await?;
        }
        TargetKind::Ssh => return show_host_key(client).await,
        _ => {}
    }
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned(), "127.0.0.1".to_owned()]).unwrap();
    let key = rustls_pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![made.cert.der().clone()], key.into()).unwrap();
    let mut session = tokio_rustls::TlsAcceptor::from(Arc::new(config)).accept(client).await?;
    session.read_to_end(&mut Vec::new()).await.map(|_| ())
}

struct Anyone;

impl russh::server::Handler for Anyone {
    type Error = russh::Error;
}

async fn show_host_key(client: TcpStream) -> io::Result<()> {
    use russh::keys::{
        PrivateKey,
        ssh_key::private::{Ed25519Keypair, KeypairData},
    };
    let mut seed = [0; 32];
    strongroom_crypto::fill_random(&mut seed).unwrap();
    let key = PrivateKey::new(KeypairData::Ed25519(Ed25519Keypair::from_seed(&seed)), "").unwrap();
    let config = Arc::new(russh::server::Config { keys: vec![key], ..Default::default() });
    if let Ok(session) = russh::server::run_stream(config, client, Anyone).await {
        let _ = session.await;
    }
    Ok(())
}
