//! ExplainAccess: would this user or role be let in, why, and what would change that.

use super::{PolicySubject, subject_grants, subject_resource};
use crate::{
    CoreError, Thing,
    engine::{AuthorizationQuery, Circumstances, Context, Done, Draft, Grants, Run, without_policy},
    ops::{documents::check_document, groups, roles, users},
    ports::Holders,
};
use std::{borrow::Cow, sync::Arc};
use strongroom_domain::{
    Action, ChannelName, CheckedOn, Field, FieldError, GroupName, PolicyName, PolicyRef, PolicyType, PrincipalKind,
    Problem, ResourceKind, RoleName, TargetName, UserName,
};
use strongroom_policy::{
    Catalogue, Decision, Edit, Explanation, Holder, Kind, PartialDecision, Request, Residual, Trace, explain, system,
    trace,
};

/// Custom policies and groups that are looked through for a way in.
const CHOICES: u32 = 200;

/// Request.
pub struct ExplainAccess {
    /// Who.
    pub who: PolicySubject,
    /// What.
    pub action: Action,
    /// The thing's name; none for the container (creating, listing).
    pub resource: Option<String>,
    /// From where, how and when; what is not given is left open.
    pub circumstances: Circumstances,
    /// The policy of a session of the role, which narrows what it may do: a document, JSON. Users have none.
    pub session: Option<String>,
}

/// Output.
#[derive(Clone, Debug)]
pub struct Explained {
    /// ARN of the user or role.
    pub principal: String,
    /// ARN of the thing.
    pub resource: String,
    /// The kind of the thing if there is none of that name. The decision is the one about its name.
    pub missing: Option<Thing>,
    /// Whether every such principal may do this, whatever the policies are.
    pub without_policy: bool,
    /// What the door decides about such requests: always the same, or under conditions.
    pub decision: PartialDecision,
    /// If they are denied: the conditions under which other requests, now or later, are allowed.
    pub otherwise: Option<Residual>,
    /// The statements that the decision rests on, and the smallest changes. What the circumstances leave open counts as missing.
    pub explanation: Explanation,
    /// Every policy that was looked at, likewise.
    pub trace: Trace,
}

impl Run for ExplainAccess {
    type Output = Explained;

    fn action(&self) -> Action {
        Action::ExplainAccess
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        subject_resource(&self.who)
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Explained>, CoreError> {
        let grants = self.narrowed(subject_grants(cx, &self.who).await?)?;
        let secret = cx.engine.subject(&cx.vault, self.action, self.resource.as_deref()).await?;
        let trust = cx.engine.trust(&cx.vault, self.action, self.resource.as_deref()).await?;
        let missing = self.missing(cx, secret.is_some()).await?;
        let query = AuthorizationQuery {
            action: self.action,
            resource: self.resource.as_deref(),
            secret: secret.as_deref(),
            trust,
            keys: Vec::new(),
        };
        let checks = query.checks(&cx.vault);
        let action = Some(self.action);
        let partial = self.circumstances.decide(&grants, &checks, action, cx.now);
        let otherwise = match partial.decision {
            PartialDecision::Denied => Circumstances::ANY.decide(&grants, &checks, action, cx.now).decision,
            PartialDecision::Allowed | PartialDecision::Conditional(_) => PartialDecision::Denied,
        };
        let context = self.circumstances.context(&grants, action, cx.now);
        let request =
            Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks: &checks };
        let mut explained = Explained {
            principal: grants.caller.arn.clone(),
            resource: checks.first().map(|check| check.resource.clone()).unwrap_or_default(),
            missing,
            without_policy: self.is_without_policy(),
            decision: partial.decision,
            otherwise: if let PartialDecision::Conditional(residual) = otherwise { Some(residual) } else { None },
            explanation: explain(&request, &catalogue(cx).await?),
            trace: trace(&request),
        };
        let explanation = &mut explained.explanation;
        if explained.decision != PartialDecision::Denied {
            (explanation.deciding, explanation.ways) = (partial.through, Vec::new());
        }
        if explained.without_policy {
            (explained.decision, explained.otherwise) = (PartialDecision::Allowed, None);
            (explanation.decision, explanation.deciding, explanation.ways) = (Decision::Allow, Vec::new(), Vec::new());
        }
        if let Ok(key) = cx.vault.default_cmk() {
            // It takes no policy.
            let default = Holder::Resource(cx.vault.key_arn(key));
            let on_default = |edit: &Edit| matches!(edit, Edit::Add { holder, .. } if *holder == default);
            explanation.ways.retain(|way| !way.edits.iter().any(on_default));
        }
        Ok(Done::read(explained))
    }
}

