//! CreatePolicy.

use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::PolicyFacts,
    ops::documents::check_document,
    ports::{Expect, IdentityChange},
    rows::{Authenticate, PolicyRow, PolicyVersionRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Comments, Field, PolicyName, limits};
use strongroom_policy::{Kind, system};

/// Creates a policy with its first version, the default.
pub struct CreatePolicy {
    /// Unique name, ignoring letter case; not that of a system policy.
    pub name: PolicyName,
    /// Free text.
    pub description: Comments,
    /// The document, JSON.
    pub document: String,
}

impl Run for CreatePolicy {
    type Output = PolicyFacts;

    fn action(&self) -> Action {
        Action::CreatePolicy
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<PolicyFacts>, CoreError> {
        check_document(Field::PolicyDocument, &self.document, Kind::Identity)?;
        let of_system = system::all().iter().any(|policy| policy.name.eq_ignore_ascii_case(self.name.as_str()));
        if of_system || cx.store().policy(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::Policy));
        }
        if cx.store().policy_count().await? >= limits::POLICIES {
            return Err(CoreError::Limit(Limit::Policies));
        }
        let row = PolicyRow {
            name: self.name.clone(),
            description: self.description.clone(),
            default: 1,
            last: 1,
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
        };
        let version = PolicyVersionRow {
            policy: self.name.clone(),
            number: 1,
            document: self.document.clone(),
            creator: cx.call.principal.name.clone(),
            created: cx.now,
        };
        let row = row.authenticate(&cx.vault.keyring);
        let changes = vec![
            IdentityChange::PutPolicy(row.clone(), Expect::Absent).into(),
            IdentityChange::PutPolicyVersion(version.authenticate(&cx.vault.keyring)).into(),
        ];
        Ok(Done::changed(PolicyFacts::of_custom(row.into_row()), changes))
    }
}
