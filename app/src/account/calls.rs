//! Server functions for the signed-in user's password, second factors and sessions.

use super::dto::{AccountDetails, ConfirmationMethods, NewFactor};
use crate::{error::UiError, passkeys::PasskeyChallenge};
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    device::device,
    dto::{Factors, Passkey, SessionLine},
    qr::qr,
};
#[cfg(feature = "ssr")]
use crate::{
    door::{
        self, OpenSession, Plaintext,
        ops::{
            self,
            factors::{PasskeyResponse, Proof, RecoveryCodes},
            mfa as op, passkeys as pass,
            system::StepUp,
        },
        redirect_plain_form,
    },
    error::ErrorKind,
    passkeys::check_origin,
    paths::safe_next,
    session::{self, open_sessions, set_strength, step_up},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Field, FieldError, Form, PasskeyName, Problem};

/// What the account page shows.
#[server]
pub async fn load_account() -> Result<AccountDetails, UiError> {
    let factors = door::call(op::DescribeMfa).await?.map(factors);
    let sessions = open_sessions().await?.into_iter().map(session_line).collect();
    Ok(AccountDetails { identity_provider: identity_provider().await?, factors, sessions })
}

/// How the signed-in user can confirm their identity.
#[server]
pub async fn load_confirmation_methods() -> Result<ConfirmationMethods, UiError> {
    let facts = door::call(op::DescribeMfa).await?;
    let passkeys = facts.as_ref().is_some_and(|facts| !facts.passkeys.is_empty());
    Ok(ConfirmationMethods { factor: facts.is_some(), passkeys })
}

/// Confirms the user's identity with a code, or with the password if there is no second factor. `carried` is a form that is
/// sent on afterwards, encrypted.
#[server]
pub async fn confirm(
    #[server(default)] code: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
    #[server(default)] carried: String,
) -> Result<(), UiError> {
    let form = door::carried::decrypt(&carried).await?;
    let proof = match code.is_empty() {
        true => StepUp::Password(Plaintext::new(password.into_bytes())),
        false => StepUp::Factor(Proof::Code(Plaintext::new(code.into_bytes()))),
    };
    let outcome = step_up(proof).await;
    door::carried::proven(form, &outcome);
    outcome?;
    redirect_plain_form(safe_next(&next));
    Ok(())
}

/// Confirms the user's identity with a passkey.
#[server]
pub async fn confirm_with_passkey(ticket: String, answer: String) -> Result<(), UiError> {
    step_up(StepUp::Factor(Proof::Passkey(PasskeyResponse { ticket, answer }))).await
}

/// Changes the user's password and ends their other sessions. `repeat` is checked here too, for forms sent without scripts.
#[server]
pub async fn change_password(old: String, new: String, repeat: String) -> Result<(), UiError> {
    if new != repeat {
        let different = FieldError::new(Field::RepeatedPassword, Problem::Different);
        return Err(UiError::of_field(
            different,
            "The two new passwords do not match. Your password was not changed. Enter the new password twice.",
        ));
    }
    let (old, new) = (Plaintext::new(old.into_bytes()), Plaintext::new(new.into_bytes()));
    door::call(ops::users::ChangePassword { old, new }).await?;
    redirect_plain_form("/account?password=changed");
    Ok(())
}

/// Creates the secret of a second factor. No other response carries it.
#[server]
pub async fn create_factor() -> Result<NewFactor, UiError> {
    door::no_store();
    let new = door::call(op::CreateMfaDevice).await?;
    const TOO_LONG: &str = "The user name is too long for a QR code. No authenticator app was set up. Ask an administrator for a shorter user name.";
    let too_long = || UiError::new(ErrorKind::Internal, TOO_LONG);
    let qr = qr(new.address.expose()).ok_or_else(too_long)?;
    Ok(NewFactor { secret: text(&new.secret), token: new.token, qr })
}

/// Sets up the authenticator app and ends the user's other sessions, which began without it. Returns recovery codes if this is
/// the first factor.
#[server]
pub async fn bind_factor(token: String, code: String) -> Result<Option<Vec<String>>, UiError> {
    door::no_store();
    let codes = door::call(op::BindMfaDevice { token, code: Plaintext::new(code.into_bytes()) }).await?;
    after_added(codes).await
}

/// Creates the challenge for a new passkey.
#[server]
pub async fn create_passkey() -> Result<PasskeyChallenge, UiError> {
    check_origin()?;
    Ok(door::call(pass::CreatePasskey).await?.into())
}

