//! Unseal: loads the keyring, and records it.

use crate::{
    CoreError, Engine, UnsealError,
    engine::{Context, Done, Run},
};
use strongroom_crypto::RootKey;
use strongroom_domain::{Action, Surface};

struct Unseal;

impl Run for Unseal {
    type Output = ();

    fn action(&self) -> Action {
        Action::Unseal
    }

    async fn run(&self, _: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        Ok(Done::read(()))
    }
}

impl Engine {
    /// Opens the keyring with the root key and checks that it is the right one. Upgrades rows that an earlier program wrote, if
    /// there are any: all or none, which takes a while in a large installation.
    ///
    /// # Errors
    /// The core stays sealed; the error says why.
    pub async fn unseal(&self, root: &RootKey) -> Result<(), UnsealError> {
        self.open(root).await?;
        Ok(self.call(&self.system_call(Surface::Scheduler)?, &Unseal).await?)
    }
}
