//! Passwords: the rules, hashing and verifying.

use crate::{
    AuthFailure, CoreError,
    engine::{Attempt, Context, CountedTry, Share, waiter},
    rows::{PasswordHash, UserRow},
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{Field, FieldError, Problem, Unit, UserName, limits};

/// Letters and digits that cannot be taken for one another.
pub(crate) const PASSWORD_ALPHABET: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

/// Verifies the password of the signed-in caller again.
pub(crate) async fn confirm(cx: &mut Context<'_>, user: &UserRow, password: &Plaintext) -> Result<(), CoreError> {
    if user.password.is_none() {
        return Err(CoreError::Unauthenticated(AuthFailure::NoPassword));
    }
    let counted = CountedTry::begin(cx, Attempt::StepUp, user.name.as_str(), Some(user.id))?;
    if !verify(cx, &counted, password, user.password.clone()).await? {
        return Err(CoreError::Unauthenticated(AuthFailure::Password));
    }
    counted.succeeded(cx);
    Ok(())
}

/// Checks the rules and hashes, off the executor's threads.
pub(crate) async fn hash(cx: &Context<'_>, password: &Plaintext, name: &UserName) -> Result<PasswordHash, CoreError> {
    let (password, name) = (Plaintext::new(password.expose().to_vec()), name.clone());
    let work = move || {
        check(&password, &name).map_err(|problem| FieldError::new(Field::Password, problem))?;
        Ok(PasswordHash(strongroom_crypto::password::hash(&password)?))
    };
    cx.engine.gate.run(waiter(cx.call), Share::One, work).await?
}

/// The rules: long, not the user's name with something round it, and not what guessing tries first.
fn check(password: &Plaintext, name: &UserName) -> Result<(), Problem> {
    let text = std::str::from_utf8(password.expose()).unwrap_or_default();
    if text.chars().count() < limits::PASSWORD_MIN {
        return Err(Problem::TooFew { min: limits::PASSWORD_MIN, unit: Unit::Characters });
    }
    if password.len() > limits::PASSWORD_MAX {
        return Err(Problem::TooMany { max: limits::PASSWORD_MAX, unit: Unit::Bytes });
    }
    // Names of one or two letters are part of too many words.
    if name.as_str().len() > 2 && text.to_lowercase().contains(&name.as_str().to_ascii_lowercase()) {
        return Err(Problem::ContainsUserName);
    }
    // The third of five steps: more than a hundred million guesses.
    if zxcvbn::zxcvbn(text, &[name.as_str()]).score() < zxcvbn::Score::Three {
        return Err(Problem::TooCommon);
    }
    Ok(())
}

/// Checks a password; for a user without one the same work is done in vain.
pub(crate) async fn verify(
    cx: &Context<'_>,
    counted: &CountedTry,
    password: &Plaintext,
    hash: Option<PasswordHash>,
) -> Result<bool, CoreError> {
    if password.len() > limits::PASSWORD_MAX {
        return Ok(false);
    }
    let password = Plaintext::new(password.expose().to_vec());
    let work = move || match hash {
        Some(hash) => strongroom_crypto::password::verify(&password, &hash.0),
        None => {
            strongroom_crypto::password::burn(&password);
            false
        }
    };
    counted.make(cx, work).await
}
