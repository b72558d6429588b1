//! The provider: its metadata, the authorization request, and the verification of its tokens.

use super::{
    claims::{IdClaims, Metadata, OidcClient, UserClaims},
    error::SsoError,
    http::ProviderHttp,
};
use crate::{Failure, config::SingleSignOn, console::Origin};
use openidconnect::{
    AuthType, AuthorizationCode, ClientId, ClientSecret, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse,
    PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, RequestTokenError, Scope, TokenResponse,
    core::{CoreAuthenticationFlow, CoreClientAuthMethod, CoreJwsSigningAlgorithm},
};
use std::{
    error::Error,
    sync::Arc,
    time::{Duration, UNIX_EPOCH},
};
use strongroom_app::paths;
use strongroom_core::ops::system::ProviderIdentity;
use strongroom_domain::{Federated, GroupName, Issuer, Subject, Timestamp};
use tokio::sync::Mutex;

/// Age at which metadata and keys are fetched again, in milliseconds.
const MAX_AGE_MS: i64 = 3_600_000;
/// Age at which they are fetched again when a token names an unknown key, in milliseconds.
const UNKNOWN_KEY_MAX_AGE_MS: i64 = 60_000;
/// Pause after the provider did not respond, in milliseconds.
const RETRY_MS: i64 = 5_000;
/// Accepted signature algorithms. None with a shared secret: those do not prove who signed.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// The configured provider.
pub(super) struct Provider {
    issuer: (Issuer, IssuerUrl),
    client: (ClientId, Option<ClientSecret>),
    redirect: RedirectUrl,
    groups_claim: String,
    groups: Vec<(String, GroupName)>,
    http: ProviderHttp,
    cache: Mutex<Option<CachedMetadata>>,
}

/// The provider's metadata and when it was fetched; `None` if the provider did not respond.
struct CachedMetadata {
    at: Timestamp,
    metadata: Option<Arc<Metadata>>,
}

/// A new authorization request.
pub(super) struct AuthorizationRequest {
    /// The URL to send the browser to.
    pub address: String,
    /// Returned by the browser.
    pub state: CsrfToken,
    /// Returned in the ID token.
    pub nonce: Nonce,
    /// Proves to the provider that the code is redeemed by the client that requested it.
    pub verifier: PkceCodeVerifier,
}

/// A user verified by the provider.
pub(super) struct ProviderUser {
    pub identity: ProviderIdentity,
    /// Whether the provider used a second factor.
    pub mfa: bool,
}

impl Provider {
    /// Fetches nothing yet, so that the server starts even if the provider is down.
    pub fn new(settings: &SingleSignOn, origin: &Origin) -> Result<Self, Failure> {
        let broken = |name: &str| Failure::new(format!("{name} is not a valid URL"));
        let secret =
            settings.client_secret.as_ref().map(|secret| String::from_utf8_lossy(secret.expose()).into_owned());
        let issuer = IssuerUrl::new(settings.issuer.as_str().to_owned()).map_err(|_| broken("oidc_issuer"))?;
        let redirect = RedirectUrl::new(format!("{origin}{}", paths::SSO_CALLBACK));
        Ok(Self {
            issuer: (settings.issuer.clone(), issuer),
            client: (ClientId::new(settings.client_id.clone()), secret.map(ClientSecret::new)),
            redirect: redirect.map_err(|_| broken("console_origin"))?,
            groups_claim: settings.groups_claim.clone(),
            groups: settings.groups.clone(),
            http: ProviderHttp::new(settings.ca_file.as_deref())?,
            cache: Mutex::new(None),
        })
    }

    /// Creates an authorization request, with the values that bind its response to this sign-in.
    pub async fn begin(&self, now: Timestamp) -> Result<AuthorizationRequest, SsoError> {
        let metadata = self.metadata(now, MAX_AGE_MS).await?;
        let to = metadata.authorization_endpoint().url().scheme();
        if to != "https" && to != self.issuer.1.url().scheme() {
            return Err(SsoError::UnsafeAddress);
        }
        let client = self.client(&metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let code = CoreAuthenticationFlow::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(code, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(self.scopes(&metadata))
            .set_pkce_challenge(challenge)
            .url();
        Ok(AuthorizationRequest { address: address.into(), state, nonce, verifier })
    }

    /// Checks the issuer named in a response (RFC 9207).
    pub async fn check_issuer(&self, named: Option<&str>, now: Timestamp) -> Result<(), SsoError> {
        let required =
            self.metadata(now, MAX_AGE_MS).await?.additional_metadata().authorization_response_iss_parameter_supported;
        match named {
            Some(issuer) if issuer == self.issuer.0.as_str() => Ok(()),
            None if !required => Ok(()),
            _ => Err(SsoError::OtherIssuer),
        }
    }

    /// Redeems a code and verifies the tokens.
    pub async fn identify(
        &self,
        code: String,
        nonce: &Nonce,
        verifier: PkceCodeVerifier,
        now: Timestamp,
    ) -> Result<ProviderUser, SsoError> {
        let metadata = self.metadata(now, MAX_AGE_MS).await?;
        let client = self.client(&metadata);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| SsoError::Unreachable)?;
        let tokens = request.set_pkce_verifier(verifier).request_async(&self.http).await.map_err(|error| {
            // Not the response itself, which may contain tokens.
            match error {
                RequestTokenError::ServerResponse(answer) => {
                    tracing::warn!(error = ?answer.error(), "the identity provider rejected a code");
                    SsoError::CodeRefused
                }
                RequestTokenError::Request(error) => {
                    tracing::warn!(%error, "cannot reach the identity provider");
                    SsoError::Unreachable
                }
                _ => SsoError::NoToken,
            }
        })?;
        let token = tokens.id_token().ok_or(SsoError::NoToken)?;
        let verified = |client: &OidcClient| {
            let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
            let seconds = Duration::from_millis(now.0.unsigned_abs());
            let verifier = verifier.set_time_fn(move || (UNIX_EPOCH + seconds).into());
            token.claims(&verifier, nonce).map_err(SsoError::from)
        };
        let claims = match verified(&client) {
            Err(SsoError::UnknownKey) => verified(&self.client(&*self.metadata(now, UNKNOWN_KEY_MAX_AGE_MS).await?))?,
            other => other?,
        };
        if claims.authorized_party().is_some_and(|party| *party != self.client.0) {
            return Err(SsoError::Audience);
        }
        let more = match claims.additional_claims().strings(&self.groups_claim) {
            Some(_) => None,
            // A provider may return the other claims only from its UserInfo endpoint (OpenID Connect Core, section 5.4).
            None => match client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) {
                Ok(request) => Some(request.request_async(&self.http).await.map_err(|_| SsoError::UserInfo)?),
                Err(_) => None,
            },
        };
        self.user(claims, more.as_ref())
    }

