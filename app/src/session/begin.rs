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
use strongroom_domain::{Principal, Timestamp, UserId};
use tower_sessions::Session;

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
    let began = console()?.engine.now();
    match call_as(Principal::anonymous(""), ops::system::SignIn { user, password }).await? {
        SignedIn::Done(principal) => start(&principal, false, began).await.map(|()| Entered::Console),
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
    let engine = console()?.engine;
    let began = engine.now();
    match engine.call(&call, &op).await {
        Ok(principal) => start(&principal, true, began).await,
        Err(CoreError::Unauthenticated(SIGN_IN_AGAIN)) => Err(again(&session).await?),
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

/// Begins the session of somebody who has proven who it is, in a sign-in that began at `began`.
///
/// # Errors
/// The user has changed meanwhile, or the store does not answer.
pub(super) async fn start(principal: &Principal, mfa: bool, began: Timestamp) -> Result<(), UiError> {
    let (session, engine) = (session().await?, console()?.engine);
    record::begin(&session, principal, mfa, engine.now(), &parts().await?).await.map_err(|_| unavailable())?;
    // A new password ends the sessions there are: this one is either among them, or sees the change now.
    session.save().await.map_err(|_| unavailable())?;
    if engine.changed_since(principal.id, began).await.map_err(ui_error)? {
        return Err(again(&session).await?);
    }
    Ok(())
}

/// Ends what was begun.
async fn again(session: &Session) -> Result<UiError, UiError> {
    session.flush().await.map_err(|_| unavailable())?;
    set_status(StatusCode::UNAUTHORIZED);
    Ok(UiError::new(ErrorKind::SignedOut, sentence(SIGN_IN_AGAIN)))
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
