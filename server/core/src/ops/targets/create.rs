//! CreateTarget.

use super::{NewManager, TargetConnection};
use crate::{
    CoreError, Limit, Thing,
    engine::{Context, Done, Run, first_revision},
    facts::TargetFacts,
    ports::{Expect, RotationChange},
    rows::{Authenticate, TargetRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Field, FieldError, Problem, TargetId, TargetKind, TargetName, Unit, limits};

/// Creates a target. It is not contacted.
pub struct CreateTarget {
    /// Unique name, ignoring letter case.
    pub name: TargetName,
    /// Kind; never changes.
    pub kind: TargetKind,
    /// Where it is.
    pub connection: TargetConnection,
    /// The account that may change the others; each changes itself if absent. Of a function, which needs it, the signing key.
    pub manager: Option<NewManager>,
}

impl Run for CreateTarget {
    type Output = TargetFacts;

    fn action(&self) -> Action {
        Action::CreateTarget
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<TargetFacts>, CoreError> {
        self.connection.check(self.kind)?;
        if cx.store().target_by_name(&self.name).await?.is_some() {
            return Err(CoreError::Exists(Thing::Target));
        }
        if cx.store().target_count().await? >= limits::TARGETS {
            return Err(CoreError::Limit(Limit::Targets));
        }
        let id = TargetId(crate::random::id(cx.now)?);
        if self.kind == TargetKind::Function && self.manager.is_none() {
            let (min, max) = (limits::SIGNING_KEY_MIN, limits::VALUE_BYTES);
            let problem = Problem::Length { min, max, unit: Unit::Bytes };
            return Err(FieldError::new(Field::ManagerSecret, problem).into());
        }
        let TargetConnection { host, database, trust, .. } = self.connection.clone();
        let row = TargetRow {
            id,
            name: self.name.clone(),
            kind: self.kind,
            host,
            port: self.connection.port_of(self.kind),
            database,
            trust,
            manager: self.manager.as_ref().map(|manager| manager.encrypt(cx, id, self.kind)).transpose()?,
            creator: cx.call.principal.name.clone(),
            created: cx.now,
            updated: cx.now,
            revision: first_revision()?,
        };
        let facts = TargetFacts::from(row.clone());
        let change = RotationChange::PutTarget(row.authenticate(&cx.vault.keyring), Expect::Absent);
        Ok(Done::changed(facts, vec![change.into()]))
    }
}
