//! Notices from what happens to what receivers are given: what is told, when, through which channels, and digests.

use crate::{
    messenger::Inbox,
    notices::{all_kinds, update, webhook},
    rotations::{DAY, Rotating, SECRET, each_week, rotate},
    rotator::Fault,
    world::*,
};
use std::{sync::Arc, time::Duration};
use strongroom_core::{
    Engine, Notifier, NotifierSettings, ServerCertificate,
    facts::DeliveryFacts,
    ops::{
        notices::*,
        rotations::{PauseRotation, ResumeRotation, RollBackRotation, RotateSecret, RotationPace},
        secrets::{DeleteMode, DeleteSecret, RestoreSecret},
    },
    ports::Trouble,
};
use strongroom_domain::*;

pub const MINUTE: i64 = 60_000;

/// A rotating secret, and a notifier of the same process.
pub struct Notified {
    pub r: Rotating,
    pub inbox: Arc<Inbox>,
    pub notifier: Arc<Notifier>,
}

pub fn notifier(engine: &Arc<Engine>, inbox: &Arc<Inbox>, certificate: Option<ServerCertificate>) -> Arc<Notifier> {
    let settings = NotifierSettings { failing_after: Duration::from_secs(600), certificate };
    Arc::new(Notifier::new(engine.clone(), inbox.clone(), settings).unwrap())
}

impl Notified {
    pub async fn new() -> Self {
        Self::with(Strategy::OneAccount).await
    }

    pub async fn with(strategy: Strategy) -> Self {
        let r = Rotating::new(strategy, Some("r")).await;
        let inbox = Arc::<Inbox>::default();
        let notifier = notifier(&r.process.engine, &inbox, None);
        r.run(webhook("ops")).await.unwrap();
        Self { r, inbox, notifier }
    }

    /// Sends what is due; what receivers got: channel, kind, whether resolved, number of notices.
    pub async fn news(&self) -> Vec<(String, &'static str, bool, usize)> {
        self.notifier.catch_up().await.unwrap();
        self.inbox.news()
    }

    pub async fn kinds(&self) -> Vec<(&'static str, bool)> {
        sorted(self.news().await)
    }

    pub async fn log(&self) -> Vec<DeliveryFacts> {
        let op = ListNotificationDeliveries { channel: None, states: DeliveryFilter::All, after: None, limit: 100 };
        self.r.run(op).await.unwrap().0
    }

    /// Rotates against a target that refuses the managing account.
    pub async fn stuck(&self, id: &str) -> RotationId {
        self.r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
        let rotation = self.r.rotate(id).await;
        assert_eq!(rotation.state.phase, RunPhase::NeedsAPerson);
        rotation.id
    }

    pub fn pass(&self, ms: i64) {
        self.r.w.pass(ms);
    }
}

/// Kinds and whether they are resolved. What happens at one moment comes in any order.
fn sorted(news: Vec<(String, &'static str, bool, usize)>) -> Vec<(&'static str, bool)> {
    let mut kinds: Vec<_> = news.into_iter().map(|(_, kind, resolved, _)| (kind, resolved)).collect();
    kinds.sort_unstable();
    kinds
}

fn away() -> Fault {
    Fault::Refused(Trouble::Unreachable("the port is closed".to_owned()))
}

#[tokio::test]
async fn what_comes_to_a_rotation_is_told_with_its_own_commit() {
    let n = Notified::new().await;
    n.r.rotate("v2").await;
    assert_eq!(n.kinds().await, [("rotation-succeeded", false)]);
    let stuck = n.stuck("v3").await;
    n.notifier.catch_up().await.unwrap();
    let (to, message) = n.inbox.messages().pop().unwrap();
    let notice = &message.notices[0];
    assert_eq!(
        (to.as_str(), notice.kind, notice.cause),
        ("ops", NoticeKind::NeedsAPerson, Some(RunCause::ManagerRefused))
    );
    assert_eq!(notice.about, NoticeSubject::Secret { name: name(SECRET), rotation: Some(stuck) });
    assert_eq!(n.kinds().await, [], "each once");
    n.r.run(RollBackRotation { name: name(SECRET), rotation: stuck, give_up: false }).await.unwrap();
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("rotation-needs-a-person", true), ("rotation-rolled-back", false)]);
    n.pass(15 * MINUTE);
    n.r.run(RotateSecret { pace: RotationPace::Leaked, ..rotate(SECRET, "v4") }).await.unwrap();
    assert_eq!(n.kinds().await, [("leak-rotation-begun", false)]);
}

