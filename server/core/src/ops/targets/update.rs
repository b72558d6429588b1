//! UpdateTarget.

use super::{NewManager, TargetConnection, target};
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::TargetFacts,
    ports::{Expect, RotationChange},
    rows::{Authenticate, TargetRow},
};
use std::borrow::Cow;
use strongroom_domain::{Action, Field, FieldError, Problem, TargetKind, TargetName};

/// Changes where a target is, or its managing account. What is absent stays. Rotations that are under way go on with it.
///
/// Another host needs the managing account again: the stored one is not sent anywhere that its owner did not name. It also needs the
/// right to read the secrets that rotate at the target: their values are sent to the new one.
pub struct UpdateTarget {
    /// Which target.
    pub name: TargetName,
    /// Where it is.
    pub connection: Option<TargetConnection>,
    /// The account that may change the others.
    pub manager: Option<NewManager>,
}

impl Run for UpdateTarget {
    type Output = TargetFacts;

    fn action(&self) -> Action {
        Action::UpdateTarget
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<TargetFacts>, CoreError> {
        let before = target(cx, &self.name).await?;
        let expect = Expect::Revision(before.revision);
        let manager = self.manager.as_ref().map(|manager| manager.encrypt(cx, before.id, before.kind)).transpose()?;
        let mut row = TargetRow { updated: cx.now, revision: before.revision + 1, ..before.clone() };
        if let Some(connection) = &self.connection {
            connection.check(before.kind)?;
            let TargetConnection { host, database, trust, .. } = connection.clone();
            let port = connection.port_of(before.kind);
            let elsewhere = host != before.host
                || port != before.port
                || trust != before.trust
                || (before.kind == TargetKind::Ram && database != before.database);
            // A signing key is never sent.
            let is_sent = before.kind != TargetKind::Function;
            if elsewhere && is_sent && before.manager.is_some() && manager.is_none() {
                let problem = Problem::OneRequired(Field::TargetHost);
                return Err(FieldError::new(Field::ManagerSecret, problem).into());
            }
            if elsewhere {
                require_values(cx, &before).await?;
            }
            row = TargetRow { host, port, database, trust, ..row };
        }
        row.manager = manager.or(row.manager);
        let facts = TargetFacts::from(row.clone());
        let change = RotationChange::PutTarget(row.authenticate(&cx.vault.keyring), expect);
        Ok(Done::changed(facts, vec![change.into()]))
    }
}

/// Plans looked at together.
const PAGE: u32 = 100;

/// The caller must be allowed to read every secret that rotates at the target.
async fn require_values(cx: &mut Context<'_>, target: &TargetRow) -> Result<(), CoreError> {
    let mut after = None;
    loop {
        let plans = cx.store().plans_of_target(target.id, after, PAGE).await?;
        let full = plans.len() == PAGE as usize;
        for plan in plans {
            let secret = plan.verify(&cx.vault.keyring)?.secret;
            after = Some(secret);
            if let Some(row) = cx.store().secret_by_id(secret).await? {
                let name = row.verify(&cx.vault.keyring)?.name;
                cx.further_secret(Action::GetSecretValue, &name).await?;
            }
        }
        if !full {
            return Ok(());
        }
    }
}
