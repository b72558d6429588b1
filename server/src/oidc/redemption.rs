//! Redemption of an authorization code (RFC 6749, section 4.1.3): the types of the token endpoint's responses.
//!
//! Of a response only the tokens are read, so that nothing else in it can be malformed.

use oauth2::{
    AccessToken, Client, EndpointNotSet, EndpointSet, ErrorResponse, RefreshToken, Scope, StandardRevocableToken,
    TokenResponse,
    basic::{BasicRevocationErrorResponse, BasicTokenIntrospectionResponse, BasicTokenType},
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use std::{fmt, time::Duration};

/// A client that knows where to authorize and where to redeem.
pub(super) type OAuthClient = Client<
    TokenRejection,
    Tokens,
    BasicTokenIntrospectionResponse,
    StandardRevocableToken,
    BasicRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointSet,
>;

/// What a code was redeemed for.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Tokens {
    access_token: AccessToken,
    #[serde(default, deserialize_with = "text")]
    id_token: Option<IdToken>,
    #[serde(skip, default = "bearer")]
    token_type: BasicTokenType,
}

/// A signed token, not verified yet. It has no readable `Debug`.
#[derive(Deserialize, Serialize)]
pub(super) struct IdToken(String);

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdToken")
    }
}

impl Tokens {
    /// The ID token as it was received.
    pub fn id_token(&self) -> Option<&str> {
        self.id_token.as_ref().map(|token| token.0.as_str())
    }
}

impl TokenResponse for Tokens {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }
    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }
    fn expires_in(&self) -> Option<Duration> {
        None
    }
    fn refresh_token(&self) -> Option<&RefreshToken> {
        None
    }
    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<IdToken>, D::Error> {
    Ok(match Value::deserialize(from)? {
        Value::String(token) => Some(IdToken(token)),
        _ => None,
    })
}

/// Any JSON object in a response that is not a success. Its texts are the provider's and go nowhere.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct TokenRejection {}

impl fmt::Display for TokenRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the provider rejected the request")
    }
}

impl ErrorResponse for TokenRejection {}
