//! GetUserMFAInfo: what the owner may know about its own factor.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::{Action, Timestamp};

/// Request.
pub struct DescribeMfa;

/// A second factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MfaFacts {
    /// When it was set up.
    pub created: Timestamp,
    /// Recovery codes that are left.
    pub recovery_left: usize,
}

impl Run for DescribeMfa {
    /// None without a factor.
    type Output = Option<MfaFacts>;

    fn action(&self) -> Action {
        Action::GetUserMFAInfo
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        let user = super::oneself(cx).await?;
        let device = cx.vault.mfa_device(cx.store(), &user).await?;
        let facts = |device: crate::rows::MfaDeviceRow| MfaFacts {
            created: device.created,
            recovery_left: device.recovery.len(),
        };
        Ok(Done::read(device.map(facts)))
    }
}
