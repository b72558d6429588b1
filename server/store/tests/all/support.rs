//! A database per test, and rows to put into it.

use sea_orm::{ConnectionTrait, Database, DatabaseConnection};
use std::{
    path::PathBuf,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU32, Ordering},
    },
};
use strongroom_core::{
    ports::{Change, Commit, Expect, SecretChange, Store, StoreError, TrailStore},
    rows::{
        AccessKeyRow, Authenticate, Authenticated, Ciphertext, CmkRow, CmkVersionRow, ENCODING, GroupRow,
        InstallationRow, MfaDeviceRow, OwnPolicy, PasskeyRow, PasswordHash, PolicyRow, PolicyVersionRow, RoleRow,
        SecretRow, Unverified, UserRow, VersionRow,
    },
};
use strongroom_crypto::{Keyring, RootKey};
use strongroom_domain::{KeyState, ValueType, *};
use strongroom_store::{DatabaseUrl, SqlStore, StoreOptions};
use strongroom_trail::{Actor, Chain, Event, Outcome, Stored, Target, WriterId, verify_block};
use tempfile::TempDir;

/// Generates a test on each database for every listed function: `fn name(bed: Bed)`.
macro_rules! on_both {
    ($($name:ident)*) => {$(
        mod $name {
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$name(crate::support::Bed::sqlite().await).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$name(crate::support::Bed::postgres().await).await;
            }
        }
    )*};
}

/// A store on a new database.
pub struct Bed {
    pub store: Arc<SqlStore>,
    pub options: StoreOptions,
    url: String,
    _folder: Option<TempDir>,
}

impl Bed {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.db");
        Self::of_file(path, folder).await
    }

    /// A store on this file; the folder is deleted with the bed.
    pub async fn of_file(path: PathBuf, folder: TempDir) -> Self {
        let url = format!("sqlite://{}", path.display());
        Self::open(StoreOptions::Sqlite { path }, url, Some(folder)).await
    }

    pub async fn postgres() -> Self {
        Self::of_url(Self::fresh_database().await, None).await
    }

    /// A store on the database with this URL; the folder is deleted with the bed.
    pub async fn of_url(url: String, folder: Option<TempDir>) -> Self {
        Self::open(StoreOptions::Postgres { url: DatabaseUrl::parse(&url).unwrap() }, url, folder).await
    }

    /// The URL of an empty PostgreSQL database.
    pub async fn fresh_database() -> String {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("TEST_DATABASE_URL")
            .expect("TEST_DATABASE_URL is not set: run `eval \"$(.ci/postgres start)\"` first, half of this suite needs PostgreSQL");
        let name = format!("t{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let admin = Database::connect(&server).await.expect("TEST_DATABASE_URL must lead to a running PostgreSQL");
        admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.close().await.unwrap();
        format!("{}/{name}", server.rsplit_once('/').unwrap().0)
    }

    /// A copy of a PostgreSQL database that nobody is connected to.
    pub async fn copy_of_database(url: &str) -> String {
        let copy = Self::fresh_database().await;
        Self::replace_database(&copy, url).await;
        copy
    }

    /// Puts a copy of another PostgreSQL database in the place of one; nobody may be connected to either.
    pub async fn replace_database(url: &str, template: &str) {
        let name = |url: &str| url.rsplit_once('/').unwrap().1.to_owned();
        let server = std::env::var("TEST_DATABASE_URL").unwrap();
        let admin = Database::connect(&server).await.unwrap();
        let (name, template) = (name(url), name(template));
        admin.execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)")).await.unwrap();
        admin.execute_unprepared(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await.unwrap();
        admin.close().await.unwrap();
    }

    /// The database's URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    async fn open(options: StoreOptions, url: String, folder: Option<TempDir>) -> Self {
        Self { store: SqlStore::open(options.clone()).await.unwrap(), options, url, _folder: folder }
    }

    /// Closes the store and opens the same database again.
    pub async fn reopen(&mut self) {
        self.store.close().await;
        self.store = SqlStore::open(self.options.clone()).await.unwrap();
    }

    /// A connection that bypasses the store.
    pub async fn raw(&self) -> DatabaseConnection {
        let mut options = sea_orm::ConnectOptions::new(&self.url);
        options.max_connections(1).sqlx_logging(false);
        Database::connect(options).await.unwrap()
    }

    pub fn is_sqlite(&self) -> bool {
        matches!(self.options, StoreOptions::Sqlite { .. })
    }

    pub fn path(&self) -> PathBuf {
        match &self.options {
            StoreOptions::Sqlite { path } => path.clone(),
            StoreOptions::Postgres { .. } => panic!("PostgreSQL has no file"),
        }
    }

    /// Applies changes with an event of action `CreateSecret`.
    pub async fn put(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        self.store.commit(Commit { changes, event: event(1), nonce: None }).await
    }

    pub async fn append(&self, events: impl IntoIterator<Item = Event>) {
        let mut waiting = tokio::task::JoinSet::new();
        for event in events {
            let store = Arc::clone(&self.store);
            waiting.spawn(async move { store.commit(Commit { changes: Vec::new(), event, nonce: None }).await });
        }
        while let Some(done) = waiting.join_next().await {
            done.unwrap().unwrap();
        }
    }

    /// Every event of the trail, each writer's chain verified from its beginning.
    pub async fn verified(&self) -> Vec<Stored> {
        let mut all = Vec::new();
        for writer in self.store.writers().await.unwrap() {
            let (mut chain, mut from) = (Chain::new(writer), 1);
            loop {
                let blocks = self.store.blocks(writer, from, 7).await.unwrap();
                if blocks.is_empty() {
                    break;
                }
                for block in &blocks {
                    verify_block(&mut chain, block).unwrap();
                    all.extend(block.events().unwrap());
                }
                from = chain.next_sequence();
            }
        }
        all
    }
}

