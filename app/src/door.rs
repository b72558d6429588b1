//! The console's way to the core: the only file of this crate that names it.
//!
//! A server function is three to eight lines: build an operation, [`call`] it, map the output to a DTO.

pub mod carried;
pub mod device;
mod errors;
pub mod live;
pub mod record;
mod response;
mod seen;
mod sessions;

pub use errors::ui_error;
pub(crate) use errors::{sign_in_again, unavailable, unseal_refused};
pub use response::with_error_status;
pub(crate) use response::{no_store, redirect_plain_form, set_page_status};
pub use sessions::{OpenSession, Sessions};
pub use strongroom_core::{
    Abilities, AskedTime, AuthFailure, Blocker, CheckpointFacts, Circumstances, ComparedKey, CoreError, Difference,
    Engine, Integrity, Limit, Outline, OutlineKey, OutsideState, Plaintext, Rotators, Seen, SeenThing, Still, Thing,
    Transport, facts, ops,
};

use crate::error::{ErrorKind, UiError};
use errors::{refused, signed_out};
use http::request::Parts;
use leptos::prelude::*;
use record::{MFA, PROVEN, SINCE, USER};
use std::{net::IpAddr, sync::Arc};
use strongroom_core::{Browser, Call, Operation};
use strongroom_domain::{Action, Principal, PrincipalKind, ResourceKind, Surface, Timestamp, UserId};
use strongroom_policy::Document;
use tower_sessions::Session;

/// Longest life of a session, in milliseconds.
const LIFE_MS: i64 = 12 * 3_600_000;

/// What the server hands to the console with every request.
#[derive(Clone)]
pub struct Console {
    /// The core.
    pub engine: Arc<Engine>,
    /// Reaches targets of rotations.
    pub rotators: Rotators,
    /// Opens a sealed core; absent when the root key needs no person.
    pub unsealer: Option<Arc<dyn Unsealer>>,
    /// Things an administrator should know, such as a root key beside the database.
    pub warnings: Arc<Vec<String>>,
    /// Address of the API as clients reach it, `https://host:port`.
    pub api_address: Arc<str>,
    /// Path of the file with the API's CA certificate, for examples.
    pub ca_file: Arc<str>,
    /// The certificate that clients of the API must trust, as PEM; `None` if an authority outside issued the API's certificate.
    pub ca: Option<Arc<str>>,
    /// Whether browsers reach the console over TLS.
    pub secure_cookies: bool,
    /// Display name of the identity provider people may sign in through; `None` if unset.
    pub single_sign_on: Option<Arc<str>>,
}

/// Opens the keyring with what a person enters.
#[async_trait::async_trait]
pub trait Unsealer: Send + Sync {
    /// Tries a passphrase that a client entered.
    ///
    /// # Errors
    /// Why the core stays sealed.
    async fn unseal(&self, passphrase: Plaintext, address: Option<IpAddr>, agent: &str) -> Result<(), UnsealRefusal>;
}

/// Why a passphrase did not unseal the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnsealRefusal {
    /// It is the wrong one.
    WrongPassphrase,
    /// The root key is damaged, or belongs to another installation; the log has the reason.
    RootKey,
    /// Too many attempts.
    TooManyAttempts {
        /// Seconds to wait.
        retry_after_s: u32,
    },
}

/// The console's state of this request.
///
/// # Errors
/// Only outside a request.
pub fn console() -> Result<Console, UiError> {
    use_context().ok_or_else(no_request)
}

/// What an administrator should know now: what the server found at its start, and what is wrong with the trail.
///
/// # Errors
/// Only outside a request.
pub fn warnings() -> Result<Vec<String>, UiError> {
    let console = console()?;
    let integrity = console.engine.integrity();
    let alarm = integrity.alarm.map(|alarm| format!("The audit trail was altered: {alarm}. See the audit page."));
    let outside = match integrity.outside {
        OutsideState::Failed(error) => Some(format!("Audit trail: {error}.")),
        OutsideState::Off | OutsideState::Missing | OutsideState::Kept(_) => None,
    };
    Ok(alarm.into_iter().chain(outside).chain(console.warnings.iter().cloned()).collect())
}

