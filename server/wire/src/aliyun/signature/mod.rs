//! Who claims to have sent a request, and whether the signature verifies.
//!
//! The vendor's clients use two signatures: RPC style (HMAC-SHA1 over all parameters) and version 3 (HMAC-SHA256 over a
//! canonical request). [`Signed::read`] reads the claim, [`Signed::verify`] verifies it with a key that stays behind [`Hmac`].

mod acs3;
#[cfg(test)]
mod published;
mod rpc;

use super::{AliyunError, Api, response::requested_format};
use crate::http::{Format, Params, push_hex};
use ::http::HeaderMap;
use strongroom_domain::{Field, Timestamp, limits::CLOCK_WINDOW_S};

/// A secret key, as far as verifying a signature needs it.
pub trait Hmac {
    /// HMAC-SHA1 with the AccessKeySecret followed by one `&` as the key.
    fn hmac_sha1_amp(&self, message: &[u8]) -> [u8; 20];
    /// HMAC-SHA256 with the AccessKeySecret as the key.
    fn hmac_sha256(&self, message: &[u8]) -> [u8; 32];
    /// Plain SHA-256.
    fn sha256(&self, message: &[u8]) -> [u8; 32];
    /// Whether both are equal, compared in constant time.
    fn ct_eq(&self, a: &[u8], b: &[u8]) -> bool;
}

/// The supported signatures.
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
    /// Host and port of the request target; replaces the Host header, which HTTP/2 does not have.
    pub authority: Option<&'a str>,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body, without transfer coding.
    pub body: &'a [u8],
}

/// A signed request, not yet verified. Has no `Debug`: the request may carry secrets.
pub struct Signed<'a> {
    /// How it is signed.
    pub kind: SignatureKind,
    /// Which API is called.
    pub api: Api,
    /// The AccessKey that claims to have signed: 1 to 128 visible ASCII characters.
    pub access_key_id: &'a str,
    /// The operation: ASCII letters and digits.
    pub action: &'a str,
    /// Unique per request: 1 to 128 visible ASCII characters.
    pub nonce: &'a str,
    /// When it was signed.
    pub timestamp: Timestamp,
    /// The token that comes with temporary credentials.
    pub security_token: Option<&'a str>,
    /// How the response is to be written.
    pub format: Format,
    request: RequestParts<'a>,
    params: &'a Params<'a>,
    signature: ClaimedSignature<'a>,
}

/// The signature as sent.
enum ClaimedSignature<'a> {
    Rpc([u8; 20]),
    Acs3(acs3::Acs3Signature<'a>),
}

/// What a request with either signature claims.
struct Claims<'a> {
    access_key_id: &'a str,
    action: &'a str,
    version: &'a str,
    nonce: &'a str,
    timestamp: &'a str,
    security_token: Option<&'a str>,
}

/// The format of the response, also when [`Signed::read`] fails. A version 3 call never gets XML: its SDK breaks on it.
pub fn response_format(headers: &HeaderMap, params: &Params<'_>) -> Format {
    if acs3::authorization(headers).is_some() { Format::Json } else { requested_format(params.get("Format")) }
}

impl<'a> Signed<'a> {
    /// Reads the claim: from the Authorization header if it is one of the vendor's, otherwise from the parameters.
    ///
    /// # Errors
    /// The vendor's error for what is missing, malformed or not supported.
    pub fn read(request: RequestParts<'a>, params: &'a Params<'a>) -> Result<Self, AliyunError> {
        if !matches!(request.method, "GET" | "POST") {
            return Err(AliyunError::unsupported_http_method());
        }
        let (claims, signature) = match acs3::authorization(request.headers) {
            Some(authorization) => {
                let (claims, signature) = acs3::read(request, authorization)?;
                (claims, ClaimedSignature::Acs3(signature))
            }
            None => {
                let (claims, bytes) = rpc::read(params)?;
                (claims, ClaimedSignature::Rpc(bytes))
            }
        };
        let (api, timestamp) = claims.check()?;
        Ok(Self {
            kind: match signature {
                ClaimedSignature::Rpc(_) => SignatureKind::RpcHmacSha1,
                ClaimedSignature::Acs3(_) => SignatureKind::Acs3HmacSha256,
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
            signature,
        })
    }

    /// Whether the request was signed with this key, and is unchanged since.
    #[must_use]
    pub fn verify(&self, key: &impl Hmac) -> bool {
        match &self.signature {
            ClaimedSignature::Rpc(signature) => key.ct_eq(&key.hmac_sha1_amp(&self.string_to_sign(key)), signature),
            ClaimedSignature::Acs3(signature) => {
                let body_hash = key.sha256(self.request.body);
                let message = self.acs3_string_to_sign(signature, &body_hash, key);
                key.ct_eq(&key.hmac_sha256(&message), &signature.signature)
                    & key.ct_eq(&body_hash, &signature.body_hash)
            }
        }
    }

    /// The text that is signed. Never to be logged: in the RPC style it holds every parameter.
    pub fn string_to_sign(&self, key: &impl Hmac) -> Vec<u8> {
        match &self.signature {
            ClaimedSignature::Rpc(_) => rpc::string_to_sign(self.request.method, self.params),
            ClaimedSignature::Acs3(signature) => {
                self.acs3_string_to_sign(signature, &key.sha256(self.request.body), key)
            }
        }
    }

    fn acs3_string_to_sign(
        &self,
        signature: &acs3::Acs3Signature<'_>,
        body_hash: &[u8; 32],
        key: &impl Hmac,
    ) -> Vec<u8> {
        let canonical = acs3::canonical_request(self.request, self.params, signature.signed_headers, body_hash);
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
    /// Checks the format of every claim, and reads version and time.
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
        // Only one format is accepted: a time that prints as it was sent.
        let time = Timestamp::parse(Field::RequestTime, self.timestamp)
            .ok()
            .filter(|time| time.rfc3339_seconds() == self.timestamp)
            .ok_or_else(AliyunError::illegal_timestamp)?;
        Ok((api, time))
    }
}

fn is_token(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
}
