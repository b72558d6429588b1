//! DescribeTarget.

use super::target;
use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::TargetFacts,
    ops::page::cut,
};
use std::borrow::Cow;
use strongroom_domain::{Action, SecretName, TargetName, limits};

/// Reads a target's facts, never what proves its managing account.
pub struct DescribeTarget {
    /// Which target.
    pub name: TargetName,
}

/// Output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescribedTarget {
    /// The target.
    pub target: TargetFacts,
    /// Secrets that rotate at it, at most [`limits::PAGE`].
    pub used_by: Vec<SecretName>,
    /// Whether there are more.
    pub more: bool,
}

impl Run for DescribeTarget {
    type Output = DescribedTarget;

    fn action(&self) -> Action {
        Action::DescribeTarget
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DescribedTarget>, CoreError> {
        let target = target(cx, &self.name).await?;
        let plans = cx.store().plans_of_target(target.id, None, limits::PAGE + 1).await?;
        let (plans, more) = cut(cx.vault.verified(plans)?, limits::PAGE);
        let mut used_by = Vec::with_capacity(plans.len());
        for plan in plans {
            // One that is removed meanwhile is not listed.
            if let Some(secret) = cx.store().secret_by_id(plan.secret).await? {
                used_by.push(secret.verify(&cx.vault.keyring)?.name);
            }
        }
        Ok(Done::read(DescribedTarget { target: target.into(), used_by, more }))
    }
}
