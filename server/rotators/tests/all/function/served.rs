//! A function of this test: HTTPS with a certificate of its own, values in memory, and what may go wrong with it.

use serde_json::{Value, json};
use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::{Arc, Mutex},
};
use strongroom_core::ports::{Credential, Secret, TargetAccess, Trust};
use strongroom_crypto::{Plaintext, SigningKey};
use strongroom_domain::TargetKind;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::TlsAcceptor;

pub const KEY: &str = "0123456789abcdef0123456789abcdef";

/// What happens at one of the next calls, instead of its answer or after it.
#[derive(Clone, Debug)]
pub enum Fault {
    /// It answers this text, whole with its head, and does nothing.
    Says(String),
    /// It does what it is told, and the connection ends without an answer.
    DoesAndEnds,
    /// It does nothing and never answers.
    Silent,
    /// It never stops answering.
    Endless,
}

#[derive(Default)]
struct Served {
    valid: HashSet<String>,
    made: HashMap<String, String>,
    faults: VecDeque<Fault>,
    calls: Vec<Value>,
    generate: bool,
}

/// The function.
#[derive(Clone)]
pub struct Function {
    served: Arc<Mutex<Served>>,
    pub port: u16,
    pub ca: String,
}

impl Function {
    /// Serves, with `old` as the only valid value, as `name`.
    pub async fn start(name: &str) -> Self {
        let authority_key = rcgen::KeyPair::generate().unwrap();
        let mut authority = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
        authority.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        let ca = authority.self_signed(&authority_key).unwrap().pem();
        let issuer = rcgen::Issuer::new(authority, authority_key);
        let key = rcgen::KeyPair::generate().unwrap();
        let own = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
        let private = rustls_pki_types::PrivateKeyDer::try_from(key.serialize_der()).unwrap();
        let provider = rustls::crypto::aws_lc_rs::default_provider();
        let config = rustls::ServerConfig::builder_with_provider(provider.into()).with_safe_default_protocol_versions();
        let config = config.unwrap().with_no_client_auth();
        let config = config.with_single_cert(vec![own.der().clone()], private).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let served = Arc::new(Mutex::new(Served { valid: HashSet::from(["old".to_owned()]), ..Served::default() }));
        let function = Self { served, port, ca };
        let serving = function.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, function) = (acceptor.clone(), serving.clone());
                tokio::spawn(async move {
                    if let Ok(mut stream) = acceptor.accept(stream).await {
                        function.serve(&mut stream).await;
                    }
                });
            }
        });
        function
    }

    /// The target, as `host` in its address.
    pub fn target(&self, host: &str) -> TargetAccess {
        TargetAccess {
            kind: TargetKind::Function,
            host: format!("https://{host}:{}/rotate", self.port),
            port: self.port,
            database: None,
            trust: Trust::Authorities(self.ca.clone()),
            manager: Some(signer(KEY)),
        }
    }

    pub fn fail_next(&self, faults: impl IntoIterator<Item = Fault>) {
        self.served.lock().unwrap().faults.extend(faults);
    }

    pub fn accepts(&self, value: &str) -> bool {
        self.served.lock().unwrap().valid.contains(value)
    }

    /// From here on Strongroom is to generate values.
    pub fn leave_values_to_strongroom(&self) {
        self.served.lock().unwrap().generate = true;
    }

    /// The bodies of its calls so far.
    pub fn calls(&self) -> Vec<Value> {
        self.served.lock().unwrap().calls.clone()
    }

    async fn serve(&self, stream: &mut tokio_rustls::server::TlsStream<tokio::net::TcpStream>) {
        let Some((head, body)) = request(stream).await else { return };
        if !is_signed(&head, &body) {
            let _ = stream.write_all(response(401, "{}").as_bytes()).await;
            return;
        }
        let call: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(header(&head, "strongroom-token"), call["token"].as_str().unwrap());
        let fault = self.served.lock().unwrap().faults.pop_front();
        match fault {
            Some(Fault::Says(text)) => {
                self.served.lock().unwrap().calls.push(call);
                let _ = stream.write_all(text.as_bytes()).await;
            }
            Some(Fault::DoesAndEnds) => drop(self.does(call)),
            Some(Fault::Silent) => drop(stream.read(&mut [0]).await),
            Some(Fault::Endless) => {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n").await;
                while stream.write_all(&[b' '; 4096]).await.is_ok() {}
            }
            None => {
                let answer = self.does(call).to_string();
                let _ = stream.write_all(response(200, &answer).as_bytes()).await;
            }
        }
        let _ = stream.shutdown().await;
    }

    fn does(&self, call: Value) -> Value {
        let mut served = self.served.lock().unwrap();
        let text = |name: &str| call[name].as_str().unwrap().to_owned();
        let done = json!({"version": 1, "outcome": "done"});
        let answer = match call["step"].as_str().unwrap() {
            "create" if served.generate => json!({"version": 1, "outcome": "generate"}),
            "create" => {
                let fresh = format!("new \"{}\" \u{20ac}", served.made.len());
                let value = served.made.entry(text("token")).or_insert(fresh).clone();
                json!({"version": 1, "outcome": "value", "value": value})
            }
            "set" => {
                served.valid.insert(text("pending"));
                done
            }
            "finish" => {
                served.valid.remove(&text("revoked"));
                done
            }
            "test" if served.valid.contains(&text("value")) => json!({"version": 1, "outcome": "accepted"}),
            "test" => json!({"version": 1, "outcome": "refused"}),
            other => panic!("{other} is not a step"),
        };
        served.calls.push(call);
        answer
    }
}

