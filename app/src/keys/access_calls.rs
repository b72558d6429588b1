//! Server functions for access to a key.

use super::dto::{KeyAccess, KeyUserLine};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{calls::info, dto::UseOfKey};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, SeenThing, ops::keys as op},
    error::ErrorKind,
    line_ends::unix_lines,
    policies::resource_version,
    principals::{conditions, policy_names},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, CmkId, ResourceKind, UserName};

/// A key's policy, and the key's users after `after`.
#[server]
pub async fn load_key_access(id: String, after: Option<String>) -> Result<KeyAccess, UiError> {
    let Ok(key) = id.parse::<CmkId>() else {
        door::principal().await?;
        return Err(UiError::new(ErrorKind::NotFound, "Key not found."));
    };
    let (id, text) = (key, id);
    let key = info(door::call(op::DescribeKey { id }).await?);
    let may = door::offered(ResourceKind::Key, &text).await?;
    let readable = may.contains(&Action::GetKeyPolicy);
    let ((policy, revision), versions) = match readable {
        true => (door::call(op::GetKeyPolicy { id }).await?, door::call(op::ListKeyPolicyVersions { id }).await?),
        false => ((None, 0), Vec::new()),
    };
    let versions = versions.into_iter().map(resource_version).collect();
    let (mut users, mut next) = (None, None);
    // The default key requires no permission for reading and writing.
    if may.contains(&Action::ListKeyUsers) && !key.default {
        let (found, further) = load_key_users(text, after).await?;
        (users, next) = (Some(found), further);
    }
    let account = door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default();
    let editable = readable && may.contains(&Action::SetKeyPolicy) && !key.default;
    Ok(KeyAccess { key, policy, versions, readable, revision, account, editable, users, next })
}

/// The next page of the key's users.
#[server]
pub async fn load_key_users(id: String, after: Option<String>) -> Result<(Vec<KeyUserLine>, Option<String>), UiError> {
    let after = after.map(|name| UserName::new(&name)).transpose()?;
    let scan = door::call(op::ListKeyUsers { id: id.parse::<CmkId>()?, after }).await?;
    Ok((scan.found.into_iter().map(line).collect(), scan.next.map(String::from)))
}

/// Replaces the key's policy, or removes it.
#[server]
pub async fn save_key_policy(
    id: String,
    document: String,
    revision: u64,
    #[server(default)] remove: bool,
) -> Result<(), UiError> {
    let document = (!remove).then(|| unix_lines(&document));
    let id = id.parse::<CmkId>()?;
    door::call_unchanged(SeenThing::Key(id), revision, op::SetKeyPolicy { id, document }).await
}

#[cfg(feature = "ssr")]
fn line(user: op::KeyUser) -> KeyUserLine {
    let op::KeyUser { name, kind, decrypt, encrypt } = user;
    let uses = [(UseOfKey::Read, &decrypt), (UseOfKey::Write, &encrypt)];
    let uses = uses.into_iter().filter_map(|(word, access)| Some((word, conditions(access.as_ref()?))));
    KeyUserLine {
        name,
        person: kind == op::ReaderKind::Person,
        role: kind == op::ReaderKind::Role,
        uses: uses.collect(),
        through: policy_names(decrypt.iter().chain(&encrypt)),
    }
}
