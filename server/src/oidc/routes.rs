//! The two routes of single sign-on.

use super::{
    callback::{AuthorizationResponse, LIFE_MS, PendingSignIn},
    error::SsoError,
    provider::{Provider, ProviderUser},
    rate_limit::SignInRateLimit,
};
use crate::{
    Failure,
    config::SingleSignOn,
    console::{Origin, TooManySignIns},
};
use axum::{
    Extension, Router,
    extract::{Request, State},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use http::{HeaderMap, StatusCode, header, request::Parts};
use oauth2::url::form_urlencoded;
use std::{borrow::Cow, sync::Arc};
use strongroom_app::{
    door::record as client,
    paths::{self, safe_next, sign_in_address},
    session::{SsoRefusal, record},
};
use strongroom_core::{
    AuthFailure, Browser, Call, CoreError, Engine,
    ops::system::{ProviderIdentity, ProviderSignedIn, SignInWithProvider},
    ports::Moment,
};
use strongroom_domain::{Principal, Surface};
use tower_sessions::{Expiry, Session, cookie::time::Duration};

/// Session key of the pending sign-in. Such a session has no user and permits nothing else.
const PENDING: &str = "single-sign-on";

struct SingleSignOnState {
    engine: Arc<Engine>,
    provider: Provider,
    rate_limit: SignInRateLimit,
}

/// The routes, for a console that browsers reach at `origin`.
///
/// # Errors
/// The settings are invalid.
pub(crate) fn router(settings: &SingleSignOn, engine: Arc<Engine>, origin: &Origin) -> Result<Router, Failure> {
    let state = SingleSignOnState {
        engine,
        provider: Provider::new(settings, origin)?,
        rate_limit: SignInRateLimit::default(),
    };
    Ok(Router::new()
        .route(paths::SSO, get(begin))
        .route(paths::SSO_CALLBACK, get(callback))
        .with_state(Arc::new(state)))
}

/// Redirects the browser to the provider, if the request comes from one of our pages or from the user.
async fn begin(State(state): State<Arc<SingleSignOnState>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let query = request.uri.query().unwrap_or_default();
    let next = form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "next");
    let next = next.map(|(_, next)| safe_next(&next).to_owned()).unwrap_or_else(|| paths::HOME.to_owned());
    if is_cross_site(&request.headers) {
        return Redirect::to(&sign_in_address(&next)).into_response();
    }
    if let Err(seconds) = state.rate_limit.count_start(client::address(&request), state.engine.uptime()) {
        return too_many(seconds, next);
    }
    match state.begin(&request, &next).await {
        Ok(address) => Redirect::to(&address).into_response(),
        Err(error) => state.refuse(&request, error, &next).await,
    }
}

/// Receives the browser from the provider.
async fn callback(State(state): State<Arc<SingleSignOnState>>, request: Request) -> Response {
    let (request, _) = request.into_parts();
    let (response, pending) = match state.take_pending(&request).await {
        Ok(matched) => matched,
        Err(error) => return state.refuse(&request, error, paths::HOME).await,
    };
    let next = pending.next.clone();
    match state.identify(response, pending).await {
        Ok(user) => state.admit(&request, user, &next).await,
        Err(error) => state.refuse(&request, error, &next).await,
    }
}

impl SingleSignOnState {
    fn moment(&self) -> Moment {
        Moment { now: self.engine.now(), uptime: self.engine.uptime() }
    }

    async fn begin(&self, request: &Parts, next: &str) -> Result<String, SsoError> {
        let at = self.moment();
        let authorization = self.provider.begin(at).await?;
        let address = authorization.address.clone();
        let session = session(request)?;
        record::renew(session).await.map_err(|_| SsoError::Session)?;
        session.set_expiry(Some(Expiry::OnInactivity(Duration::milliseconds(LIFE_MS))));
        session
            .insert(PENDING, PendingSignIn::new(authorization, next, self.engine.stamp()))
            .await
            .map_err(|_| SsoError::Session)?;
        Ok(address)
    }

