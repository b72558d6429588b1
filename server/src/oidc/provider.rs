//! The provider: the authorization request, and who the user is that comes back.

use super::{
    claims::Claims,
    error::SsoError,
    http::ProviderHttp,
    metadata::{self, KnownProvider},
    redemption::{OAuthClient, Tokens},
    token::{self, Expected, Nonce},
    user::{UserClaims, is_multi_factor},
};
use crate::{
    Failure,
    config::{Protocol, SingleSignOn},
    console::Origin,
};
use http::HeaderValue;
use oauth2::{
    AuthType, AuthUrl, AuthorizationCode, ClientId, ClientSecret, CsrfToken, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, TokenResponse, TokenUrl, url::Url,
};
use serde_json::Value;
use std::sync::Arc;
use strongroom_app::paths;
use strongroom_core::{
    ops::system::ProviderIdentity,
    ports::{Moment, Uptime},
};
use strongroom_domain::{Federated, GroupName, Issuer, Subject};
use tokio::sync::Mutex;

/// Age at which metadata and keys are fetched again, in milliseconds.
const MAX_AGE_MS: i64 = 3_600_000;
/// Age at which they are fetched again when a signature is invalid: the keys may be new. In milliseconds.
const KEYS_MAX_AGE_MS: i64 = 60_000;
/// Pause after the provider did not respond, in milliseconds.
const RETRY_MS: i64 = 5_000;

/// The configured provider.
pub(super) struct Provider {
    issuer: Issuer,
    client: (ClientId, Option<ClientSecret>),
    redirect: RedirectUrl,
    scopes: Option<Vec<Scope>>,
    claims: UserClaims,
    groups: Vec<(String, GroupName)>,
    http: ProviderHttp,
    kind: ProviderKind,
}

enum ProviderKind {
    /// Its metadata and keys are fetched when they are needed.
    OpenIdConnect(Mutex<Option<Fetched>>),
    /// OAuth 2.0 without ID tokens: the addresses are configured.
    OAuth2 { known: Arc<KnownProvider>, groups: Option<Url> },
}

