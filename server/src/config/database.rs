//! Where the database is, and its password.

use super::{Settings, Source};
use crate::Failure;
use strongroom_store::{DatabaseUrl, TlsMode};

/// Reads the settings; `None` for SQLite in the data folder.
///
/// # Errors
/// Names the setting, its source, and the rule; never a part of a password.
pub(super) fn read(settings: &Settings) -> Result<Option<DatabaseUrl>, Failure> {
    let (url, password) = (settings.secret("database_url")?, settings.secret("database_password")?);
    let fail = |name: &str, rule: String| Failure::new(format!("{name} ({}) {rule}", settings.secret_source(name)));
    let Some(url) = url else {
        return match password {
            Some(_) => {
                Err(fail("database_password", "has no effect without database_url; set database_url too".into()))
            }
            None => Ok(None),
        };
    };
    // Both are UTF-8: environment and files are checked when they are read.
    let url = std::str::from_utf8(url.expose()).unwrap_or_default();
    let url = DatabaseUrl::parse(url).map_err(|error| fail("database_url", error.to_string()))?;
    let Some(password) = password else { return Ok(Some(url)) };
    let password = std::str::from_utf8(password.expose()).unwrap_or_default();
    if password.is_empty() || password.contains('\0') {
        return Err(fail("database_password", "must be a text without a NUL character".into()));
    }
    url.with_password(password).map(Some).map_err(|error| fail("database_url", error.to_string()))
}

/// What an operator should know about a connection to PostgreSQL.
pub(super) fn warnings(settings: &Settings, url: &DatabaseUrl) -> Vec<String> {
    let visible = matches!(settings.source("database_url"), Source::Flag(_)) && url.has_password();
    let visible = visible.then(|| {
        "The password in --database-url is visible in the process list of this machine. Leave it out of the URL, and set \
         STRONGROOM_DATABASE_PASSWORD or database_password_file."
            .to_owned()
    });
    let unverified = url.remote_host().filter(|_| url.tls() != TlsMode::VerifyFull).map(|host| {
        format!(
            "The connection to PostgreSQL at {host} does not verify that it is the right server (sslmode={}): whoever is between \
             the two can pose as the database. Add sslmode=verify-full to database_url, and sslrootcert=FILE if the server's \
             certificate is of an authority of your own.",
            url.tls()
        )
    });
    visible.into_iter().chain(unverified).collect()
}
