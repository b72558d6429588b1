//! SignOut: recorded; the session itself is ended by the surface that keeps it.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::Action;

/// Request.
pub struct SignOut;

impl Run for SignOut {
    type Output = ();

    fn action(&self) -> Action {
        Action::ConsoleSignout
    }

    async fn run(&self, _: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        Ok(Done::read(()))
    }
}
