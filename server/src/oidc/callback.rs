//! The two ends of the redirect: what a browser was sent to the provider with, and what it returns with.

use super::{error::SsoError, provider::AuthorizationRequest, token::Nonce};
use oauth2::{PkceCodeVerifier, url::form_urlencoded};
use serde::{Deserialize, Serialize};
use strongroom_core::{STAMP, constant_time_eq};

/// Time a user has to sign in at the provider, in milliseconds.
pub(super) const LIFE_MS: i64 = 600_000;

/// A sign-in in progress. Kept in the browser's session, which is stored encrypted, and used once.
#[derive(Deserialize, Serialize)]
pub(super) struct PendingSignIn {
    state: String,
    pub nonce: Nonce,
    pub verifier: PkceCodeVerifier,
    /// The path to open after the sign-in.
    pub next: String,
    /// When it started.
    pub started: [u8; STAMP],
}

impl PendingSignIn {
    pub fn new(request: AuthorizationRequest, next: &str, started: [u8; STAMP]) -> Self {
        let AuthorizationRequest { state, nonce, verifier, .. } = request;
        Self { state: state.into_secret(), nonce, verifier, next: next.to_owned(), started }
    }

    /// Whether a response belongs to this sign-in.
    pub fn expects(&self, response: &AuthorizationResponse) -> bool {
        response.state.as_ref().is_some_and(|state| constant_time_eq(state.as_bytes(), self.state.as_bytes()))
    }

    /// Whether one of this age took too long.
    pub fn has_expired(age_ms: i64) -> bool {
        !(0..LIFE_MS).contains(&age_ms)
    }
}

/// The parameters the browser returns with (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Default)]
pub(super) struct AuthorizationResponse {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// The provider's name for itself.
    pub issuer: Option<String>,
}

impl AuthorizationResponse {
    /// Parses a query. Repeated parameters are rejected, because readers disagree on which of them counts.
    pub fn read(query: &str) -> Result<Self, SsoError> {
        let mut response = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "state" => &mut response.state,
                "code" => &mut response.code,
                "error" => &mut response.error,
                "iss" => &mut response.issuer,
                _ => continue,
            };
            if field.replace(value.into_owned()).is_some() {
                return Err(SsoError::RepeatedParameter);
            }
        }
        Ok(response)
    }

    /// The authorization code, unless the provider reports an error.
    pub fn code(self) -> Result<String, SsoError> {
        match (self.error.as_deref(), self.code) {
            (Some("access_denied"), _) => Err(SsoError::Declined),
            (Some(_), _) => Err(SsoError::ProviderError),
            (None, Some(code)) if !code.is_empty() => Ok(code),
            _ => Err(SsoError::NoCode),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use oauth2::CsrfToken;

    fn pending() -> PendingSignIn {
        let (state, nonce) = (CsrfToken::new("s+1 ä".to_owned()), Nonce::of_test("n"));
        let verifier = PkceCodeVerifier::new("v".repeat(43));
        PendingSignIn::new(AuthorizationRequest { address: String::new(), state, nonce, verifier }, "/", [0; STAMP])
    }

    #[test]
    fn pending_sign_in_accepts_its_own_state_within_its_lifetime() {
        let expects = |query: &str| pending().expects(&AuthorizationResponse::read(query).unwrap());
        assert!(expects("state=s%2B1+%C3%A4&code=c"));
        for other in
            ["", "state=", "state=s", "state=s%2B1+%C3%A4x", "State=s%2B1+%C3%A4", "code=s%2B1+%C3%A4", "state"]
        {
            assert!(!expects(other), "{other}");
        }
        for (age, late) in [(0, false), (LIFE_MS - 1, false), (LIFE_MS, true), (-1, true), (i64::MIN, true)] {
            assert_eq!(PendingSignIn::has_expired(age), late, "{age}");
        }
    }

    #[test]
    fn repeated_parameters_and_errors_are_rejected() {
        let code = |query: &str| AuthorizationResponse::read(query).and_then(AuthorizationResponse::code);
        assert_eq!(code("code=a%2Fb&state=s&scope=openid&session_state=x"), Ok("a/b".to_owned()));
        for (query, error) in [
            ("", SsoError::NoCode),
            ("code=", SsoError::NoCode),
            ("code=a&code=a", SsoError::RepeatedParameter),
            ("state=a&code=c&state=b", SsoError::RepeatedParameter),
            ("iss=a&iss=b&code=c", SsoError::RepeatedParameter),
            ("error=access_denied", SsoError::Declined),
            ("error=access_denied&code=c", SsoError::Declined),
            ("error=%3Cscript%3E&error_description=%3Cb%3E&code=c", SsoError::ProviderError),
            ("error=&code=c", SsoError::ProviderError),
        ] {
            assert_eq!(code(query), Err(error), "{query}");
        }
    }
}
