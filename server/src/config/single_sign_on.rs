//! Settings of single sign-on: none, or everything a sign-in through the provider needs.

use super::{Settings, Source};
use crate::Failure;
use http::Uri;
use std::{net::IpAddr, path::PathBuf};
use strongroom_core::Plaintext;
use strongroom_domain::{GroupName, Issuer};

/// Longest name on the sign-in button, in characters.
const NAME: usize = 40;

/// An identity provider people sign in through. It may hold a secret, so it has no `Debug`.
pub struct SingleSignOn {
    /// The provider's address, exactly as it calls itself: https, or http on this machine.
    pub issuer: Issuer,
    /// What the provider calls this console.
    pub client_id: String,
    /// What this console proves itself with there; none for a public client.
    pub client_secret: Option<Plaintext>,
    /// What the sign-in button calls the provider.
    pub name: String,
    /// The claim that lists a person's groups.
    pub groups_claim: String,
    /// Groups there and the groups here they stand for; at least one.
    pub groups: Vec<(String, GroupName)>,
    /// Certificates to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
}

impl SingleSignOn {
    /// Reads the settings; none when no provider is named.
    ///
    /// # Errors
    /// Names the setting that is missing or wrong.
    pub(super) fn new(settings: &Settings) -> Result<Option<Self>, Failure> {
        let must = |name: &str, rule: &str| Failure::new(format!("{name} ({}) must be {rule}", settings.source(name)));
        let Some(issuer) = settings.get("oidc_issuer") else {
            return match NEEDS_ISSUER.iter().find(|name| settings.source(name) != Source::Default) {
                Some(name) => Err(Failure::new(format!(
                    "{name} ({}) says nothing without oidc_issuer; give that too",
                    settings.source(name)
                ))),
                None => Ok(None),
            };
        };
        let needed = |name: &str, what: &str| {
            let given = settings.get(name).filter(|value| !value.is_empty());
            given.ok_or_else(|| Failure::new(format!("oidc_issuer is given, so {name} is needed too: {what}")))
        };
        let name = settings.get("oidc_name").unwrap_or_default();
        let plain = !name.chars().any(char::is_control) && (1..=NAME).contains(&name.chars().count());
        Ok(Some(Self {
            issuer: address(issuer).ok_or_else(|| must("oidc_issuer", ISSUER_RULE))?,
            client_id: needed("oidc_client_id", "what the provider calls this console")?.to_owned(),
            client_secret: settings.secret("oidc_client_secret")?,
            name: if plain { name.to_owned() } else { return Err(must("oidc_name", "1 to 40 characters")) },
            groups_claim: needed("oidc_groups_claim", "the claim that lists a person's groups")?.to_owned(),
            groups: mapping(needed("oidc_groups", "nobody gets in without a group")?)
                .ok_or_else(|| must("oidc_groups", "pairs there=Here with commas between, Here a group's name"))?,
            ca_file: settings.get("oidc_ca_file").map(PathBuf::from),
        }))
    }
}

/// Settings that say nothing, and may not be given, without a provider.
pub(crate) const NEEDS_ISSUER: [&str; 7] = [
    "oidc_client_id",
    "oidc_client_secret",
    "oidc_client_secret_file",
    "oidc_groups",
    "oidc_groups_claim",
    "oidc_name",
    "oidc_ca_file",
];
const ISSUER_RULE: &str =
    "an https address without query, exactly as the provider writes it; http only for this machine";

fn address(text: &str) -> Option<Issuer> {
    let uri: Uri = text.parse().ok()?;
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    let here = host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    let safe = match uri.scheme_str()? {
        "https" => true,
        "http" => here,
        _ => false,
    };
    (safe && !text.contains(['?', '#', '@'])).then(|| Issuer::new(text).ok()).flatten()
}

/// The names of groups there may hold an equals sign, those here cannot.
fn mapping(text: &str) -> Option<Vec<(String, GroupName)>> {
    text.split(',')
        .map(|pair| {
            let (there, here) = pair.rsplit_once('=')?;
            let there = there.trim();
            (!there.is_empty()).then(|| GroupName::new(here.trim()).ok()).flatten().map(|here| (there.to_owned(), here))
        })
        .collect()
}
