//! The initial policies of a new user.

use crate::{
    door::{self, Plaintext, ops},
    error::UiError,
};
use strongroom_domain::{
    Alphabet, Comments, Field, FieldError, Form, PolicyName, PolicyRef, PolicyType, Problem, SecretName, Unit,
    UserName, limits,
};

/// The initial access of a new user.
#[derive(Debug, PartialEq, Eq)]
pub enum InitialAccess {
    /// No policy.
    Nothing,
    /// A system policy.
    System(&'static str),
    /// A new policy that allows reading secrets, each given as a name or as a prefix followed by `*`.
    Reads(Vec<String>),
}

/// Parses the choice of the form. `patterns`, one per line, apply only to a reader.
///
/// # Errors
/// The choice is unknown, or a pattern is invalid.
pub fn parse_initial_access(word: &str, patterns: &str) -> Result<InitialAccess, FieldError> {
    Ok(match word {
        "none" => InitialAccess::Nothing,
        "administrator" => InitialAccess::System("AdministratorAccess"),
        "manager" => InitialAccess::System("StrongroomAdministrator"),
        "auditor" => InitialAccess::System("StrongroomAuditor"),
        "on-call" => InitialAccess::System("StrongroomOnCall"),
        "reader" => {
            let patterns: Vec<_> =
                patterns.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            if !(1..=limits::SECRET_PATTERNS).contains(&patterns.len()) {
                let problem = Problem::Length { min: 1, max: limits::SECRET_PATTERNS, unit: Unit::Entries };
                return Err(FieldError::new(Field::SecretPatterns, problem));
            }
            patterns.iter().try_for_each(|pattern| check_pattern(pattern))?;
            InitialAccess::Reads(patterns)
        }
        _ => return Err(FieldError::new(Field::InitialAccess, Problem::Malformed(Form::Choice))),
    })
}

/// Checks a secret's name, or a prefix followed by `*`.
fn check_pattern(pattern: &str) -> Result<(), FieldError> {
    let complete = match pattern.strip_suffix('*') {
        Some(stem) => stem.chars().all(|c| Alphabet::SecretName.contains(c)),
        None => SecretName::new(pattern).is_ok(),
    };
    if complete && pattern.len() <= limits::SECRET_NAME {
        return Ok(());
    }
    Err(FieldError::new(Field::SecretPatterns, Problem::Malformed(Form::SecretPattern)))
}

/// The document that allows reading the values of these secrets.
fn read_document(patterns: &[String]) -> String {
    let resources: Vec<_> = patterns.iter().map(|pattern| format!("acs:kms:*:*:secret/{pattern}")).collect();
    let actions = ["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"];
    let statement = serde_json::json!({ "Effect": "Allow", "Action": actions, "Resource": resources });
    let document = serde_json::json!({ "Version": "1", "Statement": [statement, {
        "Effect": "Allow", "Action": "kms:GetRandomPassword", "Resource": "*"
    }] });
    format!("{document:#}")
}

/// Creates a user with its initial access. Creates the policy first, so that a later failure never leaves a user with the wrong
/// access. If creating the user fails, the policy is deleted.
///
/// # Errors
/// The errors of the operations.
pub async fn create(name: UserName, password: Option<Plaintext>, access: InitialAccess) -> Result<(), UiError> {
    let policy = match access {
        InitialAccess::Nothing => None,
        InitialAccess::System(name) => Some(PolicyRef { kind: PolicyType::System, name: PolicyName::new(name)? }),
        InitialAccess::Reads(patterns) => {
            let policy = PolicyName::new(&format!("{}-reads", name.as_str().replace(['.', '_'], "-")))?;
            let description = Comments::new(&format!("Secrets that {name} can read"))?;
            let document = read_document(&patterns);
            door::call(ops::policies::CreatePolicy { name: policy.clone(), description, document }).await?;
            Some(PolicyRef { kind: PolicyType::Custom, name: policy })
        }
    };
    let (display_name, comments) = (Comments::new("")?, Comments::new("")?);
    let user = door::call(ops::users::CreateUser { name: name.clone(), display_name, comments, password }).await;
    if let Err(error) = user {
        if let Some(policy) = policy.filter(|policy| policy.kind == PolicyType::Custom) {
            door::call(ops::policies::DeletePolicy { name: policy.name, with_versions: true }).await?;
        }
        return Err(error);
    }
    if let Some(policy) = policy {
        let bearer = ops::policies::Bearer::User(name);
        door::call(ops::policies::SetAttachment { policy, bearer, attached: true }).await?;
    }
    Ok(())
}

/// Parses a policy reference: `Custom/name`, `System/name`, or a name alone, which prefers a system policy.
///
/// # Errors
/// The name is invalid.
pub fn policy_named(text: &str) -> Result<PolicyRef, FieldError> {
    let text = text.trim();
    let (kind, name) = match text.split_once('/') {
        Some((kind, name)) => (kind.parse()?, name),
        None if strongroom_policy::system::find(text).is_some() => (PolicyType::System, text),
        None => (PolicyType::Custom, text),
    };
    Ok(PolicyRef { kind, name: PolicyName::new(name)? })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn initial_access_is_parsed() {
        assert_eq!(parse_initial_access("auditor", "ignored <b>").unwrap(), InitialAccess::System("StrongroomAuditor"));
        let reads = InitialAccess::Reads(vec!["payments/*".to_owned(), "shop/key".to_owned()]);
        assert_eq!(parse_initial_access("reader", " payments/* \r\n\r\nshop/key\n").unwrap(), reads);
        for (word, patterns) in [
            ("", ""),
            ("root", ""),
            ("Administrator", ""),
            ("reader", ""),
            ("reader", "a b"),
            ("reader", "ok\n<b>"),
            ("reader", "a*b"),
        ] {
            assert!(parse_initial_access(word, patterns).is_err(), "{word} {patterns}");
        }
    }

    #[test]
    fn policy_of_a_reader_is_valid() {
        let text = read_document(&["payments/*".to_owned(), "*".to_owned()]);
        assert!(strongroom_policy::Document::parse(&text, strongroom_policy::Kind::Identity).is_ok(), "{text}");
    }

    #[test]
    fn policy_references_are_parsed() {
        assert_eq!(policy_named(" AdministratorAccess ").unwrap().to_string(), "System/AdministratorAccess");
        assert_eq!(policy_named("mine").unwrap().to_string(), "Custom/mine");
        assert_eq!(policy_named("Custom/AdministratorAccess").unwrap().to_string(), "Custom/AdministratorAccess");
        for bad in ["", "Other/x", "Custom/a b", "a/b/c"] {
            assert!(policy_named(bad).is_err(), "{bad}");
        }
    }
}
