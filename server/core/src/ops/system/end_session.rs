//! EndSession: the sessions end in the commit of the event, so that none is recorded as ended that goes on.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ops::users::end_other_sessions,
    ports::SessionChange,
};
use strongroom_domain::Action;
use strongroom_trail::Detail;

/// Request: the caller ends console sessions of its own.
pub struct EndSession {
    /// Which.
    pub which: EndedSessions,
}

/// Which of the caller's sessions end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndedSessions {
    /// Every one except the caller's.
    AllOthers,
    /// The one of this stored hash; none if it is another user's.
    One([u8; 16]),
}

impl Run for EndSession {
    type Output = ();

    fn action(&self) -> Action {
        Action::EndSession
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let user = cx.call.principal.id;
        let (words, change) = match self.which {
            EndedSessions::AllOthers => ("all other sessions", end_other_sessions(cx, user)),
            EndedSessions::One(hash) => ("one session", SessionChange::EndOne { user, hash }.into()),
        };
        cx.note(Detail::State, words);
        Ok(Done::changed((), vec![change]))
    }
}
