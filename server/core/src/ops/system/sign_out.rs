//! SignOut: the session ends in the commit of the event. The surface that keeps it forgets the cookie.

use crate::{
    CoreError,
    engine::{Context, Done, Run},
    ports::SessionChange,
};
use strongroom_domain::Action;

/// Request.
pub struct SignOut;

impl Run for SignOut {
    type Output = ();

    fn action(&self) -> Action {
        Action::ConsoleSignout
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        let user = cx.call.principal.id;
        let own = cx.call.browser.session.map(|hash| SessionChange::EndOne { user, hash }.into());
        Ok(Done::changed((), own.into_iter().collect()))
    }
}
