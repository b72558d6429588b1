//! A provider for tests that says what it is told to say, also what none may say. The browser's tests use a real one.

#![allow(clippy::unwrap_used)]

use openidconnect::{
    JsonWebKeyId, PrivateSigningKey,
    core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

/// A running provider. It ends with the test.
pub(super) struct Fake {
    pub issuer: String,
    says: Arc<Mutex<Says>>,
}

#[derive(Default)]
struct Says {
    /// Answers by path: status and content type, body.
    answers: HashMap<&'static str, (String, String)>,
    /// What was asked, head and body.
    asked: Vec<String>,
}

/// A key of a provider.
pub(super) struct Key(CoreEdDsaPrivateSigningKey);

impl Key {
    pub fn new(id: &str) -> Self {
        let pem = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_pem();
        Self(CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(JsonWebKeyId::new(id.to_owned()))).unwrap())
    }

    /// A token with these claims.
    pub fn token(&self, header: &Value, claims: &Value) -> String {
        let message = message(header, claims);
        let signature = self.0.sign(&CoreJwsSigningAlgorithm::EdDsa, message.as_bytes()).unwrap();
        format!("{message}.{}", base64(&signature))
    }
}

/// A token that a secret signs.
pub(super) fn token_of_secret(secret: &str, header: &Value, claims: &Value) -> String {
    let message = message(header, claims);
    let signature = CoreHmacKey::new(secret).sign(&CoreJwsSigningAlgorithm::HmacSha256, message.as_bytes()).unwrap();
    format!("{message}.{}", base64(&signature))
}

/// A token that nobody signs.
pub(super) fn message(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64(header.to_string().as_bytes()), base64(claims.to_string().as_bytes()))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

impl Fake {
    pub async fn start(keys: &[&Key]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { issuer, says: Arc::default() };
        fake.describe(json!({}));
        fake.publish(keys);
        let says = fake.says.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, says.clone()));
            }
        });
        fake
    }

    /// Answers a path from now on.
    pub fn answer(&self, path: &'static str, status: &str, body: impl ToString) {
        let answer = (format!("{status}\r\nContent-Type: application/json"), body.to_string());
        self.says.lock().unwrap().answers.insert(path, answer);
    }

    /// The description of itself, with some parts different.
    pub fn describe(&self, other: Value) {
        let at = |path: &str| format!("{}{path}", self.issuer);
        let mut says = json!({
            "issuer": self.issuer, "authorization_endpoint": at("/auth"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/me"), "jwks_uri": at("/keys"), "response_types_supported": ["code"],
            "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["EdDSA", "HS256", "none"],
            "scopes_supported": ["openid", "email", "groups"],
        });
        says.as_object_mut().unwrap().extend(other.as_object().unwrap().clone());
        self.answer("/.well-known/openid-configuration", "200 OK", says);
    }

    /// Its keys from now on.
    pub fn publish(&self, keys: &[&Key]) {
        let keys: Vec<Value> =
            keys.iter().map(|key| serde_json::to_value(key.0.as_verification_key()).unwrap()).collect();
        self.answer("/keys", "200 OK", json!({ "keys": keys }));
    }

    /// What it gives for a code from now on.
    pub fn give(&self, token: &str) {
        self.answer("/token", "200 OK", json!({ "access_token": "at", "token_type": "Bearer", "id_token": token }));
    }

    /// How often a path was asked for.
    pub fn asked(&self, path: &str) -> usize {
        self.says.lock().unwrap().asked.iter().filter(|asked| asked.contains(&format!(" {path} "))).count()
    }

    /// The last request.
    pub fn last(&self) -> String {
        self.says.lock().unwrap().asked.last().cloned().unwrap_or_default()
    }
}

/// One request, one answer.
async fn serve(stream: TcpStream, says: Arc<Mutex<Says>>) -> Option<()> {
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
        let mut says = says.lock().unwrap();
        says.asked.push(head + &String::from_utf8_lossy(&body));
        says.answers.get(&*path).cloned().unwrap_or_else(|| ("404 Not Found".to_owned(), String::new()))
    };
    let answer = format!("HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    stream.get_mut().write_all(answer.as_bytes()).await.ok()
}
