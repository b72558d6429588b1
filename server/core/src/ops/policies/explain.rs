//! ExplainAccess: would this user or role be let in, why, and what would change that.

use super::PolicySubject;
use crate::{
    CoreError,
    engine::{AuthorizationQuery, Context, Done, Draft, Grants, Run, context_of},
    ops::documents::check_document,
    ports::Holders,
};
use std::{borrow::Cow, net::IpAddr, sync::Arc};
use strongroom_domain::{Action, Field, FieldError, PolicyRef, PolicyType, Problem};
use strongroom_policy::{Catalogue, Edit, Explanation, Holder, Kind, Request, Trace, explain, system, trace};

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
    /// From where; none leaves the address unknown.
    pub address: Option<IpAddr>,
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
    /// The decision, the statements it rests on, and the smallest changes.
    pub explanation: Explanation,
    /// Every policy that was looked at.
    pub trace: Trace,
}

impl Run for ExplainAccess {
    type Output = Explained;

    fn action(&self) -> Action {
        Action::ExplainAccess
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        self.who.resource()
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Explained>, CoreError> {
        let grants = self.narrowed(self.who.grants(cx).await?)?;
        let secret = cx.engine.subject(&cx.vault, self.action, self.resource.as_deref()).await?;
        let trust = cx.engine.trust(&cx.vault, self.action, self.resource.as_deref()).await?;
        let query = AuthorizationQuery {
            action: self.action,
            resource: self.resource.as_deref(),
            secret: secret.as_deref(),
            trust,
            keys: Vec::new(),
        };
        let checks = query.checks(&cx.vault);
        let context = context_of(&grants, cx.now, self.address);
        let request =
            Request { caller: &grants.caller, policies: &grants.policies, context: &context, checks: &checks };
        let mut explanation = explain(&request, &catalogue(cx).await?);
        if let Ok(key) = cx.vault.default_cmk() {
            // It takes no policy.
            let default = Holder::Resource(cx.vault.key_arn(key));
            let on_default = |edit: &Edit| matches!(edit, Edit::Add { holder, .. } if *holder == default);
            explanation.ways.retain(|way| !way.edits.iter().any(on_default));
        }
        let trace = trace(&request);
        let resource = checks.first().map(|check| check.resource.clone()).unwrap_or_default();
        Ok(Done::read(Explained { principal: grants.caller.arn.clone(), resource, explanation, trace }))
    }
}

impl ExplainAccess {
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
