//! What is done to one account.

use super::{
    account_name::AccountName,
    rights::is_read_only,
    session::MysqlSession,
    statements::{
        FINISH, Whose, create_unfinished, grant_for, is_unfinished, literal, set_hash, set_judged, set_password,
    },
};
use crate::draw::password_text;
use strongroom_core::ports::Trouble;

const MAY_ALTER: &str = "CREATE USER, to change other accounts";

/// Sets a password. `tail` follows the statement's own text.
///
/// MySQL gets the password, which its rules judge and its logs hide. MariaDB logs statements as they are, so it gets the hash; but one
/// whose rules are to judge every password refuses hashes, and then gets the password too.
pub(super) async fn set(
    session: &mut MysqlSession,
    whose: Whose<'_>,
    password: &str,
    tail: &str,
) -> Result<(), Trouble> {
    if !session.is_mariadb() {
        return session.change(&[&set_password(whose, password), tail].concat(), MAY_ALTER).await;
    }
    if let Whose::Of(account) = whose {
        require_password_plugin(session, account).await?;
    }
    if session.change_by_hash(&[&set_hash(whose, password), tail].concat(), MAY_ALTER).await? {
        return Ok(());
    }
    // A read-only server refuses a hash with the same number. It would log the password and then refuse that too.
    if is_read_only(session).await? {
        return Err(Trouble::ReadOnly);
    }
    session.change(&[&set_judged(whose, password), tail].concat(), MAY_ALTER).await
}

/// MariaDB: a statement with a hash would turn an account that logs in otherwise into one with a password.
async fn require_password_plugin(session: &mut MysqlSession, account: &AccountName) -> Result<(), Trouble> {
    let (user, host) = (literal(&account.user), literal(&account.host));
    let query = format!("SELECT plugin FROM mysql.user WHERE user = {} AND host = {}", user.as_str(), host.as_str());
    match session.rows(&query).await?.first().map(String::as_str) {
        None => Err(Trouble::NoAccount),
        Some("" | "mysql_native_password") => Ok(()),
        Some(_) => Err(Trouble::Unsupported("the account does not log in with mysql_native_password".into())),
    }
}

/// Makes an account that can log in and nothing else. If its password cannot be set, the account is removed again.
///
/// # Errors
/// [`Trouble::Uncertain`] if it was not removed either: the account may exist.
pub(super) async fn create(session: &mut MysqlSession, account: &AccountName, password: &str) -> Result<(), Trouble> {
    session.change(&create_unfinished(account, &password_text(1)?), "CREATE USER").await?;
    let outcome = set(session, Whose::Of(account), password, FINISH).await;
    if let Err(trouble) = &outcome
        && remove(session, account).await.is_err()
    {
        return Err(Trouble::Uncertain(format!("the new account could not be completed or removed: {trouble}")));
    }
    outcome
}

/// Removes an account, if it exists.
pub(super) async fn remove(session: &mut MysqlSession, account: &AccountName) -> Result<(), Trouble> {
    session.change(&format!("DROP USER IF EXISTS {}", account.quoted()), "CREATE USER").await
}

/// Sets the password of the second of two accounts, which is made with the grants of the first if it does not exist.
///
/// Each statement commits by itself. So the account is made locked and expired, and stays so until it has every grant: one that is
/// found with both marks is finished, whatever ended the earlier try.
pub(super) async fn set_or_clone(
    session: &mut MysqlSession,
    first: &AccountName,
    second: &AccountName,
    password: &str,
) -> Result<(), Trouble> {
    if first == second {
        return Err(Trouble::Unsupported("the two accounts must have different names".into()));
    }
    let exists = match session.rows(&format!("SHOW CREATE USER {}", second.quoted())).await {
        Ok(creation) if !creation.iter().any(|line| is_unfinished(line)) => {
            return set(session, Whose::Of(second), password, "").await;
        }
        Ok(_) => true,
        Err(Trouble::NoAccount) => false,
        Err(trouble) => return Err(trouble),
    };
    let lines = session.rows(&format!("SHOW GRANTS FOR {}", first.quoted())).await?;
    let grants = lines.iter().map(|line| grant_for(line, first, second)).collect::<Option<Vec<_>>>();
    let unknown_grant = || Trouble::Unsupported("the account has a grant that cannot be given to another".into());
    let grants = grants.ok_or_else(unknown_grant)?;
    if !exists {
        session.change(&create_unfinished(second, &password_text(1)?), "CREATE USER").await?;
    }
    for grant in grants.iter().filter(|grant| !grant.is_empty()) {
        let given = session.change(grant, "GRANT OPTION, on everything that the first account may do").await;
        given.map_err(|trouble| match trouble {
            Trouble::Unexpected(_) | Trouble::NoAccount => unknown_grant(),
            other => other,
        })?;
    }
    set(session, Whose::Of(second), password, FINISH).await
}
