//! ListTargets.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::TargetFacts,
    ops::page::{check_page, cut},
};
use std::collections::HashMap;
use strongroom_domain::{Action, TargetName, limits};

/// Targets by name.
pub struct ListTargets {
    /// After this one.
    pub after: Option<TargetName>,
    /// At most this many, 1 to [`limits::PAGE`].
    pub limit: u32,
}

/// One of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedTarget {
    /// The target.
    pub target: TargetFacts,
    /// Number of secrets that rotate at it.
    pub secrets: u64,
}

impl Run for ListTargets {
    /// The targets, and whether more follow.
    type Output = (Vec<ListedTarget>, bool);

    fn action(&self) -> Action {
        Action::ListTargets
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let rows = cx.store().targets(self.after.as_ref(), self.limit + 1).await?;
        let (rows, more) = cut(cx.vault.verified(rows)?, self.limit);
        let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
        let usage: HashMap<_, _> = cx.store().target_usage(&ids).await?.into_iter().collect();
        let listed = rows.into_iter().map(|row| {
            let secrets = usage.get(&row.id).copied().unwrap_or(0);
            ListedTarget { target: row.into(), secrets }
        });
        Ok(Done::read((listed.collect(), more)))
    }
}
