//! Channels, notices, what lasts, and messages: each is read as written, and due ones are found.

use crate::support::*;
use strongroom_core::{
    ports::*,
    rows::{ChannelRow, Ciphertext, ConditionRow, DeliveryRow, NoticeRow, RunLease},
};
use strongroom_domain::*;

on_both! {
    channels
    notices_go_once
    conditions
    messages
    messages_are_listed_newest_first
    due_messages_are_those_nobody_is_at
    messages_go_with_their_channel
}

fn conflict(result: Result<(), StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}

fn channel(n: u128, name: &str) -> ChannelRow {
    let settings = WebhookSettings { url: "https://hooks.example/".into(), trust: Trust::SystemAuthorities };
    ChannelRow {
        id: ChannelId(id(n)),
        name: ChannelName::new(name).unwrap(),
        settings: ChannelSettings::Webhook(settings),
        secret: Some(Ciphertext(vec![7; 40])),
        kinds: vec![NoticeKind::RolledBack, NoticeKind::NeedsAPerson],
        scope: ChannelScope::All,
        digest_minutes: 15,
        enabled: true,
        creator: "m.ortega".into(),
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
    }
}

fn notice(n: u128, at: i64) -> Notice {
    Notice {
        id: NoticeId(id(n)),
        kind: NoticeKind::NeedsAPerson,
        resolved: false,
        at: Timestamp(at),
        about: NoticeSubject::Secret { name: SecretName::new("a/b").unwrap(), rotation: Some(RotationId(id(9))) },
        cause: Some(RunCause::Unreachable),
        date: None,
    }
}

fn delivery(n: u128, channel: u128) -> DeliveryRow {
    DeliveryRow {
        id: DeliveryId(id(n)),
        channel: ChannelId(id(channel)),
        kind: NoticeKind::NeedsAPerson,
        resolved: false,
        notices: vec![notice(n, 1)],
        more: 0,
        opened: Timestamp(100),
        created: Timestamp(90),
        state: DeliveryState::Waiting,
        due: Timestamp(100),
        attempts: 0,
        tried: None,
        outcome: None,
        status: None,
        ended: None,
        lease: None,
        fence: 0,
        revision: 1,
    }
}

fn put_channel(row: &ChannelRow, expect: Expect) -> Change {
    NoticeChange::PutChannel(auth(row.clone()), expect).into()
}

fn put(row: &DeliveryRow, expect: Expect) -> Change {
    NoticeChange::PutDelivery(auth(row.clone()), expect).into()
}

async fn with_channels(bed: &Bed, number: u128) {
    let channels = (1..=number).map(|n| put_channel(&channel(n, &format!("c{n}")), Expect::Absent));
    bed.put(channels.collect()).await.unwrap();
}

