//! A device with passkeys and the browser before it, written from the standard (WebAuthn level 3, sections 6.1 and 6.5) and
//! sharing no code with what checks them.

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as B64};
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use strongroom_core::{
    ops::factors::{PasskeyPrompt, PasskeyResponse},
    sha256,
};

pub const ORIGIN: &str = "https://secrets.example.org";
const HOST: &str = "secrets.example.org";

/// It has one passkey: the one it made last.
pub struct Device {
    key: SigningKey,
    id: Vec<u8>,
    user: Value,
    /// Where its browser believes to be.
    pub origin: &'static str,
    /// The host it signs for.
    pub host: &'static str,
    /// Whether it verifies its user with a fingerprint or a PIN.
    pub verified: bool,
    /// What it counts by: many real ones do not count.
    pub step: u32,
    counter: u32,
}

impl Device {
    pub fn new() -> Self {
        let (key, user) = (SigningKey::from_slice(&[7; 32]).unwrap(), Value::Null);
        Self { key, id: Vec::new(), user, origin: ORIGIN, host: HOST, verified: true, step: 1, counter: 0 }
    }

    /// Makes a passkey.
    pub fn make(&mut self, prompt: &PasskeyPrompt) -> PasskeyResponse {
        let options: Value = serde_json::from_str(&prompt.options).unwrap();
        let challenge = options["challenge"].as_str().unwrap();
        let seed = sha256(challenge.as_bytes());
        (self.key, self.id) = (SigningKey::from_slice(&seed).unwrap(), sha256(&seed).to_vec());
        self.user = options["user"]["id"].clone();
        let point = self.key.verifying_key().to_sec1_point(false);
        let (x, y) = (point.x().unwrap(), point.y().unwrap());
        // A COSE key: EC2, ES256, P-256, x, y.
        let public = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32][..], x, &[0x22, 0x58, 32], y].concat();
        let length = u16::try_from(self.id.len()).unwrap().to_be_bytes();
        let data = [self.data(0x40), vec![0; 16], length.to_vec(), self.id.clone(), public].concat();
        let size = u8::try_from(data.len()).unwrap();
        let object = [&b"\xa3cfmtdnonegattStmt\xa0hauthData\x58"[..], &[size], &data].concat();
        let client = self.client("webauthn.create", challenge);
        let response = json!({ "attestationObject": B64.encode(object), "clientDataJSON": B64.encode(client) });
        self.answer(prompt, response)
    }

    /// Proves with it.
    pub fn prove(&mut self, prompt: &PasskeyPrompt) -> PasskeyResponse {
        let options: Value = serde_json::from_str(&prompt.options).unwrap();
        self.counter += self.step;
        let data = self.data(0);
        let client = self.client("webauthn.get", options["challenge"].as_str().unwrap());
        let signature: Signature = self.key.sign(&[data.as_slice(), &sha256(&client)].concat());
        let response = json!({
            "authenticatorData": B64.encode(data), "clientDataJSON": B64.encode(client),
            "signature": B64.encode(signature.to_der()), "userHandle": self.user,
        });
        self.answer(prompt, response)
    }

    /// Authenticator data: for which host, user presence and verification, the counter.
    fn data(&self, flags: u8) -> Vec<u8> {
        let flags = flags | 1 | if self.verified { 4 } else { 0 };
        [&sha256(self.host.as_bytes())[..], &[flags], &self.counter.to_be_bytes()].concat()
    }

    fn client(&self, what: &str, challenge: &str) -> Vec<u8> {
        let client = json!({ "type": what, "challenge": challenge, "origin": self.origin, "crossOrigin": false });
        client.to_string().into_bytes()
    }

    fn answer(&self, prompt: &PasskeyPrompt, response: Value) -> PasskeyResponse {
        let id = B64.encode(&self.id);
        let answer = json!({
            "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {},
        });
        PasskeyResponse { ticket: prompt.ticket.clone(), answer: answer.to_string() }
    }
}
