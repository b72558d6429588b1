//! What the managing account lacks.

use super::{account_name::AccountName, session::MysqlSession};
use crate::credential::version;
use strongroom_core::ports::{ManagerRights, Trouble};
use strongroom_domain::Strategy;

/// The session's account as `information_schema` quotes it.
const ME: &str = "CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - 1 - \
                  CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1))), '''@''', \
                  SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";

/// The rights that the strategy needs for this account, as far as the server tells beforehand: those that the managing account has of
/// itself, not by a role.
pub(super) async fn missing(
    session: &mut MysqlSession,
    strategy: Strategy,
    account: &AccountName,
) -> Result<ManagerRights, Trouble> {
    if is_read_only(session).await? {
        return Err(Trouble::ReadOnly);
    }
    let mut missing = Vec::new();
    if !held(session, &["CREATE USER"]).await? {
        missing.push("CREATE USER, to change other accounts".into());
    }
    match session.rows(&format!("SHOW GRANTS FOR {}", account.quoted())).await {
        Ok(grants) => {
            let has_some = grants.iter().any(|line| line.starts_with("GRANT ") && !line.starts_with("GRANT USAGE "));
            if strategy == Strategy::TwoAccounts && has_some && !may_grant(session).await? {
                missing.push("GRANT OPTION, on everything that the first account may do".into());
            }
        }
        Err(Trouble::NoRights(needed)) => missing.push(needed),
        Err(trouble) => return Err(trouble),
    }
    Ok(ManagerRights { missing, version: version(session.version()) })
}

/// Whether the server is read-only for the session's account.
pub(super) async fn is_read_only(session: &mut MysqlSession) -> Result<bool, Trouble> {
    if session.rows("SELECT @@global.read_only").await?.first().is_none_or(|value| value == "0" || value == "OFF") {
        return Ok(false);
    }
    Ok(!held(session, &["READ_ONLY ADMIN", "READ ONLY ADMIN", "CONNECTION_ADMIN", "SUPER"]).await?)
}

/// Whether the managing account has one of these rights everywhere.
async fn held(session: &mut MysqlSession, rights: &[&str]) -> Result<bool, Trouble> {
    let rights = rights.join("', '");
    let query = format!(
        "SELECT 1 FROM information_schema.USER_PRIVILEGES WHERE GRANTEE = {ME} AND PRIVILEGE_TYPE IN ('{rights}')"
    );
    Ok(!session.rows(&query).await?.is_empty())
}

/// Whether it may pass on any right, everywhere or in a database.
async fn may_grant(session: &mut MysqlSession) -> Result<bool, Trouble> {
    for table in ["USER_PRIVILEGES", "SCHEMA_PRIVILEGES"] {
        let query =
            format!("SELECT 1 FROM information_schema.{table} WHERE GRANTEE = {ME} AND IS_GRANTABLE = 'YES' LIMIT 1");
        if !session.rows(&query).await?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}
