//! Signing in with a password or passkey and, if set up, a second factor; and signing out.

use super::record;
use crate::{
    door::{
        self, AuthFailure, CoreError, Plaintext,
        ops::{
            factors::{PasskeyResponse, Proof},
            system as op,
        },
        unavailable,
    },
    error::{ErrorKind, UiError},
};
use strongroom_domain::Principal;
use tower_sessions::Session;

/// Session key: the ticket of a sign-in that awaits its second factor. Such a session has no user and no other use.
const TICKET: &str = "ticket";

/// What follows a correct password.
pub(super) enum SignInStep {
    /// The user is signed in.
    Done,
    /// A second factor is required.
    SecondFactor {
        /// Whether passkeys are accepted, in addition to codes.
        passkeys: bool,
    },
}

/// Checks name and password and starts a session under a new id. With a second factor the session first requires
/// [`second_step`].
///
/// # Errors
/// Wrong name or password, too many attempts, sealed.
pub(super) async fn sign_in(user: String, password: Plaintext) -> Result<SignInStep, UiError> {
    match door::call_as(Principal::anonymous(""), op::SignIn { user, password }).await? {
        op::SignedIn::Done(verified) => start(&verified, false).await.map(|()| SignInStep::Done),
        op::SignedIn::CodeNeeded { ticket, passkeys } => {
            let session = door::session()?;
            record::renew(&session).await.map_err(|_| unavailable())?;
            session.insert(TICKET, ticket).await.map_err(|_| unavailable())?;
            Ok(SignInStep::SecondFactor { passkeys })
        }
    }
}

/// Checks a passkey, in place of name and password, and starts a session under a new id.
///
/// # Errors
/// The passkey was not accepted, too many attempts, sealed.
pub(super) async fn sign_in_with_passkey(answer: PasskeyResponse) -> Result<(), UiError> {
    let verified = door::call_as(Principal::anonymous(""), op::SignInWithPasskey { answer }).await?;
    start(&verified, true).await
}

/// Checks a second factor and starts a session under a new id.
///
/// # Errors
/// Wrong code or passkey, too many attempts; [`ErrorKind::SignedOut`] when the password must be entered again.
pub(super) async fn second_step(proof: Proof) -> Result<(), UiError> {
    let session = door::session()?;
    let ticket: Option<String> = session.get(TICKET).await.map_err(|_| unavailable())?;
    // Without a first step the operation runs anyway, so that the attempt is recorded.
    let op = op::VerifyMfa { ticket: ticket.unwrap_or_default(), proof };
    let call = door::call_of(Principal::anonymous("")).await?;
    match door::console()?.engine.call(&call, &op).await {
        Ok(verified) => start(&verified, true).await,
        Err(CoreError::Unauthenticated(AuthFailure::SignInExpired)) => Err(restart(&session).await?),
        Err(other) => Err(door::ui_error(other)),
    }
}

/// Starts the session of a user whose identity was verified.
///
/// # Errors
/// The user changed in the meantime, or the store does not answer.
async fn start(verified: &op::VerifiedUser, mfa: bool) -> Result<(), UiError> {
    let principal = &verified.principal;
    let (session, engine) = (door::session()?, door::console()?.engine);
    record::begin(&session, principal, mfa, engine.now(), &door::parts()?).await.map_err(|_| unavailable())?;
    // Changing the password ends all saved sessions. This session is saved first, so it either is among them or sees the change.
    session.save().await.map_err(|_| unavailable())?;
    if engine.has_changed(verified).await.map_err(door::ui_error)? {
        return Err(restart(&session).await?);
    }
    door::device::remember(principal.id)
}

/// Ends the incomplete session. Returns the error that tells the user to sign in again.
async fn restart(session: &Session) -> Result<UiError, UiError> {
    session.flush().await.map_err(|_| unavailable())?;
    Ok(door::sign_in_again())
}

/// Records the sign-out and ends the session.
///
/// # Errors
/// The store does not answer.
pub(super) async fn sign_out() -> Result<(), UiError> {
    let recorded = door::call(op::SignOut).await;
    door::session()?.flush().await.map_err(|_| unavailable())?;
    match recorded {
        Err(e) if e.kind != ErrorKind::SignedOut => Err(e),
        _ => Ok(()),
    }
}
