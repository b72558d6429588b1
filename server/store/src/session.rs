//! Console sessions for tower-sessions.
//!
//! A database reader must not be able to sign in: the id is stored as a hash, the record encrypted. The caller brings both
//! functions ([`SessionCodec`]), because keys and hashes live elsewhere.

use crate::{
    SqlStore,
    convert::{array, from_json, json},
    entity::{Opaque, console_session},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, SqlErr,
    sea_query::{Expr, ExprTrait, LockBehavior, LockType, Order, Query},
};
use serde_json::Value;
use std::{collections::HashMap, fmt, future::Future, sync::Arc};
use strongroom_core::ports::StoreError;
use strongroom_domain::{Timestamp, UserId};
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store,
};

/// How far "last seen" may lag behind: a session in use costs one write a minute.
const SEEN_MS: i64 = 60_000;
/// Attempts to draw an unused id; a collision of 128-bit ids indicates a broken generator.
const DRAWS: u32 = 4;

/// Hashing, encryption and time, from the program that has the keys.
pub trait SessionCodec: Send + Sync + 'static {
    /// Hash of a session id, the same each time.
    fn hash(&self, id: &[u8]) -> [u8; 16];
    /// Encrypts a record for the session of this hash; none when no key is at hand.
    fn encrypt(&self, hash: &[u8; 16], bytes: &[u8]) -> Option<Vec<u8>>;
    /// Decrypts what [`SessionCodec::encrypt`] made for the same hash; none for anything else.
    fn decrypt(&self, hash: &[u8; 16], encrypted: &[u8]) -> Option<Vec<u8>>;
    /// Now.
    fn now(&self) -> Timestamp;
    /// Milliseconds since a moment, negative before it. May say more than [`SessionCodec::now`], after a clock was set back.
    fn age_ms(&self, of: Timestamp) -> i64 {
        self.now().0.saturating_sub(of.0)
    }
}

/// A session as the console lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionInfo {
    /// Names the session without being able to use it.
    pub hash: [u8; 16],
    /// When it began.
    pub created: Timestamp,
    /// Last request, a minute late at most.
    pub last_seen: Timestamp,
    /// When it ends if nothing happens.
    pub expires: Timestamp,
    /// Client address of the sign-in.
    pub address: Option<String>,
    /// Browser of the sign-in.
    pub agent: Option<String>,
}

/// Sessions in the table `console_session`. The record's data keys `user` (a user id), `address` and `agent` fill columns of
/// their own.
#[derive(Clone)]
pub struct SessionRows {
    store: Arc<SqlStore>,
    codec: Arc<dyn SessionCodec>,
}

impl fmt::Debug for SessionRows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionRows")
    }
}

impl SessionRows {
    /// Keeps sessions in `store`.
    pub fn new(store: Arc<SqlStore>, codec: Arc<dyn SessionCodec>) -> Self {
        Self { store, codec }
    }

    /// The live sessions of a user, last seen first.
    ///
    /// # Errors
    /// The database is unavailable.
    pub async fn sessions_of(&self, user: UserId) -> Result<Vec<SessionInfo>, StoreError> {
        let query = console_session::Entity::find()
            .filter(console_session::Column::UserId.eq(user.0.to_vec()))
            .filter(console_session::Column::Expires.gt(self.codec.now().0))
            .order_by_desc(console_session::Column::LastSeen)
            .order_by_asc(console_session::Column::Hash);
        let found = async { query.all(&self.store.db.readers).await.map_err(crate::error::unavailable) };
        self.store.db.bounded(found).await?.into_iter().map(info).collect()
    }

    /// Removes expired sessions. Returns how many.
    ///
    /// # Errors
    /// The database is unavailable.
    pub async fn prune_expired(&self) -> Result<u64, StoreError> {
        let ended = console_session::Column::Expires.lte(self.codec.now().0);
        let gone = console_session::Entity::delete_many().filter(ordered(ended, Some(LockBehavior::SkipLocked)));
        let gone = async { gone.exec(&self.store.db.writer).await.map_err(crate::error::unavailable) };
        Ok(self.store.db.bounded(gone).await?.rows_affected)
    }

