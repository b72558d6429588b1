//! DispatchNotices: messages to channels of what happened. The server's own work.

use super::{about_rotation, digest::Digests, require_server};
use crate::{
    CoreError,
    engine::{Context, Done, Run, first_revision},
    ports::{Change, Expect, NoticeChange},
    rows::{Authenticate, ChannelRow, ConditionRow},
};
use std::collections::HashSet;
use strongroom_domain::{Action, Notice, NoticeKind, NoticeSubject, limits};
use strongroom_trail::Detail;

/// Notices taken at once.
const BATCH: u32 = 100;

/// Request. Every notice goes into a message of each channel that is for it, and is then forgotten.
pub struct DispatchNotices;

impl Run for DispatchNotices {
    /// Number of notices that were taken.
    type Output = usize;

    fn action(&self) -> Action {
        Action::DispatchNotices
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<usize>, CoreError> {
        require_server(cx)?;
        let pending = cx.vault.verified(cx.store().notices(BATCH).await?)?;
        let channels = cx.store().channels(None, u32::try_from(limits::CHANNELS).unwrap_or(u32::MAX)).await?;
        let channels = cx.vault.verified(channels)?;
        let mut changes: Vec<Change> = Vec::new();
        let (mut digests, mut lasting) = (Digests::default(), HashSet::new());
        for row in &pending {
            let notice = &row.notice;
            changes.push(NoticeChange::Remove(notice.id).into());
            if let Some(change) = lasts(cx, notice, &mut lasting).await? {
                changes.push(change);
            }
            for channel in channels.iter().filter(|channel| is_for(channel, notice)) {
                digests.add(cx, channel, notice).await?;
            }
        }
        changes.extend(digests.into_changes(cx));
        cx.note(Detail::Count, pending.len().to_string());
        Ok(Done::changed(pending.len(), changes))
    }
}

fn is_for(channel: &ChannelRow, notice: &Notice) -> bool {
    channel.enabled && channel.kinds.contains(&notice.kind) && channel.scope.holds(notice.about.secret())
}

/// Remembers that people know of trouble with a rotation, so that its end is told.
async fn lasts(cx: &Context<'_>, notice: &Notice, done: &mut HashSet<String>) -> Result<Option<Change>, CoreError> {
    let NoticeSubject::Secret { rotation: Some(rotation), .. } = &notice.about else { return Ok(None) };
    let told_by_the_rotation = matches!(notice.kind, NoticeKind::NeedsAPerson | NoticeKind::RevocationStuck);
    let key = about_rotation(*rotation);
    if notice.resolved || !told_by_the_rotation || !done.insert(key.clone()) {
        return Ok(None);
    }
    let before = cx.vault.condition(cx.store(), &key).await?;
    let (expect, revision) = match &before {
        Some(before) => (Expect::Revision(before.revision), before.revision + 1),
        None => (Expect::Absent, first_revision()?),
    };
    let since = before.map_or(notice.at, |before| before.since);
    let row = ConditionRow { key, notice: notice.clone(), since, noticed: Some(notice.at), revision };
    Ok(Some(NoticeChange::PutCondition(row.authenticate(&cx.vault.keyring), expect).into()))
}
