//! One call: authorise, run, record durably, answer.

use super::{
    AuthorizationQuery, Context, Engine, Rights, Seen, Vault,
    contention::Tries,
    context::{event, failure},
    guard, reauthentication,
    refused_log::is_noise,
    touched::Touched,
};
use crate::{
    AuthFailure, CoreError,
    nonce::{WINDOW_MS, half},
    ports::{Change, Commit, ReadNonce, SessionChange, StoreError},
};
use std::{borrow::Cow, future::Future, net::IpAddr, sync::Arc};
use strongroom_domain::{Action, Mode, Principal, PrincipalKind, RequestId, Surface, Timestamp};
use strongroom_policy::Attached;
use strongroom_trail::{Event, Outcome, Target};

/// The error for a passkey response that is not accepted, for every reason alike; the event has the reason.
pub(crate) const PASSKEY_REFUSED: CoreError = CoreError::Unauthenticated(AuthFailure::Passkey);

/// Who calls, from where.
#[derive(Clone, Debug)]
pub struct Call {
    /// Who.
    pub principal: Principal,
    /// Through which surface.
    pub surface: Surface,
    /// Client address.
    pub address: Option<IpAddr>,
    /// The client's name for itself.
    pub agent: String,
    /// Joins response, log line and event.
    pub request: RequestId,
    /// Keyed fingerprint of the request's nonce, from [`Engine::check_nonce`]; a change stores it in its transaction, anything else beside its event.
    pub nonce: Option<[u8; 16]>,
    /// Whether a second factor was verified in the console session.
    pub mfa: bool,
    /// Whether the transport was encrypted; `None` where a proxy may have decrypted it.
    pub encrypted: Option<bool>,
    /// When the identity of the person was last verified in the console session; `None` on other surfaces.
    pub verified_at: Option<Timestamp>,
    /// What the browser carries; nothing on other surfaces.
    pub browser: Browser,
    /// What the caller saw when deciding on this call; refused with a conflict if it is no longer so.
    pub seen: Option<Seen>,
}

/// What a browser carries besides a session's rights.
#[derive(Clone, Debug, Default)]
pub struct Browser {
    /// The stored hash of the session's id, if the session is that of the principal.
    pub session: Option<[u8; 16]>,
    /// The mark of the device, from [`Engine::mark_device`], as the browser sent it.
    pub device: Option<String>,
}

/// One call through the door. Implemented in this crate only.
pub trait Operation: Run {}
impl<T: Run> Operation for T {}

