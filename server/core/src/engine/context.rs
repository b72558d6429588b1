//! What an operation's run sees and says, and the event that is made of it.

use super::{AuthorizationQuery, Call, Engine, Loaded, Rights, Vault, access::key_check};
use crate::{
    CoreError, Thing,
    ports::{Change, Store, TrailChange, Uptime},
};
use std::sync::Arc;
use strongroom_domain::{Action, CmkId, Principal, SecretName, Timestamp, UserId, VersionId};
use strongroom_trail::{Actor, Detail, Event, Outcome, Target};

/// Bytes kept of a client's name for itself.
const AGENT: usize = 120;

/// What a run sees, and what it may say about itself for the event.
pub struct Context<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) vault: Arc<Vault>,
    pub(crate) call: &'a Call,
    pub(crate) now: Timestamp,
    /// The same moment by the monotonic clock.
    pub(crate) uptime: Uptime,
    pub(crate) rights: Rights<'a>,
    /// The secret the call was authorised for, until the first look at it.
    pub(super) subject: Option<Arc<Loaded>>,
    /// The same, for checks of what the run returns.
    pub(super) judged: Option<Arc<Loaded>>,
    pub(super) name: Option<String>,
    pub(super) version: Option<String>,
    pub(super) details: Vec<(Detail, String)>,
    pub(super) reason: Option<String>,
    pub(super) actor: Option<Actor>,
    pub(super) signed_in: Option<UserId>,
}

impl Context<'_> {
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.engine.store
    }
    /// The secret of this name. The first look at it is the one that was authorised.
    pub(crate) async fn secret(&mut self, name: &SecretName) -> Result<Arc<Loaded>, CoreError> {
        match self.subject.take() {
            Some(subject) if subject.secret.name == *name => Ok(subject),
            _ => self.vault.secret(self.store(), name).await,
        }
    }
    /// The secret the call was authorised for.
    pub(super) fn judged(&self) -> Option<&Arc<Loaded>> {
        self.judged.as_ref()
    }
    /// One more thing the caller must be allowed to do: use of a customer's key.
    pub(crate) fn require_key(&mut self, action: Action, key: CmkId) -> Result<(), CoreError> {
        let Some(check) = key_check(&self.vault, action, key) else { return Ok(()) };
        self.rights.check(check).map_err(|reason| {
            self.because(reason);
            CoreError::Denied
        })
    }
    /// One more thing that the caller must be allowed to do with the secret.
    pub(crate) fn require_secret(&mut self, action: Action, loaded: &Loaded) -> Result<(), CoreError> {
        let resource = Some(loaded.secret.name.as_str());
        let query = AuthorizationQuery { action, resource, secret: Some(loaded), trust: None, keys: Vec::new() };
        self.rights.decide(&self.vault, query).map_err(|reason| {
            self.because(reason);
            CoreError::Denied
        })
    }
    /// One more secret that the call does the same to: must be allowed like the first, whether it exists or not.
    pub(crate) async fn further_secret(&mut self, action: Action, name: &SecretName) -> Result<Arc<Loaded>, CoreError> {
        let found = match self.vault.secret(self.store(), name).await {
            Err(CoreError::NotFound(_)) => None,
            other => Some(other?),
        };
        let query = AuthorizationQuery {
            action,
            resource: Some(name.as_str()),
            secret: found.as_deref(),
            trust: None,
            keys: Vec::new(),
        };
        self.rights.decide(&self.vault, query).map_err(|reason| {
            self.because(reason);
            CoreError::Denied
        })?;
        found.ok_or(CoreError::NotFound(Thing::Secret))
    }
    /// The event of one more thing that the call has done, to be committed with the call's own.
    pub(crate) fn further_event(
        &self,
        action: Action,
        (name, version): (&str, Option<&VersionId>),
        details: Vec<(Detail, String)>,
    ) -> Change {
        let version = version.map(VersionId::to_string);
        let target = Some(Target { kind: action.resource_kind(), name: name.to_owned(), version });
        let event = Event { target, details, ..event(self.call, action, self.now, Outcome::Ok) };
        TrailChange::Append(Box::new(event)).into()
    }
    /// Records the exact version that was read or made.
    pub(crate) fn version(&mut self, version: &VersionId) {
        self.version = Some(version.to_string());
    }
    /// Names the thing when only the run knows it.
    pub(crate) fn name(&mut self, name: impl Into<String>) {
        self.name = Some(name.into());
    }
    /// Records the user when an anonymous caller signs in.
    pub(crate) fn identified(&mut self, principal: &Principal) {
        (self.actor, self.signed_in) = (Some(Actor::from(principal)), Some(principal.id));
    }
    /// Adds a fact to the event. Never a value.
    pub(crate) fn note(&mut self, detail: Detail, text: impl Into<String>) {
        self.details.push((detail, text.into()));
    }
    /// Records the true reason of a failure that callers see in vaguer words.
    pub(crate) fn because(&mut self, reason: impl Into<String>) {
        self.reason = Some(reason.into());
    }
}

impl Context<'_> {
    pub(super) fn event(&mut self, action: Action, resource: Option<String>, outcome: Outcome) -> Event {
        let name = self.name.take().or(resource);
        let kind = action.resource_kind();
        let target = name.map(|name| Target { kind, name, version: self.version.take() });
        let mut event = event(self.call, action, self.now, outcome);
        event.actor = self.actor.take().unwrap_or(event.actor);
        Event { target, details: std::mem::take(&mut self.details), ..event }
    }
}

/// What is known about every call.
pub(super) fn event(call: &Call, action: Action, time: Timestamp, outcome: Outcome) -> Event {
    Event {
        time,
        request: call.request,
        action,
        surface: call.surface,
        actor: Actor::from(&call.principal),
        address: call.address,
        agent: shortened_agent(&call.agent),
        target: None,
        outcome,
        details: Vec::new(),
    }
}

/// What an event keeps of a client's name for itself.
pub(super) fn shortened_agent(agent: &str) -> String {
    agent.get(..agent.floor_char_boundary(AGENT)).unwrap_or_default().to_owned()
}

/// How a call ended that failed; `reason` where the true one is not in the error's words.
pub(super) fn failure(failed: &CoreError, reason: Option<String>) -> Outcome {
    Outcome::Failed { code: failed.code().name().to_owned(), reason: reason.unwrap_or_else(|| failed.to_string()) }
}
