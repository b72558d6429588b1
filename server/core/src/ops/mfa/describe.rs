//! GetUserMFAInfo: what the owner may know about its own factors.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::FactorFacts,
    ops::factors::oneself,
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
        let user = oneself(cx).await?;
        let device = cx.vault.mfa_device(cx.store(), &user).await?;
        Ok(Done::read(device.map(FactorFacts::from)))
    }
}
