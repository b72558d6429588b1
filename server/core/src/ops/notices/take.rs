//! TakeNoticeDelivery: a message to be sent, for one process and a short time. The server's own work.

use super::require_server;
use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Run},
    ports::{Change, ChannelAccess, Expect, Message, NoticeChange},
    rows::{Authenticate, DeliveryRow, RunLease},
};
use strongroom_domain::{Action, DeliveryId, DeliveryState, NoticeKind, limits};
use strongroom_trail::Detail;

/// Request. Who takes a message alone sends it, until its lease ends.
pub struct TakeNoticeDelivery {
    /// Which message.
    pub id: DeliveryId,
    /// The process that takes it.
    pub owner: [u8; 16],
}

/// A message to send. It holds a key or password: nothing of it leaves the core but to a messenger.
pub struct TakenDelivery {
    pub(crate) id: DeliveryId,
    pub(crate) fence: u64,
    pub(crate) channel: ChannelAccess,
    pub(crate) message: Message,
}

impl Run for TakeNoticeDelivery {
    /// `None` if there is nothing to send: it took too long, or its channel was disabled.
    type Output = Option<Box<TakenDelivery>>;

    fn action(&self) -> Action {
        Action::TakeNoticeDelivery
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<Self::Output>, CoreError> {
        require_server(cx)?;
        let found = cx.vault.delivery(cx.store(), self.id).await?;
        let row = found.ok_or(CoreError::NotFound(Thing::Channel))?;
        let now = cx.engine.rotation_now();
        let age = |lease: RunLease| now.0.saturating_sub(lease.since.0).saturating_abs();
        let is_taken = row.lease.is_some_and(|lease| age(lease) < limits::DELIVERY_LEASE_MS);
        if row.state != DeliveryState::Waiting || row.due > now || is_taken {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        let channel = cx.vault.channel(cx.store(), row.channel).await?;
        cx.name(channel.name.as_str());
        // A test is sent through a disabled channel too.
        let dropped = !channel.enabled && row.kind != NoticeKind::Test;
        // One that no server came to send is tried once, however late.
        let too_old = row.attempts > 0 && now.0.saturating_sub(row.opened.0) > limits::DELIVERY_TRIES_MS;
        if dropped || too_old {
            let state = if dropped { DeliveryState::Dropped } else { DeliveryState::GaveUp };
            cx.note(Detail::State, state.word());
            let before = row.revision;
            let ended = DeliveryRow { state, ended: Some(now), lease: None, ..row };
            return Ok(Done::changed(None, vec![put_delivery(cx, before, ended)]));
        }
        let (before, fence) = (row.revision, row.fence + 1);
        let row = DeliveryRow { lease: Some(RunLease { owner: self.owner, since: now }), fence, ..row };
        let message = cx.vault.message(&row, cx.now);
        let taken = TakenDelivery { id: row.id, fence, channel: cx.vault.channel_access(&channel)?, message };
        Ok(Done::changed(Some(Box::new(taken)), vec![put_delivery(cx, before, row)]))
    }
}

pub(super) fn put_delivery(cx: &Context<'_>, before: u64, row: DeliveryRow) -> Change {
    let row = DeliveryRow { revision: before + 1, ..row };
    NoticeChange::PutDelivery(row.authenticate(&cx.vault.keyring), Expect::Revision(before)).into()
}