/// A signing key as the managing account.
pub fn signer(key: &str) -> Credential {
    Credential { account: "strongroom".into(), secret: Secret::Password(Plaintext::new(key.into())) }
}

/// A value as a credential.
pub fn value(text: &str) -> Credential {
    Credential { account: "app/token".into(), secret: Secret::Value(Plaintext::new(text.into())) }
}

/// The text of such a credential.
pub fn text_of(credential: &Credential) -> String {
    match &credential.secret {
        Secret::Value(value) => String::from_utf8(value.expose().to_vec()).unwrap(),
        _ => panic!("not a value"),
    }
}

pub fn response(status: u16, body: &str) -> String {
    format!("HTTP/1.1 {status} Any\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len())
}

/// Head and body of a request.
async fn request(stream: &mut (impl AsyncRead + Unpin)) -> Option<(String, Vec<u8>)> {
    let mut read = Vec::new();
    let mut byte = [0];
    while !read.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).await.ok()?;
        read.push(byte[0]);
    }
    let head = String::from_utf8(read).unwrap();
    assert!(head.starts_with("POST /rotate HTTP/1.1\r\n"), "{head}");
    let mut body = vec![0; header(&head, "content-length").parse().unwrap()];
    stream.read_exact(&mut body).await.ok()?;
    Some((head, body))
}

fn header<'a>(head: &'a str, name: &str) -> &'a str {
    let found =
        head.lines().filter_map(|line| line.split_once(": ")).find(|(given, _)| given.eq_ignore_ascii_case(name));
    found.unwrap_or_else(|| panic!("no {name} in {head}")).1
}

fn is_signed(head: &str, body: &[u8]) -> bool {
    let timestamp = header(head, "strongroom-timestamp");
    let age = strongroom_rotators::function::now() - timestamp.parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "signed {age} s ago");
    let message = [timestamp.as_bytes(), b".", body].concat();
    let code = SigningKey::new(&Plaintext::new(KEY.into())).hmac_sha256(&message);
    let expected = code.iter().fold("v1=".to_owned(), |text, byte| format!("{text}{byte:02x}"));
    header(head, "strongroom-signature") == expected
}
