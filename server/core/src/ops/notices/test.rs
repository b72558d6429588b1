//! TestNotificationChannel: a notice that says it is a test, sent now.

use super::{ReportNoticeDelivery, TakenDelivery, channel, digest::new_delivery};
use crate::{
    CoreError,
    engine::{Call, Context, Done, Engine, Run},
    ports::{Expect, NoticeChange, TryReport},
    rows::{Authenticate, DeliveryRow, RunLease},
};
use std::borrow::Cow;
use strongroom_domain::{
    Action, ChannelName, DeliveryOutcome, Notice, NoticeId, NoticeKind, NoticeSubject, Principal, Surface,
};

/// Authorises and records a test, and makes its message. The operation itself sends nothing, because it may run more than once:
/// [`Engine::test_channel`] does.
pub struct TestNotificationChannel {
    /// Which channel.
    pub name: ChannelName,
}

/// What a test came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TestedChannel {
    /// In a word.
    pub outcome: DeliveryOutcome,
    /// The code that the receiver answered, of HTTP or SMTP.
    pub status: Option<u16>,
}

/// The message of a test, taken by this process.
pub struct ChannelTest {
    taken: Box<TakenDelivery>,
    owner: [u8; 16],
}

impl Run for TestNotificationChannel {
    type Output = ChannelTest;

    fn action(&self) -> Action {
        Action::TestNotificationChannel
    }

    fn resource(&self) -> Option<Cow<'_, str>> {
        Some(self.name.as_str().into())
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<ChannelTest>, CoreError> {
        let channel = channel(cx, &self.name).await?;
        let now = cx.engine.rotation_now();
        let notice = Notice {
            id: NoticeId(crate::random::id(cx.now)?),
            kind: NoticeKind::Test,
            resolved: false,
            at: now,
            about: NoticeSubject::Channel,
            cause: None,
            date: None,
        };
        let owner = crate::random::id(cx.now)?;
        let lease = Some(RunLease { owner, since: now });
        let row = DeliveryRow { lease, fence: 1, ..new_delivery(cx, &channel, &notice, now)? };
        let message = cx.vault.message(&row, cx.now);
        let taken =
            TakenDelivery { id: row.id, fence: row.fence, channel: cx.vault.channel_access(&channel)?, message };
        let change = NoticeChange::PutDelivery(row.authenticate(&cx.vault.keyring), Expect::Absent);
        Ok(Done::changed(ChannelTest { taken: Box::new(taken), owner }, vec![change.into()]))
    }
}

impl Engine {
    /// Sends a test through a channel and waits for what comes of it. It is in the log like every message. A server that stops meanwhile
    /// leaves it to the next one.
    ///
    /// # Errors
    /// Those of the call. What goes wrong at the receiver is part of the answer.
    pub async fn test_channel(&self, call: &Call, op: &TestNotificationChannel) -> Result<TestedChannel, CoreError> {
        let ChannelTest { taken, owner } = self.call(call, op).await?;
        let report = match self.messenger() {
            Some(messenger) => messenger.deliver(&taken.channel, &taken.message).await,
            None => TryReport::new(DeliveryOutcome::Unusable),
        };
        let server = Call { principal: Principal::notifier(), ..self.system_call(Surface::Scheduler)? };
        let report_op = ReportNoticeDelivery { id: taken.id, owner, fence: taken.fence, report };
        self.call(&server, &report_op).await?;
        Ok(TestedChannel { outcome: report.outcome, status: report.status })
    }
}
