//! The two addresses of a sign-in through the provider.

use super::{
    pending::{Answer, LIFE_MS, Pending},
    problem::Problem,
    provider::{Person, Provider},
    starts::Starts,
};
use crate::{
    Failure,
    config::SingleSignOn,
    console::{Origin, TooOften},
};
use axum::{
    Extension, Router,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use openidconnect::url::form_urlencoded;
use std::sync::Arc;
use strongroom_app::{
    door::record as client,
    paths::{self, safe_next, sign_in_address},
    session::{SsoRefusal, record},
};
use strongroom_core::{
    Call, CoreError, Engine, Unproven,
    ops::system::{ProviderIdentity, ProviderSignedIn, SignInWithProvider},
};
use strongroom_domain::{Principal, Surface};
use tower_sessions::{Expiry, Session, cookie::time::Duration};

/// Session key: the sign-in that waits for its answer. Such a session belongs to nobody and can do nothing else.
const PENDING: &str = "single-sign-on";

struct Desk {
    engine: Arc<Engine>,
    provider: Provider,
    starts: Starts,
}

/// The routes, for a console that browsers reach at `origin`.
///
/// # Errors
/// The settings cannot be used.
pub(crate) fn router(settings: &SingleSignOn, engine: Arc<Engine>, origin: &Origin) -> Result<Router, Failure> {
    let desk = Desk { engine, provider: Provider::new(settings, origin)?, starts: Starts::default() };
    Ok(Router::new().route(paths::SSO, get(begin)).route(paths::SSO_CALLBACK, get(callback)).with_state(Arc::new(desk)))
}

/// Sends the browser to the provider, when one of our pages or the person asks for it.
async fn begin(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let query = request.uri.query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    let next = next.map(|(_, next)| safe_next(&next).to_owned()).unwrap_or_else(|| paths::HOME.to_owned());
    if asked_by_others(&request.headers) {
        return Redirect::to(&sign_in_address(&next)).into_response();
    }
    if let Err(seconds) = desk.starts.begin(client::address(&request), desk.engine.now()) {
        return too_often(seconds, next);
    }
    match desk.begin(&request, &next).await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(problem) => desk.refuse(&request, problem, &next).await,
    }
}

/// Takes the browser back from the provider.
async fn callback(State(desk): State<Arc<Desk>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let (answer, pending) = match desk.match_up(&request).await {
        Ok(matched) => matched,
        Err(problem) => return desk.refuse(&request, problem, paths::HOME).await,
    };
    let next = pending.next.clone();
    match desk.identify(answer, pending).await {
        Ok(person) => desk.admit(&request, person, &next).await,
        Err(problem) => desk.refuse(&request, problem, &next).await,
    }
}

impl Desk {
    async fn begin(&self, request: &Parts, next: &str) -> Result<String, Problem> {
        let now = self.engine.now();
        let begun = self.provider.begin(now).await?;
        let address = begun.address.clone();
        let session = session(request)?;
        record::renew(session).await.map_err(|_| Problem::Session)?;
        session.set_expiry(Some(Expiry::OnInactivity(Duration::milliseconds(LIFE_MS))));
        session.insert(PENDING, Pending::new(begun, next, now)).await.map_err(|_| Problem::Session)?;
        Ok(address)
    }

    /// Finds what the answer answers, and forgets it: it serves once. An answer to something else leaves the session alone, so
    /// that nobody can end it from outside.
    async fn match_up(&self, request: &Parts) -> Result<(Answer, Pending), Problem> {
        let answer = Answer::read(request.uri.query().unwrap_or_default())?;
        let session = session(request)?;
        let pending: Option<Pending> = session.get(PENDING).await.map_err(|_| Problem::Session)?;
        let pending = pending.ok_or(Problem::NotBegun)?;
        if !pending.expects(&answer) {
            return Err(Problem::ForeignState);
        }
        record::renew(session).await.map_err(|_| Problem::Session)?;
        if pending.is_late(self.engine.now()) { Err(Problem::Late) } else { Ok((answer, pending)) }
    }

    async fn identify(&self, answer: Answer, pending: Pending) -> Result<Person, Problem> {
        let now = self.engine.now();
        self.provider.check_issuer(answer.issuer.as_deref(), now).await?;
        self.provider.identify(answer.code()?, &pending.nonce, pending.verifier, now).await
    }

    /// Signs the person in, if the core takes it.
    async fn admit(&self, request: &Parts, person: Person, next: &str) -> Response {
        let refusal = match self.call(request, Ok(person.identity)).await {
            Ok(ProviderSignedIn::Done(principal)) => {
                let now = self.engine.now();
                let begun = match session(request) {
                    Ok(session) => record::begin(session, &principal, person.mfa, now, request).await.is_ok(),
                    Err(_) => false,
                };
                if begun {
                    return Redirect::to(next).into_response();
                }
                SsoRefusal::Failed
            }
            Ok(ProviderSignedIn::MembershipsEnded) | Err(CoreError::Unauthenticated(Unproven::NoGroup)) => {
                SsoRefusal::NoGroup
            }
            Err(CoreError::Exists(_)) => SsoRefusal::NameTaken,
            Err(CoreError::Invalid(_)) => SsoRefusal::NoName,
            Err(_) => SsoRefusal::Failed,
        };
        back(refusal, next)
    }

    /// Records why nobody was signed in, and says so in vaguer words.
    async fn refuse(&self, request: &Parts, problem: Problem, next: &str) -> Response {
        // It is refused; a store that does not answer changes nothing about that.
        let _ = self.call(request, Err(problem.reason())).await;
        back(problem.shown(), next)
    }

    async fn call(
        &self,
        request: &Parts,
        proof: Result<ProviderIdentity, &'static str>,
    ) -> Result<ProviderSignedIn, CoreError> {
        let call = Call {
            principal: Principal::anonymous(""),
            surface: Surface::Console,
            address: client::address(request),
            agent: client::agent(request),
            request: self.engine.request_id()?,
            nonce: None,
            proven_at: None,
            mfa: false,
        };
        self.engine.call(&call, &SignInWithProvider { proof }).await
    }
}

fn session(request: &Parts) -> Result<&Session, Problem> {
    request.extensions.get::<Session>().ok_or(Problem::Session)
}

/// Whether another site's page sent the browser here. It shall begin nothing, least of all end a session.
fn asked_by_others(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|site| site != "same-origin" && site != "none")
}

/// Says that too many sign-ins were begun. No event: whoever begins so many shall not write so many.
fn too_often(seconds: u32, next: String) -> Response {
    let refused = Extension(TooOften { seconds, next });
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], refused).into_response()
}

/// The sign-in page with the reason.
fn back(refusal: SsoRefusal, next: &str) -> Response {
    let page = sign_in_address(next);
    let and = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{and}refused={}", refusal.word())).into_response()
}
