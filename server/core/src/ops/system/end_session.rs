//! EndSession: recorded; the sessions themselves are ended by the surface that keeps them.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
};
use strongroom_domain::Action;
use strongroom_trail::Detail;

/// Request: the caller ends console sessions of its own.
pub struct EndSession {
    /// Every session except the caller's; otherwise one.
    pub all_others: bool,
}

impl Run for EndSession {
    type Output = ();

    fn action(&self) -> Action {
        Action::EndSession
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        cx.note(Detail::State, if self.all_others { "all other sessions" } else { "one session" });
        Ok(Done::read(()))
    }
}
