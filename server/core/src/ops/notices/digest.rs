//! Many notices of a kind become few messages: the first is sent at once, those of the next minutes are collected into one.

use crate::{
    CoreError,
    engine::{Context, first_revision},
    ports::{Change, Expect, NoticeChange},
    rows::{Authenticate, ChannelRow, DeliveryRow},
};
use std::collections::HashMap;
use strongroom_domain::{ChannelId, DeliveryId, DeliveryState, Notice, NoticeKind, Timestamp, limits};

/// Messages of a kind to a channel.
type DigestKey = (ChannelId, NoticeKind, bool);

/// The messages that a dispatch makes or adds to.
#[derive(Default)]
pub(super) struct Digests {
    rows: Vec<(DeliveryRow, Expect)>,
    /// The message of each kind that was opened last: one of `rows`, or one that is only looked at.
    latest: HashMap<DigestKey, LatestMessage>,
}

#[derive(Clone, Copy)]
enum LatestMessage {
    Changed(usize),
    Stored { opened: Timestamp },
}

impl Digests {
    /// Adds a notice to a message of the channel.
    pub async fn add(&mut self, cx: &Context<'_>, channel: &ChannelRow, notice: &Notice) -> Result<(), CoreError> {
        let now = cx.engine.rotation_now();
        let key = (channel.id, notice.kind, notice.resolved);
        let latest = match self.latest.get(&key).copied() {
            Some(latest) => Some(latest),
            None => self.stored(cx, key, now).await?,
        };
        let opened = match latest {
            Some(LatestMessage::Changed(at)) => {
                let Some((row, _)) = self.rows.get_mut(at) else { return Err(CoreError::tampered("notice_delivery")) };
                if collects(row, now) {
                    push(row, notice);
                    return Ok(());
                }
                Some(row.opened)
            }
            Some(LatestMessage::Stored { opened }) => Some(opened),
            None => None,
        };
        let window = i64::from(channel.digest_minutes) * 60_000;
        // One that lies further ahead is of a clock that was set back since.
        let next = opened.map(|opened| opened.plus_ms(window)).filter(|next| next.0 - now.0 <= window);
        let due = next.map_or(now, |next| next.max(now));
        self.latest.insert(key, LatestMessage::Changed(self.rows.len()));
        self.rows.push((new_delivery(cx, channel, notice, due)?, Expect::Absent));
        Ok(())
    }

    /// The stored message that was opened last, ready to be added to if it still collects.
    async fn stored(
        &mut self,
        cx: &Context<'_>,
        key: DigestKey,
        now: Timestamp,
    ) -> Result<Option<LatestMessage>, CoreError> {
        let (channel, kind, resolved) = key;
        let Some(row) = cx.store().latest_delivery(channel, kind, resolved).await? else { return Ok(None) };
        let row = row.verify(&cx.vault.keyring)?;
        if (row.channel, row.kind, row.resolved) != key {
            return Err(CoreError::tampered("notice_delivery"));
        }
        let latest = if collects(&row, now) {
            let expect = Expect::Revision(row.revision);
            self.rows.push((DeliveryRow { revision: row.revision + 1, ..row }, expect));
            LatestMessage::Changed(self.rows.len() - 1)
        } else {
            LatestMessage::Stored { opened: row.opened }
        };
        self.latest.insert(key, latest);
        Ok(Some(latest))
    }

    /// The changes that make the messages durable.
    pub fn into_changes(self, cx: &Context<'_>) -> impl Iterator<Item = Change> {
        let put = move |(row, expect): (DeliveryRow, Expect)| {
            NoticeChange::PutDelivery(row.authenticate(&cx.vault.keyring), expect).into()
        };
        self.rows.into_iter().map(put)
    }
}

/// Whether it has not been sent, and is not yet to be.
fn collects(row: &DeliveryRow, now: Timestamp) -> bool {
    row.state == DeliveryState::Waiting && row.fence == 0 && row.due > now
}

fn push(row: &mut DeliveryRow, notice: &Notice) {
    if row.notices.len() < limits::NOTICES {
        row.notices.push(notice.clone());
    } else {
        row.more = row.more.saturating_add(1);
    }
}

/// A message with its first notice.
pub(super) fn new_delivery(
    cx: &Context<'_>,
    channel: &ChannelRow,
    notice: &Notice,
    due: Timestamp,
) -> Result<DeliveryRow, CoreError> {
    Ok(DeliveryRow {
        id: DeliveryId(crate::random::id(cx.now)?),
        channel: channel.id,
        kind: notice.kind,
        resolved: notice.resolved,
        notices: vec![notice.clone()],
        more: 0,
        opened: due,
        created: cx.engine.rotation_now(),
        state: DeliveryState::Waiting,
        due,
        attempts: 0,
        tried: None,
        outcome: None,
        status: None,
        ended: None,
        lease: None,
        fence: 0,
        revision: first_revision()?,
    })
}
