//! Authorisation: every call is checked against the policies of its caller.

use super::{Call, Engine, Grants, Identity, Loaded, Vault, bindings::own_policy};
use crate::{
    AuthFailure, CoreError,
    ports::{Moment, Store},
};
use std::{net::IpAddr, sync::Arc};
use strongroom_domain::{
    Action, CheckedOn, CmkId, KeyPermission, OfferedOn, PrincipalKind, ResourceKind, RoleName, SecretName, Timestamp,
    WithoutPolicy, arn_of, role_arn,
};
use strongroom_policy::{
    Attached, Check, ConditionContext, Decision, Effect, Kind, Request, evaluate, possible, trace,
};

/// The caller's rights, for one call.
pub(crate) struct Rights<'a> {
    call: &'a Call,
    now: Timestamp,
    grants: Option<Arc<Grants>>,
}

/// What an operation is about to do, as a policy sees it.
pub(crate) struct AuthorizationQuery<'a> {
    pub action: Action,
    pub resource: Option<&'a str>,
    pub secret: Option<&'a Loaded>,
    /// The trust policy of a role that is to be assumed.
    pub trust: Option<Attached>,
    /// Condition keys of the operation itself.
    pub keys: Vec<(&'static str, String)>,
}

impl<'a> Rights<'a> {
    /// The rights of a call's caller, as they are now.
    pub async fn of(vault: &Vault, store: &dyn Store, call: &'a Call, at: Moment) -> Result<Self, CoreError> {
        let mut grants = match Identity::of(&call.principal) {
            Some(identity) => vault.grants(store, identity, at.uptime).await?,
            None => None,
        };
        let narrow = call.principal.session.as_ref().and_then(|session| session.policy.as_deref());
        if let (Some(whole), Some(policy)) = (&grants, narrow) {
            grants = Some(Arc::new(whole.narrowed(policy)));
        }
        Ok(Self { call, now: at.now, grants })
    }

    /// Allows, or says why not: for the event, not for the caller.
    pub fn decide(&self, vault: &Vault, query: AuthorizationQuery<'_>) -> Result<(), String> {
        if let Some(decided) = without_policy(self.call.principal.kind, query.action) {
            return decided.map_err(str::to_owned);
        }
        let conditional = self.grants.as_ref().is_some_and(|grants| grants.policies.conditional());
        self.check(query.check(vault, conditional))
    }

    /// The caller's grants; `None` for callers that have none.
    pub fn grants(&self) -> Option<&Arc<Grants>> {
        self.grants.as_ref()
    }

    /// Whether the caller has a second factor.
    pub fn has_factor(&self) -> bool {
        self.grants.as_ref().is_some_and(|grants| grants.mfa)
    }

    /// Whether a check passes whatever the conditions of policies turn out to be.
    pub fn always(&self, check: &Check) -> bool {
        let Some(grants) = &self.grants else { return self.call.principal.kind == PrincipalKind::System };
        let (policies, context) = (grants.policies.at_worst(), ConditionContext::default());
        let checks =
            [Check { resource_policy: check.resource_policy.as_ref().map(Attached::at_worst), ..check.clone() }];
        let request = Request { caller: &grants.caller, policies: &policies, context: &context, checks: &checks };
        evaluate(&request) == Decision::Allow
    }

    /// A check of its own, such as the use of a customer's key.
    pub fn check(&self, check: Check) -> Result<(), String> {
        let Some(grants) = &self.grants else {
            return if self.call.principal.kind == PrincipalKind::System {
                Ok(())
            } else {
                Err("the user or role no longer exists".to_owned())
            };
        };
        let own = check.resource_policy.as_ref().is_some_and(Attached::conditional);
        let context = match own || grants.policies.conditional() {
            true => context(self.call, grants, self.now),
            false => ConditionContext::default(),
        };
        let checks = [check];
        let request =
            Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks: &checks };
        match evaluate(&request) {
            Decision::Allow => Ok(()),
            _ => Err(reason(&request)),
        }
    }
}

