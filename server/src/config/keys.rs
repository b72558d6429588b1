//! Every setting there is: one table for flags, environment, file and `strongroom config`.

/// A setting.
#[derive(Debug)]
pub struct Key {
    /// Name in the file; `STRONGROOM_<NAME>` and `--na-me` follow from it.
    pub name: &'static str,
    /// What stands for the value in the help.
    pub value: &'static str,
    /// One line of help.
    pub help: &'static str,
    /// Value when nobody says anything; `None` when there is none or it depends on others.
    pub default: Option<&'static str>,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// Whether there is a flag: not for what would be seen in the list of processes.
    pub flag: bool,
}

const fn key(name: &'static str, value: &'static str, help: &'static str, default: Option<&'static str>) -> Key {
    Key { name, value, help, default, secret: false, flag: true }
}

/// What stands for a number.
pub(super) const COUNT: &str = "COUNT";

/// The settings, in the order they are shown.
static KEYS: [Key; 27] = [
    key("data_dir", "DIR", "Folder of this installation [default: ~/.local/share/strongroom]", None),
    key("console", "HOST:PORT", "Address the console listens on (HTTP)", Some("127.0.0.1:3000")),
    key("api", "HOST:PORT", "Address the API listens on (HTTPS)", Some("127.0.0.1:3443")),
    key("console_origin", "URL", "Origin of the console as browsers see it, such as https://secrets.example.org", None),
    key(
        "api_names",
        "NAMES",
        "DNS names and addresses in the generated API certificate, with commas",
        Some("localhost,127.0.0.1,::1"),
    ),
    key("tls_cert_file", "FILE", "Certificate chain of the API in PEM form, instead of a generated one", None),
    key("tls_key_file", "FILE", "Private key of that certificate in PEM form", None),
    Key {
        secret: true,
        ..key("database_url", "URL", "PostgreSQL database, postgres://user:password@host/name, instead of SQLite", None)
    },
    key("database_url_file", "FILE", "File that holds the database URL", None),
    key("root_key", "KIND", "How `init` keeps the root key: file or passphrase", Some("file")),
    key("root_key_file", "FILE", "The root key's file [default: root.key in the data folder]", None),
    Key { secret: true, flag: false, ..key("passphrase", "TEXT", "Passphrase of the root key", None) },
    key("passphrase_file", "FILE", "File that holds the passphrase; without one the server starts sealed", None),
    key("region", "NAME", "Region name of a new installation", Some("local")),
    key("admin_name", "NAME", "Name of the first administrator", Some("admin")),
    key("log", "FILTER", "What is logged: error, warn, info, debug, trace, or a filter per module", Some("info")),
    key("log_format", "FORMAT", "How it is logged: text or json", Some("text")),
    key("oidc_issuer", "URL", "Identity provider for single sign-on, such as https://id.example.org", None),
    key("oidc_client_id", "ID", "What the identity provider calls this console", None),
    Key { secret: true, flag: false, ..key("oidc_client_secret", "TEXT", "Client secret at the provider", None) },
    key("oidc_client_secret_file", "FILE", "File that holds the client secret; none for a public client", None),
    key("oidc_name", "NAME", "What the sign-in button calls the provider", Some("single sign-on")),
    key("oidc_groups_claim", "NAME", "The provider's claim that lists a person's groups", Some("groups")),
    key(
        "oidc_groups",
        "PAIRS",
        "Groups that let people in: there=Here,..., there at the provider, Here a group here",
        None,
    ),
    key("oidc_ca_file", "FILE", "Certificates to trust at the provider in PEM form, instead of the system's", None),
    key("connections", COUNT, "Connections each listener keeps open at most", Some("4096")),
    key("connections_per_address", COUNT, "Of these, connections from one client address at most", Some("1024")),
];

/// Every setting.
pub fn keys() -> impl Iterator<Item = &'static Key> {
    KEYS.iter()
}

/// The setting of this name.
pub(super) fn find(name: &str) -> Option<&'static Key> {
    keys().find(|key| key.name == name)
}

/// The known name that looks most like a wrong one.
pub(super) fn nearest(wrong: &str) -> &'static str {
    keys()
        .map(|key| key.name)
        .chain(["config"])
        .min_by_key(|name| strsim::levenshtein(wrong, name))
        .unwrap_or("data_dir")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_secrets_have_files() {
        for key in keys() {
            assert_eq!(keys().filter(|k| k.name == key.name).count(), 1, "{}", key.name);
            assert!(!key.secret || find(&format!("{}_file", key.name)).is_some(), "{} needs a file variant", key.name);
        }
    }
}
