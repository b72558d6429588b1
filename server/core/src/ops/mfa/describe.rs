//! GetUserMFAInfo: facts about the caller's own factors.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::FactorFacts,
    ops::factors::calling_user,
};
use strongroom_domain::Action;

/// Request.
pub struct DescribeMfa;

impl Run for DescribeMfa {
    /// None without a factor.
    type Output = Option<FactorFacts>;

    fn action(&self) -> Action {
        Action::GetUserMFAInfo
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = calling_user(cx).await?;
        let device = cx.vault.mfa_device(cx.store(), &user).await?;
        Ok(Done::read(device.map(FactorFacts::from)))
    }
}
