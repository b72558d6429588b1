//! Server functions about users and AccessKeys. Those that change something answer the user's name or the key's id.

use super::dto::{NewAccessKey, People};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::{AccessKeyLine, Person, role_of};
#[cfg(feature = "ssr")]
use crate::{
    door::{self, Plaintext, ops::users as op},
    error::ErrorKind,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{AccessKeyId, Role, UserName, limits};

/// Users whose names follow `after`.
#[server]
pub async fn list_people(after: Option<String>) -> Result<People, UiError> {
    let me = door::principal().await?;
    let after = after.filter(|name| !name.is_empty()).map(|name| UserName::new(&name)).transpose()?;
    let (users, more) = door::call(op::ListUsers { after, limit: limits::PAGE }).await?;
    let users = users.into_iter().map(person).collect();
    Ok(People { users, more, editable: me.role == Some(Role::Administrator), me: me.name })
}

/// Makes a user; without a password it is an application.
#[server]
pub async fn create_user(
    name: String,
    role: String,
    #[server(default)] patterns: String,
    #[server(default)] password: String,
) -> Result<String, UiError> {
    let role = role_of(&role, &patterns)?;
    let password = (!password.is_empty()).then(|| Plaintext::new(password.into_bytes()));
    door::call(op::CreateUser { name: UserName::new(name.trim())?, role, password }).await?;
    Ok(name.trim().to_owned())
}

/// Gives a user another role.
#[server]
pub async fn change_role(name: String, role: String, #[server(default)] patterns: String) -> Result<String, UiError> {
    let role = role_of(&role, &patterns)?;
    door::call(op::UpdateUser { name: UserName::new(&name)?, role }).await?;
    Ok(name)
}

/// Removes a user with its AccessKeys. `confirm` must be its name.
#[server]
pub async fn delete_user(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    if confirm.trim() != name {
        let message = "Type the user's name to confirm that it is removed.";
        return Err(UiError { field: Some("confirm".to_owned()), ..UiError::new(ErrorKind::Invalid, message) });
    }
    door::call(op::DeleteUser { name: UserName::new(&name)? }).await?;
    Ok(name)
}

/// Makes an AccessKey. The only answer that ever carries its secret.
#[server]
pub async fn create_access_key(user: String) -> Result<NewAccessKey, UiError> {
    door::no_store();
    let console = door::console()?;
    let region = console.engine.account().map(|(_, region)| region).unwrap_or_default();
    let key = door::call(op::CreateAccessKey { user: UserName::new(&user)? }).await?;
    let secret = String::from_utf8_lossy(key.secret.expose()).into_owned();
    let endpoint = console.api_address.trim_start_matches("https://").to_owned();
    Ok(NewAccessKey { user, id: key.id.to_string(), secret, endpoint, region })
}

/// Switches an AccessKey on or off; answers what was asked, so that it can be taken back.
#[server]
pub async fn switch_access_key(user: String, id: String, active: bool) -> Result<(String, String, bool), UiError> {
    door::call(op::UpdateAccessKey { user: UserName::new(&user)?, id: AccessKeyId::new(&id)?, active }).await?;
    Ok((user, id, active))
}

/// Removes an AccessKey.
#[server]
pub async fn delete_access_key(user: String, id: String) -> Result<String, UiError> {
    door::call(op::DeleteAccessKey { user: UserName::new(&user)?, id: AccessKeyId::new(&id)? }).await?;
    Ok(id)
}

#[cfg(feature = "ssr")]
fn person(facts: op::UserFacts) -> Person {
    let op::UserFacts { user, keys } = facts;
    let patterns = match &user.role {
        Role::Reader { secrets } => secrets.iter().map(|p| p.as_str().to_owned()).collect(),
        Role::Administrator | Role::Auditor => Vec::new(),
    };
    let line = |key: door::rows::AccessKeyRow| AccessKeyLine {
        id: key.id.to_string(),
        active: key.active,
        created: key.created.0,
    };
    Person {
        name: user.name.to_string(),
        role: user.role.word().to_owned(),
        patterns,
        has_password: user.password.is_some(),
        created: user.created.0,
        keys: keys.into_iter().map(line).collect(),
    }
}
