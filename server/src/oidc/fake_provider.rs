//! A scripted provider for tests, which can also violate the protocol. The browser tests use a real one.

#![allow(clippy::unwrap_used)]

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey, crypto};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A running provider. It stops with the test.
pub(super) struct FakeProvider {
    pub issuer: String,
    script: Arc<Mutex<Script>>,
}

#[derive(Default)]
struct Script {
    /// Responses by path: status and content type, body.
    responses: HashMap<&'static str, (String, String)>,
    /// Received requests, head and body.
    requests: Vec<String>,
}

/// A signing key of the provider.
pub(super) struct ProviderKey {
    private: EncodingKey,
    public: Value,
}

impl ProviderKey {
    pub fn new(id: &str) -> Self {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap();
        let x = base64(pair.public_key_raw());
        Self {
            private: EncodingKey::from_ed_der(&pair.serialize_der()),
            public: json!({ "kty": "OKP", "crv": "Ed25519", "x": x, "kid": id, "use": "sig", "alg": "EdDSA" }),
        }
    }

    /// As it stands in a key set.
    pub fn published(&self) -> Value {
        self.public.clone()
    }

    /// A token with these claims.
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = crypto::sign(message.as_bytes(), &self.private, Algorithm::EdDSA).unwrap();
        format!("{message}.{signature}")
    }
}

/// A token signed with a shared secret.
pub(super) fn token_of_secret(secret: &str, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let key = EncodingKey::from_secret(secret.as_bytes()).unwrap();
    format!("{message}.{}", crypto::sign(message.as_bytes(), &key, Algorithm::HS256).unwrap())
}

/// An unsigned token.
pub(super) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl FakeProvider {
    pub async fn start(keys: &[&ProviderKey]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { issuer, script: Arc::default() };
        fake.describe(json!({}));
        fake.publish(keys);
        let script = fake.script.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone()));
            }
        });
        fake
    }

    /// Sets the response of a path.
    pub fn respond(&self, path: &'static str, status: &str, body: impl ToString) {
        let response = (format!("{status}\r\nContent-Type: application/json"), body.to_string());
        self.script.lock().unwrap().responses.insert(path, response);
    }

    /// Sets the provider's metadata, with some fields replaced.
    pub fn describe(&self, other: Value) {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut metadata = json!({
            "issuer": self.issuer, "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/me"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
            "scopes_supported": ["openid", "email", "groups"],
        });
        metadata.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        self.respond("/.well-known/openid-configuration", "200 OK", metadata);
    }

    /// Sets the key set.
    pub fn publish(&self, keys: &[&ProviderKey]) {
        let keys = keys.iter().map(|key| key.public.clone());
        // Kinds of keys we know nothing of are part of real key sets.
        let others = [json!({ "kty": "AKP", "alg": "ML-DSA-44" }), json!({ "kty": "OKP", "use": "enc" }), json!("x")];
        self.respond("/keys", "200 OK", json!({ "keys": others.into_iter().chain(keys).collect::<Vec<_>>() }));
    }

    /// Sets the ID token returned for a code.
    pub fn give(&self, token: &str) {
        self.respond("/token", "200 OK", json!({ "access_token": "at", "token_type": "Bearer", "id_token": token }));
    }

    /// Number of requests to a path.
    pub fn requests_to(&self, path: &str) -> usize {
        self.script.lock().unwrap().requests.iter().filter(|request| request.contains(&format!(" {path} "))).count()
    }

    /// The last request.
    pub fn last(&self) -> String {
        self.script.lock().unwrap().requests.last().cloned().unwrap_or_default()
    }
}

/// Serves one request.
async fn serve(stream: TcpStream, script: Arc<Mutex<Script>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok()?;
        if let Some(number) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = number.trim().parse().ok()?;
        }
        if line.trim().is_empty() {
            break;
        }
        head += &line;
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    let path = head.split(' ').nth(1)?.to_owned();
    let (status, body) = {
        let mut script = script.lock().unwrap();
        script.requests.push(head + &String::from_utf8_lossy(&body));
        script.responses.get(&*path).cloned().unwrap_or_else(|| ("404 Not Found".to_owned(), String::new()))
    };
    let response = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.get_mut().write_all(response.as_bytes()).await.ok()
}
