//! The first value of a secret whose credential rotates, made of what a form sends. Server only.

use crate::{
    door::{Plaintext, ops::secrets::key_pair_value},
    error::UiError,
    line_ends::unix_lines,
    secrets::edit::ValueForm,
    targets::CurrentCredential,
};
use serde_json::json;
use strongroom_domain::{AccessKeyId, AccountName, Field, FieldError, Problem, SecretKind, Strategy, Unit, limits};

/// The value in the form of its kind.
///
/// # Errors
/// Part of it is missing or malformed. The error never repeats it.
pub(super) fn first_value(
    kind: SecretKind,
    strategy: Strategy,
    account: &str,
    current: CurrentCredential,
    value: &ValueForm,
) -> Result<Plaintext, UiError> {
    let CurrentCredential { password, key_id, private_key } = current;
    let typed = || {
        let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes };
        if password.is_empty() { Err(FieldError::new(Field::Password, problem)) } else { Ok(&password) }
    };
    let value = match kind {
        SecretKind::Generic => value.text_value()?,
        SecretKind::Ecs if strategy == Strategy::KeyPair => {
            // SSH refuses a key whose last line has no end.
            let key = format!("{}\n", unix_lines(&private_key).trim());
            return Ok(key_pair_value(&AccountName::new(account)?, Plaintext::new(key.into_bytes()))?);
        }
        SecretKind::Ecs => json!({"UserName": account, "Password": typed()?}).to_string(),
        SecretKind::RamCredentials => {
            let id = AccessKeyId::new(key_id.trim())?;
            json!({"AccessKeyId": id.as_str(), "AccessKeySecret": typed()?}).to_string()
        }
        SecretKind::Rds | SecretKind::PolarDb | SecretKind::Redis => {
            json!({"AccountName": account, "AccountPassword": typed()?}).to_string()
        }
    };
    Ok(Plaintext::new(value.into_bytes()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn made(kind: SecretKind, strategy: Strategy, current: CurrentCredential) -> Option<String> {
        let value: ValueForm = serde_json::from_value(json!({"kind": "Text", "text": "any\r\ntext"})).unwrap();
        let value = first_value(kind, strategy, "app", current, &value).ok()?;
        Some(String::from_utf8(value.expose().to_vec()).unwrap())
    }

    #[test]
    fn each_kind_has_its_own_form() {
        let password = || CurrentCredential { password: "p\"".to_owned(), ..CurrentCredential::default() };
        let key = || CurrentCredential { key_id: " LTAI1 ".to_owned(), ..password() };
        for (kind, strategy, current, expected) in [
            (SecretKind::Redis, Strategy::TwoPasswords, password(), r#"{"AccountName":"app","AccountPassword":"p\""}"#),
            (SecretKind::Ecs, Strategy::OneAccount, password(), r#"{"Password":"p\"","UserName":"app"}"#),
            (
                SecretKind::RamCredentials,
                Strategy::SecondKey,
                key(),
                r#"{"AccessKeyId":"LTAI1","AccessKeySecret":"p\""}"#,
            ),
            (SecretKind::Generic, Strategy::Function, password(), "any\ntext"),
        ] {
            let value = made(kind, strategy, current).unwrap();
            let same = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
            assert!(value == expected || same(&value).is_some() && same(&value) == same(expected), "{value}");
        }
    }

    #[test]
    fn key_pair_has_the_public_key_and_a_last_line_end() {
        let private = include_str!("../../../../server/crypto/tests/vectors/ssh-rsa/pkcs8.pem");
        let private_key = private.trim().replace('\n', "\r\n");
        let current = CurrentCredential { private_key, ..CurrentCredential::default() };
        let value = made(SecretKind::Ecs, Strategy::KeyPair, current).unwrap();
        let value: serde_json::Value = serde_json::from_str(&value).unwrap();
        assert_eq!((value["UserName"].as_str(), value["PrivateKey"].as_str()), (Some("app"), Some(private)));
        assert!(value["PublicKey"].as_str().unwrap().starts_with("ssh-rsa AAAA"));
    }

    #[test]
    fn missing_credentials_are_refused() {
        for (kind, strategy) in [
            (SecretKind::Rds, Strategy::OneAccount),
            (SecretKind::Ecs, Strategy::OneAccount),
            (SecretKind::Ecs, Strategy::KeyPair),
            (SecretKind::RamCredentials, Strategy::SecondKey),
        ] {
            assert_eq!(made(kind, strategy, CurrentCredential::default()), None, "{kind:?}");
        }
    }
}