#[tokio::test]
async fn failures_are_told_when_they_last_and_once_more_when_they_end() {
    let n = Notified::new().await;
    n.r.target.fail_next((0..3).map(|_| away()));
    n.r.rotate("v2").await;
    assert_eq!(n.kinds().await, [], "it may pass");
    n.pass(9 * MINUTE);
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, []);
    n.pass(2 * MINUTE);
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("rotation-failing", false)]);
    assert_eq!(n.kinds().await, [], "each once");
    n.pass(15 * MINUTE);
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("rotation-failing", true), ("rotation-succeeded", false)]);
    // A failure that passes soon is nobody's news, and neither is its end.
    n.r.target.fail_next([away()]);
    n.r.rotate("v3").await;
    n.notifier.catch_up().await.unwrap();
    n.pass(5 * MINUTE);
    n.r.catch_up().await;
    n.pass(15 * MINUTE);
    assert_eq!(n.kinds().await, [("rotation-succeeded", false)]);
}

#[tokio::test]
async fn old_credential_that_may_still_work_is_another_kind() {
    let n = Notified::with(Strategy::TwoAccounts).await;
    let rotation = n.r.rotate("v2").await;
    assert_eq!((rotation.state.phase, n.kinds().await), (RunPhase::Active, vec![]), "the old one serves its time");
    n.r.target.fail_next([Fault::Refused(Trouble::NoRights("none".to_owned()))]);
    n.pass(2 * DAY);
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("revocation-stuck", false)]);
    n.r.run(ResumeRotation { name: name(SECRET), rotation: rotation.id }).await.unwrap();
    assert_eq!(n.kinds().await, [], "it is not dead yet");
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("revocation-stuck", true), ("rotation-succeeded", false)]);
}

#[tokio::test]
async fn resuming_a_rotation_ends_no_trouble_until_it_works() {
    let n = Notified::new().await;
    let stuck = n.stuck("v2").await;
    assert_eq!(n.kinds().await, [("rotation-needs-a-person", false)]);
    n.r.target.fail_next([away()]);
    n.r.run(ResumeRotation { name: name(SECRET), rotation: stuck }).await.unwrap();
    assert_eq!(n.kinds().await, [], "that somebody resumed it proves nothing");
    n.r.catch_up().await;
    n.pass(11 * MINUTE);
    assert_eq!(n.kinds().await, [], "it fails in another way, and people know that it needs them");
    n.r.catch_up().await;
    assert_eq!(n.kinds().await, [("rotation-needs-a-person", true), ("rotation-succeeded", false)]);
}

#[tokio::test]
async fn many_notices_of_a_kind_become_few_messages() {
    let n = Notified::new().await;
    let news = async |id: &str| {
        n.r.rotate(id).await;
        n.news().await
    };
    let sent = |number| vec![("ops".to_owned(), "rotation-succeeded", false, number)];
    assert_eq!(news("v2").await, sent(1), "the first at once");
    for id in ["v3", "v4", "v5"] {
        n.pass(MINUTE);
        assert_eq!(news(id).await, [], "the rest is collected");
    }
    n.pass(11 * MINUTE);
    assert_eq!(n.news().await, [], "not before the time is over");
    n.pass(MINUTE);
    assert_eq!(n.news().await, sent(3));
    n.pass(MINUTE);
    assert_eq!(news("v6").await, [], "one message each quarter of an hour");
    n.pass(14 * MINUTE);
    assert_eq!(n.news().await, sent(1));
    n.pass(15 * MINUTE);
    assert_eq!(news("v7").await, sent(1), "after a quiet time at once again");
    n.r.run(UpdateNotificationChannel { digest_minutes: Some(0), ..update("ops") }).await.unwrap();
    for id in ["v8", "v9"] {
        assert_eq!(news(id).await, sent(1), "each by itself");
    }
}

