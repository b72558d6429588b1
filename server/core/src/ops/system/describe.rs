//! DescribeSystem: what an administrator wants to see first.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    facts::InstallationFacts,
    ports::SecretSlice,
};
use strongroom_domain::{Action, SecretFilter, SecretSort, SecretState};

/// Request.
pub struct DescribeSystem;

/// Output.
#[derive(Clone, Debug)]
pub struct SystemFacts {
    /// The installation.
    pub installation: InstallationFacts,
    /// Live secrets.
    pub secrets: u64,
    /// Secrets in their recovery window.
    pub deleting: u64,
    /// Customer master keys.
    pub keys: usize,
    /// Tag keys in use, most used first.
    pub tag_keys: Vec<(String, u64)>,
    /// Nonces of reads forgotten before their time.
    pub nonces_forgotten: u64,
    /// Refused requests counted but not recorded.
    pub refused_unrecorded: u64,
}

impl Run for DescribeSystem {
    type Output = SystemFacts;

    fn action(&self) -> Action {
        Action::DescribeSystem
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<SystemFacts>, CoreError> {
        let count = async |state| {
            let filter = SecretFilter { state: Some(state), ..Default::default() };
            let list = cx.store().secrets(&filter, SecretSort::Name, &SecretSlice::Skip(0), 1).await?;
            Ok::<_, CoreError>(list.total.counted())
        };
        let (secrets, deleting) = (count(SecretState::Active).await?, count(SecretState::Deleting).await?);
        Ok(Done::read(SystemFacts {
            installation: InstallationFacts::from(&cx.vault.installation),
            secrets,
            deleting,
            keys: cx.vault.cmks().len(),
            tag_keys: cx.store().tag_keys().await?,
            nonces_forgotten: cx.engine.nonces_forgotten(),
            refused_unrecorded: cx.engine.refused_unrecorded(),
        }))
    }
}
