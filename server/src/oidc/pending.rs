//! A sign-in between its two halves: what this browser was sent away with, and what it comes back with.

use super::{problem::Problem, provider::Begun};
use openidconnect::{Nonce, PkceCodeVerifier, url::form_urlencoded};
use serde::{Deserialize, Serialize};
use strongroom_core::constant_time_eq;
use strongroom_domain::Timestamp;

/// How long a person may take at the provider, in milliseconds.
pub(super) const LIFE_MS: i64 = 600_000;

/// Kept in the browser's session, which the server seals. It serves once.
#[derive(Deserialize, Serialize)]
pub(super) struct Pending {
    state: String,
    pub nonce: Nonce,
    pub verifier: PkceCodeVerifier,
    /// Where the sign-in leads.
    pub next: String,
    /// When it began, in milliseconds since 1970.
    began: i64,
}

impl Pending {
    pub fn new(begun: Begun, next: &str, now: Timestamp) -> Self {
        let Begun { state, nonce, verifier, .. } = begun;
        Self { state: state.into_secret(), nonce, verifier, next: next.to_owned(), began: now.0 }
    }

    /// Whether an answer belongs to this sign-in.
    pub fn expects(&self, answer: &Answer) -> bool {
        answer.state.as_ref().is_some_and(|state| constant_time_eq(state.as_bytes(), self.state.as_bytes()))
    }

    /// Whether it took too long.
    pub fn is_late(&self, now: Timestamp) -> bool {
        !(0..LIFE_MS).contains(&now.0.saturating_sub(self.began))
    }
}

/// What the provider has the browser bring (RFC 6749, section 4.1.2; RFC 9207).
#[derive(Default)]
pub(super) struct Answer {
    state: Option<String>,
    code: Option<String>,
    error: Option<String>,
    /// Who answers.
    pub issuer: Option<String>,
}

impl Answer {
    /// Reads a query; a parameter that comes twice could mean one thing to us and another to somebody else.
    pub fn read(query: &str) -> Result<Self, Problem> {
        let mut answer = Self::default();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "state" => &mut answer.state,
                "code" => &mut answer.code,
                "error" => &mut answer.error,
                "iss" => &mut answer.issuer,
                _ => continue,
            };
            if field.replace(value.into_owned()).is_some() {
                return Err(Problem::Ambiguous);
            }
        }
        Ok(answer)
    }

    /// The code, unless the provider said no.
    pub fn code(self) -> Result<String, Problem> {
        match (self.error.as_deref(), self.code) {
            (Some("access_denied"), _) => Err(Problem::Declined),
            (Some(_), _) => Err(Problem::Reported),
            (None, Some(code)) if !code.is_empty() => Ok(code),
            _ => Err(Problem::NoCode),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use openidconnect::CsrfToken;

    fn pending() -> Pending {
        let (state, nonce) = (CsrfToken::new("s+1 ä".to_owned()), Nonce::new("n".to_owned()));
        let verifier = PkceCodeVerifier::new("v".repeat(43));
        Pending::new(Begun { address: String::new(), state, nonce, verifier }, "/", Timestamp(1_000))
    }

    #[test]
    fn only_its_own_state_in_its_own_time() {
        let expects = |query: &str| pending().expects(&Answer::read(query).unwrap());
        assert!(expects("state=s%2B1+%C3%A4&code=c"));
        for other in
            ["", "state=", "state=s", "state=s%2B1+%C3%A4x", "State=s%2B1+%C3%A4", "code=s%2B1+%C3%A4", "state"]
        {
            assert!(!expects(other), "{other}");
        }
        for (at, late) in
            [(1_000, false), (1_000 + LIFE_MS - 1, false), (1_000 + LIFE_MS, true), (999, true), (i64::MIN, true)]
        {
            assert_eq!(pending().is_late(Timestamp(at)), late, "{at}");
        }
    }

    #[test]
    fn answers_are_read_strictly() {
        let code = |query: &str| Answer::read(query).and_then(Answer::code);
        assert_eq!(code("code=a%2Fb&state=s&scope=openid&session_state=x"), Ok("a/b".to_owned()));
        for (query, problem) in [
            ("", Problem::NoCode),
            ("code=", Problem::NoCode),
            ("code=a&code=a", Problem::Ambiguous),
            ("state=a&code=c&state=b", Problem::Ambiguous),
            ("iss=a&iss=b&code=c", Problem::Ambiguous),
            ("error=access_denied", Problem::Declined),
            ("error=access_denied&code=c", Problem::Declined),
            ("error=%3Cscript%3E&error_description=%3Cb%3E&code=c", Problem::Reported),
            ("error=&code=c", Problem::Reported),
        ] {
            assert_eq!(code(query), Err(problem), "{query}");
        }
    }
}
