//! Console sessions: their lifetime, and what a stolen database reveals.

use crate::support::*;
use sea_orm::{ConnectionTrait, Statement};
use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use strongroom_core::ports::{Expect, IdentityChange, SessionChange};
use strongroom_domain::{Timestamp, UserId};
use strongroom_store::{SessionCodec, SessionRows};
use tower_sessions::{
    Expiry, Session, SessionStore,
    cookie::time::{Duration, OffsetDateTime},
    session::{Id, Record},
};

on_both! {
    session_keeps_data_until_it_ends
    request_in_flight_does_not_restore_an_ended_session
    cycled_id_keeps_the_data
    expired_sessions_are_removed
    sessions_can_be_listed_and_ended_by_their_user
    commit_ends_all_sessions_of_one_user
    taken_id_is_replaced_by_another
    reading_a_session_writes_once_a_minute
    rows_reveal_neither_id_nor_record
}

const START: i64 = 1_800_000_000_000;
const USER: &str = "00000000-0000-0000-0000-000000000007";

/// Not secure, but reversible and bound to the hash; the clock is set by hand.
struct Codec(AtomicI64);

impl SessionCodec for Codec {
    fn hash(&self, id: &[u8]) -> [u8; 16] {
        let mut hash = [0xaa; 16];
        hash.iter_mut().zip(id.iter().rev()).for_each(|(h, i)| *h ^= i.rotate_left(3));
        hash
    }
    fn encrypt(&self, hash: &[u8; 16], bytes: &[u8]) -> Option<Vec<u8>> {
        Some(hash.iter().copied().chain(bytes.iter().map(|b| b ^ 0x55)).collect())
    }
    fn decrypt(&self, hash: &[u8; 16], encrypted: &[u8]) -> Option<Vec<u8>> {
        Some(encrypted.strip_prefix(hash)?.iter().map(|b| b ^ 0x55).collect())
    }
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::Relaxed))
    }
}

struct Desk {
    rows: Arc<SessionRows>,
    codec: Arc<Codec>,
}

fn desk(bed: &Bed) -> Desk {
    let codec = Arc::new(Codec(AtomicI64::new(START)));
    Desk { rows: Arc::new(SessionRows::new(Arc::clone(&bed.store), codec.clone())), codec }
}

impl Desk {
    fn later(&self, ms: i64) {
        self.codec.0.fetch_add(ms, Ordering::Relaxed);
    }
    fn session(&self, id: Option<Id>) -> Session {
        let end = OffsetDateTime::from_unix_timestamp(START / 1000 + 3600).unwrap();
        Session::new(id, self.rows.clone(), Some(Expiry::AtDateTime(end)))
    }
    async fn signed_in(&self) -> Id {
        let session = self.session(None);
        for (key, value) in [("user", USER), ("address", "192.0.2.7"), ("agent", "Firefox"), ("token", "hunter2")] {
            session.insert(key, value).await.unwrap();
        }
        session.save().await.unwrap();
        session.id().unwrap()
    }
    async fn user_of(&self, id: Id) -> Option<String> {
        self.session(Some(id)).get("user").await.unwrap()
    }
    fn user(&self) -> UserId {
        USER.parse().unwrap()
    }
}

async fn count(bed: &Bed) -> i64 {
    let raw = bed.raw().await;
    let row = raw
        .query_one_raw(Statement::from_string(raw.get_database_backend(), "SELECT COUNT(*) FROM console_session"))
        .await;
    row.unwrap().unwrap().try_get_by_index(0).unwrap()
}

async fn session_keeps_data_until_it_ends(bed: Bed) {
    let desk = desk(&bed);
    let id = desk.signed_in().await;
    assert_eq!(desk.user_of(id).await.as_deref(), Some(USER));
    let session = desk.session(Some(id));
    session.insert("agent", "Chromium").await.unwrap();
    session.save().await.unwrap();
    assert_eq!(desk.session(Some(id)).get::<String>("agent").await.unwrap().as_deref(), Some("Chromium"));
    assert_eq!(desk.rows.sessions_of(desk.user()).await.unwrap()[0].agent.as_deref(), Some("Chromium"));
    desk.session(Some(id)).flush().await.unwrap();
    assert_eq!(desk.user_of(id).await, None);
    assert_eq!(count(&bed).await, 0);
}