/// Authenticates the rows of all tests.
static KEYRING: LazyLock<Keyring> = LazyLock::new(|| Keyring::new(&RootKey::generate().unwrap(), [1; 16]));

/// Authenticates a row for writing.
pub fn auth<R: Authenticate>(row: R) -> Authenticated<R> {
    row.authenticate(&KEYRING)
}

/// What was read, every MAC verified.
pub trait Verified {
    type Rows;
    fn verified(self) -> Self::Rows;
}

impl<R: Authenticate> Verified for Option<Unverified<R>> {
    type Rows = Option<R>;
    fn verified(self) -> Option<R> {
        self.map(|row| row.verify(&KEYRING).unwrap())
    }
}

impl<R: Authenticate> Verified for Vec<Unverified<R>> {
    type Rows = Vec<R>;
    fn verified(self) -> Vec<R> {
        self.into_iter().map(|row| row.verify(&KEYRING).unwrap()).collect()
    }
}

pub fn id(n: u128) -> [u8; 16] {
    n.to_be_bytes()
}

/// Version 7 ids ascend with time; these ascend with their number.
pub fn secret(n: u128, name: &str) -> SecretRow {
    let version = VersionId::new("v1").unwrap();
    SecretRow {
        id: SecretId(id(n)),
        kind: SecretKind::Generic,
        name: SecretName::new(name).unwrap(),
        description: Description::new("").unwrap(),
        cmk: CmkId(id(1)),
        own_cmk: false,
        tags: Tags::new(),
        labels: LabelMap::first(version.clone()),
        offered: Some(Box::new(OfferedVersion { version, group: RolloutGroup::Share(10) })),
        last_ordinal: 1,
        creator: "m.ortega".into(),
        created: Timestamp(n as i64),
        updated: Timestamp(n as i64),
        delete_at: None,
        policy: Some(OwnPolicy::from_stored("{}")),
        revision: 1,
    }
}

pub fn tagged(mut row: SecretRow, tags: &[(&str, &str)]) -> SecretRow {
    row.tags = tags.iter().map(|(k, v)| (TagKey::new(k).unwrap(), TagValue::new(v).unwrap())).collect();
    row
}

pub fn described(mut row: SecretRow, text: &str) -> SecretRow {
    row.description = Description::new(text).unwrap();
    row
}

pub fn version(secret: u128, name: &str, ordinal: u64) -> VersionRow {
    VersionRow {
        secret: SecretId(id(secret)),
        id: VersionId::new(name).unwrap(),
        ordinal,
        value_type: ValueType::Text,
        fingerprint: [3; 16],
        value: Ciphertext((0..=255).collect()),
        outline: Ciphertext(vec![]),
        creator: "m.ortega".into(),
        created: Timestamp(5),
        revoked: Some(Box::new(Since::new("m.ortega".to_owned(), Timestamp(6)))),
    }
}

pub fn cmk(n: u128) -> CmkRow {
    CmkRow {
        id: CmkId(id(n)),
        description: Description::new("two\nlines").unwrap(),
        default: true,
        state: KeyState::Enabled,
        primary_version: 1,
        creator: "strongroom".into(),
        created: Timestamp(n as i64),
        rotated: Timestamp(4),
        policy: None,
        revision: 1,
    }
}

