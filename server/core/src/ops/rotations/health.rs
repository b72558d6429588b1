//! ListRotationHealth: whether secrets of a list rotate as they should.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use std::collections::HashMap;
use strongroom_domain::{Action, Field, FieldError, Problem, RotationId, RunState, SecretId, Timestamp, Unit, limits};
use strongroom_trail::Detail;

/// How these secrets rotate, in one look.
pub struct ListRotationHealth {
    /// Which: at most [`limits::PAGE`]. Those that do not rotate are left out.
    pub secrets: Vec<SecretId>,
}

/// How one secret rotates.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRotation {
    /// The secret.
    pub secret: SecretId,
    /// Whether it rotates by itself.
    pub automatic: bool,
    /// Whether nothing begins by itself for now.
    pub paused: bool,
    /// When the next rotation is due, if it rotates by itself and none is under way.
    pub next_due: Option<Timestamp>,
    /// Whether it was due for more than [`limits::ROTATION_LATE_MS`], and no rotation has begun.
    pub overdue: bool,
    /// The rotation that has not ended.
    pub open: Option<(RotationId, RunState)>,
}

impl Run for ListRotationHealth {
    type Output = Vec<SecretRotation>;

    fn action(&self) -> Action {
        Action::ListRotations
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let max = limits::PAGE as usize;
        if self.secrets.len() > max {
            let problem = Problem::TooMany { max, unit: Unit::Secrets };
            return Err(FieldError::new(Field::SecretNames, problem).into());
        }
        let plans = cx.vault.verified(cx.store().rotation_plans(&self.secrets).await?)?;
        let open: Vec<_> = plans.iter().filter_map(|plan| plan.open).collect();
        let open = cx.vault.verified(cx.store().rotations_by_id(&open).await?)?;
        let open: HashMap<_, _> = open.into_iter().map(|run| ((run.secret, run.id), run.state)).collect();
        let late = cx.engine.rotation_now().plus_ms(-limits::ROTATION_LATE_MS);
        let health = plans.into_iter().map(|plan| {
            let run = match plan.open {
                None => None,
                // Rotations are never removed before their secret.
                Some(id) => {
                    let state = open.get(&(plan.secret, id)).ok_or_else(|| CoreError::tampered("rotation"))?;
                    Some((id, *state))
                }
            };
            let begins = plan.automatic && !plan.paused && run.is_none();
            let next_due = plan.next_due.filter(|_| begins);
            let overdue = next_due.is_some_and(|due| due < late);
            let (secret, automatic, paused) = (plan.secret, plan.automatic, plan.paused);
            Ok(SecretRotation { secret, automatic, paused, next_due, overdue, open: run })
        });
        let health = health.collect::<Result<Vec<_>, CoreError>>()?;
        cx.note(Detail::Count, health.len().to_string());
        Ok(Done::read(health))
    }
}
