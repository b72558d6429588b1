//! The provider's addresses: read from its metadata (OpenID Connect Discovery), or configured.

use super::{claims::Claims, error::SsoError};
use jsonwebtoken::jwk::Jwk;
use oauth2::{AuthType, AuthUrl, TokenUrl, url::Url};

/// The provider as requests need it.
pub(super) struct KnownProvider {
    pub authorization: AuthUrl,
    pub token: TokenUrl,
    pub user_info: Option<Url>,
    /// Keys of ID tokens.
    pub keys: Vec<Jwk>,
    /// Where the client secret goes.
    pub auth_type: AuthType,
    /// Scopes the provider supports, if it says.
    pub scopes: Option<Vec<String>>,
    /// Whether every authorization response names its issuer (RFC 9207).
    pub names_issuer: bool,
}

/// Reads metadata. Fields we do not use may be absent or malformed. The keys are at the returned address.
///
/// # Errors
/// A field we need is missing or malformed, or the metadata is another issuer's.
pub(super) fn read(json: &[u8], issuer: &str) -> Result<(KnownProvider, Url), SsoError> {
    let fields = Claims::parse(json).ok_or(SsoError::Metadata("the document"))?;
    if fields.text("issuer") != Some(issuer) {
        return Err(SsoError::Metadata("issuer"));
    }
    let address = |name: &'static str| {
        let text = fields.text(name).ok_or(SsoError::Metadata(name))?;
        Url::parse(text).map_err(|_| SsoError::Metadata(name))
    };
    let known = KnownProvider {
        authorization: AuthUrl::from_url(address("authorization_endpoint")?),
        token: TokenUrl::from_url(address("token_endpoint")?),
        user_info: address("userinfo_endpoint").ok(),
        keys: Vec::new(),
        auth_type: auth_type(fields.texts("token_endpoint_auth_methods_supported").as_deref()),
        // Of some providers one text with spaces between them.
        scopes: fields
            .texts("scopes_supported")
            .map(|scopes| scopes.into_iter().flat_map(str::split_ascii_whitespace).map(str::to_owned).collect()),
        names_issuer: fields.flag("authorization_response_iss_parameter_supported"),
    };
    Ok((known, address("jwks_uri")?))
}

/// In the header, unless the provider supports only the body (OpenID Connect Discovery, section 3).
fn auth_type(supported: Option<&[&str]>) -> AuthType {
    match supported {
        Some(methods) if !methods.contains(&"client_secret_basic") && methods.contains(&"client_secret_post") => {
            AuthType::RequestBody
        }
        _ => AuthType::BasicAuth,
    }
}
