//! Captured requests of real clients, and a key that is independent of the product's cryptography.

use hmac::{KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue};
use sha2::Digest;
use strongroom_wire::{
    aliyun::{AliyunError, Hmac, RequestParts, Signed},
    http::{Params, is_form},
};

/// An AccessKeySecret in the clear.
pub struct TestKey<'a>(pub &'a str);

impl Hmac for TestKey<'_> {
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20] {
        let key = format!("{}&", self.0);
        let mac = hmac::Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes()).unwrap();
        mac.chain_update(message).finalize().into_bytes().into()
    }

    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32] {
        let mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(self.0.as_bytes()).unwrap();
        mac.chain_update(message).finalize().into_bytes().into()
    }

    fn sha256(&self, message: &[u8]) -> [u8; 32] {
        sha2::Sha256::digest(message).into()
    }

    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool {
        a == b
    }
}

/// One entry of the capture file.
#[derive(serde::Deserialize)]
pub struct Capture {
    pub client: String,
    pub operation: String,
    pub signature_kind: String,
    pub access_key_id: String,
    pub access_key_secret: Option<String>,
    method: String,
    query: String,
    headers: Vec<(String, String)>,
    body: String,
    pub string_to_sign: String,
}

impl Capture {
    /// Every entry.
    pub fn all() -> Vec<Self> {
        serde_json::from_str(include_str!("../../vectors/alibaba-captures.json")).unwrap()
    }

    /// The entries with one kind of signature.
    pub fn of(kind: &str) -> Vec<Self> {
        Self::all().into_iter().filter(|capture| capture.signature_kind == kind).collect()
    }

    /// The entries with a signature we verify.
    pub fn verifiable() -> Vec<Self> {
        [Self::of("RPC-HMAC-SHA1"), Self::of("ACS3-HMAC-SHA256")].into_iter().flatten().collect()
    }

    pub fn secret(&self) -> &str {
        self.access_key_secret.as_deref().unwrap()
    }

    pub fn is_rpc(&self) -> bool {
        self.signature_kind.starts_with("RPC")
    }

    pub fn label(&self) -> String {
        format!("{} {} {}", self.client, self.operation, self.signature_kind)
    }

    pub fn sent(&self) -> CapturedRequest {
        let header = |(name, value): &(String, String)| -> (HeaderName, HeaderValue) {
            (name.to_lowercase().parse().unwrap(), value.parse().unwrap())
        };
        CapturedRequest {
            method: self.method.clone(),
            authority: None,
            headers: self.headers.iter().map(header).collect(),
            query: self.query.clone().into_bytes(),
            body: self.body.clone().into_bytes(),
        }
    }
}

/// A request that can be changed before it is read.
#[derive(Clone)]
pub struct CapturedRequest {
    pub method: String,
    pub authority: Option<String>,
    pub headers: HeaderMap,
    pub query: Vec<u8>,
    pub body: Vec<u8>,
}

impl CapturedRequest {
    /// Reads the request the way a listener does, and shows it to `look`.
    pub fn read<T>(&self, look: impl FnOnce(Signed<'_>) -> T) -> Result<T, AliyunError> {
        let form = if is_form(&self.headers) { &self.body[..] } else { b"" };
        let params = Params::parse(&self.query, form)?;
        let parts = RequestParts {
            method: &self.method,
            authority: self.authority.as_deref(),
            headers: &self.headers,
            body: &self.body,
        };
        Ok(look(Signed::read(parts, &params)?))
    }

    /// Whether the request is taken for one signed with `secret`.
    pub fn accepted(&self, secret: &str) -> bool {
        self.read(|signed| signed.verify(&TestKey(secret))).unwrap_or(false)
    }

    /// The error it is refused with before any key is needed.
    pub fn error(&self) -> AliyunError {
        self.read(|_| ()).unwrap_err()
    }

    pub fn header(&self, name: &str) -> String {
        self.headers[name].to_str().unwrap().to_owned()
    }

    pub fn set(&mut self, name: &'static str, value: &str) {
        self.headers.insert(name, value.parse().unwrap());
    }

    /// Replaces text of the query.
    pub fn edit_query(&mut self, from: &str, to: &str) {
        let query = String::from_utf8(self.query.clone()).unwrap();
        assert!(query.contains(from), "{from} is not in the query");
        self.query = query.replacen(from, to, 1).into_bytes();
    }

    /// Replaces text of the Authorization header.
    pub fn edit_authorization(&mut self, from: &str, to: &str) {
        let authorization = self.header("authorization");
        assert!(authorization.contains(from), "{from} is not in the header");
        self.set("authorization", &authorization.replacen(from, to, 1));
    }

    /// The same request of version 3, signed again in its present form.
    pub fn signed_again(&self, secret: &str) -> Self {
        let text = self.read(|signed| signed.string_to_sign(&TestKey(secret))).unwrap();
        let signature: String = TestKey(secret).hmac_sha256(&text).iter().map(|byte| format!("{byte:02x}")).collect();
        let mut copy = self.clone();
        let old = self.header("authorization").rsplit('=').next().unwrap().to_owned();
        copy.edit_authorization(&old, &signature);
        copy
    }

    /// The names in SignedHeaders.
    pub fn signed_headers(&self) -> Vec<String> {
        let authorization = self.header("authorization");
        let list = authorization.split("SignedHeaders=").nth(1).unwrap().split(',').next().unwrap();
        list.split(';').map(str::to_owned).collect()
    }
}
