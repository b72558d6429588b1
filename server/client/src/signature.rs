//! Version 3 of Alibaba's signature, ACS3-HMAC-SHA256, of a POST whose parameters are in the body.

use crate::{ApiCall, ClientError, Endpoint};
use bytes::Bytes;
use http::{HeaderValue, Method, Request, header};
use std::fmt::Write;
use strongroom_crypto::{SigningKey, fill_random, sha256};
use strongroom_domain::Timestamp;
use zeroize::Zeroizing;

const ALGORITHM: &str = "ACS3-HMAC-SHA256";
const FORM: &str = "application/x-www-form-urlencoded";
/// Every header that is signed, sorted.
const SIGNED: &str =
    "content-type;host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";

/// The request of a call, signed for this moment with a fresh nonce: each try needs one of its own.
pub(crate) fn signed(
    call: &ApiCall,
    endpoint: &Endpoint,
    id: &str,
    key: &SigningKey,
    now: Timestamp,
) -> Result<Request<Bytes>, ClientError> {
    let mut nonce = [0; 16];
    fill_random(&mut nonce).map_err(|_| ClientError::Request)?;
    let (nonce, date) = (hex(&nonce), now.rfc3339_seconds());
    let body = Zeroizing::new(call.form().to_vec());
    let digest = hex(&sha256(&body));
    let host = endpoint.authority();
    let headers = [
        ("content-type", FORM),
        ("host", host),
        ("x-acs-action", call.action()),
        ("x-acs-content-sha256", &digest),
        ("x-acs-date", &date),
        ("x-acs-signature-nonce", &nonce),
        ("x-acs-version", call.version.text()),
    ];
    let signature = signature(&headers, &digest, key);
    let authorization = format!("{ALGORITHM} Credential={id},SignedHeaders={SIGNED},Signature={signature}");
    let uri = endpoint.uri().map_err(|_| ClientError::Request)?;
    let mut request = Request::builder().method(Method::POST).uri(uri);
    for (name, value) in headers {
        request = request.header(name, value);
    }
    let authorization = HeaderValue::from_str(&authorization).map_err(|_| ClientError::Request)?;
    let request = request.header(header::ACCEPT, "application/json").header(header::AUTHORIZATION, authorization);
    request.body(Bytes::from_owner(body)).map_err(|_| ClientError::Request)
}

/// The signature over method, path, an empty query, the headers and the hash of the body.
fn signature(headers: &[(&str, &str)], digest: &str, key: &SigningKey) -> String {
    let lines: String = headers.iter().map(|(name, value)| format!("{name}:{value}\n")).collect();
    let canonical = format!("POST\n/\n\n{lines}\n{SIGNED}\n{digest}");
    let message = format!("{ALGORITHM}\n{}", hex(&sha256(canonical.as_bytes())));
    hex(&key.hmac_sha256(message.as_bytes()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
