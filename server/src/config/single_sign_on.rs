//! Settings of single sign-on.

use super::{Settings, Source};
use crate::Failure;
use http::Uri;
use std::{net::IpAddr, path::PathBuf};
use strongroom_core::Plaintext;
use strongroom_domain::{GroupName, Issuer};

/// Longest name on the sign-in button, in characters.
const NAME: usize = 40;

/// The identity provider. It may contain a secret, so it has no `Debug`.
pub struct SingleSignOn {
    /// The provider's issuer URL, exactly as the provider writes it: https, or http on this machine.
    pub issuer: Issuer,
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
        Ok(Some(Self {
            issuer: address(issuer).ok_or_else(|| must("oidc_issuer", ISSUER_RULE))?,
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

/// Settings that are rejected without `oidc_issuer`.
pub(crate) const NEEDS_ISSUER: [&str; 7] = [
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_client_secret_file",
    "oidc_groups",
    "oidc_groups_claim",
    "oidc_name",
    "oidc_ca_file",
];
const ISSUER_RULE: &str = "an https URL without query, exactly as the provider writes it; http only for this machine";

fn address(text: &str) -> Option<Issuer> {
    let uri: Uri = text.parse().ok()?;
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    let local = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let safe = match uri.scheme_str()? {
        "https" => true,
        "http" => local,
        _ => false,
    };
    (safe && !text.contains(['?', '#', '@'])).then(|| Issuer::new(text).ok()).flatten()
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
