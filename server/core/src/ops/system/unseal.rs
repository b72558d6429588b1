//! Unseal: recorded when the keyring was opened.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::Action;

pub(crate) struct Unseal;

impl Run for Unseal {
    type Output = ();

    fn action(&self) -> Action {
        Action::Unseal
    }

    async fn run(&self, _: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        Ok(Done::read(()))
    }
}
