//! Statements about one role.

use super::session::PostgresqlSession;
use crate::credential::password;
use postgres_protocol::{
    escape::{escape_identifier, escape_literal},
    password::scram_sha_256,
};
use strongroom_core::ports::{Credential, Trouble};
use zeroize::Zeroizing;

/// Bytes of the longest name; the server would cut a longer one off, and change another role.
const NAME_BYTES: usize = 63;

const MAY_ALTER: &str = "SUPERUSER, or CREATEROLE and from version 16 ADMIN OPTION on the role";

/// The role's name, quoted.
///
/// # Errors
/// [`Trouble::NoAccount`]: no role can have this name.
pub(super) fn quoted(name: &str) -> Result<String, Trouble> {
    if name.is_empty() || name.len() > NAME_BYTES || name.contains('\0') {
        return Err(Trouble::NoAccount);
    }
    Ok(escape_identifier(name))
}

/// `PASSWORD '...'` with the verifier of the credential's password.
pub(super) fn password_clause(credential: &Credential) -> Result<Zeroizing<String>, Trouble> {
    let verifier = Zeroizing::new(scram_sha_256(password(credential)?.as_bytes()));
    Ok(Zeroizing::new(format!("PASSWORD {}", escape_literal(&verifier))))
}

/// Sets the password of a role.
pub(super) async fn set_password(session: &mut PostgresqlSession, credential: &Credential) -> Result<(), Trouble> {
    session.require_verifiers().await?;
    let role = quoted(&credential.account)?;
    let clause = password_clause(credential)?;
    // A role may have `role` among its settings, as the second of two accounts does, and may then not change its own password.
    let statement = Zeroizing::new(format!("SET ROLE NONE; ALTER ROLE {role} {}", clause.as_str()));
    session.change(&statement, MAY_ALTER).await
}

/// Makes a role that can log in and nothing else.
pub(super) async fn create(session: &mut PostgresqlSession, credential: &Credential) -> Result<(), Trouble> {
    session.require_verifiers().await?;
    let role = quoted(&credential.account)?;
    let clause = password_clause(credential)?;
    let statement = Zeroizing::new(format!("CREATE ROLE {role} LOGIN {}", clause.as_str()));
    session.change(&statement, "CREATEROLE").await
}

/// Removes a role, if it exists.
pub(super) async fn remove(session: &mut PostgresqlSession, account: &str) -> Result<(), Trouble> {
    session.change(&format!("DROP ROLE IF EXISTS {}", quoted(account)?), MAY_ALTER).await
}
