//! Which passwords are taken.

use crate::world::*;
use strongroom_core::{CoreError, Plaintext, ops::users::UpdateLoginProfile};
use strongroom_domain::{Field, Problem, Unit, limits};

async fn problem(w: &World, user: &str, password: &str) -> Option<Problem> {
    let password = Some(Plaintext::new(password.as_bytes().to_vec()));
    match w.run(UpdateLoginProfile { name: user_name(user), password }).await {
        Ok(_) => None,
        Err(CoreError::Invalid(error)) => {
            assert_eq!(error.field, Field::Password);
            Some(error.problem)
        }
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn passwords_outside_the_length_limits_are_rejected() {
    let w = World::new().await;
    let short = Problem::TooFew { min: limits::PASSWORD_MIN, unit: Unit::Characters };
    for password in ["", "elevenchars", "ёжикёжикёж"] {
        assert_eq!(problem(&w, "admin", password).await, Some(short), "{password}");
    }
    let long = Problem::TooMany { max: limits::PASSWORD_MAX, unit: Unit::Bytes };
    assert_eq!(problem(&w, "admin", &"x".repeat(limits::PASSWORD_MAX + 1)).await, Some(long));
}

#[tokio::test]
async fn common_passwords_are_rejected() {
    let w = World::new().await;
    for password in [
        "passwordpassword",
        "Password12345!",
        "P@ssw0rd1234",
        "123456789012",
        "aaaaaaaaaaaaaaaa",
        "qwertyuiop12",
        "qwertyuiopasdfghjkl",
        "abcdefghijklmnop",
        "iloveyou1234",
        "letmein2024!",
        "0987654321zxcvbnm",
    ] {
        assert_eq!(problem(&w, "admin", password).await, Some(Problem::TooCommon), "{password}");
    }
    for password in [
        "a long new password",
        "another good password",
        "Passphrase CANARY-5f1c9a",
        "correct horse battery staple",
        "kT4mQ9wZpX2v",
        "Zürcher Geschnetzeltes mit Rösti",
        "пароль из нескольких слов",
        &"long and slow ".repeat(18),
    ] {
        assert_eq!(problem(&w, "admin", password).await, None, "{password}");
    }
}

#[tokio::test]
async fn user_name_is_rejected_as_password() {
    let w = World::new().await;
    for user in ["m.ortega", "x"] {
        w.run(new_user(user, None)).await.unwrap();
    }
    for password in ["m.ortega kT4mQ9wZpX2v", "kT4mQ9wZpX2v-M.ORTEGA"] {
        assert_eq!(problem(&w, "m.ortega", password).await, Some(Problem::ContainsUserName), "{password}");
    }
    assert_eq!(problem(&w, "x", "kT4mxQ9wZpX2v").await, None, "a name of one letter stands in many passwords");
}