async fn channels(bed: Bed) {
    let mail = MailSettings {
        host: "mail.example".into(),
        port: 465,
        security: MailSecurity::Tls,
        trust: Trust::Authorities("-----BEGIN CERTIFICATE-----\n".into()),
        user: Some("用户".into()),
        from: "a@example.org".into(),
        to: vec!["b@example.org".into(), "c@example.org".into()],
    };
    let first = ChannelRow { settings: ChannelSettings::Mail(mail), ..channel(1, "Ops") };
    bed.put(vec![put_channel(&first, Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.channel(first.id).await.unwrap().verified(), Some(first.clone()));
    let lower = ChannelName::new("ops").unwrap();
    assert_eq!(bed.store.channel_by_name(&lower).await.unwrap().verified(), Some(first.clone()));
    conflict(bed.put(vec![put_channel(&channel(2, "OPS"), Expect::Absent)]).await);
    let scope = ChannelScope::Prefix("payments/".into());
    let next = ChannelRow { scope, secret: None, enabled: false, revision: 2, ..channel(1, "zeta") };
    conflict(bed.put(vec![put_channel(&next, Expect::Revision(2))]).await);
    bed.put(vec![put_channel(&next, Expect::Revision(1)), put_channel(&channel(2, "alpha"), Expect::Absent)])
        .await
        .unwrap();
    assert_eq!(bed.store.channel(next.id).await.unwrap().verified(), Some(next.clone()));
    assert_eq!(bed.store.channel_count().await.unwrap(), 2);
    let names = async |after: Option<&str>| {
        let after = after.map(|name| ChannelName::new(name).unwrap());
        let page = bed.store.channels(after.as_ref(), 9).await.unwrap().verified();
        page.iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(None).await, ["alpha", "zeta"]);
    assert_eq!(names(Some("ALPHA")).await, ["zeta"]);
    conflict(bed.put(vec![NoticeChange::RemoveChannel(next.id, Expect::Revision(1)).into()]).await);
    bed.put(vec![NoticeChange::RemoveChannel(next.id, Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.channel(next.id).await.unwrap().verified(), None);
}

async fn notices_go_once(bed: Bed) {
    let rows: Vec<_> = [(3, 5), (1, 7), (2, 5)].map(|(n, at)| NoticeRow { notice: notice(n, at) }).into();
    let put = |row: &NoticeRow| Change::from(NoticeChange::Put(auth(row.clone())));
    bed.put(rows.iter().map(put).collect()).await.unwrap();
    conflict(bed.put(vec![put(&rows[0])]).await);
    let found = async |limit| bed.store.notices(limit).await.unwrap().verified();
    assert_eq!(found(9).await, [rows[2].clone(), rows[0].clone(), rows[1].clone()], "oldest first");
    assert_eq!(found(1).await.len(), 1);
    bed.put(vec![NoticeChange::Remove(NoticeId(id(3))).into()]).await.unwrap();
    conflict(bed.put(vec![NoticeChange::Remove(NoticeId(id(3))).into()]).await);
    assert_eq!(found(9).await.len(), 2);
}

async fn conditions(bed: Bed) {
    let row = |key: &str, noticed, revision| ConditionRow {
        key: key.to_owned(),
        notice: notice(1, 1),
        since: Timestamp(5),
        noticed,
        revision,
    };
    let put = |row: &ConditionRow, expect| Change::from(NoticeChange::PutCondition(auth(row.clone()), expect));
    let (b, a) = (row("rotation/b", None, 1), row("certificate/a", Some(Timestamp(8)), 1));
    bed.put(vec![put(&b, Expect::Absent), put(&a, Expect::Absent)]).await.unwrap();
    conflict(bed.put(vec![put(&b, Expect::Absent)]).await);
    assert_eq!(bed.store.condition("rotation/b").await.unwrap().verified(), Some(b.clone()));
    assert_eq!(bed.store.conditions(None, 9).await.unwrap().verified(), [a.clone(), b.clone()]);
    assert_eq!(bed.store.conditions(Some("certificate/a"), 9).await.unwrap().verified(), std::slice::from_ref(&b));
    let told = row("rotation/b", Some(Timestamp(9)), 2);
    bed.put(vec![put(&told, Expect::Revision(1))]).await.unwrap();
    conflict(bed.put(vec![NoticeChange::RemoveCondition("rotation/b".into(), Expect::Revision(1)).into()]).await);
    bed.put(vec![NoticeChange::RemoveCondition("rotation/b".into(), Expect::Revision(2)).into()]).await.unwrap();
    assert_eq!(bed.store.condition("rotation/b").await.unwrap().verified(), None);
}

async fn messages(bed: Bed) {
    with_channels(&bed, 1).await;
    conflict(bed.put(vec![put(&delivery(1, 9), Expect::Absent)]).await);
    let first = delivery(1, 1);
    bed.put(vec![put(&first, Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.delivery(first.id).await.unwrap().verified(), Some(first.clone()));
    let server =
        Notice { about: NoticeSubject::Server("a\n\u{202e}".into()), date: Some(Timestamp(1)), ..notice(2, 2) };
    let next = DeliveryRow {
        notices: vec![server, Notice { about: NoticeSubject::Channel, ..notice(3, 3) }],
        more: u32::MAX,
        attempts: u16::MAX,
        tried: Some(Timestamp(101)),
        outcome: Some(DeliveryOutcome::Refused),
        status: Some(503),
        lease: Some(RunLease { owner: id(7), since: Timestamp(102) }),
        fence: u64::MAX,
        revision: 2,
        ..first
    };
    conflict(bed.put(vec![put(&next, Expect::Revision(2))]).await);
    bed.put(vec![put(&next, Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.delivery(next.id).await.unwrap().verified(), Some(next));
    let later = DeliveryRow { opened: Timestamp(200), ..delivery(2, 1) };
    let resolved = DeliveryRow { opened: Timestamp(300), resolved: true, ..delivery(3, 1) };
    bed.put(vec![put(&later, Expect::Absent), put(&resolved, Expect::Absent)]).await.unwrap();
    let latest = async |kind, resolved| {
        let found = bed.store.latest_delivery(ChannelId(id(1)), kind, resolved).await.unwrap().verified();
        found.map(|row| row.id.0[15])
    };
    assert_eq!(latest(NoticeKind::NeedsAPerson, false).await, Some(2));
    assert_eq!(latest(NoticeKind::NeedsAPerson, true).await, Some(3));
    assert_eq!(latest(NoticeKind::RolledBack, false).await, None);
}

async fn messages_are_listed_newest_first(bed: Bed) {
    with_channels(&bed, 2).await;
    let ended = |n, channel, state, created| DeliveryRow {
        state,
        created: Timestamp(created),
        ended: Some(Timestamp(created + 1)),
        ..delivery(n, channel)
    };
    let rows = [
        ended(1, 1, DeliveryState::Delivered, 10),
        ended(2, 2, DeliveryState::GaveUp, 20),
        ended(3, 1, DeliveryState::Dropped, 20),
        delivery(4, 1),
    ];
    bed.put(rows.iter().map(|row| put(row, Expect::Absent)).collect()).await.unwrap();
    let listed = async |slice: DeliverySlice| {
        let found = bed.store.deliveries(&slice).await.unwrap().verified();
        found.iter().map(|row| row.id.0[15]).collect::<Vec<_>>()
    };
    let all = DeliverySlice { limit: 9, ..DeliverySlice::default() };
    assert_eq!(listed(all).await, [4, 3, 2, 1]);
    assert_eq!(listed(DeliverySlice { channel: Some(ChannelId(id(2))), ..all }).await, [2]);
    for (states, expected) in
        [(DeliveryFilter::Waiting, vec![4]), (DeliveryFilter::Delivered, vec![1]), (DeliveryFilter::Failed, vec![3, 2])]
    {
        assert_eq!(listed(DeliverySlice { states, ..all }).await, expected);
    }
    let after = Some((Timestamp(20), DeliveryId(id(3))));
    assert_eq!(listed(DeliverySlice { after, limit: 1, ..all }).await, [2]);
    assert!(!bed.store.has_old_deliveries(Timestamp(11)).await.unwrap());
    assert!(bed.store.has_old_deliveries(Timestamp(12)).await.unwrap());
    bed.put(vec![NoticeChange::PruneDeliveries(Timestamp(21)).into()]).await.unwrap();
    assert_eq!(listed(all).await, [4, 3, 2]);
}

async fn due_messages_are_those_nobody_is_at(bed: Bed) {
    with_channels(&bed, 2).await;
    let leased =
        |n, since| DeliveryRow { lease: Some(RunLease { owner: id(1), since: Timestamp(since) }), ..delivery(n, 1) };
    let rows = [
        DeliveryRow { due: Timestamp(101), ..delivery(1, 1) },
        DeliveryRow { ended: Some(Timestamp(1)), state: DeliveryState::Delivered, ..delivery(2, 1) },
        DeliveryRow { due: Timestamp(50), ..delivery(3, 2) },
        leased(4, 90),
        leased(5, 85),
        leased(6, 115),
        delivery(7, 1),
    ];
    bed.put(rows.iter().map(|row| put(row, Expect::Absent)).collect()).await.unwrap();
    let due = async |not_to: Vec<ChannelId>, limit| {
        let (now, stale) = (Timestamp(100), Timestamp(85));
        let found = bed.store.due_deliveries(&DueDeliveries { now, stale, not_to, limit }).await.unwrap().verified();
        found.iter().map(|row| row.id.0[15]).collect::<Vec<_>>()
    };
    assert_eq!(due(Vec::new(), 9).await, [3, 5, 6, 7]);
    assert_eq!(due(Vec::new(), 1).await, [3]);
    assert_eq!(due(vec![ChannelId(id(1))], 9).await, [3]);
}

async fn messages_go_with_their_channel(bed: Bed) {
    with_channels(&bed, 2).await;
    bed.put(vec![put(&delivery(1, 1), Expect::Absent), put(&delivery(2, 2), Expect::Absent)]).await.unwrap();
    bed.put(vec![NoticeChange::RemoveChannel(ChannelId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert!(bed.store.delivery(DeliveryId(id(1))).await.unwrap().is_none());
    assert!(bed.store.delivery(DeliveryId(id(2))).await.unwrap().is_some());
}