/// The inside of an operation. Public by necessity, unreachable by name, and useless without a [`Context`].
pub trait Run: Send + Sync {
    /// What the caller gets.
    type Output: Send;
    /// The action that is authorised and recorded.
    fn action(&self) -> Action;
    /// Name of the thing it is done to; `None` for the container.
    fn resource(&self) -> Option<Cow<'_, str>> {
        None
    }
    /// Actions it also takes on the same resource. Each must be allowed, with a proof as fresh, as if it were called alone.
    fn further(&self) -> &'static [Action] {
        &[]
    }
    /// Condition keys of this operation, such as `kms:RecoveryWindowInDays`.
    fn keys(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
    /// Reads, decides, and returns what to change. When a change meets a conflict, the call is decided again from the start, and
    /// then this runs again.
    fn run(&self, cx: &mut Context<'_>) -> impl Future<Output = Result<Done<Self::Output>, CoreError>> + Send;
}

/// The result of a run.
pub struct Done<T> {
    pub(crate) output: T,
    pub(crate) changes: Vec<Change>,
}

impl<T> Done<T> {
    pub(crate) fn read(output: T) -> Self {
        Self { output, changes: Vec::new() }
    }
    pub(crate) fn changed(output: T, changes: Vec<Change>) -> Self {
        Self { output, changes }
    }
}

impl Engine {
    /// Runs an operation: the only way to do so.
    ///
    /// The event is durable before this returns. A change and its event commit together or not at all. A surface whose clients can
    /// hang up calls this in a task of its own: what is begun ends, with its event.
    ///
    /// # Errors
    /// The operation's own; [`CoreError::Denied`]; [`CoreError::Sealed`]; [`CoreError::Unavailable`] when the trail cannot
    /// be written, in which case nothing was changed and no value leaves; [`CoreError::OutcomeUnknown`] when the connection was
    /// lost during the commit.
    pub async fn call<O: Operation>(&self, call: &Call, op: &O) -> Result<O::Output, CoreError> {
        self.uses.note(call, op.action(), self.clock.now());
        let vault = self.vault()?;
        let resource = op.resource().map(Cow::into_owned);
        let mut tries = self.contention.tries(op.action(), resource.as_deref());
        loop {
            let Failed { error, event, conflict } = match self.attempt(&vault, call, op, &resource, &tries).await {
                Ok(output) => return Ok(output),
                Err(failed) => *failed,
            };
            if !conflict {
                return Err(self.record(error, event, call.nonce.map(half)).await);
            }
            if let Err(error) = tries.lost().await {
                let outcome = failure(&error, None);
                return Err(self.record(error, Event { outcome, ..event }, call.nonce.map(half)).await);
            }
            // The other commit may have taken the caller's rights away: nothing that this attempt relied on is relied on again.
            vault.doubt(&call.principal);
        }
    }

    /// Records a failure. The error to answer with: this one, or why it could not be recorded.
    pub(super) async fn record(&self, failed: CoreError, event: Event, nonce: Option<ReadNonce>) -> CoreError {
        if let CoreError::Internal(request) = failed {
            tracing::error!(%request, action = event.action.name(), "a request ended in an internal error");
        }
        if is_noise(&failed, &event) && !self.turned_away.admits(self.clock.uptime()) {
            return failed;
        }
        let request = event.request;
        // A refused request changes nothing either: it must not be accepted later, when the caller has got the right.
        match self.store.commit(Commit { changes: Vec::new(), event, nonce }).await {
            Ok(()) => failed,
            // That nothing was changed is true of the record only.
            Err(_) if failed == CoreError::OutcomeUnknown => failed,
            Err(error) => with_id(error.into(), request),
        }
    }

    /// Decides, runs and commits, once. Everything that is decided about a call is decided here, so that a retry decides anew.
    async fn attempt<O: Operation>(
        &self,
        vault: &Arc<Vault>,
        call: &Call,
        op: &O,
        resource: &Option<String>,
        tries: &Tries<'_>,
    ) -> Result<O::Output, Box<Failed>> {
        let action = op.action();
        let at = self.clock.moment();
        let known = async {
            vault.refresh_cmks(&*self.store, at.uptime).await?;
            let rights = Rights::of(vault, &*self.store, call, at).await?;
            let subject = self.subject(vault, action, resource.as_deref()).await?;
            Ok((rights, subject, self.trust(vault, action, resource.as_deref()).await?))
        };
        let (rights, subject, trust) = match known.await {
            Ok(known) => known,
            // What is needed to judge the call cannot be had: an event like any other failure.
            Err(error) => {
                let error = with_id(error, call.request);
                let target = resource.clone().map(|name| Target { kind: action.resource_kind(), name, version: None });
                let event = Event { target, ..event(call, action, at.now, failure(&error, None)) };
                return Err(Box::new(Failed { error, event, conflict: false }));
            }
        };
        let mut cx = Context {
            engine: self,
            vault: vault.clone(),
            call,
            now: at.now,
            uptime: at.uptime,
            rights,
            judged: subject.clone(),
            subject,
            name: None,
            version: None,
            details: Vec::new(),
            reason: None,
            actor: None,
            signed_in: None,
        };
        let mut judged = self.judge(&mut cx, op, resource.as_deref(), trust);
        if tries.again() && judged.is_ok() {
            judged = self.still_signed(&mut cx).await;
        }
        let ended = match judged {
            // Whoever may not do it does not wait for a turn.
            Ok(()) if tries.others_wait() => Err(Ended::Conflict),
            Ok(()) => self.run(&mut cx, op, resource).await,
            Err(error) => Err(error.into()),
        };
        ended.map_err(|ended| {
            let (error, conflict) = match ended {
                Ended::Conflict => (CoreError::Conflict, true),
                Ended::Error(error) => (with_id(error, call.request), false),
            };
            let outcome = failure(&error, cx.reason.take());
            let event = cx.event(action, resource.clone(), outcome);
            Box::new(Failed { error, event, conflict })
        })
    }

    /// Whether the caller may do it, with an identity verified as recently as it takes.
    fn judge<O: Operation>(
        &self,
        cx: &mut Context<'_>,
        op: &O,
        resource: Option<&str>,
        trust: Option<Attached>,
    ) -> Result<(), CoreError> {
        let (action, further) = (op.action(), op.further().iter().copied());
        let secret = cx.subject.as_deref();
        let query = AuthorizationQuery { action, resource, secret, trust, keys: op.keys() };
        let mut decision = cx.rights.decide(&cx.vault, query);
        for action in further.clone() {
            let query = AuthorizationQuery { action, resource, secret, trust: None, keys: Vec::new() };
            decision = decision.and_then(|()| cx.rights.decide(&cx.vault, query));
        }
        if let Err(reason) = decision {
            cx.because(reason);
            return Err(CoreError::Denied);
        }
        let mut actions = std::iter::once(action).chain(further);
        let (factor, age_ms) = (cx.rights.has_factor(), cx.call.verified_at.map(|at| self.age_ms(at)));
        match actions.find_map(|action| reauthentication::stale(cx.call, factor, action, age_ms)) {
            None => Ok(()),
            Some(reason) => {
                cx.because(reason);
                Err(CoreError::StepUp)
            }
        }
    }

    /// Whether what the caller signed with still counts: it was verified before the first attempt.
    async fn still_signed(&self, cx: &mut Context<'_>) -> Result<(), CoreError> {
        let Principal { kind, access_key, session, .. } = &cx.call.principal;
        let signs = match (kind, access_key, session) {
            (PrincipalKind::User, Some(id), _) => {
                let credential = cx.vault.credential(&*self.store, id, cx.uptime).await?;
                credential.is_some_and(|one| one.key.active && one.key.networks.allow(cx.call.address))
            }
            (PrincipalKind::Role, _, Some(session)) => self.age_ms(session.expires) < 0,
            _ => true,
        };
        if signs {
            return Ok(());
        }
        cx.because("the AccessKey may no longer sign");
        Err(CoreError::Denied)
    }

    async fn run<O: Operation>(
        &self,
        cx: &mut Context<'_>,
        op: &O,
        resource: &Option<String>,
    ) -> Result<O::Output, Ended> {
        let action = op.action();
        // Before, for the true reason; and after, because what the run read may be another thing of that name. A change in
        // between is a conflict of the commit.
        self.check_seen(&cx.vault, cx.call.seen.as_ref()).await?;
        let mut done = op.run(cx).await?;
        self.check_seen(&cx.vault, cx.call.seen.as_ref()).await?;
        guard::check(cx, &mut done.changes).await?;
        let mut nonce = cx.call.nonce.map(half);
        if action.mode() == Mode::Write
            && let Some(fingerprint) = cx.call.nonce
        {
            done.changes.push(SessionChange::UseNonce { fingerprint, expires: cx.now.plus_ms(WINDOW_MS) }.into());
            nonce = None;
        }
        let event = cx.event(action, resource.clone(), Outcome::Ok);
        match self.commit(cx, Commit { changes: done.changes, event, nonce }, resource.as_deref()).await? {
            Ok(()) => {
                if let Some(user) = cx.signed_in {
                    self.uses.note_sign_in(user, cx.now);
                }
                Ok(done.output)
            }
            Err(StoreError::Conflict) => Err(Ended::Conflict),
            // A request without a nonce of its own carried the response of a passkey.
            Err(StoreError::NonceUsed) if cx.call.nonce.is_none() => {
                cx.because("the response was used before");
                Err(PASSKEY_REFUSED.into())
            }
            Err(other) => Err(CoreError::from(other).into()),
        }
    }

    /// Commits, and forgets what the commit made stale. A change does both in a task of its own: a caller that hangs up must
    /// not leave a cache behind that still answers with what was before.
    async fn commit(
        &self,
        cx: &Context<'_>,
        commit: Commit,
        resource: Option<&str>,
    ) -> Result<Result<(), StoreError>, CoreError> {
        if commit.changes.is_empty() {
            return Ok(self.store.commit(commit).await);
        }
        let touched: Vec<Touched> = commit.changes.iter().filter_map(|change| Touched::of(change, resource)).collect();
        let (store, vault) = (self.store.clone(), cx.vault.clone());
        let rotations = [self.rotations.clone(), self.rotation_changes.clone()];
        let notices = self.notices.clone();
        let task = tokio::spawn(async move {
            let result = store.commit(commit).await;
            // Also after a failure: whether it happened may be unknown.
            for one in touched {
                match one {
                    Touched::Secret(name) => vault.secrets.changed(&name),
                    Touched::Identity => vault.identity_changed(),
                    Touched::Keys => vault.cmks_changed(&*store).await?,
                    Touched::Rotations => rotations.iter().for_each(|rotations| rotations.notify_one()),
                    Touched::Notices => notices.notify_one(),
                }
            }
            Ok(result)
        });
        task.await.map_err(|_| CoreError::Internal(cx.call.request))?
    }
}

/// An attempt without a response.
struct Failed {
    error: CoreError,
    /// Records it, unless another attempt follows.
    event: Event,
    /// Whether another commit changed one of the rows first.
    conflict: bool,
}

/// Why a run that was allowed ended without a response.
enum Ended {
    /// Another commit changed one of the rows first.
    Conflict,
    Error(CoreError),
}

impl From<CoreError> for Ended {
    fn from(error: CoreError) -> Self {
        Self::Error(error)
    }
}

/// Internal errors made deep inside carry no request id yet.
fn with_id(error: CoreError, request: RequestId) -> CoreError {
    if matches!(error, CoreError::Internal(_)) { CoreError::Internal(request) } else { error }
}