/// Adds the passkey the browser created and ends the user's other sessions. Returns recovery codes if this is the first factor.
#[server]
pub async fn bind_passkey(name: String, ticket: String, answer: String) -> Result<Option<Vec<String>>, UiError> {
    door::no_store();
    let (name, answer) = (PasskeyName::new(name.trim())?, PasskeyResponse { ticket, answer });
    after_added(door::call(pass::BindPasskey { name, answer }).await?).await
}

/// Removes one of the user's passkeys and ends their other sessions.
#[server]
pub async fn remove_passkey(id: String) -> Result<(), UiError> {
    let left = door::call(pass::RemovePasskey { id: id.parse()? }).await?;
    after_removed(left).await
}

/// Renames one of the user's passkeys.
#[server]
pub async fn rename_passkey(id: String, name: String) -> Result<(), UiError> {
    door::call(pass::RenamePasskey { id: id.parse()?, name: PasskeyName::new(name.trim())? }).await
}

/// Replaces the recovery codes and returns the new ones.
#[server]
pub async fn reset_recovery_codes() -> Result<Vec<String>, UiError> {
    door::no_store();
    let codes = door::call(op::ResetRecoveryCodes).await?;
    Ok(codes.0.iter().map(text).collect())
}

/// Removes the user's authenticator app and ends their other sessions.
#[server]
pub async fn remove_factor() -> Result<(), UiError> {
    let left = door::call(op::RemoveMfaDevice).await?;
    after_removed(left).await
}

/// Ends one of the user's sessions.
#[server]
pub async fn end_session(id: String) -> Result<(), UiError> {
    let name = u128::from_str_radix(&id, 16).map_err(|_| {
        let malformed = FieldError::new(Field::ConsoleSession, Problem::Malformed(Form::Choice));
        UiError::of_field(malformed, "Session not found. No session was ended. Reload the page and try again.")
    })?;
    session::end_session(name.to_be_bytes()).await
}

/// Ends all of the user's sessions except this one.
#[server]
pub async fn end_other_sessions() -> Result<(), UiError> {
    door::call(ops::system::EndSession { which: ops::system::EndedSessions::AllOthers }).await
}

/// Name of the identity provider the user signs in through; `None` for a user with a local password.
#[cfg(feature = "ssr")]
async fn identity_provider() -> Result<Option<String>, UiError> {
    let (user, console) = (door::principal().await?.id, door::console()?);
    let issuer = console.engine.required_provider(user).await.map_err(door::ui_error)?;
    // A provider that is no longer configured has no name: show its address.
    Ok(issuer.map(|issuer| console.single_sign_on.map_or(issuer.to_string(), |name| name.to_string())))
}

/// Adding a factor verifies it, so this session now counts as signed in with a second factor.
#[cfg(feature = "ssr")]
async fn after_added(codes: Option<RecoveryCodes>) -> Result<Option<Vec<String>>, UiError> {
    set_strength(true).await?;
    Ok(codes.map(|codes| codes.0.iter().map(text).collect()))
}

/// Removing a factor required a step-up; `left` says whether another factor remains.
#[cfg(feature = "ssr")]
async fn after_removed(left: bool) -> Result<(), UiError> {
    set_strength(left).await
}

#[cfg(feature = "ssr")]
fn factors(facts: door::facts::FactorFacts) -> Factors {
    let passkey = |passkey: door::facts::PasskeyFacts| Passkey {
        id: passkey.id.to_string(),
        name: passkey.name.to_string(),
        created: passkey.created.0,
        used: passkey.used.map(|at| at.0),
    };
    let passkeys = facts.passkeys.into_iter().map(passkey).collect();
    Factors { since: facts.created.0, app: facts.app, passkeys, recovery_left: facts.recovery_left }
}

#[cfg(feature = "ssr")]
fn text(secret: &Plaintext) -> String {
    String::from_utf8_lossy(secret.expose()).into_owned()
}

#[cfg(feature = "ssr")]
fn session_line(session: OpenSession) -> SessionLine {
    SessionLine {
        id: format!("{:032x}", u128::from_be_bytes(session.name)),
        device: device(&session.agent.unwrap_or_default()),
        address: session.address.unwrap_or_default(),
        began: session.began.0,
        seen: session.seen.0,
        own: session.own,
    }
}
