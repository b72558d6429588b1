//! ReportNoticeDelivery: what became of a message. The server's own work.

use super::{require_server, take::put_delivery};
use crate::{
    Blocker, CoreError, Thing,
    engine::{Context, Done, Run},
    ports::TryReport,
    rows::DeliveryRow,
};
use strongroom_domain::{Action, DeliveryId, DeliveryOutcome, DeliveryState, NoticeKind, Timestamp, limits};
use strongroom_trail::Detail;

/// Wait after the first failure, in milliseconds; twice as long after each further one.
const SHORTEST_MS: i64 = 5_000;
/// Longest wait.
const LONGEST_MS: i64 = 15 * 60_000;

/// Request. Only whoever holds the lease of the message may report it.
pub struct ReportNoticeDelivery {
    /// Which message.
    pub id: DeliveryId,
    /// The process that took it.
    pub owner: [u8; 16],
    /// The number it was taken with.
    pub fence: u64,
    /// What came of it.
    pub report: TryReport,
}

impl Run for ReportNoticeDelivery {
    type Output = DeliveryState;

    fn action(&self) -> Action {
        Action::ReportNoticeDelivery
    }

    async fn run(&self, cx: &mut Context<'_>) -> Result<Done<DeliveryState>, CoreError> {
        require_server(cx)?;
        let found = cx.vault.delivery(cx.store(), self.id).await?;
        let row = found.ok_or(CoreError::NotFound(Thing::Channel))?;
        let channel = cx.vault.channel(cx.store(), row.channel).await?;
        cx.name(channel.name.as_str());
        let holds = row.lease.is_some_and(|lease| lease.owner == self.owner) && row.fence == self.fence;
        if row.state != DeliveryState::Waiting || !holds {
            return Err(CoreError::InUse(Blocker::StepTaken));
        }
        let TryReport { outcome, status } = self.report;
        let now = cx.engine.rotation_now();
        let attempts = row.attempts.saturating_add(1);
        let again = now.plus_ms(wait_ms(attempts, crate::random::number()?));
        let state = match outcome {
            DeliveryOutcome::Accepted => DeliveryState::Delivered,
            // Whoever tests is told at once, and tests again.
            _ if row.kind == NoticeKind::Test || is_too_late(&row, again) => DeliveryState::GaveUp,
            _ => DeliveryState::Waiting,
        };
        let said = match status {
            Some(status) => format!("{}: {} ({status})", state.word(), outcome.word()),
            None => format!("{}: {}", state.word(), outcome.word()),
        };
        cx.note(Detail::State, said);
        cx.note(Detail::Count, attempts.to_string());
        let before = row.revision;
        let ended = (state != DeliveryState::Waiting).then_some(now);
        let due = if ended.is_some() { row.due } else { again };
        let row = DeliveryRow {
            state,
            due,
            attempts,
            tried: Some(now),
            outcome: Some(outcome),
            status,
            ended,
            lease: None,
            ..row
        };
        Ok(Done::changed(state, vec![put_delivery(cx, before, row)]))
    }
}

fn is_too_late(row: &DeliveryRow, again: Timestamp) -> bool {
    again.0.saturating_sub(row.opened.0) > limits::DELIVERY_TRIES_MS
}

/// How long to wait after this many failures, in milliseconds; up to a quarter less by `random`, so that messages that failed together do
/// not come back together.
fn wait_ms(attempts: u16, random: u16) -> i64 {
    let doubled = SHORTEST_MS << attempts.saturating_sub(1).min(16);
    let wait = doubled.min(LONGEST_MS);
    wait - wait / 4 * i64::from(random) / i64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_quarter_of_an_hour() {
        assert_eq!([1, 2, 3].map(|attempts| wait_ms(attempts, 0)), [5_000, 10_000, 20_000]);
        assert_eq!((wait_ms(9, 0), wait_ms(u16::MAX, 0)), (LONGEST_MS, LONGEST_MS));
        assert_eq!((wait_ms(1, u16::MAX), wait_ms(100, u16::MAX)), (3_750, LONGEST_MS / 4 * 3));
    }
}
