//! WatchNotices: what has lasted for too long, and what has ended. The server's own work.
//!
//! What a rotation comes to is told in the commit in which it does. Here is what only time brings about: the commit that remembers that
//! people were told is the one that holds the notice.

mod conditions;
mod troubles;

use super::require_server;
use crate::{
    CoreError,
    engine::{Context, Done, Run, Vault},
    ports::{Change, NoticeChange, Store},
};
use strongroom_domain::{Action, Timestamp, limits};
use strongroom_trail::Detail;

/// What a server knows of itself and was set to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watched {
    /// How long a rotation may fail and try again before people are told, in milliseconds.
    pub failing_after_ms: i64,
    /// The name of this server's API, and when its certificate ends, if that is known.
    pub certificate: Option<(String, Timestamp)>,
}

/// Request. Nothing is changed if nothing is new.
pub struct WatchNotices {
    /// What this server watches.
    pub watched: Watched,
}

impl Run for WatchNotices {
    type Output = ();

    fn action(&self) -> Action {
        Action::WatchNotices
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<()>, CoreError> {
        require_server(cx)?;
        let now = cx.engine.rotation_now();
        let changes = changes(&cx.vault, cx.store(), &self.watched, now).await?;
        cx.note(Detail::Count, changes.len().to_string());
        Ok(Done::changed((), changes))
    }
}

/// What is to change now. Also for whoever asks whether anything is: each call is an event.
pub(crate) async fn changes(
    vault: &Vault,
    store: &dyn Store,
    watched: &Watched,
    now: Timestamp,
) -> Result<Vec<Change>, CoreError> {
    let mut changes = troubles::begun(vault, store, watched, now).await?;
    changes.extend(conditions::ended(vault, store, watched, now).await?);
    let old = now.plus_ms(-limits::DELIVERIES_KEPT_MS);
    if store.has_old_deliveries(old).await? {
        changes.push(NoticeChange::PruneDeliveries(old).into());
    }
    Ok(changes)
}