/// Runs an operation as the signed-in person.
///
/// # Errors
/// Nobody is signed in, or the operation's own error.
pub async fn call<O: Operation>(op: O) -> Result<O::Output, UiError> {
    call_as(principal().await?, op).await
}

/// Runs an operation that replaces what the signed-in person saw of a thing at this revision.
///
/// # Errors
/// Like [`call`]; a conflict if the thing has changed since.
pub async fn call_unchanged<O: Operation>(thing: SeenThing, revision: u64, op: O) -> Result<O::Output, UiError> {
    call_seen(Some(Seen { thing, revision, still: Still::Unchanged }), op).await
}

/// Runs an operation as the signed-in person, who decided on it by what they saw; `None` for what the page of the request showed.
///
/// # Errors
/// Like [`call`]; a conflict if that is no longer so.
pub async fn call_seen<O: Operation>(seen: Option<Seen>, op: O) -> Result<O::Output, UiError> {
    let mut call = call_of(principal().await?).await?;
    call.seen = seen.or(call.seen);
    run(&call, op).await
}

/// Runs an operation for a caller who need not be signed in, such as a sign-in.
///
/// # Errors
/// The operation's own error.
pub(crate) async fn call_as<O: Operation>(principal: Principal, op: O) -> Result<O::Output, UiError> {
    run(&call_of(principal).await?, op).await
}

async fn run<O: Operation>(call: &Call, op: O) -> Result<O::Output, UiError> {
    let outcome = console()?.engine.call(call, &op).await;
    outcome.map_err(|error| failed(error, call))
}

/// The console's words for an error of a call. A form that needs a fresh proof of identity is carried to the page that asks for it.
fn failed(error: CoreError, call: &Call) -> UiError {
    if matches!(error, CoreError::StepUp) {
        carried::ask_for_proof();
    }
    refused(error, call.request)
}

/// Tests a target as the signed-in person: logs in there, and changes nothing.
///
/// # Errors
/// Like [`call`]. What goes wrong at the target is part of the answer.
pub async fn test_target(op: &ops::targets::TestTarget) -> Result<ops::targets::TestedTarget, UiError> {
    let call = call_of(principal().await?).await?;
    let Console { engine, rotators, .. } = console()?;
    engine.test_target(&call, op, &rotators).await.map_err(|error| failed(error, &call))
}

/// Sends a test through a notification channel as the signed-in person.
///
/// # Errors
/// Like [`call`]. What goes wrong at the receiver is part of the answer.
pub async fn test_channel(op: &ops::notices::TestNotificationChannel) -> Result<ops::notices::TestedChannel, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.test_channel(&call, op).await.map_err(|error| failed(error, &call))
}

/// The signed-in person, as the store knows them now.
///
/// # Errors
/// [`ErrorKind::SignedOut`] when there is no session, it is too old, or the user is gone.
pub async fn principal() -> Result<Principal, UiError> {
    let Console { engine, .. } = console()?;
    if engine.is_sealed() {
        return Err(ui_error(CoreError::Sealed));
    }
    let session = session()?;
    let user: Option<UserId> = session.get(USER).await.map_err(|_| unavailable())?;
    let since: i64 = session.get(SINCE).await.map_err(|_| unavailable())?.unwrap_or(0);
    let Some(user) = user.filter(|_| engine.age_ms(Timestamp(since)) < LIFE_MS) else {
        return Err(signed_out());
    };
    engine.principal(user).await.map_err(|e| match e {
        CoreError::Unauthenticated(_) => signed_out(),
        other => ui_error(other),
    })
}

/// What the signed-in person may do, to offer nothing else.
///
/// # Errors
/// Sealed, the user is gone, or the store does not answer.
pub async fn abilities() -> Result<Abilities, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.abilities(&call).await.map_err(ui_error)
}