/// Metadata and keys, or why they could not be had, and when they were fetched.
struct Fetched {
    at: Uptime,
    known: Result<Arc<KnownProvider>, SsoError>,
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
        let redirect = RedirectUrl::new(format!("{origin}{}", paths::SSO_CALLBACK));
        let kind = match &settings.protocol {
            Protocol::OpenIdConnect => ProviderKind::OpenIdConnect(Mutex::new(None)),
            Protocol::OAuth2(at) => {
                let user_info = Url::parse(&at.user_info).map_err(|_| broken("oidc_userinfo_endpoint"))?;
                let groups = at.groups.as_deref().map(Url::parse).transpose();
                let known = KnownProvider {
                    authorization: AuthUrl::new(at.authorization.clone())
                        .map_err(|_| broken("oidc_authorization_endpoint"))?,
                    token: TokenUrl::new(at.token.clone()).map_err(|_| broken("oidc_token_endpoint"))?,
                    user_info: Some(user_info),
                    keys: Vec::new(),
                    // Every provider of this kind reads it there; not all read the header.
                    auth_type: AuthType::RequestBody,
                    scopes: None,
                    names_issuer: false,
                };
                let groups = groups.map_err(|_| broken("oidc_groups_endpoint"))?;
                ProviderKind::OAuth2 { known: Arc::new(known), groups }
            }
        };
        Ok(Self {
            issuer: settings.issuer.clone(),
            client: (ClientId::new(settings.client_id.clone()), secret.map(ClientSecret::new)),
            redirect: redirect.map_err(|_| broken("console_origin"))?,
            scopes: settings.scopes.as_ref().map(|scopes| scopes.iter().cloned().map(Scope::new).collect()),
            claims: UserClaims {
                subject: settings.subject_claim.clone(),
                name: settings.name_claim.clone(),
                groups: settings.groups_claim.clone(),
            },
            groups: settings.groups.clone(),
            http: ProviderHttp::new(settings.ca_file.as_deref())?,
            kind,
        })
    }

    /// Creates an authorization request, with the values that bind its response to this sign-in.
    pub async fn begin(&self, at: Moment) -> Result<AuthorizationRequest, SsoError> {
        let known = self.known(at, MAX_AGE_MS).await?;
        let to = known.authorization.url().scheme();
        if to != "https" && !self.issuer.as_str().starts_with(&format!("{to}://")) {
            return Err(SsoError::UnsafeAddress);
        }
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let nonce = Nonce::random();
        let client = self.client(&known);
        let mut request = client.authorize_url(CsrfToken::new_random).add_scopes(self.scopes(&known));
        if let ProviderKind::OpenIdConnect(_) = self.kind {
            request = request.add_extra_param("nonce", nonce.as_str());
        }
        let (address, state) = request.set_pkce_challenge(challenge).url();
        Ok(AuthorizationRequest { address: address.into(), state, nonce, verifier })
    }

    /// Checks the issuer named in a response (RFC 9207).
    pub async fn check_issuer(&self, named: Option<&str>, at: Moment) -> Result<(), SsoError> {
        let required = self.known(at, MAX_AGE_MS).await?.names_issuer;
        match named {
            Some(issuer) if issuer == self.issuer.as_str() => Ok(()),
            None if !required => Ok(()),
            _ => Err(SsoError::OtherIssuer),
        }
    }

    /// Redeems a code, and finds out whose it was.
    pub async fn identify(
        &self,
        code: String,
        nonce: &Nonce,
        verifier: PkceCodeVerifier,
        at: Moment,
    ) -> Result<ProviderUser, SsoError> {
        let known = self.known(at, MAX_AGE_MS).await?;
        let tokens = self.redeem(&known, code, verifier).await?;
        match &self.kind {
            ProviderKind::OpenIdConnect(_) => {
                let claims = self.verified(&tokens, nonce, &known, at).await?;
                let more = self.more(&claims, &tokens, &known).await?;
                let methods = claims.texts("amr").unwrap_or_default();
                let groups = self.claims.groups(&claims).or_else(|| self.claims.groups(more.as_ref()?));
                let said: Vec<&Claims> = [&claims].into_iter().chain(&more).collect();
                self.user(&said, groups.unwrap_or_default(), is_multi_factor(&methods))
            }
            ProviderKind::OAuth2 { groups: listed_at, .. } => {
                let address = known.user_info.as_ref().ok_or(SsoError::UserInfo)?;
                let claims = Claims::parse(&self.get(address, &tokens).await?).ok_or(SsoError::UserInfo)?;
                let groups = match listed_at {
                    Some(address) => match serde_json::from_slice(&self.get(address, &tokens).await?) {
                        Ok(Value::Array(list)) => UserClaims::listed_groups(&list),
                        _ => return Err(SsoError::UserInfo),
                    },
                    None => self.claims.groups(&claims).unwrap_or_default(),
                };
                self.user(&[&claims], groups, false)
            }
        }
    }

    async fn redeem(
        &self,
        known: &KnownProvider,
        code: String,
        verifier: PkceCodeVerifier,
    ) -> Result<Tokens, SsoError> {
        let client = self.client(known);
        let request = client.exchange_code(AuthorizationCode::new(code)).set_pkce_verifier(verifier);
        request.request_async(&self.http).await.map_err(|error| {
            // Not the response itself, which may contain tokens.
            match error {
                RequestTokenError::ServerResponse(_) => SsoError::CodeRefused,
                RequestTokenError::Request(error) => {
                    tracing::warn!(%error, "cannot reach the identity provider");
                    SsoError::Unreachable
                }
                RequestTokenError::Parse(..) | RequestTokenError::Other(_) => SsoError::NoToken,
            }
        })
    }

    /// The claims of the ID token. If no key verifies it, the keys are fetched again, at most once a minute.
    async fn verified(
        &self,
        tokens: &Tokens,
        nonce: &Nonce,
        known: &KnownProvider,
        at: Moment,
    ) -> Result<Claims, SsoError> {
        let token = tokens.id_token().ok_or(SsoError::NoToken)?;
        let claims = match token::signed_claims(token, &known.keys) {
            Err(SsoError::Signature) => token::signed_claims(token, &self.known(at, KEYS_MAX_AGE_MS).await?.keys)?,
            other => other?,
        };
        let expected = Expected { issuer: self.issuer.as_str(), client_id: self.client.0.as_str(), nonce, now: at.now };
        token::check(&claims, &expected)?;
        Ok(claims)
    }

    /// The UserInfo response, if the ID token lacks the groups or a name (OpenID Connect Core, section 5.4).
    async fn more(&self, claims: &Claims, tokens: &Tokens, known: &KnownProvider) -> Result<Option<Claims>, SsoError> {
        let said_of = |claims: &Claims| claims.identifier("sub");
        let needed = self.claims.groups(claims).is_none() || self.claims.names(&[claims]).is_empty();
        let Some(address) = known.user_info.as_ref().filter(|_| needed || !claims.has(&self.claims.name)) else {
            return Ok(None);
        };
        match self.get(address, tokens).await.map(|json| Claims::parse(&json)) {
            // A number is a subject like a text: `None` on both sides says nothing.
            Ok(Some(more)) if said_of(&more).is_some_and(|who| Some(who) == said_of(claims)) => Ok(Some(more)),
            Ok(Some(_)) => Err(SsoError::OtherUser),
            _ if !needed => Ok(None),
            Ok(None) => Err(SsoError::UserInfo),
            Err(error) => Err(error),
        }
    }

    /// Reads a resource of the provider with the access token.
    async fn get(&self, address: &Url, tokens: &Tokens) -> Result<Vec<u8>, SsoError> {
        let bearer = HeaderValue::from_str(&format!("Bearer {}", tokens.access_token().secret()));
        let mut bearer = bearer.map_err(|_| SsoError::NoToken)?;
        bearer.set_sensitive(true);
        self.http.get(address, Some(bearer)).await.map_err(|error| {
            tracing::warn!(%error, "cannot read about the user at the identity provider");
            SsoError::UserInfo
        })
    }

    fn user(&self, said: &[&Claims], theirs: Vec<String>, mfa: bool) -> Result<ProviderUser, SsoError> {
        let subject = said.first().and_then(|claims| claims.identifier(&self.claims.subject));
        let subject = Subject::new(&subject.ok_or(SsoError::Subject)?).map_err(|_| SsoError::Subject)?;
        let granted = self.groups.iter().filter(|(group, _)| theirs.contains(group)).map(|(_, local)| local.clone());
        let identity = ProviderIdentity {
            federated: Federated { issuer: self.issuer.clone(), subject },
            names: self.claims.names(said),
            display_name: said.iter().find_map(|claims| claims.text("name")).unwrap_or_default().to_owned(),
            groups: granted.collect(),
            mapped: self.groups.iter().map(|(_, local)| local.clone()).collect(),
        };
        Ok(ProviderUser { identity, mfa })
    }

    fn client(&self, known: &KnownProvider) -> OAuthClient {
        let (id, secret) = self.client.clone();
        let client = oauth2::Client::new(id);
        let client = match secret {
            Some(secret) => client.set_client_secret(secret),
            None => client,
        };
        client
            .set_auth_type(known.auth_type.clone())
            .set_auth_uri(known.authorization.clone())
            .set_token_uri(known.token.clone())
            .set_redirect_uri(self.redirect.clone())
    }

    /// The configured scopes; otherwise those the provider supports, or the common ones if it does not say.
    fn scopes(&self, known: &KnownProvider) -> Vec<Scope> {
        if let Some(configured) = &self.scopes {
            return configured.clone();
        }
        if let ProviderKind::OAuth2 { .. } = self.kind {
            return Vec::new();
        }
        let wanted = ["profile", "email", &self.claims.groups];
        let more: Vec<&str> = match &known.scopes {
            Some(offered) => wanted.into_iter().filter(|scope| offered.iter().any(|one| one == scope)).collect(),
            None => wanted.into_iter().take(2).collect(),
        };
        ["openid"].into_iter().chain(more).map(|scope| Scope::new(scope.to_owned())).collect()
    }

    async fn known(&self, at: Moment, age_ms: i64) -> Result<Arc<KnownProvider>, SsoError> {
        let cache = match &self.kind {
            ProviderKind::OAuth2 { known, .. } => return Ok(known.clone()),
            ProviderKind::OpenIdConnect(cache) => cache,
        };
        // Held while fetching: whoever comes meanwhile waits for the same response, at most as long as two requests may take.
        let mut cache = cache.lock().await;
        if let Some(Fetched { at: fetched, known }) = &*cache {
            let age = at.uptime.since_ms(*fetched);
            let fresh = if known.is_ok() { age < age_ms } else { age < RETRY_MS };
            if fresh {
                return known.clone();
            }
        }
        let known = self.discover().await.map(Arc::new);
        *cache = Some(Fetched { at: at.uptime, known: known.clone() });
        known
    }

    async fn discover(&self) -> Result<KnownProvider, SsoError> {
        let issuer = self.issuer.as_str();
        let address = format!("{}/.well-known/openid-configuration", issuer.strip_suffix('/').unwrap_or(issuer));
        let address = Url::parse(&address).map_err(|_| SsoError::Metadata("issuer"))?;
        let (mut known, keys_at) = metadata::read(&self.fetch(&address).await?, issuer)?;
        known.keys = token::keys(&self.fetch(&keys_at).await?).ok_or(SsoError::Metadata("the key set"))?;
        Ok(known)
    }

    async fn fetch(&self, address: &Url) -> Result<Vec<u8>, SsoError> {
        self.http.get(address, None).await.map_err(|error| {
            tracing::warn!(%error, "cannot reach the identity provider");
            SsoError::Unreachable
        })
    }
}