    /// Work for tower-sessions that is given up when the database does not respond.
    async fn bounded<T>(
        &self,
        work: impl Future<Output = session_store::Result<T>> + Send,
    ) -> session_store::Result<T> {
        let late = |error: StoreError| session_store::Error::Backend(error.to_string());
        self.store.db.bounded(async { Ok(work.await) }).await.map_err(late)?
    }

    /// What names the session of this id in [`SessionInfo`].
    pub fn hash(&self, id: &Id) -> [u8; 16] {
        self.codec.hash(&id.0.to_be_bytes())
    }

    /// The columns a record decides.
    fn model(&self, record: &Record) -> session_store::Result<console_session::ActiveModel> {
        let hash = self.hash(&record.id);
        let encrypted = self.codec.encrypt(&hash, json(&record.data).as_bytes());
        let word = |key: &str| record.data.get(key).and_then(Value::as_str).map(str::to_owned);
        Ok(console_session::ActiveModel {
            hash: Set(hash.to_vec()),
            user_id: Set(word("user").and_then(|id| id.parse::<UserId>().ok()).map(|id| id.0.to_vec())),
            last_seen: Set(self.codec.now().0),
            expires: Set(milliseconds(record.expiry_date)),
            address: Set(word("address")),
            agent: Set(word("agent")),
            record: Set(Opaque(
                encrypted
                    .ok_or_else(|| session_store::Error::Encode("the record could not be encrypted".to_owned()))?,
            )),
            ..Default::default()
        })
    }

    async fn row(&self, hash: &[u8; 16]) -> session_store::Result<Option<console_session::Model>> {
        let live = console_session::Column::Expires.gt(self.codec.now().0);
        let query = console_session::Entity::find_by_id(hash.to_vec()).filter(live);
        let found = query.one(&self.store.db.readers).await.map_err(|error| failed(&error))?;
        Ok(found.filter(|row| self.codec.age_ms(Timestamp(row.expires)) < 0))
    }

    fn data(&self, hash: &[u8; 16], row: &console_session::Model) -> session_store::Result<HashMap<String, Value>> {
        let unreadable = || session_store::Error::Decode("the record cannot be decrypted".to_owned());
        let bytes = self.codec.decrypt(hash, &row.record.0).ok_or_else(unreadable)?;
        let text = String::from_utf8(bytes).map_err(|_| unreadable())?;
        from_json(&text, "console_session.record").map_err(|_| unreadable())
    }

    /// Whether saving would only change times, and by less than their precision.
    fn is_fresh(&self, row: &console_session::Model, hash: &[u8; 16], record: &Record) -> bool {
        self.codec.now().0.saturating_sub(row.last_seen) < SEEN_MS
            && milliseconds(record.expiry_date).saturating_sub(row.expires).unsigned_abs() < SEEN_MS.unsigned_abs()
            && self.data(hash, row).is_ok_and(|data| data == record.data)
    }
}

#[async_trait::async_trait]
impl SessionStore for SessionRows {
    /// Inserts; draws another id when the id is taken. tower-sessions calls this for new sessions and after `cycle_id`.
    async fn create(&self, record: &mut Record) -> session_store::Result<()> {
        self.bounded(self.insert(record)).await
    }

    /// Updates, never inserts: a request in flight must not restore a session that was signed out. A record without changes
    /// is written once a minute.
    async fn save(&self, record: &Record) -> session_store::Result<()> {
        self.bounded(self.update(record)).await
    }

    /// `None` for a session that has ended. Records once a minute that it was seen.
    async fn load(&self, id: &Id) -> session_store::Result<Option<Record>> {
        self.bounded(self.find(id)).await
    }

    async fn delete(&self, id: &Id) -> session_store::Result<()> {
        let gone = console_session::Entity::delete_by_id(self.hash(id).to_vec());
        let gone = async { gone.exec(&self.store.db.writer).await.map_err(|error| failed(&error)) };
        self.bounded(gone).await?;
        Ok(())
    }
}

