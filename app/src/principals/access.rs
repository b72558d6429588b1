//! What a new user starts with, as policies.

use crate::{
    door::{self, Plaintext, ops},
    error::UiError,
};
use strongroom_domain::{
    Alphabet, Comments, Field, FieldError, Form, PolicyName, PolicyRef, PolicyType, Problem, SecretName, Unit,
    UserName, limits,
};

/// What a form asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Start {
    /// No policy yet.
    Nothing,
    /// A system policy.
    System(&'static str),
    /// A policy of its own: reading the values of secrets, each a name or its beginning followed by `*`.
    Reads(Vec<String>),
}

/// The start a form asks for; patterns one per line, counted only for a reader.
///
/// # Errors
/// No such word, or a pattern that breaks its rule.
pub fn start_of(word: &str, patterns: &str) -> Result<Start, FieldError> {
    Ok(match word {
        "none" => Start::Nothing,
        "administrator" => Start::System("AdministratorAccess"),
        "manager" => Start::System("StrongroomAdministrator"),
        "auditor" => Start::System("StrongroomAuditor"),
        "on-call" => Start::System("StrongroomOnCall"),
        "reader" => {
            let patterns: Vec<_> =
                patterns.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
            if !(1..=limits::SECRET_PATTERNS).contains(&patterns.len()) {
                let problem = Problem::Length { min: 1, max: limits::SECRET_PATTERNS, unit: Unit::Entries };
                return Err(FieldError::new(Field::SecretPatterns, problem));
            }
            patterns.iter().try_for_each(|pattern| check_pattern(pattern))?;
            Start::Reads(patterns)
        }
        _ => return Err(FieldError::new(Field::InitialAccess, Problem::Malformed(Form::Choice))),
    })
}

/// A secret's name, or the beginning of one and a final `*`.
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

/// The document that lets its owner read the values of these secrets.
fn read_document(patterns: &[String]) -> String {
    let resources: Vec<_> = patterns.iter().map(|pattern| format!("acs:kms:*:*:secret/{pattern}")).collect();
    let actions = ["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"];
    let statement = serde_json::json!({ "Effect": "Allow", "Action": actions, "Resource": resources });
    let document = serde_json::json!({ "Version": "1", "Statement": [statement, {
        "Effect": "Allow", "Action": "kms:GetRandomPassword", "Resource": "*"
    }] });
    format!("{document:#}")
}

/// Makes a user with its start. The policy comes first, so that what fails later leaves no user with other rights than asked
/// for; a policy without a user is removed again.
///
/// # Errors
/// Those of the operations.
pub async fn create(name: UserName, password: Option<Plaintext>, start: Start) -> Result<(), UiError> {
    let policy = match start {
        Start::Nothing => None,
        Start::System(name) => Some(PolicyRef { kind: PolicyType::System, name: PolicyName::new(name)? }),
        Start::Reads(patterns) => {
            let policy = PolicyName::new(&format!("{}-reads", name.as_str().replace(['.', '_'], "-")))?;
            let description = Comments::new(&format!("What {name} may read"))?;
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

/// The policy a person means: `Custom/name`, `System/name`, or a name alone, which means a system policy if there is one.
///
/// # Errors
/// No possible name.
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
    fn starts_of_forms() {
        assert_eq!(start_of("auditor", "ignored <b>").unwrap(), Start::System("StrongroomAuditor"));
        let reads = Start::Reads(vec!["payments/*".to_owned(), "shop/key".to_owned()]);
        assert_eq!(start_of("reader", " payments/* \r\n\r\nshop/key\n").unwrap(), reads);
        for (word, patterns) in [
            ("", ""),
            ("root", ""),
            ("Administrator", ""),
            ("reader", ""),
            ("reader", "a b"),
            ("reader", "ok\n<b>"),
            ("reader", "a*b"),
        ] {
            assert!(start_of(word, patterns).is_err(), "{word} {patterns}");
        }
    }

    #[test]
    fn what_a_reader_gets_is_a_valid_policy() {
        let text = read_document(&["payments/*".to_owned(), "*".to_owned()]);
        assert!(strongroom_policy::Document::parse(&text, strongroom_policy::Kind::Identity).is_ok(), "{text}");
    }

    #[test]
    fn policies_by_what_is_typed() {
        assert_eq!(policy_named(" AdministratorAccess ").unwrap().to_string(), "System/AdministratorAccess");
        assert_eq!(policy_named("mine").unwrap().to_string(), "Custom/mine");
        assert_eq!(policy_named("Custom/AdministratorAccess").unwrap().to_string(), "Custom/AdministratorAccess");
        for bad in ["", "Other/x", "Custom/a b", "a/b/c"] {
            assert!(policy_named(bad).is_err(), "{bad}");
        }
    }
}