#[tokio::test]
async fn message_has_room_for_fifty_notices_and_counts_the_rest() {
    let n = Notified::new().await;
    for number in 0..=60 {
        n.r.rotate(&format!("n{number}")).await;
        n.notifier.catch_up().await.unwrap();
    }
    n.inbox.news();
    n.pass(15 * MINUTE);
    n.notifier.catch_up().await.unwrap();
    let (_, message) = n.inbox.messages().pop().unwrap();
    assert_eq!((message.notices.len(), message.more), (50, 10));
}

#[tokio::test]
async fn channel_gets_only_what_it_is_for() {
    let n = Notified::new().await;
    let scoped = |scope: &str| NewChannelUse { scope: ChannelScope::of_prefix(scope).unwrap(), ..all_kinds() };
    let with = |name: &str, used_for: NewChannelUse| CreateNotificationChannel { used_for, ..webhook(name) };
    n.r.run(with("mine", scoped("db/"))).await.unwrap();
    n.r.run(with("others", scoped("payments/"))).await.unwrap();
    let kinds = NewChannelUse { kinds: vec![NoticeKind::RolledBack], ..all_kinds() };
    n.r.run(with("kinds", kinds)).await.unwrap();
    n.r.run(with("off", NewChannelUse { enabled: false, ..all_kinds() })).await.unwrap();
    n.r.rotate("v2").await;
    let mut to: Vec<_> = n.news().await.into_iter().map(|(channel, ..)| channel).collect();
    to.sort();
    assert_eq!(to, ["mine", "ops"]);
}

#[tokio::test]
async fn dates_that_come_near_are_told_and_their_end_too() {
    let n = Notified::new().await;
    let ends = Arc::new(std::sync::Mutex::new(Timestamp(START + 20 * DAY)));
    let certificate = {
        let ends = ends.clone();
        ServerCertificate { server: "api.example".to_owned(), ends: Arc::new(move || Some(*ends.lock().unwrap())) }
    };
    let notifier = notifier(&n.r.process.engine, &n.inbox, Some(certificate));
    let kinds = async || {
        notifier.catch_up().await.unwrap();
        sorted(n.inbox.news())
    };
    n.r.run(create("gone/soon", "x")).await.unwrap();
    n.r.run(DeleteSecret { name: name("gone/soon"), mode: DeleteMode::Window(7) }).await.unwrap();
    assert_eq!(kinds().await, []);
    n.pass(6 * DAY + MINUTE);
    assert_eq!(kinds().await, [("certificate-expiring", false), ("secret-deletion-near", false)]);
    assert_eq!(kinds().await, []);
    n.r.run(RestoreSecret { name: name("gone/soon") }).await.unwrap();
    *ends.lock().unwrap() = Timestamp(START + 90 * DAY);
    assert_eq!(kinds().await, [("certificate-expiring", true), ("secret-deletion-near", true)]);
    // A secret that should have rotated, at a time when no server rotates.
    n.r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    n.pass(7 * DAY);
    n.pass(DAY);
    assert_eq!(kinds().await, [("rotation-overdue", false)]);
    n.r.run(PauseRotation { name: name(SECRET), paused: true }).await.unwrap();
    assert_eq!(kinds().await, [("rotation-overdue", true)], "nobody waits for it any more");
}
