//! GetCallerIdentity: the identity of the caller. Needs no policy.

use crate::{
    AuthFailure, CoreError,
    engine::{Context, Done, Identity, Run},
};
use strongroom_domain::{Action, RoleId};

/// Request.
pub struct GetCallerIdentity;

/// Who called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallerFacts {
    /// ARN of the user or session.
    pub arn: String,
    /// Id of the user; of a session the role's id and the session's name.
    pub principal_id: String,
    /// The role, if it is a session of one.
    pub role: Option<RoleId>,
}

impl Run for GetCallerIdentity {
    type Output = CallerFacts;

    fn action(&self) -> Action {
        Action::GetCallerIdentity
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<CallerFacts>, CoreError> {
        const GONE: CoreError = CoreError::Unauthenticated(AuthFailure::UserGone);
        let principal = &cx.call.principal;
        let identity = Identity::of(principal).ok_or(GONE)?;
        let grants = cx.vault.grants(cx.store(), identity, cx.uptime).await?.ok_or(GONE)?;
        let arn = grants.caller.arn.clone();
        Ok(Done::read(match (identity, principal.name.split_once('/')) {
            (Identity::Role(id), Some((_, session))) => {
                CallerFacts { arn: format!("{arn}/{session}"), principal_id: format!("{id}:{session}"), role: Some(id) }
            }
            (Identity::Role(id), None) => CallerFacts { arn, principal_id: id.to_string(), role: Some(id) },
            (Identity::User(id), _) => CallerFacts { arn, principal_id: id.to_string(), role: None },
        }))
    }
}
