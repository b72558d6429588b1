//! The provider: what it says of itself, where it sends people, and whom it vouches for.

use super::{
    claims::{IdClaims, Metadata, RelyingParty, UserClaims},
    http::Http,
    problem::Problem,
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

/// What the provider said of itself is asked for again after an hour, in milliseconds,
const FRESH_MS: i64 = 3_600_000;
/// or when it signs with a key that was not among its keys a minute ago.
const KEYS_MS: i64 = 60_000;
/// A provider that did not answer is left alone for so long, in milliseconds.
const RETRY_MS: i64 = 5_000;
/// Signatures that are believed. None with a shared secret: those prove nothing of who signed.
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
    http: Http,
    known: Mutex<Option<Known>>,
}

/// What the provider said of itself, and when; nothing when it did not answer.
struct Known {
    at: Timestamp,
    metadata: Option<Arc<Metadata>>,
}

/// A sign-in that has begun.
pub(super) struct Begun {
    /// Where the browser goes.
    pub address: String,
    /// Comes back with the browser.
    pub state: CsrfToken,
    /// Comes back in the ID token.
    pub nonce: Nonce,
    /// Proves to the provider that who redeems the code has asked for it.
    pub verifier: PkceCodeVerifier,
}

/// Somebody the provider vouches for.
pub(super) struct Person {
    pub identity: ProviderIdentity,
    /// Whether more than a password was asked for there.
    pub mfa: bool,
}