    fn user(&self, claims: &IdClaims, more: Option<&UserClaims>) -> Result<ProviderUser, SsoError> {
        let subject = Subject::new(claims.subject().as_str()).map_err(|_| SsoError::Subject)?;
        let user_name = claims.preferred_username().or_else(|| more?.preferred_username());
        let email = claims.email().or_else(|| more?.email());
        let name = claims.name().or_else(|| more?.name()).and_then(|name| name.get(None));
        let provider_groups = claims.additional_claims().strings(&self.groups_claim);
        let provider_groups =
            provider_groups.or_else(|| more?.additional_claims().strings(&self.groups_claim)).unwrap_or_default();
        let granted =
            self.groups.iter().filter(|(theirs, _)| provider_groups.contains(theirs)).map(|(_, local)| local.clone());
        let names = [user_name.map(|n| n.to_string()), email.map(|n| n.to_string()), name.map(|n| n.to_string())];
        let identity = ProviderIdentity {
            federated: Federated { issuer: self.issuer.0.clone(), subject },
            names: names.into_iter().flatten().collect(),
            display_name: name.map(|name| name.to_string()).unwrap_or_default(),
            groups: granted.collect(),
            mapped: self.groups.iter().map(|(_, local)| local.clone()).collect(),
        };
        let methods: Vec<&str> =
            claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str()).collect();
        Ok(ProviderUser { identity, mfa: is_multi_factor(&methods) })
    }

    fn client(&self, metadata: &Metadata) -> OidcClient {
        let (id, secret) = self.client.clone();
        let client = OidcClient::from_provider_metadata(metadata.clone(), id, secret);
        let client = client.set_redirect_uri(self.redirect.clone());
        let supports = |method: CoreClientAuthMethod| {
            metadata.token_endpoint_auth_methods_supported().is_none_or(|methods| methods.contains(&method))
        };
        // In the header, unless the provider supports only the body (OpenID Connect Discovery, section 3).
        let in_body =
            !supports(CoreClientAuthMethod::ClientSecretBasic) && supports(CoreClientAuthMethod::ClientSecretPost);
        if in_body { client.set_auth_type(AuthType::RequestBody) } else { client }
    }

    /// Scopes beside `openid`: those the provider supports, or the common ones if it does not say.
    fn scopes(&self, metadata: &Metadata) -> Vec<Scope> {
        let wanted = ["profile", "email", &self.groups_claim].map(|scope| Scope::new(scope.to_owned()));
        match metadata.scopes_supported() {
            Some(offered) => wanted.into_iter().filter(|scope| offered.contains(scope)).collect(),
            None => wanted.into_iter().take(2).collect(),
        }
    }

    async fn metadata(&self, now: Timestamp, age_ms: i64) -> Result<Arc<Metadata>, SsoError> {
        let mut cache = self.cache.lock().await;
        if let Some(CachedMetadata { at, metadata }) = &*cache {
            let age = now.0.saturating_sub(at.0);
            match metadata {
                Some(metadata) if age < age_ms => return Ok(metadata.clone()),
                None if age < RETRY_MS => return Err(SsoError::Unreachable),
                _ => {}
            }
        }
        let found = Metadata::discover_async(self.issuer.1.clone(), &self.http).await;
        let found = found.inspect_err(|error| {
            tracing::warn!(%error, cause = ?error.source(), "cannot reach the identity provider");
        });
        let metadata = found.ok().map(Arc::new);
        *cache = Some(CachedMetadata { at: now, metadata: metadata.clone() });
        metadata.ok_or(SsoError::Unreachable)
    }
}

/// Whether the authentication methods (RFC 8176) include more than a password.
fn is_multi_factor(methods: &[&str]) -> bool {
    let has = |method: &str| methods.contains(&method);
    has("mfa") || has("otp") || has("hwk") || (has("swk") && has("pin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_beyond_a_password_count_as_multi_factor() {
        for strong in [&["mfa"][..], &["pwd", "otp"], &["hwk"], &["pwd", "swk", "pin"]] {
            assert!(is_multi_factor(strong), "{strong:?}");
        }
        for weak in [&[][..], &["pwd"], &["pin"], &["swk"], &["MFA"], &["sms"], &["mfa "]] {
            assert!(!is_multi_factor(weak), "{weak:?}");
        }
    }
}
