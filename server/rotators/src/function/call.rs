//! What a function is sent. `docs/rotation-functions.md` describes it to authors of functions.

use http::{HeaderMap, HeaderName, HeaderValue, header};
use serde::Serialize;
use strongroom_core::ports::Trouble;
use strongroom_crypto::SigningKey;
use zeroize::Zeroizing;

/// Version of the calls and answers.
pub const PROTOCOL: u32 = 1;

/// Seconds since 1970 at which the call was signed.
pub(super) const TIMESTAMP: HeaderName = HeaderName::from_static("strongroom-timestamp");
/// Name of the key that it was signed with.
pub(super) const KEY: HeaderName = HeaderName::from_static("strongroom-key");
/// The same for every repetition of a step.
pub(super) const TOKEN: HeaderName = HeaderName::from_static("strongroom-token");
/// `v1=` and HMAC-SHA256, in hexadecimal, of timestamp, a dot, and the body.
pub(super) const SIGNATURE: HeaderName = HeaderName::from_static("strongroom-signature");

/// A step, and the values it is about.
#[derive(Clone, Copy, Serialize)]
#[serde(tag = "step", rename_all = "lowercase")]
pub enum FunctionWork<'a> {
    /// Make a value to come, or say that Strongroom is to generate one. Nothing becomes valid yet.
    Create {
        /// The value in use.
        current: &'a str,
    },
    /// Make the pending value valid.
    Set {
        /// The value in use.
        current: &'a str,
        /// The value to come.
        pending: &'a str,
    },
    /// Say whether a value is valid now. Asked afresh each time.
    Test {
        /// The value.
        value: &'a str,
    },
    /// Make the revoked value worthless.
    Finish {
        /// The value that readers have.
        kept: &'a str,
        /// The value that nobody is served any more.
        revoked: &'a str,
    },
}

impl FunctionWork<'_> {
    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Create { .. } => "create",
            Self::Set { .. } => "set",
            Self::Test { .. } => "test",
            Self::Finish { .. } => "finish",
        }
    }

    /// Bytes of its values.
    fn len(&self) -> usize {
        match self {
            Self::Create { current: value } | Self::Test { value } => value.len(),
            Self::Set { current: one, pending: other } | Self::Finish { kept: one, revoked: other } => {
                one.len() + other.len()
            }
        }
    }
}

/// One call.
#[derive(Clone, Copy, Serialize)]
pub struct FunctionCall<'a> {
    /// [`PROTOCOL`].
    pub version: u32,
    /// The step.
    #[serde(flatten)]
    pub work: FunctionWork<'a>,
    /// Rotation, step and attempt in one: a call with the same token is a repetition.
    pub token: &'a str,
    /// Id of the rotation.
    pub rotation: &'a str,
    /// Number of the value to come: 1, or more after the function refused one.
    pub attempt: u8,
    /// Name of the secret.
    pub secret: &'a str,
    /// What the plan says that rotates.
    pub account: &'a str,
    /// Nothing real is to change: the call is part of a test.
    pub rehearsal: bool,
}

impl FunctionCall<'_> {
    /// The body.
    ///
    /// # Errors
    /// Never: all of it is text and numbers.
    pub fn body(&self) -> Result<Zeroizing<Vec<u8>>, Trouble> {
        // An escaped byte takes at most six. Growing in place would leave copies.
        let most = 6 * (self.work.len() + self.secret.len() + self.account.len()) + 1024;
        let mut body = Zeroizing::new(Vec::with_capacity(most));
        let written = serde_json::to_writer(&mut *body, self);
        written.map_err(|_| Trouble::Unsupported("the call cannot be written".into()))?;
        Ok(body)
    }
}

/// The headers of a signed call.
///
/// # Errors
/// The name of the key or the token cannot be a header.
pub fn signed(key_name: &str, key: &SigningKey, token: &str, seconds: i64, body: &[u8]) -> Result<HeaderMap, Trouble> {
    let timestamp = seconds.to_string();
    let message = Zeroizing::new([timestamp.as_bytes(), b".", body].concat());
    let code = key.hmac_sha256(&message);
    let signature = code.iter().fold("v1=".to_owned(), |text, byte| format!("{text}{byte:02x}"));
    let value = |text: &str| {
        HeaderValue::from_bytes(text.as_bytes())
            .map_err(|_| Trouble::Unsupported("the name of its key cannot be sent".into()))
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(header::USER_AGENT, HeaderValue::from_static("strongroom"));
    headers.insert(TIMESTAMP, value(&timestamp)?);
    headers.insert(KEY, value(key_name)?);
    headers.insert(TOKEN, value(token)?);
    headers.insert(SIGNATURE, value(&signature)?);
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;
    use strongroom_crypto::Plaintext;

    #[test]
    fn body_and_signature_are_as_documented() {
        let call = FunctionCall {
            version: PROTOCOL,
            work: FunctionWork::Set { current: "old\"", pending: "new" },
            token: "r-set-1",
            rotation: "r",
            attempt: 1,
            secret: "app/token",
            account: "app",
            rehearsal: false,
        };
        let body = call.body().unwrap();
        let text = std::str::from_utf8(&body).unwrap();
        assert_eq!(
            text,
            r#"{"version":1,"step":"set","current":"old\"","pending":"new","token":"r-set-1","rotation":"r","attempt":1,"secret":"app/token","account":"app","rehearsal":false}"#
        );
        // echo -n '1760000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let key = SigningKey::new(&Plaintext::new(b"0123456789abcdef".to_vec()));
        let headers = signed("k", &key, "r-set-1", 1_760_000_000, b"{}").unwrap();
        assert_eq!(headers[SIGNATURE], "v1=397b74dd13d98f40c8cd34b523cf95bd439f12da4a474147edf71455797dddc9");
        assert_eq!((headers[TIMESTAMP].as_bytes(), headers[TOKEN].as_bytes()), (&b"1760000000"[..], &b"r-set-1"[..]));
        assert!(signed("a\nb", &key, "t", 0, b"").is_err());
    }
}