impl Provider {
    /// Asks nothing yet: a provider that is away keeps no server from starting.
    pub fn new(settings: &SingleSignOn, origin: &Origin) -> Result<Self, Failure> {
        let broken = |name: &str| Failure::new(format!("{name} cannot be used as an address"));
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
            http: Http::new(settings.ca_file.as_deref())?,
            known: Mutex::new(None),
        })
    }

    /// Makes the address at the provider, with everything that binds its answer to this sign-in.
    pub async fn begin(&self, now: Timestamp) -> Result<Begun, Problem> {
        let metadata = self.metadata(now, FRESH_MS).await?;
        let to = metadata.authorization_endpoint().url().scheme();
        if to != "https" && to != self.issuer.1.url().scheme() {
            return Err(Problem::UnsafeAddress);
        }
        let client = self.client(&metadata);
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let code = CoreAuthenticationFlow::AuthorizationCode;
        let (address, state, nonce) = client
            .authorize_url(code, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(self.scopes(&metadata))
            .set_pkce_challenge(challenge)
            .url();
        Ok(Begun { address: address.into(), state, nonce, verifier })
    }

    /// Whether an answer comes from this provider, as far as it says so (RFC 9207).
    pub async fn check_issuer(&self, named: Option<&str>, now: Timestamp) -> Result<(), Problem> {
        let promised =
            self.metadata(now, FRESH_MS).await?.additional_metadata().authorization_response_iss_parameter_supported;
        match named {
            Some(issuer) if issuer == self.issuer.0.as_str() => Ok(()),
            None if !promised => Ok(()),
            _ => Err(Problem::OtherIssuer),
        }
    }

    /// Redeems a code and checks every word of what it gives.
    pub async fn identify(
        &self,
        code: String,
        nonce: &Nonce,
        verifier: PkceCodeVerifier,
        now: Timestamp,
    ) -> Result<Person, Problem> {
        let metadata = self.metadata(now, FRESH_MS).await?;
        let client = self.client(&metadata);
        let request = client.exchange_code(AuthorizationCode::new(code)).map_err(|_| Problem::Unreachable)?;
        let tokens = request.set_pkce_verifier(verifier).request_async(&self.http).await.map_err(|error| {
            // Not the answer itself, which may hold tokens.
            match error {
                RequestTokenError::ServerResponse(answer) => {
                    tracing::warn!(error = ?answer.error(), "the identity provider does not take a code");
                    Problem::CodeRefused
                }
                RequestTokenError::Request(error) => {
                    tracing::warn!(%error, "the identity provider cannot be asked");
                    Problem::Unreachable
                }
                _ => Problem::NoToken,
            }
        })?;
        let token = tokens.id_token().ok_or(Problem::NoToken)?;
        let verified = |client: &RelyingParty| {
            let verifier = client.id_token_verifier().set_allowed_algs(ALGORITHMS);
            let seconds = Duration::from_millis(now.0.unsigned_abs());
            let verifier = verifier.set_time_fn(move || (UNIX_EPOCH + seconds).into());
            token.claims(&verifier, nonce).map_err(Problem::from)
        };
        let claims = match verified(&client) {
            Err(Problem::UnknownKey) => verified(&self.client(&*self.metadata(now, KEYS_MS).await?))?,
            other => other?,
        };
        if claims.authorized_party().is_some_and(|party| *party != self.client.0) {
            return Err(Problem::Audience);
        }
        let more = match claims.additional_claims().texts(&self.groups_claim) {
            Some(_) => None,
            // What else it knows, a provider may tell only where the access token leads (OpenID Connect Core, section 5.4).
            None => match client.user_info(tokens.access_token().clone(), Some(claims.subject().clone())) {
                Ok(request) => Some(request.request_async(&self.http).await.map_err(|_| Problem::UserInfo)?),
                Err(_) => None,
            },
        };
        self.person(claims, more.as_ref())
    }

    fn person(&self, claims: &IdClaims, more: Option<&UserClaims>) -> Result<Person, Problem> {
        let subject = Subject::new(claims.subject().as_str()).map_err(|_| Problem::Subject)?;
        let user_name = claims.preferred_username().or_else(|| more?.preferred_username());
        let email = claims.email().or_else(|| more?.email());
        let name = claims.name().or_else(|| more?.name()).and_then(|name| name.get(None));
        let theirs = claims.additional_claims().texts(&self.groups_claim);
        let theirs = theirs.or_else(|| more?.additional_claims().texts(&self.groups_claim)).unwrap_or_default();
        let granted = self.groups.iter().filter(|(there, _)| theirs.contains(there)).map(|(_, here)| here.clone());
        let names = [user_name.map(|n| n.to_string()), email.map(|n| n.to_string()), name.map(|n| n.to_string())];
        let identity = ProviderIdentity {
            federated: Federated { issuer: self.issuer.0.clone(), subject },
            names: names.into_iter().flatten().collect(),
            display_name: name.map(|name| name.to_string()).unwrap_or_default(),
            groups: granted.collect(),
            mapped: self.groups.iter().map(|(_, here)| here.clone()).collect(),
        };
        let methods: Vec<&str> =
            claims.auth_method_refs().into_iter().flatten().map(|method| method.as_str()).collect();
        Ok(Person { identity, mfa: is_strong(&methods) })
    }

    fn client(&self, metadata: &Metadata) -> RelyingParty {
        let (id, secret) = self.client.clone();
        let client = RelyingParty::from_provider_metadata(metadata.clone(), id, secret);
        let client = client.set_redirect_uri(self.redirect.clone());
        let takes = |method: CoreClientAuthMethod| {
            metadata.token_endpoint_auth_methods_supported().is_none_or(|methods| methods.contains(&method))
        };
        // In the header, unless the provider only reads the body (OpenID Connect Discovery, section 3).
        let in_body = !takes(CoreClientAuthMethod::ClientSecretBasic) && takes(CoreClientAuthMethod::ClientSecretPost);
        if in_body { client.set_auth_type(AuthType::RequestBody) } else { client }
    }

    /// What is asked for beside `openid`: of what the provider offers, or of what every one has.
    fn scopes(&self, metadata: &Metadata) -> Vec<Scope> {
        let wanted = ["profile", "email", &self.groups_claim].map(|scope| Scope::new(scope.to_owned()));
        match metadata.scopes_supported() {
            Some(offered) => wanted.into_iter().filter(|scope| offered.contains(scope)).collect(),
            None => wanted.into_iter().take(2).collect(),
        }
    }

    async fn metadata(&self, now: Timestamp, age_ms: i64) -> Result<Arc<Metadata>, Problem> {
        let mut known = self.known.lock().await;
        if let Some(Known { at, metadata }) = &*known {
            let age = now.0.saturating_sub(at.0);
            match metadata {
                Some(metadata) if age < age_ms => return Ok(metadata.clone()),
                None if age < RETRY_MS => return Err(Problem::Unreachable),
                _ => {}
            }
        }
        let found = Metadata::discover_async(self.issuer.1.clone(), &self.http).await;
        let found = found.inspect_err(|error| {
            tracing::warn!(%error, cause = ?error.source(), "the identity provider cannot be asked");
        });
        let metadata = found.ok().map(Arc::new);
        *known = Some(Known { at: now, metadata: metadata.clone() });
        metadata.ok_or(Problem::Unreachable)
    }
}

/// Whether the methods a provider names (RFC 8176) are more than a password.
fn is_strong(methods: &[&str]) -> bool {
    let has = |method: &str| methods.contains(&method);
    has("mfa") || has("otp") || has("hwk") || (has("swk") && has("pin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_a_password() {
        for strong in [&["mfa"][..], &["pwd", "otp"], &["hwk"], &["pwd", "swk", "pin"]] {
            assert!(is_strong(strong), "{strong:?}");
        }
        for weak in [&[][..], &["pwd"], &["pin"], &["swk"], &["MFA"], &["sms"], &["mfa "]] {
            assert!(!is_strong(weak), "{weak:?}");
        }
    }
}
