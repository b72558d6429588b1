//! Adds and removes readers in one statement of a secret's policy. The other statements are not changed.

use serde_json::{Value, json};
use strongroom_domain::{Field, FieldError, Form, Problem};

/// `Sid` of that statement.
const SID: &str = "Readers";

/// The policy with one more reader.
///
/// # Errors
/// The policy cannot be parsed.
pub fn with_reader(policy: Option<&str>, arn: &str) -> Result<String, FieldError> {
    let mut document = match policy {
        Some(text) => read(text)?,
        None => json!({ "Version": "1", "Statement": [] }),
    };
    let statements = statements(&mut document)?;
    match statements.iter_mut().find_map(readers) {
        Some(named) => {
            if !named.iter().any(|one| one == arn) {
                named.push(json!(arn));
            }
        }
        None => statements.push(json!({
            "Sid": SID,
            "Effect": "Allow",
            "Principal": { "RAM": [arn] },
            "Action": ["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"],
            "Resource": "*",
        })),
    }
    Ok(format!("{document:#}"))
}

/// The policy without a reader; `None` when no statement is left.
///
/// # Errors
/// The policy cannot be parsed, or the statement of [`with_reader`] does not name this reader.
pub fn without_reader(policy: Option<&str>, arn: &str) -> Result<Option<String>, FieldError> {
    let other_statement = || FieldError::new(Field::UserName, Problem::GrantedElsewhere);
    let mut document = read(policy.ok_or_else(other_statement)?)?;
    let statements = statements(&mut document)?;
    let named = statements.iter_mut().find_map(readers).ok_or_else(other_statement)?;
    let before = named.len();
    named.retain(|one| one != arn);
    if named.len() == before {
        return Err(other_statement());
    }
    if named.is_empty() {
        statements.retain_mut(|statement| readers(statement).is_none());
    }
    Ok((!statements.is_empty()).then(|| format!("{document:#}")))
}

/// The ARNs of the readers that [`without_reader`] can remove.
pub fn removable_readers(policy: Option<&str>) -> Vec<String> {
    let Some(mut document) = policy.and_then(|text| read(text).ok()) else { return Vec::new() };
    let Ok(statements) = statements(&mut document) else { return Vec::new() };
    let named = statements.iter_mut().find_map(readers).map(std::mem::take).unwrap_or_default();
    named.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn read(text: &str) -> Result<Value, FieldError> {
    serde_json::from_str(text).map_err(|_| FieldError::new(Field::PolicyDocument, Problem::Malformed(Form::Policy)))
}

fn statements(document: &mut Value) -> Result<&mut Vec<Value>, FieldError> {
    let statements = document.get_mut("Statement").and_then(Value::as_array_mut);
    statements.ok_or_else(|| FieldError::new(Field::PolicyDocument, Problem::Malformed(Form::Policy)))
}

/// The principals of the statement that this module manages.
fn readers(statement: &mut Value) -> Option<&mut Vec<Value>> {
    let ours =
        statement.get("Sid")? == SID && statement.get("Effect")? == "Allow" && statement.get("Condition").is_none();
    statement.get_mut("Principal")?.get_mut("RAM")?.as_array_mut().filter(|_| ours)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use strongroom_policy::{Document, Kind};

    const BOB: &str = "acs:ram::1000000000000001:user/bob";
    const EVE: &str = "acs:ram::1000000000000001:user/eve";

    #[test]
    fn adding_and_removing_readers_keeps_other_statements() {
        let one = with_reader(None, BOB).unwrap();
        assert_eq!((removable_readers(Some(&one)), removable_readers(None)), (vec![BOB.to_owned()], Vec::new()));
        assert!(Document::parse(&one, Kind::Resource).is_ok(), "{one}");
        assert_eq!(with_reader(Some(&one), BOB).unwrap(), one);
        let two = with_reader(Some(&one), EVE).unwrap();
        assert!(Document::parse(&two, Kind::Resource).is_ok(), "{two}");
        assert_eq!(without_reader(Some(&two), EVE).unwrap(), Some(one.clone()));
        assert_eq!(without_reader(Some(&one), BOB).unwrap(), None);

        let deny = format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "Deny", "Principal": {{"RAM": ["{EVE}"]}}, "Action": "kms:*", "Resource": "*"}}]}}"#
        );
        let both = with_reader(Some(&deny), BOB).unwrap();
        assert_eq!(Document::parse(&both, Kind::Resource).unwrap().statements().len(), 2);
        let left = without_reader(Some(&both), BOB).unwrap().unwrap();
        assert_eq!(Document::parse(&left, Kind::Resource).unwrap().statements().len(), 1);
    }

    #[test]
    fn statements_of_others_are_not_changed() {
        for policy in [None, Some("{}"), Some("nonsense"), Some(r#"{"Statement": []}"#)] {
            assert!(without_reader(policy, BOB).is_err(), "{policy:?}");
        }
        let mine = with_reader(None, BOB).unwrap();
        assert!(without_reader(Some(&mine), EVE).is_err());
        let conditional = mine.replace(r#""Resource": "*""#, r#""Resource": "*", "Condition": {}"#);
        assert!(without_reader(Some(&conditional), BOB).is_err());
    }
}