async fn request_in_flight_does_not_restore_an_ended_session(bed: Bed) {
    let desk = desk(&bed);
    let id = desk.signed_in().await;
    let in_flight = desk.session(Some(id));
    in_flight.insert("draft", "x").await.unwrap();
    desk.session(Some(id)).flush().await.unwrap();
    in_flight.save().await.unwrap();
    assert_eq!(desk.user_of(id).await, None);
    assert_eq!(count(&bed).await, 0);
}

async fn cycled_id_keeps_the_data(bed: Bed) {
    let desk = desk(&bed);
    let before = desk.signed_in().await;
    let session = desk.session(Some(before));
    session.cycle_id().await.unwrap();
    session.save().await.unwrap();
    let after = session.id().unwrap();
    assert_ne!(before, after);
    assert_eq!(desk.user_of(before).await, None);
    assert_eq!(desk.user_of(after).await.as_deref(), Some(USER));
    assert_eq!(count(&bed).await, 1);
}

async fn expired_sessions_are_removed(bed: Bed) {
    let desk = desk(&bed);
    let id = desk.signed_in().await;
    desk.later(3_600_000 - 1);
    assert_eq!(desk.user_of(id).await.as_deref(), Some(USER));
    assert_eq!(desk.rows.prune_expired().await.unwrap(), 0);
    desk.later(1);
    assert_eq!(desk.user_of(id).await, None);
    assert_eq!(desk.rows.sessions_of(desk.user()).await.unwrap(), []);
    assert_eq!(desk.rows.prune_expired().await.unwrap(), 1);
    assert_eq!(count(&bed).await, 0);
}

async fn commit_ends_all_sessions_of_one_user(bed: Bed) {
    let desk = desk(&bed);
    let (first, second) = (desk.signed_in().await, desk.signed_in().await);
    let guest = desk.session(None);
    guest.insert("user", "00000000-0000-0000-0000-000000000008").await.unwrap();
    guest.save().await.unwrap();
    // A rejected commit ends no session.
    let refused = vec![
        SessionChange::End { user: desk.user(), but: None }.into(),
        IdentityChange::PutUser(auth(user(1, "bob")), Expect::Revision(1)).into(),
    ];
    assert!(bed.put(refused).await.is_err());
    assert_eq!(count(&bed).await, 3);
    bed.put(vec![SessionChange::End { user: desk.user(), but: None }.into()]).await.unwrap();
    assert_eq!((desk.user_of(first).await, desk.user_of(second).await), (None, None));
    assert!(desk.user_of(guest.id().unwrap()).await.is_some());
    bed.put(vec![SessionChange::End { user: desk.user(), but: None }.into()]).await.unwrap();
}

