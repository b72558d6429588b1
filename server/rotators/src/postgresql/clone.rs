//! The second of two accounts that take turns.
//!
//! It is a member of the first and becomes it at each log-in (`ALTER ROLE second SET role = first`). So it has the rights of the first
//! at any time, also those granted later; what it creates belongs to the first, and the owner's rights never depend on whose turn it
//! is. The settings of the first are copied, since they are those of the account that logs in.

use super::{
    account::{password_clause, quoted, set_password},
    session::PostgresqlSession,
};
use postgres_protocol::escape::{escape_identifier, escape_literal};
use strongroom_core::ports::{Credential, Trouble};
use tokio_postgres::Row;
use zeroize::Zeroizing;

const MAY_CLONE: &str = "SUPERUSER, or CREATEROLE and from version 16 ADMIN OPTION on the first role";
const MAY_SET: &str = "SUPERUSER, or from version 15 SET on each parameter, to copy the settings of the first role";

/// Settings whose value is a list of names, each quoted by itself: those that the server marks `GUC_LIST_QUOTE`.
const LISTS: &[&str] = &[
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// Sets the password of the second role, which is made if it does not exist, in one transaction.
pub(super) async fn set_or_create(
    session: &mut PostgresqlSession,
    first: &str,
    second: &Credential,
) -> Result<(), Trouble> {
    if first == second.account {
        return Err(Trouble::Unsupported("the two accounts must have different names".into()));
    }
    if !session.rows("SELECT 1 FROM pg_roles WHERE rolname::text = $1", &second.account).await?.is_empty() {
        return set_password(session, second).await;
    }
    session.require_verifiers().await?;
    let (creation, settings) = creation(session, first, second).await?;
    session.ask(&creation, MAY_CLONE).await?;
    for setting in settings {
        session.ask(&setting, MAY_SET).await.map_err(cannot_be_copied)?;
    }
    session.change("COMMIT", MAY_CLONE).await
}

/// Why a setting is refused: the parameter may no longer exist, or no longer accept the value.
fn cannot_be_copied(trouble: Trouble) -> Trouble {
    match trouble {
        Trouble::NoAccount | Trouble::CandidateRefused(_) | Trouble::Unexpected(_) => {
            Trouble::Unsupported("a setting of the first role cannot be given to the second".into())
        }
        other => other,
    }
}

/// The statements that begin a transaction and make the second role, and those that give it the settings of the first.
async fn creation(
    session: &mut PostgresqlSession,
    first: &str,
    second: &Credential,
) -> Result<(Zeroizing<String>, Vec<String>), Trouble> {
    const ROLE: &str = "SELECT rolsuper OR rolreplication, rolconnlimit, rolvaliduntil::text FROM pg_roles \
                        WHERE rolname::text = $1";
    const SETTINGS: &str = "SELECT d.datname::text, unnest(s.setconfig) FROM pg_db_role_setting s \
                            JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase \
                            WHERE r.rolname::text = $1";
    let roles = session.rows(ROLE, first).await?;
    let role = roles.first().ok_or(Trouble::NoAccount)?;
    if field::<bool>(role, 0)? {
        return Err(Trouble::Unsupported("a role with SUPERUSER or REPLICATION is not cloned".into()));
    }
    let mut settings = Vec::new();
    for row in session.rows(SETTINGS, first).await? {
        let (database, setting) = (field::<Option<String>>(&row, 0)?, field::<String>(&row, 1)?);
        settings.push(RoleSetting::parse(database, &setting)?);
    }
    // The account in use is itself a clone, of an account that is gone. Its own clone would have no rights.
    if settings.iter().any(|setting| setting.name == "role" && setting.value == second.account) {
        return Err(Trouble::NoAccount);
    }
    let until = field::<Option<String>>(role, 2)?;
    let until = until.map(|until| format!(" VALID UNTIL {}", escape_literal(&until))).unwrap_or_default();
    let (of, clone) = (quoted(first)?, quoted(&second.account)?);
    let creation = Zeroizing::new(format!(
        "BEGIN; CREATE ROLE {clone} LOGIN INHERIT CONNECTION LIMIT {}{until} {}; GRANT {of} TO {clone}",
        field::<i32>(role, 1)?,
        password_clause(second)?.as_str(),
    ));
    if !settings.iter().any(|setting| setting.name == "role" && setting.database.is_none()) {
        settings.push(RoleSetting { database: None, name: "role".into(), value: first.into() });
    }
    Ok((creation, settings.iter().map(|setting| setting.statement(&clone)).collect()))
}

fn field<'a, T: tokio_postgres::types::FromSql<'a>>(row: &'a Row, index: usize) -> Result<T, Trouble> {
    row.try_get(index).map_err(|_| Trouble::Unexpected("its catalogue is not PostgreSQL's".into()))
}

/// A setting of a role, for all databases or for one.
struct RoleSetting {
    database: Option<String>,
    name: String,
    value: String,
}

impl RoleSetting {
    fn parse(database: Option<String>, text: &str) -> Result<Self, Trouble> {
        let (name, value) =
            text.split_once('=').ok_or_else(|| Trouble::Unexpected("its catalogue is not PostgreSQL's".into()))?;
        Ok(Self { database, name: name.into(), value: value.into() })
    }

    fn statement(&self, role: &str) -> String {
        let database = self.database.as_deref();
        let database = database.map(|name| format!(" IN DATABASE {}", escape_identifier(name))).unwrap_or_default();
        // Names of extensions' settings have a dot, which stays outside the quotes.
        let name: Vec<_> = self.name.split('.').map(escape_identifier).collect();
        let values = if LISTS.contains(&self.name.as_str()) { names(&self.value) } else { vec![self.value.clone()] };
        let values: Vec<_> = values.iter().map(|value| escape_literal(value)).collect();
        format!("ALTER ROLE {role}{database} SET {} = {}", name.join("."), values.join(", "))
    }
}

/// The names of a list as the server stores it: separated by commas, quoted where needed. An empty list is one empty name.
fn names(list: &str) -> Vec<String> {
    let (mut found, mut name, mut quoted) = (Vec::new(), String::new(), false);
    let mut rest = list.chars().peekable();
    while let Some(next) = rest.next() {
        match next {
            '"' if quoted && rest.peek() == Some(&'"') => {
                rest.next();
                name.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => found.push(std::mem::take(&mut name)),
            ' ' if !quoted => {}
            other => name.push(other),
        }
    }
    found.push(name);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_quoted_as_the_server_reads_them() {
        let statement = |database: Option<&str>, text| {
            RoleSetting::parse(database.map(str::to_owned), text).unwrap().statement("\"b\"")
        };
        assert_eq!(
            statement(None, r#"search_path="$user", public, "a,""b""#),
            r#"ALTER ROLE "b" SET "search_path" = '$user', 'public', 'a,"b'"#
        );
        assert_eq!(
            statement(Some("o\"d"), "app.tenant=it's = 1"),
            r#"ALTER ROLE "b" IN DATABASE "o""d" SET "app"."tenant" = 'it''s = 1'"#
        );
        assert_eq!(statement(None, "search_path="), r#"ALTER ROLE "b" SET "search_path" = ''"#);
        assert!(RoleSetting::parse(None, "no value").is_err());
    }
}
