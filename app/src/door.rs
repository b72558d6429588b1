//! The console's way to the core: the only file of this crate that names it.
//!
//! A server function is three to eight lines: build an operation, [`call`] it, map the output to a DTO.

mod proof;
mod refusal;
mod sign_in;

pub use proof::{passkey_place, question, set_strength, sign_in_with_passkey, step_up};
pub use refusal::refusal;
pub(crate) use refusal::unreadable;
pub use sign_in::{Entered, end_session, end_sessions_of, second_step, sessions, sign_in, sign_out, vouched_by};
pub use strongroom_core::{Abilities, Difference, Engine, Outline, Plaintext, ops, ports, rows, scalar_text};

use crate::{
    audit::{ExportEvents, SearchEvents},
    error::{ErrorKind, UiError},
    session::record::{self, MFA, PROVEN, SINCE, USER},
};
use http::{StatusCode, header, request::Parts};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_axum::ResponseOptions;
use std::sync::Arc;
use strongroom_core::ops::{factors::Proof, system::SignedIn};
use strongroom_core::{Call, CoreError, Operation, SIGN_IN_AGAIN};
use strongroom_domain::{Action, Principal, PrincipalKind, RequestId, ResourceKind, Surface, Timestamp, UserId};
use strongroom_policy::{At, Deciding, Document, Holder};
use tower_sessions::{Session, session::Id};

/// Longest life of a session, in milliseconds.
const LIFE_MS: i64 = 12 * 3_600_000;

/// What the server hands to the console with every request.
#[derive(Clone)]
pub struct Console {
    /// The core.
    pub engine: Arc<Engine>,
    /// Opens a sealed core; absent when the root key needs no person.
    pub unsealer: Option<Arc<dyn Unsealer>>,
    /// Sessions of every user.
    pub sessions: Arc<dyn Sessions>,
    /// Things an administrator should know, such as a root key beside the database.
    pub warnings: Arc<Vec<String>>,
    /// Address of the API as clients reach it, `https://host:port`.
    pub api_address: Arc<str>,
    /// Path of the file with the API's CA certificate, for examples.
    pub ca_file: Arc<str>,
    /// What people call the identity provider they may sign in through; none where there is none.
    pub single_sign_on: Option<Arc<str>>,
}

/// Opens the keyring with what a person enters.
#[async_trait::async_trait]
pub trait Unsealer: Send + Sync {
    /// Tries a passphrase.
    ///
    /// # Errors
    /// A sentence for the page: wrong passphrase, or what is broken.
    async fn unseal(&self, passphrase: Plaintext) -> Result<(), String>;
}

/// Console sessions, wherever they are kept.
#[async_trait::async_trait]
pub trait Sessions: Send + Sync {
    /// The live ones of a user, last seen first; `own` marks the one that asks.
    ///
    /// # Errors
    /// The store does not answer.
    async fn of(&self, user: UserId, own: Option<Id>) -> Result<Vec<OpenSession>, ports::StoreError>;
    /// Ends one of a user. Whether there was one.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end(&self, user: UserId, name: &[u8; 16]) -> Result<bool, ports::StoreError>;
    /// Ends all of a user but one. How many there were.
    ///
    /// # Errors
    /// The store does not answer.
    async fn end_all(&self, user: UserId, but: Option<Id>) -> Result<u64, ports::StoreError>;
}

/// A live console session.
#[derive(Clone, Debug)]
pub struct OpenSession {
    /// Names it without being able to use it.
    pub name: [u8; 16],
    /// When it began, or got its present id.
    pub began: Timestamp,
    /// Its last request, a minute late at most.
    pub seen: Timestamp,
    /// Client address of the sign-in.
    pub address: Option<String>,
    /// Browser of the sign-in, as that calls itself.
    pub agent: Option<String>,
    /// Whether it is the one that asks.
    pub own: bool,
}

/// Whether the server function at this path takes JSON. All others take a form.
pub fn takes_json(path: &str) -> bool {
    [SearchEvents::PATH, ExportEvents::PATH].contains(&path)
}

/// The console's state of this request.
///
/// # Errors
/// Only outside a request.
pub fn console() -> Result<Console, UiError> {
    use_context().ok_or_else(|| UiError::new(ErrorKind::Internal, "No request is running."))
}