impl SessionRows {
    async fn insert(&self, record: &mut Record) -> session_store::Result<()> {
        for _ in 0..DRAWS {
            let mut model = self.model(record)?;
            model.created = model.last_seen.clone();
            match console_session::Entity::insert(model).exec_without_returning(&self.store.db.writer).await {
                Ok(_) => return Ok(()),
                Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => {
                    record.id = Id::default()
                }
                Err(error) => return Err(failed(&error)),
            }
        }
        Err(session_store::Error::Backend("no free session id was drawn".to_owned()))
    }

    async fn update(&self, record: &Record) -> session_store::Result<()> {
        let hash = self.hash(&record.id);
        let Some(row) = self.row(&hash).await? else { return Ok(()) };
        if self.is_fresh(&row, &hash, record) {
            return Ok(());
        }
        let model = self.model(record)?;
        let here = console_session::Column::Hash.eq(hash.to_vec());
        let update = console_session::Entity::update_many().set(model).filter(here);
        update.exec(&self.store.db.writer).await.map_err(|error| failed(&error))?;
        Ok(())
    }

    async fn find(&self, id: &Id) -> session_store::Result<Option<Record>> {
        let hash = self.hash(id);
        let Some(row) = self.row(&hash).await? else { return Ok(None) };
        let data = self.data(&hash, &row)?;
        let now = self.codec.now().0;
        if now.saturating_sub(row.last_seen) >= SEEN_MS {
            let seen = console_session::ActiveModel { last_seen: Set(now), ..Default::default() };
            let here = console_session::Column::Hash.eq(hash.to_vec());
            let update = console_session::Entity::update_many().set(seen).filter(here);
            update.exec(&self.store.db.writer).await.map_err(|error| failed(&error))?;
        }
        Ok(Some(Record { id: *id, data, expiry_date: date(row.expires) }))
    }
}

/// Ends the sessions of a user, but for one, as part of a commit.
pub(crate) async fn end(db: &impl ConnectionTrait, user: UserId, but: Option<[u8; 16]>) -> Result<(), StoreError> {
    let of_user = console_session::Column::UserId.eq(user.0.to_vec());
    let others = console_session::Column::Hash.ne(but.map_or_else(Vec::new, Vec::from));
    let gone = console_session::Entity::delete_many().filter(ordered(of_user.and(others), None));
    gone.exec(db).await.map_err(crate::error::refused)?;
    Ok(())
}

/// Ends one session, if it is this user's, as part of a commit. The condition on the user keeps a hash from ending another user's.
pub(crate) async fn end_one(db: &impl ConnectionTrait, user: UserId, hash: [u8; 16]) -> Result<(), StoreError> {
    let of_user = console_session::Column::UserId.eq(user.0.to_vec());
    let this = console_session::Column::Hash.eq(hash.to_vec());
    let gone = console_session::Entity::delete_many().filter(of_user.and(this));
    gone.exec(db).await.map_err(crate::error::refused)?;
    Ok(())
}

/// Sessions that match, locked in the order of their hashes, so that two nodes that remove the same ones do not wait for each other;
/// SQLite has no such locks.
fn ordered(which: Expr, behavior: Option<LockBehavior>) -> Expr {
    let mut locked = Query::select();
    locked.column(console_session::Column::Hash).from(console_session::Entity).and_where(which);
    locked.order_by(console_session::Column::Hash, Order::Asc);
    match behavior {
        Some(behavior) => locked.lock_with_behavior(LockType::Update, behavior),
        None => locked.lock(LockType::Update),
    };
    console_session::Column::Hash.in_subquery(locked)
}

fn failed(error: &DbErr) -> session_store::Error {
    session_store::Error::Backend(error.to_string())
}

fn milliseconds(date: OffsetDateTime) -> i64 {
    i64::try_from(date.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn date(milliseconds: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds) * 1_000_000)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn info(model: console_session::Model) -> Result<SessionInfo, StoreError> {
    Ok(SessionInfo {
        hash: array(&model.hash, "console_session.hash")?,
        created: Timestamp(model.created),
        last_seen: Timestamp(model.last_seen),
        expires: Timestamp(model.expires),
        address: model.address,
        agent: model.agent,
    })
}
