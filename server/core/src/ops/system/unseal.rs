//! Unseal: opens the keyring, and records it.

use crate::{
    CoreError, Engine,
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
    /// Opens the keyring with the root key and checks that it is the right one.
    ///
    /// # Errors
    /// Not initialised, the root key belongs to another installation, or the store does not answer. The core stays sealed.
    pub async fn unseal(&self, root: &RootKey) -> Result<(), CoreError> {
        self.open(root).await?;
        self.call(&self.system_call(Surface::Scheduler)?, &Unseal).await
    }
}
