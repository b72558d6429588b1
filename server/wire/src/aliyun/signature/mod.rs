//! Who says they sent this request, and whether that is true.
//!
//! Two of the vendor's signatures are in use by its clients: the one of the RPC style (HMAC-SHA1 over all parameters)
//! and version 3 (HMAC-SHA256 over a canonical request). [`Signed::read`] finds the claim, [`Signed::verify`] checks it
//! with a key that stays on the other side of [`Hmac`].

mod acs3;
#[cfg(test)]
mod published;
mod rpc;

use super::{AliyunError, Api, response::requested_format};
use crate::http::{Format, Params, push_hex};
use ::http::HeaderMap;
use strongroom_domain::{Timestamp, limits::CLOCK_WINDOW_S};

/// A secret key, as far as checking a signature needs it.
pub trait Hmac {
    /// HMAC-SHA1 with the AccessKeySecret followed by one `&` as the key.
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20];
    /// HMAC-SHA256 with the AccessKeySecret as the key.
    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32];
    /// Plain SHA-256.
    fn sha256(&self, message: &[u8]) -> [u8; 32];
    /// Whether both are equal, in a time that does not depend on where they differ.
    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool;
}

/// The signatures that are understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignatureKind {
    /// RPC style, version 1.0, HMAC-SHA1.
    RpcHmacSha1,
    /// ACS3-HMAC-SHA256.
    Acs3HmacSha256,
}

/// The parts of a request to `/` that a signature covers, besides the parameters.
#[derive(Clone, Copy)]
pub struct RequestParts<'a> {
    /// Method, as sent.
    pub method: &'a str,
    /// Host and port of the request target; stands in for the Host header that HTTP/2 does not have.
    pub authority: Option<&'a str>,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body, without transfer coding.
    pub body: &'a [u8],
}

/// A request with its claim of identity, not yet checked. Has no `Debug`: the request may carry secrets.
pub struct Signed<'a> {
    /// How it is signed.
    pub kind: SignatureKind,
    /// Which API is called.
    pub api: Api,
    /// Who claims to have signed: 1 to 128 visible ASCII characters.
    pub access_key_id: &'a str,
    /// The operation: ASCII letters and digits.
    pub action: &'a str,
    /// Unique text of this request: 1 to 128 visible ASCII characters.
    pub nonce: &'a str,
    /// When it was signed.
    pub timestamp: Timestamp,
    /// The token that comes with temporary credentials.
    pub security_token: Option<&'a str>,
    /// How the answer is to be written.
    pub format: Format,
    request: RequestParts<'a>,
    params: &'a Params<'a>,
    proof: Proof<'a>,
}

enum Proof<'a> {
    Rpc { signature: [u8; 20] },
    Acs3(acs3::Proof<'a>),
}

/// What either kind of request says about itself.
struct Claims<'a> {
    access_key_id: &'a str,
    action: &'a str,
    version: &'a str,
    nonce: &'a str,
    timestamp: &'a str,
    security_token: Option<&'a str>,
}

/// The format to answer in, also when [`Signed::read`] fails. A version 3 call never gets XML: its SDK breaks on it.
pub fn response_format(headers: &HeaderMap, params: &Params<'_>) -> Format {
    if acs3::authorization(headers).is_some() { Format::Json } else { requested_format(params.get("Format")) }
}

impl<'a> Signed<'a> {
    /// Finds the claim of identity. The Authorization header decides if it is of the vendor's kind; otherwise the
    /// parameters do.
    ///
    /// # Errors
    /// The vendor's error for what is missing, malformed or not supported.
    pub fn read(request: RequestParts<'a>, params: &'a Params<'a>) -> Result<Self, AliyunError> {
        if !matches!(request.method, "GET" | "POST") {
            return Err(AliyunError::unsupported_http_method());
        }
        let (claims, proof) = match acs3::authorization(request.headers) {
            Some(authorization) => {
                let (claims, proof) = acs3::read(request, authorization)?;
                (claims, Proof::Acs3(proof))
            }
            None => {
                let (claims, signature) = rpc::read(params)?;
                (claims, Proof::Rpc { signature })
            }
        };
        let (api, timestamp) = claims.check()?;
        Ok(Self {
            kind: match proof {
                Proof::Rpc { .. } => SignatureKind::RpcHmacSha1,
                Proof::Acs3(_) => SignatureKind::Acs3HmacSha256,
            },
            api,
            timestamp,
            access_key_id: claims.access_key_id,
            action: claims.action,
            nonce: claims.nonce,
            security_token: claims.security_token,
            format: response_format(request.headers, params),
            request,
            params,
            proof,
        })
    }

    /// Whether the request was signed with this key, and not changed since.
    #[must_use]
    pub fn verify(&self, key: &impl Hmac) -> bool {
        match &self.proof {
            Proof::Rpc { signature } => key.ct_eq(&key.hmac_sha1_amp(&self.string_to_sign(key)), signature),
            Proof::Acs3(proof) => {
                let body_hash = key.sha256(self.request.body);
                let message = self.acs3_string_to_sign(proof, &body_hash, key);
                key.ct_eq(&key.hmac_sha256(&message), &proof.signature) & key.ct_eq(&body_hash, &proof.body_hash)
            }
        }
    }

    /// The text under the signature. Never to be logged: in the RPC style it holds every parameter.
    pub fn string_to_sign(&self, key: &impl Hmac) -> Vec<u8> {
        match &self.proof {
            Proof::Rpc { .. } => rpc::string_to_sign(self.request.method, self.params),
            Proof::Acs3(proof) => self.acs3_string_to_sign(proof, &key.sha256(self.request.body), key),
        }
    }

    fn acs3_string_to_sign(&self, proof: &acs3::Proof<'_>, body_hash: &[u8; 32], key: &impl Hmac) -> Vec<u8> {
        let canonical = acs3::canonical_request(self.request, self.params, proof.signed_headers, body_hash);
        let mut message = Vec::with_capacity(acs3::ALGORITHM.len() + 65);
        message.extend_from_slice(acs3::ALGORITHM.as_bytes());
        message.push(b'\n');
        push_hex(&mut message, &key.sha256(&canonical));
        message
    }

    /// Whether the request was signed within a quarter of an hour of `now`, either way.
    ///
    /// # Errors
    /// `InvalidTimeStamp.Expired`.
    pub fn check_time(&self, now: Timestamp) -> Result<(), AliyunError> {
        if self.timestamp.0.abs_diff(now.0) > CLOCK_WINDOW_S.unsigned_abs() * 1000 {
            return Err(AliyunError::timestamp_expired());
        }
        Ok(())
    }
}

impl Claims<'_> {
    /// Checks the form of everything and reads version and time.
    fn check(&self) -> Result<(Api, Timestamp), AliyunError> {
        let api = Api::of(self.version).ok_or_else(AliyunError::invalid_version)?;
        if self.action.is_empty() || self.action.len() > 64 || !self.action.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(AliyunError::invalid_action());
        }
        if !is_token(self.access_key_id) {
            return Err(AliyunError::access_key_not_found());
        }
        if !is_token(self.nonce) {
            return Err(AliyunError::incomplete_signature(
                "The signature nonce must have 1 to 128 visible characters.",
            ));
        }
        // Only the one spelling: a time that prints as it was sent.
        let time = Timestamp::parse("Timestamp", self.timestamp)
            .ok()
            .filter(|time| time.rfc3339_seconds() == self.timestamp)
            .ok_or_else(AliyunError::illegal_timestamp)?;
        Ok((api, time))
    }
}

fn is_token(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
