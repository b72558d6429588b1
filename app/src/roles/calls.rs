//! Server functions for roles.

use super::dto::{RoleDetail, Roles};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::dto::RoleLine;
#[cfg(feature = "ssr")]
use crate::{
    door::{self, SeenThing, facts::RoleFacts, ops::roles as op, redirect_plain_form},
    line_ends::unix_lines,
    policies::meaning,
    principals::confirmed,
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Action, Comments, RoleName, limits, role_arn};
#[cfg(feature = "ssr")]
use strongroom_policy::Kind;

/// Roles whose names follow `after` and that contain `text`.
#[server]
pub async fn list_roles(after: Option<String>, #[server(default)] text: String) -> Result<Roles, UiError> {
    let after = after.filter(|name| !name.is_empty()).map(|name| RoleName::new(&name)).transpose()?;
    let (roles, more) = door::call(op::ListRoles { text, after, limit: limits::PAGE }).await?;
    Ok(Roles { roles: roles.into_iter().map(line).collect(), more })
}

/// One role.
#[server]
pub async fn load_role(name: String) -> Result<RoleDetail, UiError> {
    let row = door::call(op::GetRole { name: RoleName::new(&name)? }).await?;
    let console = door::console()?;
    let (account, region) = console.engine.account().unwrap_or_default();
    let endpoint = console.api_address.split_once("://").map_or(&*console.api_address, |(_, host)| host).to_owned();
    let (arn, trust, revision) = (role_arn(&account, row.name.as_str()), row.trust.clone(), row.revision);
    let (sentences, ca_file) =
        (meaning(&trust, Kind::Trust), console.ca.is_some().then(|| console.ca_file.to_string()));
    Ok(RoleDetail { role: line(row), arn, trust, sentences, revision, endpoint, region, ca_file })
}

/// The trust policy of a new role: users of this account, if their own policies allow it.
#[server]
pub async fn first_trust() -> Result<String, UiError> {
    door::required(Action::CreateRole).await?;
    let account = door::console()?.engine.account().map(|(account, _)| account).unwrap_or_default();
    Ok(format!(
        r#"{{
  "Version": "1",
  "Statement": [
    {{
      "Effect": "Allow",
      "Principal": {{ "RAM": ["acs:ram::{account}:root"] }},
      "Action": "sts:AssumeRole"
    }}
  ]
}}"#
    ))
}

/// Creates a role and redirects to its page.
#[server]
pub async fn create_role(
    name: String,
    #[server(default)] description: String,
    longest: u32,
    trust: String,
) -> Result<String, UiError> {
    let (name, description) = (RoleName::new(name.trim())?, Comments::new(description.trim())?);
    let op = op::CreateRole { name, description, trust: unix_lines(&trust), max_session_s: longest };
    let name = door::call(op).await?.name.to_string();
    redirect_plain_form(&crate::paths::principal(&format!("role/{name}")));
    Ok(name)
}

/// Changes a role's description and maximum session duration.
#[server]
pub async fn change_role(
    name: String,
    #[server(default)] description: String,
    longest: u32,
    revision: u64,
) -> Result<(), UiError> {
    let (name, description) = (RoleName::new(&name)?, Some(Comments::new(description.trim())?));
    let role = SeenThing::Role(name.clone());
    let update = op::UpdateRole { name, description, trust: None, max_session_s: Some(longest) };
    door::call_unchanged(role, revision, update).await?;
    Ok(())
}

/// Replaces a role's trust policy.
#[server]
pub async fn save_trust(name: String, trust: String, revision: u64) -> Result<(), UiError> {
    let (name, trust) = (RoleName::new(&name)?, Some(unix_lines(&trust)));
    let role = SeenThing::Role(name.clone());
    let update = op::UpdateRole { name, description: None, trust, max_session_s: None };
    door::call_unchanged(role, revision, update).await?;
    Ok(())
}

/// Deletes a role that has no policies. `confirm` must be its name.
#[server]
pub async fn delete_role(name: String, #[server(default)] confirm: String) -> Result<String, UiError> {
    confirmed("role", &name, &confirm)?;
    door::call(op::DeleteRole { name: RoleName::new(&name)? }).await?;
    redirect_plain_form(crate::paths::ROLES);
    Ok(name)
}

#[cfg(feature = "ssr")]
fn line(role: RoleFacts) -> RoleLine {
    RoleLine {
        name: role.name.to_string(),
        description: role.description.into(),
        max_session_s: role.max_session_s,
        policies: role.policies,
        created: role.created.0,
    }
}