impl AuthorizationQuery<'_> {
    /// Everything that must be allowed: the thing itself, and the use of a customer's key.
    pub fn checks(self, vault: &Vault) -> Vec<Check> {
        let own_key = self.secret.filter(|loaded| loaded.secret.own_cmk).map(|loaded| loaded.secret.cmk);
        let further = own_key.and_then(|key| key_check(vault, self.action, key));
        [self.check(vault, true)].into_iter().chain(further).collect()
    }

    /// The check of the policy language. Where neither the caller's policies nor the thing's own depend on it, as in most reads, its
    /// context is left empty.
    pub fn check(self, vault: &Vault, conditional: bool) -> Check {
        let installation = &vault.installation;
        let resource_policy = self.own_policy(vault).or(self.trust);
        let mut context = ConditionContext::default();
        if conditional || resource_policy.as_ref().is_some_and(Attached::conditional) {
            self.keys.iter().for_each(|(key, value)| context.set(key, value.as_str()));
            for (key, value) in self.secret.iter().flat_map(|loaded| &loaded.secret.tags) {
                context.set(&format!("kms:tag/{key}"), value.as_str());
            }
        }
        Check {
            action: self.action.full_name(),
            resource: arn_of(&installation.region, &installation.account, self.action, self.resource),
            context,
            resource_policy,
        }
    }

    /// The policy that the secret or key itself carries.
    fn own_policy(&self, vault: &Vault) -> Option<Attached> {
        if self.action.resource_kind() == ResourceKind::Key {
            return self.resource.and_then(|id| vault.cmk(id.parse().ok()?).ok()?.policy.clone());
        }
        self.secret.and_then(|loaded| loaded.policy.clone())
    }
}

/// The check of the customer master key that `action` also needs, if any.
pub(crate) fn key_check(vault: &Vault, action: Action, key: CmkId) -> Option<Check> {
    action.row().key_permission.map(|permission| key_use(vault, permission, key))
}

/// The check of a use of a key.
pub(crate) fn key_use(vault: &Vault, permission: KeyPermission, key: CmkId) -> Check {
    let resource_policy = vault.cmk(key).ok().and_then(|cmk| cmk.policy.clone());
    let action = permission.full_name().to_owned();
    Check { action, resource: vault.key_arn(key), context: ConditionContext::default(), resource_policy }
}

/// What a person may do, so that the console offers nothing else. Every call is decided again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abilities {
    /// Actions that are allowed on at least one thing, as far as policies tell without their conditions. Those that concern no thing
    /// of their own, such as lists, are decided as a call would be.
    pub actions: Vec<Action>,
    /// The policies behind it, each once, by name.
    pub policies: Vec<String>,
}

impl Engine {
    /// What a user may do from where they are. Not recorded as an event: every page needs it.
    ///
    /// # Errors
    /// Sealed, no such user, or the store is unavailable.
    pub async fn abilities(&self, call: &Call) -> Result<Abilities, CoreError> {
        let vault = self.vault()?;
        let rights = Rights::of(&vault, &*self.store, call, self.clock.moment()).await?;
        let grants = rights.grants().ok_or(CoreError::Unauthenticated(AuthFailure::UserGone))?;
        let allowed = |action: Action| {
            let query = AuthorizationQuery { action, resource: None, secret: None, trust: None, keys: Vec::new() };
            rights.decide(&vault, query).is_ok()
        };
        let may = |action: &Action| match action.row() {
            row if row.offered_on == OfferedOn::Nowhere => false,
            row if row.without_policy == WithoutPolicy::Oneself => true,
            _ if depends_on_thing(*action) => possible(&grants.policies, &action.full_name()),
            _ => allowed(*action),
        };
        let mut policies: Vec<_> = grants.policies.identity.iter().map(|policy| policy.name.to_string()).collect();
        policies.sort();
        policies.dedup();
        Ok(Abilities { actions: Action::ALL.iter().copied().filter(may).collect(), policies })
    }

    /// What the console offers on the page of the secret or key of this name and the caller may do to it. Not recorded as an
    /// event: the page uses it to leave out what would be denied.
    ///
    /// # Errors
    /// Sealed, or the store is unavailable.
    pub async fn offered(&self, call: &Call, kind: ResourceKind, name: &str) -> Result<Vec<Action>, CoreError> {
        let vault = self.vault()?;
        let at = self.clock.moment();
        vault.refresh_cmks(&*self.store, at.uptime).await?;
        let rights = Rights::of(&vault, &*self.store, call, at).await?;
        let name = Some(name);
        let on_its_page = |action: &&Action| {
            let row = action.row();
            row.resource == kind && row.offered_on == OfferedOn::ThisThing
        };
        let Some(first) = Action::ALL.iter().find(on_its_page) else { return Ok(Vec::new()) };
        let subject = self.subject(&vault, *first, name).await?;
        let may = |action: &&Action| {
            let secret = subject.as_deref();
            let query = AuthorizationQuery { action: **action, resource: name, secret, trust: None, keys: Vec::new() };
            let own_key = secret.filter(|loaded| loaded.secret.own_cmk).map(|loaded| loaded.secret.cmk);
            let key = own_key.and_then(|key| key_check(&vault, **action, key));
            rights.decide(&vault, query).is_ok() && key.is_none_or(|check| rights.check(check).is_ok())
        };
        Ok(Action::ALL.iter().filter(on_its_page).filter(may).copied().collect())
    }

