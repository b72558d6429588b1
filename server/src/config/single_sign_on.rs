//! Settings of single sign-on.

use super::{Settings, Source};
use crate::Failure;
use http::Uri;
use std::{net::IpAddr, path::PathBuf};
use strongroom_core::Plaintext;
use strongroom_domain::{GroupName, Issuer};

/// Longest name on the sign-in button, in characters.
const NAME: usize = 40;

/// How the provider says who a user is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// OpenID Connect: in ID tokens. The provider's metadata names its addresses.
    OpenIdConnect,
    /// OAuth 2.0: at a UserInfo endpoint, which is asked with the access token.
    OAuth2(Endpoints),
}

/// Addresses of a provider without metadata: https, or http on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoints {
    /// Where browsers are sent to.
    pub authorization: String,
    /// Where codes are redeemed.
    pub token: String,
    /// Answers with the user's claims.
    pub user_info: String,
    /// Answers with a list of the user's groups; `None` if the claims have them.
    pub groups: Option<String>,
}

/// The identity provider. It may contain a secret, so it has no `Debug`.
pub struct SingleSignOn {
    /// The provider's issuer URL, exactly as the provider writes it: https, or http on this machine. With OAuth 2.0 any address
    /// that names the provider.
    pub issuer: Issuer,
    /// How the provider says who a user is.
    pub protocol: Protocol,
    /// Scopes to request; `None` for the usual ones.
    pub scopes: Option<Vec<String>>,
    /// The claim that identifies a user.
    pub subject_claim: String,
    /// The claim that names a user.
    pub name_claim: String,
    /// Client id of this console at the provider.
    pub client_id: String,
    /// Client secret of this console at the provider; `None` for a public client.
    pub client_secret: Option<Plaintext>,
    /// Name of the provider on the sign-in button.
    pub name: String,
    /// The claim that lists a user's groups.
    pub groups_claim: String,
    /// Pairs of a provider group and the local group it maps to; at least one.
    pub groups: Vec<(String, GroupName)>,
    /// Certificates to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
}

impl SingleSignOn {
    /// Reads the settings; `None` if no provider is configured.
    ///
    /// # Errors
    /// Names the missing or invalid setting.
    pub(super) fn new(settings: &Settings) -> Result<Option<Self>, Failure> {
        let must = |name: &str, rule: &str| Failure::new(format!("{name} ({}) must be {rule}", settings.source(name)));
        let Some(issuer) = settings.get("oidc_issuer") else {
            return match NEEDS_ISSUER.iter().find(|name| settings.source(name) != Source::Default) {
                Some(name) => Err(Failure::new(format!(
                    "{name} ({}) has no effect without oidc_issuer; set oidc_issuer too",
                    settings.source(name)
                ))),
                None => Ok(None),
            };
        };
        let required = |name: &str, what: &str| {
            let given = settings.get(name).filter(|value| !value.is_empty());
            given.ok_or_else(|| Failure::new(format!("oidc_issuer is set, so {name} is required too: {what}")))
        };
        let name = settings.get("oidc_name").unwrap_or_default();
        let plain = !name.chars().any(char::is_control) && (1..=NAME).contains(&name.chars().count());
        let protocol = protocol(settings)?;
        let subject = settings.get("oidc_subject_claim").unwrap_or_default();
        if protocol == Protocol::OpenIdConnect && subject != OPENID_SUBJECT {
            return Err(must("oidc_subject_claim", "sub with OpenID Connect, where only that identifies a user"));
        }
        Ok(Some(Self {
            issuer: address(issuer).ok_or_else(|| must("oidc_issuer", ISSUER_RULE))?,
            protocol,
            scopes: settings.get("oidc_scopes").map(|scopes| scopes.split_whitespace().map(str::to_owned).collect()),
            subject_claim: required("oidc_subject_claim", "the claim that identifies a user")?.to_owned(),
            name_claim: required("oidc_name_claim", "the claim that names a user")?.to_owned(),
            client_id: required("oidc_client_id", "the client id of this console at the provider")?.to_owned(),
            client_secret: settings.secret("oidc_client_secret")?,
            name: if plain { name.to_owned() } else { return Err(must("oidc_name", "1 to 40 characters")) },
            groups_claim: required("oidc_groups_claim", "the claim that lists a user's groups")?.to_owned(),
            groups: mapping(required("oidc_groups", "nobody can sign in without a mapped group")?).ok_or_else(
                || {
                    must(
                        "oidc_groups",
                        "pairs PROVIDER_GROUP=LOCAL_GROUP separated by commas, LOCAL_GROUP a valid group name",
                    )
                },
            )?,
            ca_file: settings.get("oidc_ca_file").map(PathBuf::from),
        }))
    }
}

/// OAuth 2.0 if its endpoints are set: all three of them, or none.
fn protocol(settings: &Settings) -> Result<Protocol, Failure> {
    let given = |name: &str| {
        let Some(text) = settings.get(name) else { return Ok(None) };
        let safe = is_safe(text).then(|| Some(text.to_owned()));
        safe.ok_or_else(|| {
            Failure::new(format!("{name} ({}) must be an https URL; http only for this machine", settings.source(name)))
        })
    };
    let [authorization, token, user_info] = ENDPOINTS.map(given);
    let (authorization, token, user_info) = (authorization?, token?, user_info?);
    let groups = given("oidc_groups_endpoint")?;
    match (authorization, token, user_info) {
        (Some(authorization), Some(token), Some(user_info)) => {
            Ok(Protocol::OAuth2(Endpoints { authorization, token, user_info, groups }))
        }
        (None, None, None) if groups.is_none() => Ok(Protocol::OpenIdConnect),
        _ => Err(Failure::new(format!(
            "a provider without ID tokens needs {} together; with ID tokens none of them, because its metadata names them",
            ENDPOINTS.join(", ")
        ))),
    }
}

/// The endpoints of OAuth 2.0.
const ENDPOINTS: [&str; 3] = ["oidc_authorization_endpoint", "oidc_token_endpoint", "oidc_userinfo_endpoint"];
/// The claim that identifies a user in OpenID Connect.
const OPENID_SUBJECT: &str = "sub";

/// Settings that are rejected without `oidc_issuer`.
pub(crate) const NEEDS_ISSUER: [&str; 14] = [
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_client_secret_file",
    "oidc_groups",
    "oidc_groups_claim",
    "oidc_name",
    "oidc_ca_file",
    "oidc_authorization_endpoint",
    "oidc_token_endpoint",
    "oidc_userinfo_endpoint",
    "oidc_groups_endpoint",
    "oidc_scopes",
    "oidc_subject_claim",
    "oidc_name_claim",
];
const ISSUER_RULE: &str = "an https URL without query, exactly as the provider writes it; http only for this machine";

fn address(text: &str) -> Option<Issuer> {
    (is_safe(text) && !text.contains('?')).then(|| Issuer::new(text).ok()).flatten()
}

/// Whether it is an https URL, or an http URL of this machine, without user and fragment.
fn is_safe(text: &str) -> bool {
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    match uri.scheme_str() {
        Some("https") => !text.contains(['#', '@']),
        Some("http") => local && !text.contains(['#', '@']),
        _ => false,
    }
}

/// Provider groups may contain an equals sign, local groups cannot.
fn mapping(text: &str) -> Option<Vec<(String, GroupName)>> {
    text.split(',')
        .map(|pair| {
            let (provider, local) = pair.rsplit_once('=')?;
            let provider = provider.trim();
            let local = GroupName::new(local.trim()).ok()?;
            (!provider.is_empty()).then(|| (provider.to_owned(), local))
        })
        .collect()
}
