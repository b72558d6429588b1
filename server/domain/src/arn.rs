//! Resource names in the vendor's form, `acs:kms:<region>:<account>:secret/<name>`.

use serde::{Deserialize, Serialize};

use crate::{Action, CheckedOn, CmkId, Field, FieldError, Form, Problem, ResourceKind, RoleName, SecretName, UserName};

/// ARN of a secret.
pub fn secret_arn(region: &str, account: &str, name: &SecretName) -> String {
    format!("acs:kms:{region}:{account}:secret/{name}")
}

/// ARN of a customer master key.
pub fn key_arn(region: &str, account: &str, id: CmkId) -> String {
    format!("acs:kms:{region}:{account}:key/{id}")
}

/// ARN of a RAM user, as callers and principals of policies are named.
pub fn user_arn(account: &str, name: &UserName) -> String {
    format!("acs:ram::{account}:user/{name}")
}

/// The name in the ARN of a user of this account.
pub fn parse_user_arn(account: &str, text: &str) -> Option<UserName> {
    let name = text.strip_prefix("acs:ram::").and_then(|rest| rest.strip_prefix(account)?.strip_prefix(":user/"))?;
    UserName::new(name).ok()
}

/// ARN of a role. Role names are in lower case in ARNs, however they are spelled.
pub fn role_arn(account: &str, name: &str) -> String {
    format!("acs:ram::{account}:role/{}", name.to_ascii_lowercase())
}

/// Reads the ARN of a role of this account.
///
/// # Errors
/// Not a valid ARN, or of another account.
pub fn parse_role_arn(account: &str, text: &str) -> Result<RoleName, FieldError> {
    let name = text.strip_prefix("acs:ram::").and_then(|rest| rest.strip_prefix(account)?.strip_prefix(":role/"));
    let name = name.and_then(|name| RoleName::new(name).ok());
    name.ok_or_else(|| FieldError::new(Field::RoleArn, Problem::Malformed(Form::RoleArn)))
}

/// What a policy's `Resource` is matched with when `action` is done to the resource of this name, or to no particular one.
///
/// Creating and listing are checked on the container, as the vendor does; RAM's own resources have no
/// region, and their lists are `user/*`. An action without a resource has `*`.
pub fn arn_of(region: &str, account: &str, action: Action, name: Option<&str>) -> String {
    let name = name.filter(|_| action.row().checked_on == CheckedOn::Thing);
    let kms = |kind: &str| match name {
        Some(name) => format!("acs:kms:{region}:{account}:{kind}/{name}"),
        None => format!("acs:kms:{region}:{account}:{kind}"),
    };
    let ram = |kind: &str| format!("acs:ram::{account}:{kind}/{}", name.unwrap_or("*"));
    match action.resource_kind() {
        ResourceKind::Secret => kms("secret"),
        ResourceKind::Key => kms("key"),
        ResourceKind::User => ram("user"),
        ResourceKind::Group => ram("group"),
        ResourceKind::Policy => ram("policy"),
        ResourceKind::Role => role_arn(account, name.unwrap_or("*")),
        ResourceKind::Target => match name {
            Some(name) => format!("acs:strongroom:{region}:{account}:target/{name}"),
            None => format!("acs:strongroom:{region}:{account}:target"),
        },
        ResourceKind::Channel => match name {
            Some(name) => format!("acs:strongroom:{region}:{account}:channel/{name}"),
            None => format!("acs:strongroom:{region}:{account}:channel"),
        },
        ResourceKind::Trail | ResourceKind::System => "*".to_owned(),
    }
}

/// What an ARN names, of whatever region and account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArnThing {
    /// Its kind.
    pub kind: ResourceKind,
    /// Its name or id; `None` for the container.
    pub name: Option<String>,
}

