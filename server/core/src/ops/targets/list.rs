//! ListTargets.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::TargetFacts,
    ops::page::{check_page, cut},
};
use strongroom_domain::{Action, TargetName, limits};

/// Targets by name.
pub struct ListTargets {
    /// After this one.
    pub after: Option<TargetName>,
    /// At most this many, 1 to [`limits::PAGE`].
    pub limit: u32,
}

impl Run for ListTargets {
    /// The targets, and whether more follow.
    type Output = (Vec<TargetFacts>, bool);

    fn action(&self) -> Action {
        Action::ListTargets
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        check_page(self.limit, limits::PAGE)?;
        let rows = cx.store().targets(self.after.as_ref(), self.limit + 1).await?;
        let (rows, more) = cut(cx.vault.verified(rows)?, self.limit);
        Ok(Done::read((rows.into_iter().map(TargetFacts::from).collect(), more)))
    }
}