async fn sessions_can_be_listed_and_ended_by_their_user(bed: Bed) {
    let desk = desk(&bed);
    let first = desk.signed_in().await;
    desk.later(1000);
    let second = desk.signed_in().await;
    let guest = desk.session(None);
    guest.insert("user", "not an id").await.unwrap();
    guest.save().await.unwrap();
    let list = desk.rows.sessions_of(desk.user()).await.unwrap();
    assert_eq!(list.len(), 2);
    assert_eq!((list[0].created, list[1].created), (Timestamp(START + 1000), Timestamp(START)));
    assert_eq!(list[0].address.as_deref(), Some("192.0.2.7"));
    assert_eq!(list[0].expires, Timestamp(START + 3_600_000));
    let one = |user, hash| vec![SessionChange::EndOne { user, hash }.into()];
    let all_but = |user, but| vec![SessionChange::End { user, but }.into()];
    bed.put(one(UserId([9; 16]), list[0].hash)).await.unwrap();
    bed.put(all_but(UserId([9; 16]), None)).await.unwrap();
    assert_eq!(count(&bed).await, 3, "those of others stay");
    bed.put(one(desk.user(), list[0].hash)).await.unwrap();
    bed.put(one(desk.user(), list[0].hash)).await.unwrap();
    assert_eq!(desk.user_of(second).await, None);
    assert_eq!(desk.user_of(first).await.as_deref(), Some(USER));
    // Not without the rest of its commit.
    let refused = IdentityChange::PutUser(auth(user(1, "bob")), Expect::Revision(1)).into();
    let own = desk.rows.hash(&first);
    assert!(bed.put(vec![SessionChange::EndOne { user: desk.user(), hash: own }.into(), refused]).await.is_err());
    assert_eq!(desk.user_of(first).await.as_deref(), Some(USER));
    let third = desk.signed_in().await;
    bed.put(all_but(desk.user(), Some(desk.rows.hash(&third)))).await.unwrap();
    assert_eq!(desk.user_of(first).await, None);
    assert_eq!(desk.user_of(third).await.as_deref(), Some(USER));
    bed.put(all_but(desk.user(), None)).await.unwrap();
    assert_eq!(desk.rows.sessions_of(desk.user()).await.unwrap(), []);
}

async fn taken_id_is_replaced_by_another(bed: Bed) {
    let desk = desk(&bed);
    let id = desk.signed_in().await;
    let mut record =
        Record { id, data: Default::default(), expiry_date: OffsetDateTime::UNIX_EPOCH + Duration::weeks(5000) };
    desk.rows.create(&mut record).await.unwrap();
    assert_ne!(record.id, id);
    assert_eq!(desk.user_of(id).await.as_deref(), Some(USER), "the older session is untouched");
    assert_eq!(count(&bed).await, 2);
}

async fn reading_a_session_writes_once_a_minute(bed: Bed) {
    let desk = desk(&bed);
    let id = desk.signed_in().await;
    let seen = async || desk.rows.sessions_of(desk.user()).await.unwrap()[0].last_seen;
    desk.later(59_999);
    desk.user_of(id).await;
    let record = desk.rows.load(&id).await.unwrap().unwrap();
    desk.rows.save(&record).await.unwrap();
    assert_eq!(seen().await, Timestamp(START), "less than a minute: no write");
    desk.later(1);
    desk.user_of(id).await;
    assert_eq!(seen().await, Timestamp(START + 60_000));
}

/// The table contains neither the id nor any part of the record, and a record cannot be decrypted under another row.
async fn rows_reveal_neither_id_nor_record(bed: Bed) {
    let desk = desk(&bed);
    let (one, two) = (desk.signed_in().await, desk.signed_in().await);
    let raw = bed.raw().await;
    let rows = raw
        .query_all_raw(Statement::from_string(raw.get_database_backend(), "SELECT hash, record FROM console_session"))
        .await
        .unwrap();
    for row in rows {
        let (hash, record): (Vec<u8>, Vec<u8>) = (row.try_get("", "hash").unwrap(), row.try_get("", "record").unwrap());
        for id in [one, two] {
            assert!(![id.0.to_be_bytes(), id.0.to_le_bytes()].iter().any(|bytes| bytes[..] == hash[..]));
        }
        assert!(!record.windows(7).any(|part| part == b"hunter2"));
    }
    raw.execute_unprepared(
        "UPDATE console_session SET record = (SELECT record FROM console_session ORDER BY hash LIMIT 1)",
    )
    .await
    .unwrap();
    let opened = [desk.rows.load(&one).await.is_ok(), desk.rows.load(&two).await.is_ok()];
    assert!(opened[0] != opened[1], "a record can be decrypted only under its own row: {opened:?}");
    assert_eq!(format!("{:?}", desk.rows), "SessionRows");
}