impl ExplainAccess {
    /// Whether the door asks no policy about this.
    fn is_without_policy(&self) -> bool {
        let kind = match self.who {
            PolicySubject::User(_) => PrincipalKind::User,
            PolicySubject::Role(_) => PrincipalKind::Role,
        };
        matches!(without_policy(kind, self.action), Some(Ok(())))
    }

    /// The kind of the thing, if the action is on one that must exist and does not.
    async fn missing(&self, cx: &mut Context<'_>, secret: bool) -> Result<Option<Thing>, CoreError> {
        let row = self.action.row();
        let makes =
            [Action::CreateUser, Action::CreateGroup, Action::CreatePolicy, Action::CreateRole, Action::CreateTarget];
        let Some(name) = self.resource.as_deref() else { return Ok(None) };
        if row.checked_on == CheckedOn::Container || makes.contains(&self.action) {
            return Ok(None);
        }
        let (thing, exists) = match row.resource {
            ResourceKind::Secret => (Thing::Secret, secret),
            ResourceKind::Key => (Thing::Key, name.parse().is_ok_and(|id| cx.vault.cmk(id).is_ok())),
            ResourceKind::User => (
                Thing::User,
                match UserName::new(name) {
                    Ok(name) => found(users::by_name(cx, &name).await)?,
                    Err(_) => false,
                },
            ),
            ResourceKind::Group => (
                Thing::Group,
                match GroupName::new(name) {
                    Ok(name) => found(groups::by_name(cx, &name).await)?,
                    Err(_) => false,
                },
            ),
            ResourceKind::Role => (
                Thing::Role,
                match RoleName::new(name) {
                    Ok(name) => found(roles::by_name(cx, &name).await)?,
                    Err(_) => false,
                },
            ),
            ResourceKind::Policy => (
                Thing::Policy,
                match PolicyName::new(name) {
                    Ok(_) if system::find(name).is_some() => true,
                    Ok(name) => found(super::custom(cx, &name).await)?,
                    Err(_) => false,
                },
            ),
            ResourceKind::Target => (
                Thing::Target,
                match TargetName::new(name) {
                    Ok(name) => cx.vault.target_by_name(cx.store(), &name).await?.is_some(),
                    Err(_) => false,
                },
            ),
            ResourceKind::Channel => (
                Thing::Channel,
                match ChannelName::new(name) {
                    Ok(name) => cx.vault.channel_by_name(cx.store(), &name).await?.is_some(),
                    Err(_) => false,
                },
            ),
            ResourceKind::System | ResourceKind::Trail => return Ok(None),
        };
        Ok((!exists).then_some(thing))
    }

    /// What decides about a session with this policy.
    fn narrowed(&self, grants: Arc<Grants>) -> Result<Arc<Grants>, CoreError> {
        let Some(policy) = &self.session else { return Ok(grants) };
        if let PolicySubject::User(_) = self.who {
            return Err(FieldError::new(Field::SessionPolicy, Problem::RolesOnly).into());
        }
        check_document(Field::SessionPolicy, policy, Kind::Session)?;
        Ok(Arc::new(grants.narrowed(policy)))
    }
}

/// Whether a thing was found.
fn found<T>(result: Result<T, CoreError>) -> Result<bool, CoreError> {
    match result {
        Ok(_) => Ok(true),
        Err(CoreError::NotFound(_)) => Ok(false),
        Err(other) => Err(other),
    }
}

/// What could be given.
async fn catalogue(cx: &Context<'_>) -> Result<Catalogue, CoreError> {
    let mut catalogue = Catalogue::default();
    for policy in system::all() {
        catalogue.policies.push((policy.name.into(), policy.document.clone()));
    }
    for row in cx.store().policies(None, CHOICES).await? {
        let name = row.verify(&cx.vault.keyring)?.name;
        let reference = PolicyRef { kind: PolicyType::Custom, name };
        let document = cx.vault.document(cx.store(), &Draft::default(), &reference).await?;
        catalogue.policies.push((reference.name.as_str().into(), document));
    }
    for row in cx.store().groups(&Holders::All, None, CHOICES).await? {
        let group = row.verify(&cx.vault.keyring)?;
        let holder = Holder::Group(group.name.to_string());
        let policies = cx.vault.attached(cx.store(), &Draft::default(), &group.policies, &holder).await?;
        catalogue.groups.push((group.name.to_string(), policies));
    }
    Ok(catalogue)
}