    /// The trust policy of the role that is about to be assumed, if there is such a role. A broken one stays: it may be a Deny.
    pub(crate) async fn trust(
        &self,
        vault: &Vault,
        action: Action,
        resource: Option<&str>,
    ) -> Result<Option<Attached>, CoreError> {
        let name = resource.filter(|_| action == Action::AssumeRole).and_then(|name| RoleName::new(name).ok());
        let Some(name) = name else { return Ok(None) };
        let Some(role) = vault.role_by_name(&*self.store, &name).await? else { return Ok(None) };
        let arn = || role_arn(&vault.installation.account, role.name.as_str());
        Ok(own_policy(Some(&role.trust), Kind::Trust, arn))
    }

    /// The secret an operation is about to touch, if there is one.
    pub(crate) async fn subject(
        &self,
        vault: &Vault,
        action: Action,
        resource: Option<&str>,
    ) -> Result<Option<Arc<Loaded>>, CoreError> {
        let row = action.row();
        if row.resource != ResourceKind::Secret || row.checked_on == CheckedOn::Container {
            return Ok(None);
        }
        let Some(name) = resource.and_then(|name| SecretName::new(name).ok()) else { return Ok(None) };
        match vault.secret(&*self.store, &name).await {
            Ok(loaded) => Ok(Some(loaded)),
            Err(CoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other),
        }
    }
}

/// Whether an action can be allowed on one thing and denied on another.
fn depends_on_thing(action: Action) -> bool {
    let row = action.row();
    row.checked_on == CheckedOn::Thing && !matches!(row.resource, ResourceKind::Trail | ResourceKind::System)
}

/// Condition keys of a request of an identity, as far as they are known.
pub(crate) fn context_of(
    grants: &Grants,
    time: Option<Timestamp>,
    address: Option<IpAddr>,
    encrypted: Option<bool>,
    mfa: Option<bool>,
) -> ConditionContext {
    let mut context = ConditionContext::default();
    context.set("acs:PrincipalARN", grants.caller.arn.clone());
    let word = |truth: bool| if truth { "true" } else { "false" };
    let known = [
        ("acs:CurrentTime", time.map(Timestamp::rfc3339_seconds)),
        ("acs:SourceIp", address.map(|address| address.to_canonical().to_string())),
        // What is not known is neither true nor false.
        ("acs:SecureTransport", encrypted.map(|encrypted| word(encrypted).to_owned())),
        ("acs:MFAPresent", mfa.map(|mfa| word(mfa).to_owned())),
    ];
    for (key, value) in known {
        value.into_iter().for_each(|value| context.set(key, value));
    }
    context
}

/// Condition keys of every request.
pub(crate) fn context(call: &Call, grants: &Grants, now: Timestamp) -> ConditionContext {
    context_of(grants, Some(now), call.address, call.encrypted, Some(call.mfa))
}

/// The decision about an action that no policy decides for this kind of principal; a denial says why.
pub(crate) fn without_policy(kind: PrincipalKind, action: Action) -> Option<Result<(), &'static str>> {
    match (kind, action.row().without_policy) {
        (PrincipalKind::System, WithoutPolicy::Server) => Some(Ok(())),
        (PrincipalKind::System, _) => Some(Err("the server itself may not do this")),
        (PrincipalKind::Anonymous, WithoutPolicy::Anybody) => Some(Ok(())),
        (PrincipalKind::Anonymous, _) => Some(Err("the caller is not signed in")),
        (PrincipalKind::User, WithoutPolicy::Oneself | WithoutPolicy::Caller) => Some(Ok(())),
        // A role session has no password and no console: the only action on itself it may take is to read its own identity.
        (PrincipalKind::Role, WithoutPolicy::Caller) => Some(Ok(())),
        (PrincipalKind::User | PrincipalKind::Role, _) => None,
    }
}

/// Why a request is denied, in one sentence.
fn reason(request: &Request<'_>) -> String {
    let trace = trace(request);
    let Some(check) = trace.checks.first() else { return "the request has no checks".to_owned() };
    let denies = check.policies.iter().flat_map(|policy| {
        let matching = policy.statements.iter().filter(|s| s.effect == Effect::Deny && s.matched());
        matching.map(move |statement| (policy, statement.index + 1))
    });
    match (trace.decision, denies.into_iter().next()) {
        (Decision::ExplicitDeny, Some((policy, statement))) => format!(
            "statement {statement} of policy {} of {} denies {} on {}",
            policy.name, policy.holder, check.action, check.resource
        ),
        (Decision::Invalid, _) => "a policy that concerns this call is broken".to_owned(),
        _ => format!("no policy allows {} on {}", check.action, check.resource),
    }
}
