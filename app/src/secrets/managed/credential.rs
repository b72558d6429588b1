//! The credential that a new secret's account has now, as it is entered.

use crate::{secrets::edit::TextValueInput, targets::CurrentCredential};
use leptos::prelude::*;
use strongroom_domain::{AccessKeyId, Field, FieldError, Form, Problem, Strategy, Unit, limits};

/// What is entered: some of it, by how the secret rotates.
#[derive(Clone, Copy)]
pub(super) struct CredentialInput {
    pub password: RwSignal<String>,
    pub key_id: RwSignal<String>,
    pub private_key: RwSignal<String>,
    pub value: TextValueInput,
}

impl CredentialInput {
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        let value = TextValueInput::with_keys(Vec::new());
        Self { password: empty(), key_id: empty(), private_key: empty(), value }
    }

    /// What a test tries for the account, of what was entered. Nothing for a function: the account is the name that the secret gets later.
    pub fn current(self, strategy: Option<Strategy>) -> CurrentCredential {
        let none = CurrentCredential::default();
        match strategy {
            Some(Strategy::KeyPair) => CurrentCredential { private_key: self.private_key.get(), ..none },
            Some(Strategy::SecondKey) => {
                CurrentCredential { password: self.password.get(), key_id: self.key_id.get(), ..none }
            }
            Some(Strategy::OneAccount | Strategy::TwoAccounts | Strategy::TwoPasswords) => {
                CurrentCredential { password: self.password.get(), ..none }
            }
            Some(Strategy::Function | Strategy::Generated) | None => none,
        }
    }

    /// What is wrong with it.
    pub fn check(self, strategy: Option<Strategy>) -> Vec<FieldError> {
        let typed = || {
            let problem = Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes };
            self.password.with(String::is_empty).then(|| FieldError::new(Field::Password, problem))
        };
        match strategy {
            Some(Strategy::Function) => self.value.check().into_iter().collect(),
            Some(Strategy::KeyPair) => {
                let malformed = FieldError::new(Field::PrivateKey, Problem::Malformed(Form::PrivateKey));
                let is_key = self.private_key.with(|key| key.trim_start().starts_with("-----BEGIN "));
                (!is_key).then_some(malformed).into_iter().collect()
            }
            Some(Strategy::SecondKey) => {
                let id = AccessKeyId::new(self.key_id.read().trim()).err();
                id.into_iter().chain(typed()).collect()
            }
            Some(Strategy::OneAccount | Strategy::TwoAccounts | Strategy::TwoPasswords | Strategy::Generated)
            | None => typed().into_iter().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_strategy_asks_for_its_own_credential() {
        Owner::new().with(|| {
            let input = CredentialInput::new();
            let wrong = |strategy| {
                untrack(|| input.check(Some(strategy))).into_iter().map(|error| error.field).collect::<Vec<_>>()
            };
            assert_eq!(wrong(Strategy::TwoAccounts), [Field::Password]);
            assert_eq!(wrong(Strategy::SecondKey), [Field::AccessKeyId, Field::Password]);
            assert_eq!(wrong(Strategy::KeyPair), [Field::PrivateKey]);
            assert_eq!(wrong(Strategy::Function), [Field::SecretValue]);
            input.private_key.set("ssh-ed25519 AAAA".to_owned());
            assert_eq!(wrong(Strategy::KeyPair), [Field::PrivateKey], "the public one");
            input.private_key.set("\n-----BEGIN OPENSSH PRIVATE KEY-----\n".to_owned());
            assert!(wrong(Strategy::KeyPair).is_empty());
            input.password.set("x".to_owned());
            assert!(wrong(Strategy::OneAccount).is_empty());
        });
    }

    #[test]
    fn test_tries_only_what_the_strategy_asks_for() {
        Owner::new().with(|| {
            let input = CredentialInput::new();
            for (field, text) in [(input.password, "p"), (input.key_id, "id"), (input.private_key, "k")] {
                field.set(text.to_owned());
            }
            let tried = |strategy| {
                let CurrentCredential { password, key_id, private_key } = untrack(|| input.current(Some(strategy)));
                [password, key_id, private_key]
            };
            assert_eq!(tried(Strategy::OneAccount), ["p", "", ""]);
            assert_eq!(tried(Strategy::SecondKey), ["p", "id", ""]);
            assert_eq!(tried(Strategy::KeyPair), ["", "", "k"]);
            assert_eq!(tried(Strategy::Function), ["", "", ""]);
        });
    }
}
