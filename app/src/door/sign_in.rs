//! Signing in with a password and, for who has one, a second factor; the sessions that begin so, and their end.

use super::{
    CoreError, OpenSession, Plaintext, Proof, SIGN_IN_AGAIN, SignedIn, call, call_as, call_of, console, ops, parts,
    principal, sentence, session, set_status, ui_error, unavailable,
};
use crate::{
    error::{ErrorKind, UiError},
    session::record,
};
use http::StatusCode;
use strongroom_domain::{Principal, UserId};

/// Session key: ticket of a sign-in that waits for its code. Such a session has no user and can do nothing else.
const TICKET: &str = "ticket";

/// How far a right password leads.
pub enum Entered {
    /// Into the console.
    Console,
    /// To the second step; whether a passkey will do there, too.
    SecondStep {
        /// Besides codes.
        passkeys: bool,
    },
}

/// Checks name and password and starts a session under a new id; of who has a second factor it only waits for
/// [`second_step`].
///
/// # Errors
/// Wrong name or password, too many attempts, sealed.
pub async fn sign_in(user: String, password: Plaintext) -> Result<Entered, UiError> {
    match call_as(Principal::anonymous(""), ops::system::SignIn { user, password }).await? {
        SignedIn::Done(principal) => start(&principal, false).await.map(|()| Entered::Console),
        SignedIn::CodeNeeded { ticket, passkeys } => {
            let session = session().await?;
            record::renew(&session).await.map_err(|_| unavailable())?;
            session.insert(TICKET, ticket).await.map_err(|_| unavailable())?;
            Ok(Entered::SecondStep { passkeys })
        }
    }
}

/// Checks a second factor and starts a session under a new id.
///
/// # Errors
/// Wrong code or passkey, too many attempts; [`ErrorKind::SignedOut`] when the password must be entered again.
pub async fn second_step(proof: Proof) -> Result<(), UiError> {
    let session = session().await?;
    let ticket: Option<String> = session.get(TICKET).await.map_err(|_| unavailable())?;
    // Without a first step the core is asked all the same: it records the try.
    let op = ops::system::VerifyMfa { ticket: ticket.unwrap_or_default(), proof };
    let call = call_of(Principal::anonymous("")).await?;
    match console()?.engine.call(&call, &op).await {
        Ok(principal) => start(&principal, true).await,
        Err(CoreError::Unauthenticated(SIGN_IN_AGAIN)) => {
            session.flush().await.map_err(|_| unavailable())?;
            set_status(StatusCode::UNAUTHORIZED);
            Err(UiError::new(ErrorKind::SignedOut, sentence(SIGN_IN_AGAIN)))
        }
        Err(other) => Err(ui_error(other)),
    }
}

/// The signed-in person's sessions.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn sessions() -> Result<Vec<OpenSession>, UiError> {
    let user = principal().await?.id;
    let own = session().await?.id();
    console()?.sessions.of(user, own).await.map_err(|e| ui_error(e.into()))
}

/// Ends one of the signed-in person's sessions.
///
/// # Errors
/// Nobody is signed in, the session is gone, or the store does not answer.
pub async fn end_session(name: [u8; 16]) -> Result<(), UiError> {
    let user = principal().await?.id;
    call(ops::system::EndSession { all_others: false }).await?;
    let ended = console()?.sessions.end(user, &name).await.map_err(|e| ui_error(e.into()))?;
    if ended { Ok(()) } else { Err(ui_error(CoreError::NotFound("session"))) }
}

/// Ends every session of a user but this one: what opened them holds no longer.
///
/// # Errors
/// The store does not answer.
pub async fn end_sessions_of(user: UserId) -> Result<(), UiError> {
    let own = session().await?.id();
    console()?.sessions.end_all(user, own).await.map(drop).map_err(|e| ui_error(e.into()))
}

/// What people call the identity provider that alone vouches for the signed-in person; none for who has a password here.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn vouched_by() -> Result<Option<String>, UiError> {
    let (user, console) = (principal().await?.id, console()?);
    let issuer = console.engine.vouched_by(user).await.map_err(ui_error)?;
    // One that is no longer configured is named by its address.
    Ok(issuer.map(|issuer| console.single_sign_on.map_or(issuer.to_string(), |name| name.to_string())))
}

/// Begins the session of somebody who has proven who it is.
pub(super) async fn start(principal: &Principal, mfa: bool) -> Result<(), UiError> {
    let now = console()?.engine.now();
    record::begin(&session().await?, principal, mfa, now, &parts().await?).await.map_err(|_| unavailable())
}

/// Records the sign-out and ends the session.
///
/// # Errors
/// The store does not answer.
pub async fn sign_out() -> Result<(), UiError> {
    let recorded = call(ops::system::SignOut).await;
    session().await?.flush().await.map_err(|_| unavailable())?;
    match recorded {
        Err(e) if e.kind != ErrorKind::SignedOut => Err(e),
        _ => Ok(()),
    }
}
