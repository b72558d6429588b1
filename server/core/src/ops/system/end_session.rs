//! EndSession: all others end in the same commit; one alone is ended by the surface, which knows whether it is there.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users::end_other_sessions,
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
        let changes = self.all_others.then(|| end_other_sessions(cx, cx.call.principal.id));
        Ok(Done::changed((), changes.into_iter().collect()))
    }
}