/// Refuses a page that is of use only to those who may do this to something or other.
///
/// # Errors
/// [`ErrorKind::Denied`], or nobody is signed in.
pub async fn required(action: Action) -> Result<(), UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.required(&call, action).await.map_err(|error| refused(error, call.request))
}

/// Refuses a page about the thing of this name, on which the signed-in person may not do this.
pub async fn refuse(action: Action, name: &str) -> UiError {
    let refused = async {
        let call = call_of(principal().await?).await?;
        let error = console()?.engine.refuse(&call, action, Some(name)).await;
        Ok(refused(error, call.request))
    };
    refused.await.unwrap_or_else(|error| error)
}

/// Whether anything about a person's own row, such as the password, was changed at this moment or after it.
///
/// # Errors
/// Sealed, or the store does not answer.
pub async fn changed_since(principal: &Principal, moment: Timestamp) -> Result<bool, UiError> {
    console()?.engine.changed_since(principal.id, moment).await.map_err(ui_error)
}

/// What the page of a secret or key offers and the signed-in person may do to it.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn offered(kind: ResourceKind, name: &str) -> Result<Vec<Action>, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.offered(&call, kind, name).await.map_err(ui_error)
}

/// Number of secrets in the signed-in person's list; `None` if they may not see the list.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn count_secrets() -> Result<Option<u64>, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.count_secrets(&call).await.map_err(ui_error)
}

/// For each statement of a document some secrets it is about, where anything is known of that.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn examples(document: &Document) -> Result<Vec<Option<Vec<String>>>, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.examples(&call, document).await.map_err(ui_error)
}

/// The elements of a document that name a user or role there is not, as far as the signed-in person may know.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn unknown_principals(document: &Document) -> Result<Vec<String>, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.unknown_principals(&call, document).await.map_err(ui_error)
}

/// The facts of a request under which the core decides about it.
///
/// # Errors
/// The store does not answer.
pub(crate) async fn call_of(principal: Principal) -> Result<Call, UiError> {
    let parts = parts()?;
    let request = console()?.engine.request_id().map_err(ui_error)?;
    let device = device::mark_of(&parts, console()?.secure_cookies);
    let (mfa, verified_at, stored) = match principal.kind {
        PrincipalKind::User => {
            let session = session()?;
            let mfa = session.get(MFA).await.map_err(|_| unavailable())?.unwrap_or(false);
            let verified_at = session.get::<i64>(PROVEN).await.map_err(|_| unavailable())?.map(Timestamp);
            (mfa, verified_at, stored_name(&session))
        }
        PrincipalKind::Role | PrincipalKind::Anonymous | PrincipalKind::System => (false, None, None),
    };
    Ok(Call {
        principal,
        surface: Surface::Console,
        address: record::address(&parts),
        agent: record::agent(&parts),
        request,
        nonce: None,
        mfa,
        // The console may stand behind a proxy that speaks TLS.
        encrypted: None,
        verified_at,
        browser: Browser { session: stored, device },
        seen: seen::seen(&parts)?,
    })
}

/// The name of a session in the store.
fn stored_name(session: &Session) -> Option<[u8; 16]> {
    let sessions = use_context::<Arc<dyn Sessions>>()?;
    session.id().map(|id| sessions.name(&id))
}

/// Head of the HTTP request.
///
/// # Errors
/// Only outside a request.
pub(crate) fn parts() -> Result<Parts, UiError> {
    use_context().ok_or_else(no_request)
}

/// The session of the request's browser.
///
/// # Errors
/// Only outside a request.
pub(crate) fn session() -> Result<Session, UiError> {
    let session = parts()?.extensions.get::<Session>().cloned();
    session.ok_or_else(|| UiError::new(ErrorKind::Internal, "No session layer is there."))
}

fn no_request() -> UiError {
    UiError::new(ErrorKind::Internal, "No request is running.")
}
