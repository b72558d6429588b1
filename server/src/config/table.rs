//! Every setting: one table for flags, environment, configuration file and `strongroom config`.

/// A setting.
#[derive(Debug)]
pub struct Setting {
    /// Name in the file; `STRONGROOM_<NAME>` and `--na-me` follow from it.
    pub name: &'static str,
    /// Placeholder of the value in the help.
    pub value: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Default value; `None` if unset or derived from other settings.
    pub default: Option<&'static str>,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// Whether there is a flag. None for values that would be visible in the process list.
    pub flag: bool,
}

const fn setting(
    name: &'static str,
    value: &'static str,
    help: &'static str,
    default: Option<&'static str>,
) -> Setting {
    Setting { name, value, help, default, secret: false, flag: true }
}

/// Placeholder of a number.
pub(super) const COUNT: &str = "COUNT";
/// Placeholders of a path.
const FILE: &str = "FILE";
const DIR: &str = "DIR";

impl Setting {
    /// Whether the value is a path.
    pub fn is_path(&self) -> bool {
        [FILE, DIR].contains(&self.value)
    }
}

/// The settings, in the order they are shown.
static SETTINGS: &[Setting] = &[
    setting("data_dir", DIR, "Data folder of this installation [default: ~/.local/share/strongroom]", None),
    setting("console", "HOST:PORT", "Address the console listens on (HTTP)", Some("127.0.0.1:3000")),
    setting("api", "HOST:PORT", "Address the API listens on (HTTPS)", Some("127.0.0.1:3443")),
    setting(
        "console_origin",
        "URL",
        "Origin of the console as browsers see it, such as https://secrets.example.org",
        None,
    ),
    setting(
        "api_names",
        "NAMES",
        "DNS names and IP addresses in the generated API certificate, separated by commas",
        Some("localhost,127.0.0.1,::1"),
    ),
    setting("tls_cert_file", FILE, "Certificate chain of the API in PEM form, instead of a generated one", None),
    setting("tls_key_file", FILE, "Private key of that certificate in PEM form", None),
    Setting {
        secret: true,
        ..setting(
            "database_url",
            "URL",
            "PostgreSQL database, postgres://user:password@host/name, instead of SQLite",
            None,
        )
    },
    setting("database_url_file", FILE, "File that holds the database URL", None),
    Setting {
        secret: true,
        flag: false,
        ..setting("database_password", "TEXT", "Password of the PostgreSQL account, instead of one in the URL", None)
    },
    setting("database_password_file", FILE, "File that holds the password of the PostgreSQL account", None),
    setting("root_key", "KIND", "How `init` stores the root key: file or passphrase", Some("file")),
    setting("root_key_file", FILE, "File of the root key [default: root.key in the data folder]", None),
    setting(
        "checkpoint_file",
        FILE,
        "File that checkpoints of the audit trail are appended to [default: audit-checkpoints beside the root key]",
        None,
    ),
    Setting { secret: true, flag: false, ..setting("passphrase", "TEXT", "Passphrase of the root key", None) },
    setting("passphrase_file", FILE, "File that holds the passphrase; without one the server starts sealed", None),
    setting("region", "NAME", "Region name of a new installation", Some("local")),
    setting("admin_name", "NAME", "Name of the first administrator", Some("admin")),
    setting(
        "log",
        "FILTER",
        "Log level: error, warn, info, debug or trace, and levels per module such as info,strongroom_store=debug",
        Some("info"),
    ),
    setting("log_format", "FORMAT", "Log format: text or json", Some("text")),
    setting("oidc_issuer", "URL", "Identity provider for single sign-on, such as https://id.example.org", None),
    setting("oidc_client_id", "ID", "Client id of this console at the identity provider", None),
    Setting {
        secret: true,
        flag: false,
        ..setting("oidc_client_secret", "TEXT", "Client secret at the provider", None)
    },
    setting("oidc_client_secret_file", FILE, "File that holds the client secret; unset for a public client", None),
    setting("oidc_name", "NAME", "Name of the provider on the sign-in button", Some("single sign-on")),
    setting("oidc_groups_claim", "NAME", "Claim of the provider that lists a user's groups", Some("groups")),
    setting("oidc_groups", "PAIRS", "Groups that may sign in: PROVIDER_GROUP=LOCAL_GROUP, separated by commas", None),
    setting("oidc_ca_file", FILE, "Certificates to trust for the provider in PEM form, instead of the system's", None),
    setting("oidc_authorization_endpoint", "URL", "For a provider without ID tokens: where browsers are sent to", None),
    setting("oidc_token_endpoint", "URL", "For a provider without ID tokens: where codes are redeemed", None),
    setting("oidc_userinfo_endpoint", "URL", "For a provider without ID tokens: who the user is", None),
    setting("oidc_groups_endpoint", "URL", "For a provider without ID tokens: lists the user's groups", None),
    setting("oidc_scopes", "SCOPES", "Scopes to request, separated by spaces, instead of the usual ones", None),
    setting(
        "oidc_subject_claim",
        "NAME",
        "Claim that identifies a user; another than sub only without ID tokens",
        Some("sub"),
    ),
    setting("oidc_name_claim", "NAME", "Claim that names a user", Some("preferred_username")),
    setting("rotations", "SWITCH", "Whether this server rotates secrets at their targets: on or off", Some("on")),
    setting(
        "callable_networks",
        "NETWORKS",
        "Private networks in which rotation functions and webhooks may be called, such as 10.0.0.0/8, separated by commas [default: none]",
        None,
    ),
    setting(
        "notify_after",
        "MINUTES",
        "How long a rotation may fail and try again before notification channels are told",
        Some("10"),
    ),
    setting("connections", COUNT, "Most connections per listener", Some("4096")),
    setting("connections_per_address", COUNT, "Most connections per listener from one client address", Some("1024")),
    setting(
        "trusted_proxies",
        "NETWORKS",
        "Addresses and networks of proxies whose X-Forwarded-For names the client, separated by commas",
        None,
    ),
    setting(
        "proxy_protocol",
        "LISTENERS",
        "Listeners whose trusted proxies speak the PROXY protocol: console, api, or both with a comma",
        None,
    ),
];

/// Every setting.
pub fn all_settings() -> impl Iterator<Item = &'static Setting> {
    SETTINGS.iter()
}

/// The setting of this name.
pub(super) fn find(name: &str) -> Option<&'static Setting> {
    all_settings().find(|setting| setting.name == name)
}

/// The known name most similar to an unknown one.
pub(super) fn nearest(wrong: &str) -> &'static str {
    all_settings()
        .map(|setting| setting.name)
        .chain(["config"])
        .min_by_key(|name| strsim::levenshtein(wrong, name))
        .unwrap_or("data_dir")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_secrets_have_a_file_variant() {
        for setting in all_settings() {
            assert_eq!(all_settings().filter(|other| other.name == setting.name).count(), 1, "{}", setting.name);
            assert!(
                !setting.secret || find(&format!("{}_file", setting.name)).is_some(),
                "{} needs a file variant",
                setting.name
            );
        }
    }
}
