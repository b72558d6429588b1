//! Verification of ID tokens (OpenID Connect Core, section 3.1.3.7).

use super::{
    claims::Claims,
    error::{ClaimFault, SsoError, TokenClaim},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, crypto, jwk::Jwk};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use strongroom_core::constant_time_eq;
use strongroom_domain::Timestamp;

/// How far the provider's clock may be from ours, in seconds.
const TOLERANCE_S: i64 = 60;
/// Accepted signature algorithms. None with a shared secret: those do not prove who signed.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// A random text that binds an ID token to one sign-in.
#[derive(Deserialize, Serialize)]
pub(super) struct Nonce(String);

impl Nonce {
    pub fn random() -> Self {
        Self(oauth2::CsrfToken::new_random().into_secret())
    }

    /// The text, which travels in the authorization request.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    #[cfg(test)]
    pub fn of_test(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// What a token must say.
pub(super) struct Expected<'a> {
    pub issuer: &'a str,
    pub client_id: &'a str,
    pub nonce: &'a Nonce,
    pub now: Timestamp,
}

/// What is read of a key: everything else in it may be malformed.
const KEY_FIELDS: [&str; 7] = ["kty", "crv", "n", "e", "x", "y", "kid"];

/// The public keys in a key set (RFC 7517). Keys of other kinds, and for encryption, are left out.
pub(super) fn keys(json: &[u8]) -> Option<Vec<Jwk>> {
    let Ok(Value::Object(set)) = serde_json::from_slice(json) else { return None };
    let signs = |key: &&Value| key.get("use").and_then(Value::as_str).is_none_or(|usage| usage == "sig");
    let read = |key: &Value| {
        let fields = key.as_object()?.iter();
        let fields = fields.filter(|(name, value)| KEY_FIELDS.contains(&name.as_str()) && value.is_string());
        let fields: serde_json::Map<_, _> = fields.map(|(name, value)| (name.clone(), value.clone())).collect();
        Jwk::deserialize(&Value::Object(fields)).ok()
    };
    Some(set.get("keys")?.as_array()?.iter().filter(signs).filter_map(read).collect())
}

/// The claims of a token whose signature one of the keys verifies.
///
/// # Errors
/// `NoToken` if it is not a signed token, `Signature` if no key verifies it, `CriticalHeader` for a header that must be understood
/// and is not.
pub(super) fn signed_claims(token: &str, keys: &[Jwk]) -> Result<Claims, SsoError> {
    let (message, signature) = token.rsplit_once('.').ok_or(SsoError::NoToken)?;
    let (header, payload) = message.split_once('.').ok_or(SsoError::NoToken)?;
    let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).ok();
    let header = decode(header).and_then(|json| Claims::parse(&json)).ok_or(SsoError::NoToken)?;
    let claims = decode(payload).and_then(|json| Claims::parse(&json)).ok_or(SsoError::NoToken)?;
    if header.has("crit") {
        return Err(SsoError::CriticalHeader);
    }
    let algorithm: Algorithm = header.text("alg").and_then(|name| name.parse().ok()).ok_or(SsoError::Signature)?;
    if !ALGORITHMS.contains(&algorithm) {
        return Err(SsoError::Signature);
    }
    let named = header.text("kid");
    let may_be = |key: &&Jwk| match (named, key.common.key_id.as_deref()) {
        (Some(named), Some(id)) => named == id,
        _ => true,
    };
    let verifies = |key: &Jwk| {
        let key = DecodingKey::from_jwk(key);
        key.and_then(|key| crypto::verify(signature, message.as_bytes(), &key, algorithm)).unwrap_or(false)
    };
    if keys.iter().filter(may_be).any(verifies) { Ok(claims) } else { Err(SsoError::Signature) }
}

/// Checks who issued a token, for whom, for which sign-in and when.
pub(super) fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), SsoError> {
    let is = |claim: TokenClaim, wanted: &str| match claims.text(claim.name()) {
        Some(text) if constant_time_eq(text.as_bytes(), wanted.as_bytes()) => Ok(()),
        Some(_) => Err(SsoError::Claim(claim, ClaimFault::Other)),
        None => Err(SsoError::Claim(claim, ClaimFault::Missing)),
    };
    let at = |claim: TokenClaim| claims.seconds(claim.name()).ok_or(SsoError::Claim(claim, ClaimFault::Missing));
    is(TokenClaim::Issuer, expected.issuer)?;
    let audiences = claims.texts("aud").ok_or(SsoError::Claim(TokenClaim::Audience, ClaimFault::Missing))?;
    if !audiences.contains(&expected.client_id) {
        return Err(SsoError::Claim(TokenClaim::Audience, ClaimFault::Other));
    }
    // For several audiences the token must say that it was issued to us.
    if audiences.len() > 1 || claims.has("azp") {
        is(TokenClaim::AuthorizedParty, expected.client_id)?;
    }
    is(TokenClaim::Nonce, expected.nonce.as_str())?;
    let now = expected.now.0.div_euclid(1_000);
    if at(TokenClaim::Expiry)?.saturating_add(TOLERANCE_S) <= now {
        return Err(SsoError::Claim(TokenClaim::Expiry, ClaimFault::Past));
    }
    if at(TokenClaim::IssuedAt)? > now.saturating_add(TOLERANCE_S) {
        return Err(SsoError::Claim(TokenClaim::IssuedAt, ClaimFault::Future));
    }
    Ok(())
}