    /// Takes the pending sign-in that a response belongs to; it is used once. A response with a foreign state leaves the session
    /// alone, so that no other site can end it.
    async fn take_pending(&self, request: &Parts) -> Result<(AuthorizationResponse, PendingSignIn), SsoError> {
        let response = AuthorizationResponse::read(request.uri.query().unwrap_or_default())?;
        let session = session(request)?;
        let pending: Option<PendingSignIn> = session.get(PENDING).await.map_err(|_| SsoError::Session)?;
        let pending = pending.ok_or(SsoError::NotStarted)?;
        if !pending.expects(&response) {
            return Err(SsoError::ForeignState);
        }
        record::renew(session).await.map_err(|_| SsoError::Session)?;
        match PendingSignIn::has_expired(self.engine.stamp_age_ms(&pending.started)) {
            true => Err(SsoError::TooLate),
            false => Ok((response, pending)),
        }
    }

    async fn identify(
        &self,
        response: AuthorizationResponse,
        pending: PendingSignIn,
    ) -> Result<ProviderUser, SsoError> {
        let at = self.moment();
        self.provider.check_issuer(response.issuer.as_deref(), at).await?;
        self.provider.identify(response.code()?, &pending.nonce, pending.verifier, at).await
    }

    /// Signs the user in, if the core accepts it.
    async fn admit(&self, request: &Parts, user: ProviderUser, next: &str) -> Response {
        let refusal = match self.call(request, Ok(user.identity)).await {
            Ok(ProviderSignedIn::Done(principal)) => {
                let now = self.engine.now();
                let begun = match session(request) {
                    Ok(session) => record::begin(session, &principal, user.mfa, now, request).await.is_ok(),
                    Err(_) => false,
                };
                if begun {
                    return Redirect::to(next).into_response();
                }
                SsoRefusal::Failed
            }
            Ok(ProviderSignedIn::MembershipsEnded) | Err(CoreError::Unauthenticated(AuthFailure::NoGroup)) => {
                SsoRefusal::NoGroup
            }
            Err(CoreError::Exists(_)) => SsoRefusal::NameTaken,
            Err(CoreError::Invalid(_)) => SsoRefusal::NoName,
            Err(_) => SsoRefusal::Failed,
        };
        redirect_with(refusal, next)
    }

    /// Records the exact reason in the audit trail and shows a less specific one.
    async fn refuse(&self, request: &Parts, error: SsoError, next: &str) -> Response {
        let reason = error.reason();
        tracing::info!(%reason, "single sign-on was refused");
        // The sign-in is refused in any case, even if the event cannot be stored.
        let _ = self.call(request, Err(reason)).await;
        redirect_with(error.shown(), next)
    }

    async fn call(
        &self,
        request: &Parts,
        proof: Result<ProviderIdentity, Cow<'static, str>>,
    ) -> Result<ProviderSignedIn, CoreError> {
        let call = Call {
            principal: Principal::anonymous(""),
            surface: Surface::Console,
            address: client::address(request),
            agent: client::agent(request),
            request: self.engine.request_id()?,
            nonce: None,
            encrypted: None,
            verified_at: None,
            seen: None,
            mfa: false,
            browser: Browser::default(),
        };
        self.engine.call(&call, &SignInWithProvider { proof }).await
    }
}

fn session(request: &Parts) -> Result<&Session, SsoError> {
    request.extensions.get::<Session>().ok_or(SsoError::Session)
}

/// Whether another site sent the browser here. It must not be able to start a sign-in, which would replace the session.
fn is_cross_site(headers: &HeaderMap) -> bool {
    headers.get_all("sec-fetch-site").iter().any(|site| site != "same-origin" && site != "none")
}

/// Too many sign-ins from this address. Not recorded: an attacker must not be able to fill the audit trail.
fn too_many(seconds: u32, next: String) -> Response {
    let refused = Extension(TooManySignIns { seconds, next });
    (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())], refused).into_response()
}

/// Redirects to the sign-in page with the reason.
fn redirect_with(refusal: SsoRefusal, next: &str) -> Response {
    let page = sign_in_address(next);
    let and = if page.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{page}{and}refused={}", refusal.word())).into_response()
}