impl ArnThing {
    /// Reads an ARN of a secret, key, user, group, role or policy. The name may hold slashes and colons.
    pub fn parse(arn: &str) -> Option<Self> {
        let mut parts = arn.splitn(5, ':');
        let ("acs", service, id) = (parts.next()?, parts.next()?, parts.nth(2)?) else { return None };
        let (word, name) = id.split_once('/').map_or((id, None), |(word, name)| (word, Some(name)));
        let kind = match (service, word) {
            ("kms", "secret") => ResourceKind::Secret,
            ("kms", "key") => ResourceKind::Key,
            ("ram", "user") => ResourceKind::User,
            ("ram", "group") => ResourceKind::Group,
            ("ram", "role") => ResourceKind::Role,
            ("ram", "policy") => ResourceKind::Policy,
            ("strongroom", "target") => ResourceKind::Target,
            ("strongroom", "channel") => ResourceKind::Channel,
            _ => return None,
        };
        Some(Self { kind, name: name.map(str::to_owned) })
    }
}

/// Reads a plain name or an ARN of this account and region. The name may hold `/`: an ARN is cut at its first `:secret/`.
///
/// # Errors
/// The name breaks its rule, or the ARN belongs to another account or region.
pub fn parse_secret_ref(region: &str, account: &str, text: &str) -> Result<SecretName, FieldError> {
    let Some(rest) = text.strip_prefix("acs:") else { return SecretName::new(text) };
    let Some((head, name)) = rest.split_once(":secret/") else {
        return Err(FieldError::new(Field::SecretName, Problem::Malformed(Form::SecretReference)));
    };
    if head != format!("kms:{region}:{account}") {
        return Err(FieldError::new(Field::SecretName, Problem::Foreign));
    }
    SecretName::new(name)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn names_and_arns() {
        let read = |text: &str| parse_secret_ref("r1", "42", text);
        let name = SecretName::new("a/b").unwrap();
        assert_eq!(read("a/b").unwrap(), name);
        assert_eq!(read(&secret_arn("r1", "42", &name)).unwrap(), name);
        for bad in [
            "acs:kms:r2:42:secret/a",
            "acs:kms:r1:43:secret/a",
            "acs:kms:r1:42:key/a",
            "acs:",
            "acs:kms:r1:42:secret/",
            "",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn every_kind_of_thing_is_read_from_its_arn() {
        let thing = |text: &str| ArnThing::parse(text).map(|thing| (thing.kind, thing.name));
        let name = SecretName::new("a/b").unwrap();
        assert_eq!(thing(&secret_arn("r1", "42", &name)), Some((ResourceKind::Secret, Some("a/b".to_owned()))));
        for (action, kind) in [
            (Action::DescribeKey, ResourceKind::Key),
            (Action::GetUser, ResourceKind::User),
            (Action::GetGroup, ResourceKind::Group),
            (Action::GetRole, ResourceKind::Role),
            (Action::GetPolicy, ResourceKind::Policy),
        ] {
            assert_eq!(thing(&arn_of("r1", "42", action, Some("x"))), Some((kind, Some("x".to_owned()))), "{action:?}");
        }
        assert_eq!(thing("acs:kms:r1:42:secret"), Some((ResourceKind::Secret, None)));
        for bad in
            ["", "*", "a/b", "acs:kms:r1:42", "acs:kms:r1:42:user/a", "acs:ram::42:secret/a", "aws:kms:r1:42:key/a"]
        {
            assert_eq!(thing(bad), None, "{bad}");
        }
    }

    #[test]
    fn roles() {
        let read = |text: &str| parse_role_arn("42", text);
        assert_eq!(role_arn("42", "Deployer"), "acs:ram::42:role/deployer");
        assert_eq!(read("acs:ram::42:role/Deployer").unwrap(), RoleName::new("Deployer").unwrap());
        for bad in [
            "",
            "deployer",
            "acs:ram::42:role/",
            "acs:ram::43:role/a",
            "acs:ram::4:role/a",
            "acs:ram:r1:42:role/a",
            "acs:ram::42:user/a",
            "acs:ram::42:role/a/session",
            "acs:ram::42:ROLE/a",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
