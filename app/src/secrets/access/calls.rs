//! Server functions for read access to a secret.

use super::dto::{AccessState, ReaderLine};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::grant;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self,
        ops::{secrets as op, users::GetUser},
    },
    line_ends::unix_lines,
    principals::policy_names,
    secrets::from_core::facts,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, SecretName, UserName, user_arn};
#[cfg(feature = "ssr")]
use strongroom_policy::{Deciding, PolicyStage};

/// Who can read a secret, and the secret's policy.
#[server]
pub async fn load_access(name: String) -> Result<AccessState, UiError> {
    let secret = SecretName::new(&name)?;
    let facts = facts(&door::call(op::DescribeSecret { name: secret.clone(), outline: false }).await?).await?;
    let scan = door::call(op::ListSecretReaders { name: secret.clone(), after: None }).await?;
    let (policy, revision) = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
    let editable = door::offered(ResourceKind::Secret, secret.as_str()).await?.contains(&Action::SetSecretPolicy)
        && facts.delete_at.is_none();
    let account = door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default();
    let next = scan.next.map(|name| name.to_string());
    let readers = scan.found.into_iter().map(reader).collect();
    Ok(AccessState { facts, readers, next, policy, revision, account, editable })
}

/// The next page of a secret's readers.
#[server]
pub async fn load_readers(name: String, after: Option<String>) -> Result<(Vec<ReaderLine>, Option<String>), UiError> {
    let after = after.map(|name| UserName::new(&name)).transpose()?;
    let scan = door::call(op::ListSecretReaders { name: SecretName::new(&name)?, after }).await?;
    Ok((scan.found.into_iter().map(reader).collect(), scan.next.map(|name| name.to_string())))
}

/// Grants a user read access in the secret's policy.
#[server]
pub async fn grant_read(name: String, user: String) -> Result<String, UiError> {
    let secret = SecretName::new(&name)?;
    let user = door::call(GetUser { name: UserName::new(user.trim())? }).await?.user.name;
    let (policy, revision) = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
    let document = grant::with_reader(policy.as_deref(), &arn(&user)?)?;
    door::call(op::SetSecretPolicy { name: secret, document: Some(document), expect: Some(revision) }).await?;
    Ok(user.to_string())
}

/// Revokes read access that [`grant_read`] granted.
#[server]
pub async fn revoke_read(name: String, user: String) -> Result<String, UiError> {
    let secret = SecretName::new(&name)?;
    let (policy, revision) = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
    let document = grant::without_reader(policy.as_deref(), &arn(&UserName::new(&user)?)?)?;
    door::call(op::SetSecretPolicy { name: secret, document, expect: Some(revision) }).await?;
    Ok(user)
}

/// Replaces the secret's policy, or removes it.
#[server]
pub async fn save_secret_policy(
    name: String,
    document: String,
    revision: u64,
    #[server(default)] remove: bool,
) -> Result<(), UiError> {
    let document = (!remove).then(|| unix_lines(&document));
    door::call(op::SetSecretPolicy { name: SecretName::new(&name)?, document, expect: Some(revision) }).await?;
    Ok(())
}

#[cfg(feature = "ssr")]
fn arn(user: &UserName) -> Result<String, UiError> {
    let account = door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default();
    Ok(user_arn(&account, user))
}

#[cfg(feature = "ssr")]
fn reader(reader: op::SecretReader) -> ReaderLine {
    // A second check evaluates the policy of the secret's key.
    let own = |one: &Deciding| one.check == 0 && one.statement.stage == PolicyStage::Resource;
    let (own, through) = (reader.through.iter().any(own), policy_names(&reader.through));
    let (person, role) = (reader.kind == op::ReaderKind::Person, reader.kind == op::ReaderKind::Role);
    let last_read = reader.last_read.map(|time| time.0);
    ReaderLine { user: reader.name, person, role, through, own, last_read }
}
