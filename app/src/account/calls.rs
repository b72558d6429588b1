//! Server functions: one's own password, second factor and sessions.

use super::dto::{AccountDetails, NewFactor, Ways};
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
        self, Plaintext,
        ops::{
            self,
            factors::{PasskeyAnswer, Proof, RecoveryCodes},
            mfa as op, passkeys as pass,
            system::StepUp,
        },
        redirect_plain_form,
    },
    error::ErrorKind,
    passkeys::check_origin,
    paths::safe_next,
    session::{self, OpenSession, end_sessions_of, open_sessions, set_strength, step_up},
};
#[cfg(feature = "ssr")]
use strongroom_domain::{Field, FieldError, Form, PasskeyName, Problem};

/// What the account page shows.
#[server]
pub async fn load_account() -> Result<AccountDetails, UiError> {
    let factors = door::call(op::DescribeMfa).await?.map(factors);
    let sessions = open_sessions().await?.into_iter().map(line).collect();
    Ok(AccountDetails { vouched_by: identity_provider().await?, factors, sessions })
}

/// How the reader can confirm who they are.
#[server]
pub async fn load_ways() -> Result<Ways, UiError> {
    let facts = door::call(op::DescribeMfa).await?;
    Ok(Ways { factor: facts.is_some(), passkeys: facts.is_some_and(|facts| !facts.passkeys.is_empty()) })
}

/// Confirms who the reader is, with a code or, without a second factor, the password.
#[server]
pub async fn confirm(
    #[server(default)] code: String,
    #[server(default)] password: String,
    #[server(default)] next: String,
) -> Result<(), UiError> {
    let proof = match code.is_empty() {
        true => StepUp::Password(Plaintext::new(password.into_bytes())),
        false => StepUp::Factor(Proof::Code(Plaintext::new(code.into_bytes()))),
    };
    step_up(proof).await?;
    redirect_plain_form(safe_next(&next));
    Ok(())
}

/// Confirms who the reader is, with a passkey.
#[server]
pub async fn confirm_with_passkey(ticket: String, answer: String) -> Result<(), UiError> {
    step_up(StepUp::Factor(Proof::Passkey(PasskeyAnswer { ticket, answer }))).await
}

/// Changes one's own password and ends one's other sessions. `repeat` is checked here too, for forms sent without scripts.
#[server]
pub async fn change_password(old: String, new: String, repeat: String) -> Result<(), UiError> {
    if new != repeat {
        let different = FieldError::new(Field::RepeatedPassword, Problem::Different);
        return Err(UiError::of_field(different, "The two new passwords differ."));
    }
    let (old, new) = (Plaintext::new(old.into_bytes()), Plaintext::new(new.into_bytes()));
    door::call(ops::users::ChangePassword { old, new }).await?;
    end_sessions_of(door::principal().await?.id).await?;
    redirect_plain_form("/account?password=changed");
    Ok(())
}

/// Makes the secret of a second factor. The only answer that ever carries it.
#[server]
pub async fn create_factor() -> Result<NewFactor, UiError> {
    door::no_store();
    let new = door::call(op::CreateMfaDevice).await?;
    let too_long = || UiError::new(ErrorKind::Internal, "This user's name is too long for a QR code.");
    let qr = qr(new.address.expose()).ok_or_else(too_long)?;
    Ok(NewFactor { secret: text(&new.secret), token: new.token, qr })
}

/// Sets the authenticator app up and ends one's other sessions, which were opened without it. Answers the recovery codes of a
/// first factor.
#[server]
pub async fn bind_factor(token: String, code: String) -> Result<Option<Vec<String>>, UiError> {
    door::no_store();
    let codes = door::call(op::BindMfaDevice { token, code: Plaintext::new(code.into_bytes()) }).await?;
    added(codes).await
}

/// Asks the browser for a new passkey.
#[server]
pub async fn create_passkey() -> Result<PasskeyChallenge, UiError> {
    check_origin()?;
    Ok(door::call(pass::CreatePasskey).await?.into())
}

/// Adds the passkey that the browser has made and ends one's other sessions. Answers the recovery codes of a first factor.
#[server]
pub async fn bind_passkey(name: String, ticket: String, answer: String) -> Result<Option<Vec<String>>, UiError> {
    door::no_store();
    let (name, answer) = (PasskeyName::new(name.trim())?, PasskeyAnswer { ticket, answer });
    added(door::call(pass::BindPasskey { name, answer }).await?).await
}

/// Removes a passkey of one's own and ends one's other sessions.
#[server]
pub async fn remove_passkey(id: String) -> Result<(), UiError> {
    let left = door::call(pass::RemovePasskey { id: id.parse()? }).await?;
    removed(left).await
}

/// Calls a passkey of one's own by another name.
#[server]
pub async fn rename_passkey(id: String, name: String) -> Result<(), UiError> {
    door::call(pass::RenamePasskey { id: id.parse()?, name: PasskeyName::new(name.trim())? }).await
}

/// Makes new recovery codes and answers them.
#[server]
pub async fn reset_recovery_codes() -> Result<Vec<String>, UiError> {
    door::no_store();
    let codes = door::call(op::ResetRecoveryCodes).await?;
    Ok(codes.0.iter().map(text).collect())
}

/// Removes one's own authenticator app and ends one's other sessions.
#[server]
pub async fn remove_factor() -> Result<(), UiError> {
    let left = door::call(op::RemoveMfaDevice).await?;
    removed(left).await
}

/// Ends one of one's own sessions.
#[server]
pub async fn end_session(id: String) -> Result<(), UiError> {
    let name = u128::from_str_radix(&id, 16).map_err(|_| {
        let malformed = FieldError::new(Field::ConsoleSession, Problem::Malformed(Form::Choice));
        UiError::of_field(malformed, "Session not found. Reload the page and try again.")
    })?;
    session::end_session(name.to_be_bytes()).await
}

/// Ends every session of one's own but this one.
#[server]
pub async fn end_other_sessions() -> Result<(), UiError> {
    door::call(ops::system::EndSession { all_others: true }).await?;
    end_sessions_of(door::principal().await?.id).await
}

/// Name of the identity provider that alone vouches for the signed-in person; `None` for people with a password here.
#[cfg(feature = "ssr")]
async fn identity_provider() -> Result<Option<String>, UiError> {
    let (user, console) = (door::principal().await?.id, door::console()?);
    let issuer = console.engine.vouched_by(user).await.map_err(door::ui_error)?;
    // One that is no longer configured is named by its address.
    Ok(issuer.map(|issuer| console.single_sign_on.map_or(issuer.to_string(), |name| name.to_string())))
}

/// After a factor was added, which its owner has proven by that.
#[cfg(feature = "ssr")]
async fn added(codes: Option<RecoveryCodes>) -> Result<Option<Vec<String>>, UiError> {
    end_sessions_of(door::principal().await?.id).await?;
    set_strength(true).await?;
    Ok(codes.map(|codes| codes.0.iter().map(text).collect()))
}

/// After a factor was removed, which took a fresh proof; `left` says whether there is another.
#[cfg(feature = "ssr")]
async fn removed(left: bool) -> Result<(), UiError> {
    end_sessions_of(door::principal().await?.id).await?;
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
fn line(session: OpenSession) -> SessionLine {
    SessionLine {
        id: format!("{:032x}", u128::from_be_bytes(session.name)),
        device: device(&session.agent.unwrap_or_default()),
        address: session.address.unwrap_or_default(),
        began: session.began.0,
        seen: session.seen.0,
        own: session.own,
    }
}