/// Runs an operation as the signed-in person.
///
/// # Errors
/// Nobody is signed in, or the operation's own error. The answer's status follows the kind.
pub async fn call<O: Operation>(op: O) -> Result<O::Output, UiError> {
    let principal = principal().await?;
    call_as(principal, op).await
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
    let session = session().await?;
    let user: Option<UserId> = session.get(USER).await.map_err(|_| unavailable())?;
    let since: i64 = session.get(SINCE).await.map_err(|_| unavailable())?.unwrap_or(0);
    let Some(user) = user.filter(|_| engine.now().0 - since < LIFE_MS) else {
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
pub async fn abilities(principal: &Principal) -> Result<Abilities, UiError> {
    console()?.engine.abilities(principal).await.map_err(ui_error)
}

/// Refuses a page that is of use only to those who may do this to something or other.
///
/// # Errors
/// [`ErrorKind::Denied`], or nobody is signed in.
pub async fn required(action: Action) -> Result<(), UiError> {
    let may = abilities(&principal().await?).await?.actions.contains(&action);
    if may { Ok(()) } else { Err(ui_error(CoreError::Denied)) }
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

/// For each statement of a document some secrets it is about, where anything is known of that.
///
/// # Errors
/// Nobody is signed in, or the store does not answer.
pub async fn examples(document: &Document) -> Result<Vec<Option<Vec<String>>>, UiError> {
    let call = call_of(principal().await?).await?;
    console()?.engine.examples(&call, document).await.map_err(ui_error)
}

/// The policies of deciding statements, each once. That of a secret or key is called by its holder.
pub fn policy_names(through: &[Deciding]) -> Vec<String> {
    let name = |At { policy, holder, .. }: &At| match holder {
        Holder::Resource(arn) if arn.contains(":secret/") => "this secret's policy".to_owned(),
        Holder::Resource(_) => "the key's policy".to_owned(),
        _ => policy.clone(),
    };
    let mut names: Vec<_> = through.iter().map(|deciding| name(&deciding.statement)).collect();
    names.sort();
    names.dedup();
    names
}

/// Forbids every cache to keep this answer. For answers that carry a value.
pub fn no_store() {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    }
}

async fn call_as<O: Operation>(principal: Principal, op: O) -> Result<O::Output, UiError> {
    let call = call_of(principal).await?;
    console()?.engine.call(&call, &op).await.map_err(|error| refused(error, call.request))
}

async fn call_of(principal: Principal) -> Result<Call, UiError> {
    let parts = parts().await?;
    let request = console()?.engine.request_id().map_err(ui_error)?;
    let (mfa, proven_at) = match principal.kind {
        PrincipalKind::User => {
            let session = session().await?;
            let mfa = session.get(MFA).await.map_err(|_| unavailable())?.unwrap_or(false);
            (mfa, session.get::<i64>(PROVEN).await.map_err(|_| unavailable())?.map(Timestamp))
        }
        PrincipalKind::Role | PrincipalKind::Anonymous | PrincipalKind::System => (false, None),
    };
    Ok(Call {
        principal,
        surface: Surface::Console,
        address: record::address(&parts),
        agent: record::agent(&parts),
        request,
        nonce: None,
        mfa,
        proven_at,
    })
}

async fn parts() -> Result<Parts, UiError> {
    use_context::<Parts>().ok_or_else(|| UiError::new(ErrorKind::Internal, "No request is running."))
}

async fn session() -> Result<Session, UiError> {
    let parts = parts().await?;
    parts
        .extensions
        .get::<Session>()
        .cloned()
        .ok_or_else(|| UiError::new(ErrorKind::Internal, "No session layer is there."))
}

fn signed_out() -> UiError {
    set_status(StatusCode::UNAUTHORIZED);
    UiError::new(ErrorKind::SignedOut, "Please sign in.")
}

fn unavailable() -> UiError {
    ui_error(CoreError::Unavailable)
}

/// Says that the input is at fault.
pub(crate) fn bad_request() {
    set_status(StatusCode::BAD_REQUEST);
}

/// Refuses unless a person has typed the name of what is to go.
///
/// # Errors
/// The field `confirm` holds something else.
pub fn confirmed(what: &str, name: &str, typed: &str) -> Result<(), UiError> {
    if typed.trim() == name {
        return Ok(());
    }
    Err(UiError::of_field("confirm", format!("Type the {what}'s name to confirm that it is removed.")))
}

/// A plain form's answer is a redirect back to its page, which a status of ours would take the place of.
fn set_status(status: StatusCode) {
    let plain_form = use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|v| v.to_str().ok()).unwrap_or_default();
        parts.method == http::Method::POST && accept.contains("text/html")
    });
    if let Some(response) = use_context::<ResponseOptions>().filter(|_| !plain_form) {
        response.set_status(status);
    }
}

/// A denial carries the id under which an administrator finds it in Explain.
fn refused(error: CoreError, request: RequestId) -> UiError {
    match error {
        CoreError::Denied => {
            UiError { message: format!("No policy lets you do this (id {request})."), ..ui_error(error) }
        }
        other => ui_error(other),
    }
}

/// The core's errors in the console's words. No catch-all arm: a new kind must be decided here.
pub fn ui_error(error: CoreError) -> UiError {
    let message = sentence(&error.to_string());
    let (status, kind) = match error {
        CoreError::Invalid(field) => return field.into(),
        CoreError::Denied => (StatusCode::FORBIDDEN, ErrorKind::Denied),
        CoreError::NotFound(_) => (StatusCode::NOT_FOUND, ErrorKind::NotFound),
        CoreError::Exists(_) | CoreError::VersionTaken | CoreError::Conflict => {
            (StatusCode::CONFLICT, ErrorKind::Conflict)
        }
        CoreError::Deleting => (StatusCode::CONFLICT, ErrorKind::Deleting),
        CoreError::Limit(_) | CoreError::KeyDisabled | CoreError::InUse(_) => {
            (StatusCode::CONFLICT, ErrorKind::Invalid)
        }
        CoreError::Unauthenticated(_) => (StatusCode::FORBIDDEN, ErrorKind::Denied),
        CoreError::StepUp => (StatusCode::FORBIDDEN, ErrorKind::StepUp),
        CoreError::NonceUsed => (StatusCode::BAD_REQUEST, ErrorKind::Invalid),
        CoreError::Throttled(_) => (StatusCode::TOO_MANY_REQUESTS, ErrorKind::Throttled),
        CoreError::Sealed => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Sealed),
        CoreError::Unavailable => (StatusCode::SERVICE_UNAVAILABLE, ErrorKind::Unavailable),
        CoreError::Internal(_) => (StatusCode::INTERNAL_SERVER_ERROR, ErrorKind::Internal),
    };
    set_status(status);
    UiError::new(kind, message)
}

fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}
