//! Server functions for users and AccessKeys. Those that change something return the user's name or the key's id.

use super::dto::{IssuedAccessKey, ReachPage, UserDetails, UserList};
use crate::error::UiError;
use leptos::prelude::*;
use strongroom_domain::SecretName;

#[cfg(feature = "ssr")]
use super::{
    access, conditions, confirmed,
    dto::{AccessKeyLine, KeyUsed, ReachLine, UserLine},
    policy_names,
};
#[cfg(feature = "ssr")]
use crate::door::{
    self, Plaintext, Seen, SeenThing, Still,
    ops::{self, users as op},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{AccessKeyId, Comments, GroupName, Networks, PolicySubject, Since, UserName, limits, user_arn};

/// Users whose names follow `after` and contain `text`.
#[server]
pub async fn list_people(after: Option<String>, #[server(default)] text: String) -> Result<UserList, UiError> {
    let after = after.filter(|name| !name.is_empty()).map(|name| UserName::new(&name)).transpose()?;
    let (users, more) = door::call(op::ListUsers { text, after, limit: limits::PAGE }).await?;
    Ok(UserList { users: users.into_iter().map(person).collect(), more })
}

/// One user.
#[server]
pub async fn load_user(name: String) -> Result<UserDetails, UiError> {
    let me = door::principal().await?;
    let facts = door::call(op::GetUser { name: UserName::new(&name)? }).await?;
    let account = door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default();
    let through = facts.groups.iter().flat_map(|Since { what: group, .. }| {
        group.policies.iter().map(|one| (group.name.to_string(), one.what.clone()))
    });
    let (through_groups, is_me) = (through.collect(), facts.user.id == me.id);
    let arn = user_arn(&account, &facts.user.name);
    // A provider that is no longer configured is named by its address.
    let called = door::console()?.single_sign_on.map(|name| name.to_string());
    let provider = facts.user.federated.as_ref().map(|federated| called.unwrap_or(federated.issuer.to_string()));
    Ok(UserDetails { arn, person: person(facts), through_groups, provider, is_me })
}

/// Secrets that a principal can read, after a secret.
#[server]
pub async fn load_reach(name: String, after: Option<SecretName>) -> Result<ReachPage, UiError> {
    let scan = door::call(ops::secrets::ListReach { who: PolicySubject::parse(&name)?, after }).await?;
    let secrets = scan.found.into_iter().map(|secret| {
        let (through, conditions) = (policy_names([&secret.access]), conditions(&secret.access));
        ReachLine { name: secret.name, through, conditions, last_read: secret.last_read.map(|time| time.0) }
    });
    Ok(ReachPage { secrets: secrets.collect(), looked_at: scan.looked_at, next: scan.next })
}

/// Creates a user; without a password, an application.
#[server]
pub async fn create_user(
    name: String,
    access: String,
    #[server(default)] patterns: String,
    #[server(default)] password: String,
) -> Result<String, UiError> {
    let initial = access::parse_initial_access(&access, &patterns)?;
    let password = (!password.is_empty()).then(|| Plaintext::new(password.into_bytes()));
    access::create(UserName::new(name.trim())?, password, initial).await?;
    Ok(name.trim().to_owned())
}

/// Changes a user's names and comments.
#[server]
pub async fn change_user(
    name: String,
    new_name: String,
    #[server(default)] display_name: String,
    #[server(default)] comments: String,
) -> Result<String, UiError> {
    let row = door::call(op::UpdateUser {
        name: UserName::new(&name)?,
        new_name: Some(UserName::new(new_name.trim())?),
        display_name: Some(Comments::new(display_name.trim())?),
        comments: Some(Comments::new(comments.trim())?),
    })
    .await?;
    Ok(row.name.to_string())
}

/// Sets a user's console password, or removes it if empty, and ends the user's sessions.
#[server]
pub async fn set_login(name: String, #[server(default)] password: String) -> Result<bool, UiError> {
    let password = (!password.is_empty()).then(|| Plaintext::new(password.into_bytes()));
    let has = password.is_some();
    door::call(op::UpdateLoginProfile { name: UserName::new(&name)?, password }).await?;
    Ok(has)
}

/// Removes a user's second factor and ends its sessions.
#[server]
pub async fn unbind_factor(name: String) -> Result<(), UiError> {
    door::call(ops::mfa::UnbindMfaDevice { user: UserName::new(&name)? }).await.map(drop)
}

/// Adds a user to a group or removes it.
#[server]
pub async fn set_membership(user: String, group: String, member: bool) -> Result<(String, String, bool), UiError> {
    let (name, of) = (UserName::new(user.trim())?, GroupName::new(group.trim())?);
    door::call(ops::groups::SetMembership { user: name, group: of, member }).await?;
    Ok((user, group, member))
}

/// Deletes a user and its AccessKeys. `confirm` must be its name.
#[server]
pub async fn delete_user(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("user", &name, &confirm)?;
    door::call(op::DeleteUser { name: UserName::new(&name)?, with_everything: true }).await?;
    Ok(name)
}

/// Creates an AccessKey. No other response ever contains its secret.
#[server]
pub async fn create_access_key(
    user: String,
    #[server(default)] revision: Option<u64>,
) -> Result<IssuedAccessKey, UiError> {
    door::no_store();
    let console = door::console()?;
    let region = console.engine.account().map(|(_, region)| region).unwrap_or_default();
    let name = UserName::new(&user)?;
    let create = ops::access_keys::CreateAccessKey { user: name.clone() };
    let seen = |revision| Seen { thing: SeenThing::User(name), revision, still: Still::Itself };
    let key = door::call_seen(revision.map(seen), create).await?;
    let secret = String::from_utf8_lossy(key.secret.expose()).into_owned();
    let endpoint = console.api_address.trim_start_matches("https://").to_owned();
    Ok(IssuedAccessKey { user, id: key.id.to_string(), secret, endpoint, region })
}

/// Activates or deactivates an AccessKey. Returns the request, for undo.
#[server]
pub async fn switch_access_key(user: String, id: String, active: bool) -> Result<(String, String, bool), UiError> {
    door::call(ops::access_keys::UpdateAccessKey {
        user: UserName::new(&user)?,
        id: AccessKeyId::new(&id)?,
        active: Some(active),
        networks: None,
    })
    .await?;
    Ok((user, id, active))
}

/// Deactivates an AccessKey. Only whoever may update AccessKeys can activate it again.
#[server]
pub async fn deactivate_access_key(user: String, id: String) -> Result<(String, String), UiError> {
    let key = (UserName::new(&user)?, AccessKeyId::new(&id)?);
    door::call(ops::access_keys::DeactivateAccessKey { user: key.0, id: key.1 }).await?;
    Ok((user, id))
}

/// Sets the addresses and networks that may use an AccessKey; empty allows all.
#[server]
pub async fn restrict_access_key(user: String, id: String, #[server(default)] networks: String) -> Result<(), UiError> {
    door::call(ops::access_keys::UpdateAccessKey {
        user: UserName::new(&user)?,
        id: AccessKeyId::new(&id)?,
        active: None,
        networks: Some(Networks::parse(&networks)?),
    })
    .await?;
    Ok(())
}

/// Deletes an AccessKey.
#[server]
pub async fn delete_access_key(user: String, id: String) -> Result<String, UiError> {
    door::call(ops::access_keys::DeleteAccessKey { user: UserName::new(&user)?, id: AccessKeyId::new(&id)? }).await?;
    Ok(id)
}

#[cfg(feature = "ssr")]
pub(super) fn person(facts: op::DescribedUser) -> UserLine {
    let op::DescribedUser { user, groups, keys } = facts;
    let line = |key: door::facts::AccessKeyFacts| AccessKeyLine {
        id: key.id.to_string(),
        active: key.active,
        networks: key.networks.into(),
        created: key.created.0,
        used: key.used.map(|used| KeyUsed {
            at: used.at.0,
            address: used.address.map(|address| address.to_string()),
            action: used.action.name().to_owned(),
        }),
    };
    UserLine {
        revision: user.revision,
        name: user.name.to_string(),
        display_name: user.display_name.into(),
        comments: user.comments.into(),
        has_password: user.has_password,
        federated: user.federated.is_some(),
        has_factor: user.has_factor,
        created: user.created.0,
        signed_in: user.signed_in.map(|at| at.0),
        groups: groups.into_iter().map(|one| Since::new(one.what.name.to_string(), one.since)).collect(),
        policies: user.policies,
        keys: keys.into_iter().map(line).collect(),
    }
}
