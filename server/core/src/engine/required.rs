//! Refusing pages that are of use only to those who may do something.

use super::context::{event, failure};
use crate::{Call, CoreError, Engine};
use strongroom_domain::Action;
use strongroom_trail::{Event, Target};

impl Engine {
    /// Refuses a caller who may not do this to anything.
    ///
    /// # Errors
    /// [`CoreError::Denied`], sealed, or the store is unavailable.
    pub async fn required(&self, call: &Call, action: Action) -> Result<(), CoreError> {
        let may = self.abilities(call).await?.actions.contains(&action);
        if may { Ok(()) } else { Err(self.refuse(call, action, None).await) }
    }

    /// Records that a page was refused, because its user may not do this to the thing of this name, or to anything. The page
    /// shows the id of the call, under which Explain finds the event.
    pub async fn refuse(&self, call: &Call, action: Action, name: Option<&str>) -> CoreError {
        let target = name.map(|name| Target { kind: action.resource_kind(), name: name.to_owned(), version: None });
        let reason = format!("no policy allows {} on {}", action.full_name(), name.unwrap_or("anything"));
        let outcome = failure(&CoreError::Denied, Some(reason));
        let event = Event { target, ..event(call, action, self.clock.now(), outcome) };
        self.record(CoreError::Denied, event, None).await
    }
}
