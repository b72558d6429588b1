//! A caller of the API that signs like the vendor's clients.

use crate::support::{Answer, Running};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};
use strongroom_core::ports::{Clock, SystemClock};

/// An AccessKey, and its next nonce.
pub struct Caller {
    id: String,
    secret: String,
    nonce: AtomicU32,
}

impl Caller {
    /// The first administrator, by what `init --json` printed.
    pub fn of(printed: &Value) -> Self {
        let text = |name: &str| printed[name].as_str().unwrap().to_owned();
        Self { id: text("access_key_id"), secret: text("access_key_secret"), nonce: AtomicU32::new(0) }
    }

    /// A call of RAM; returns the status of the response.
    pub async fn ram(&self, server: &Running, action: &str, more: &[(&str, &str)]) -> u16 {
        self.call(server, "2015-05-01", action, more).await.status
    }

    /// A call of KMS.
    pub async fn kms(&self, server: &Running, action: &str, more: &[(&str, &str)]) -> Answer {
        self.call(server, "2016-01-20", action, more).await
    }

    /// A call of the product's own API.
    pub async fn own(&self, server: &Running, action: &str, more: &[(&str, &str)]) -> Answer {
        self.call(server, "2026-12-01", action, more).await
    }

    /// A call with the vendor's RPC signature.
    async fn call(&self, server: &Running, version: &str, action: &str, more: &[(&str, &str)]) -> Answer {
        let (time, nonce) =
            (SystemClock.now().rfc3339_seconds(), self.nonce.fetch_add(1, Ordering::Relaxed).to_string());
        let mut pairs = vec![
            ("Action", action),
            ("Version", version),
            ("Format", "JSON"),
            ("AccessKeyId", &self.id),
            ("SignatureMethod", "HMAC-SHA1"),
            ("SignatureVersion", "1.0"),
            ("SignatureNonce", &nonce),
            ("Timestamp", &time),
        ];
        pairs.extend(more);
        pairs.sort_unstable();
        let pairs: Vec<_> = pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let query = pairs.join("&");
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(format!("{}&", self.secret).as_bytes()).unwrap();
        mac.update(format!("GET&%2F&{}", encode(&query)).as_bytes());
        let signature = STANDARD.encode(mac.finalize().into_bytes());
        let path = format!("/?{query}&Signature={}", encode(&signature));
        server.api(format!("GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.api)).await
    }
}

/// Percent-encoding: letters, digits and -_.~ stay.
fn encode(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
