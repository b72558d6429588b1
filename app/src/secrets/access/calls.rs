//! Server functions for read access to a secret.

use super::dto::{AccessState, ReaderLine};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::grant;
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, SeenThing,
        ops::{secrets as op, users::GetUser},
    },
    line_ends::unix_lines,
    policies::resource_version,
    principals::{conditions, policy_names},
    secrets::from_core::facts,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, ResourceKind, SecretName, UserName, user_arn};

/// Who can read a secret, and the secret's policy if the caller may read it.
#[server]
pub async fn load_access(name: String) -> Result<AccessState, UiError> {
    let secret = SecretName::new(&name)?;
    let facts = facts(&door::call(op::DescribeSecret { name: secret.clone(), outline: false }).await?).await?;
    let scan = door::call(op::ListSecretReaders { name: secret.clone(), after: None }).await?;
    let may = door::offered(ResourceKind::Secret, secret.as_str()).await?;
    let readable = may.contains(&Action::GetSecretPolicy);
    let ((policy, revision), versions) = match readable {
        true => {
            let present = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
            (present, door::call(op::ListSecretPolicyVersions { name: secret.clone() }).await?)
        }
        false => ((None, 0), Vec::new()),
    };
    let versions = versions.into_iter().map(resource_version).collect();
    let editable = readable && may.contains(&Action::SetSecretPolicy) && facts.delete_at.is_none();
    let account = account()?;
    let next = scan.next.map(|name| name.to_string());
    let readers = lines(scan.found, policy.as_deref())?;
    Ok(AccessState { facts, readers, next, policy, versions, readable, revision, account, editable })
}

/// The next page of a secret's readers.
#[server]
pub async fn load_readers(name: String, after: Option<String>) -> Result<(Vec<ReaderLine>, Option<String>), UiError> {
    let (secret, after) = (SecretName::new(&name)?, after.map(|name| UserName::new(&name)).transpose()?);
    let scan = door::call(op::ListSecretReaders { name: secret.clone(), after }).await?;
    let policy = match door::offered(ResourceKind::Secret, secret.as_str()).await?.contains(&Action::GetSecretPolicy) {
        true => door::call(op::GetSecretPolicy { name: secret }).await?.0,
        false => None,
    };
    Ok((lines(scan.found, policy.as_deref())?, scan.next.map(|name| name.to_string())))
}

/// Grants a user read access in the secret's policy.
#[server]
pub async fn grant_read(name: String, user: String) -> Result<String, UiError> {
    let secret = SecretName::new(&name)?;
    let user = door::call(GetUser { name: UserName::new(user.trim())? }).await?.user.name;
    let (policy, revision) = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
    let document = grant::with_reader(policy.as_deref(), &arn(&user)?)?;
    let set = op::SetSecretPolicy { name: secret.clone(), document: Some(document) };
    door::call_unchanged(SeenThing::Secret(secret), revision, set).await?;
    Ok(user.to_string())
}

/// Revokes read access that [`grant_read`] granted.
#[server]
pub async fn revoke_read(name: String, user: String) -> Result<String, UiError> {
    let secret = SecretName::new(&name)?;
    let (policy, revision) = door::call(op::GetSecretPolicy { name: secret.clone() }).await?;
    let document = grant::without_reader(policy.as_deref(), &arn(&UserName::new(&user)?)?)?;
    let set = op::SetSecretPolicy { name: secret.clone(), document };
    door::call_unchanged(SeenThing::Secret(secret), revision, set).await?;
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
    let secret = SecretName::new(&name)?;
    let set = op::SetSecretPolicy { name: secret.clone(), document };
    door::call_unchanged(SeenThing::Secret(secret), revision, set).await?;
    Ok(())
}

#[cfg(feature = "ssr")]
fn account() -> Result<String, UiError> {
    Ok(door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default())
}

#[cfg(feature = "ssr")]
fn arn(user: &UserName) -> Result<String, UiError> {
    Ok(user_arn(&account()?, user))
}

#[cfg(feature = "ssr")]
fn lines(readers: Vec<op::SecretReader>, policy: Option<&str>) -> Result<Vec<ReaderLine>, UiError> {
    let (account, removable) = (account()?, grant::removable_readers(policy));
    let line = |reader: op::SecretReader| {
        let (person, role) = (reader.kind == op::ReaderKind::Person, reader.kind == op::ReaderKind::Role);
        let named = UserName::new(&reader.name).is_ok_and(|name| removable.contains(&user_arn(&account, &name)));
        ReaderLine {
            revocable: named && !role,
            through: policy_names([&reader.access]),
            conditions: conditions(&reader.access),
            last_read: reader.last_read.map(|time| time.0),
            user: reader.name,
            person,
            role,
        }
    };
    Ok(readers.into_iter().map(line).collect())
}