pub fn cmk_version(cmk: u128, version: u32) -> CmkVersionRow {
    CmkVersionRow { cmk: CmkId(id(cmk)), version, encrypted: Ciphertext(vec![1; 60]), created: Timestamp(6) }
}

pub fn user(n: u128, name: &str) -> UserRow {
    UserRow {
        id: UserId(id(n)),
        name: UserName::new(name).unwrap(),
        display_name: Comments::new("").unwrap(),
        comments: Comments::new("two\nlines").unwrap(),
        groups: Vec::new(),
        policies: Vec::new(),
        password: Some(PasswordHash("$argon2id$…".into())),
        mfa: None,
        federated: None,
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
        signed_in: None,
    }
}

/// Membership or attachment with an early time.
pub fn since<T>(what: T) -> Since<T> {
    Since::new(what, Timestamp(2))
}

pub fn group(n: u128, name: &str) -> GroupRow {
    GroupRow {
        id: GroupId(id(n)),
        name: GroupName::new(name).unwrap(),
        comments: Comments::new("c").unwrap(),
        policies: Vec::new(),
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
    }
}

pub fn role(n: u128, name: &str) -> RoleRow {
    RoleRow {
        id: RoleId(id(n)),
        name: RoleName::new(name).unwrap(),
        description: Comments::new("deploys").unwrap(),
        trust: OwnPolicy::from_stored("{}"),
        max_session_s: 3_600,
        policies: Vec::new(),
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
    }
}

pub fn policy(name: &str) -> PolicyRow {
    PolicyRow {
        name: PolicyName::new(name).unwrap(),
        description: Comments::new("d").unwrap(),
        default: 1,
        last: u32::MAX,
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
    }
}

pub fn policy_version(policy: &str, number: u32) -> PolicyVersionRow {
    PolicyVersionRow {
        policy: PolicyName::new(policy).unwrap(),
        number,
        document: "{}".to_owned(),
        creator: "m.ortega".to_owned(),
        created: Timestamp(3),
    }
}

pub fn policy_ref(kind: PolicyType, name: &str) -> PolicyRef {
    PolicyRef { kind, name: PolicyName::new(name).unwrap() }
}

pub fn mfa_device(n: u128, user: u128) -> MfaDeviceRow {
    MfaDeviceRow {
        id: MfaDeviceId(id(n)),
        user: UserId(id(user)),
        secret: Some(Ciphertext(vec![4; 50])),
        last_step: 7,
        passkeys: vec![PasskeyRow {
            id: PasskeyId(id(3)),
            name: PasskeyName::new("Ann's \"phone\" 📱").unwrap(),
            credential: "{\"cred\": \"é\"}".to_owned(),
            created: Timestamp(2),
            used: None,
        }],
        recovery: vec![[1; 16], [2; 16]],
        created: Timestamp(2),
        revision: 1,
    }
}

pub fn access_key(name: &str, user: u128) -> AccessKeyRow {
    AccessKeyRow {
        id: AccessKeyId::new(name).unwrap(),
        user: UserId(id(user)),
        secret: Ciphertext(vec![4; 50]),
        active: true,
        networks: Networks::parse("10.0.0.0/8 192.0.2.7").unwrap(),
        created: Timestamp(2),
        revision: 1,
        used: None,
    }
}

pub fn installation() -> InstallationRow {
    InstallationRow {
        id: InstallationId(id(1)),
        account: "1234567890123456".into(),
        region: "local".into(),
        created: Timestamp(1),
        check: [5; 32],
        encoding: ENCODING,
    }
}

/// A read by an application, the most frequent event.
pub fn event(n: i64) -> Event {
    Event {
        time: Timestamp(1_700_000_000_000 + n),
        request: RequestId(id(n.unsigned_abs().into())),
        action: Action::GetSecretValue,
        surface: Surface::Aliyun,
        actor: Actor {
            kind: PrincipalKind::User,
            id: UserId(id(3)),
            name: "ledger-api".into(),
            access_key: Some(AccessKeyId::new("SRabcdefghijklmnop").unwrap()),
        },
        address: Some("192.0.2.7".parse().unwrap()),
        agent: "python/2".into(),
        target: Some(Target {
            kind: ResourceKind::Secret,
            name: "payments/ledger-db".into(),
            version: Some("v1".into()),
        }),
        outcome: Outcome::Ok,
        details: vec![],
    }
}

pub fn absent(row: SecretRow) -> Change {
    SecretChange::Put(auth(row), Expect::Absent).into()
}

pub type Key = (Timestamp, WriterId, u64);

pub fn key(stored: &Stored) -> Key {
    (stored.event.time, stored.writer, stored.sequence)
}

/// A small random number generator with a fixed seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}
