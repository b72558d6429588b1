//! A fresh installation with a clock that stands still until told otherwise.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use strongroom_core::{
    Call, CoreError, Engine, Initialized, NewInstallation, Operation, Plaintext,
    ops::{
        secrets::{CreateSecret, GetSecretValue, NewValue, PutSecretValue, PutVersion},
        trail::{EventsFound, LookupEvents},
    },
    ports::{Clock, RoleAuthorizer},
    rows::ValueType,
};
use strongroom_crypto::RootKey;
use strongroom_domain::*;
use strongroom_store::{SqlStore, StoreOptions};
use strongroom_trail::Event;

pub struct TestClock(AtomicI64);

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub folder: tempfile::TempDir,
    pub store: Arc<SqlStore>,
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub root: RootKey,
    pub first: Initialized,
    pub admin: Principal,
}

pub const START: i64 = 1_795_000_000_000;

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::open(StoreOptions::Sqlite { path: folder.path().join("db") }).await.unwrap();
        let clock = Arc::new(TestClock(AtomicI64::new(START)));
        let engine = Engine::new(store.clone(), clock.clone(), Arc::new(RoleAuthorizer));
        let root = RootKey::generate().unwrap();
        let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
        let first = engine.initialize(&root, &new).await.unwrap();
        engine.unseal(&root).await.unwrap();
        let admin = Principal::user(UserId([9; 16]), &new.admin, Role::Administrator, None);
        Self { folder, store, engine, clock, root, first, admin }
    }

    pub fn pass(&self, ms: i64) {
        self.clock.0.fetch_add(ms, Ordering::SeqCst);
    }

    pub fn call_of(&self, principal: &Principal) -> Call {
        Call {
            principal: principal.clone(),
            surface: Surface::Aliyun,
            address: Some("192.0.2.1".parse().unwrap()),
            agent: "test".into(),
            request: self.engine.request_id().unwrap(),
            nonce: None,
        }
    }

    pub async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.run_as(&self.admin, op).await
    }

    pub async fn run_as<O: Operation>(&self, who: &Principal, op: O) -> Result<O::Output, CoreError> {
        self.engine.call(&self.call_of(who), &op).await
    }

    pub async fn create(&self, name: &str, value: &str) {
        self.run(create(name, value)).await.unwrap();
    }

    pub async fn put(&self, name: &str, id: &str, value: &str) -> Result<PutVersion, CoreError> {
        self.run(put(name, id, value, &["ACSCurrent"])).await
    }

    /// Version id and value, as `v1=text`.
    pub async fn read(&self, name: &str, version: Option<&str>, stage: Option<&str>) -> Result<String, CoreError> {
        let op = get(name, version, stage);
        self.run(op).await.map(|v| format!("{}={}", v.version, String::from_utf8_lossy(v.value.expose())))
    }

    pub async fn lookup(&self, filter: EventFilter) -> EventsFound {
        let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
        self.run(LookupEvents { period, filter, cursor: None, limit: 100, statistics: None }).await.unwrap()
    }

    /// The newest event.
    pub async fn last_event(&self) -> Event {
        self.lookup(EventFilter::default()).await.events.into_iter().next().unwrap().event
    }
}

pub fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

pub fn version(text: &str) -> VersionId {
    VersionId::new(text).unwrap()
}

pub fn given(text: &str) -> NewValue {
    NewValue::Given { value_type: ValueType::Text, value: Plaintext::new(text.as_bytes().to_vec()) }
}

pub fn create(secret: &str, value: &str) -> CreateSecret {
    CreateSecret {
        name: name(secret),
        version: Some(version("v1")),
        value: given(value),
        description: Description::new("").unwrap(),
        tags: Tags::new(),
        cmk: None,
    }
}

pub fn put(secret: &str, id: &str, value: &str, stages: &[&str]) -> PutSecretValue {
    PutSecretValue {
        name: name(secret),
        version: Some(version(id)),
        value: given(value),
        stages: stages.iter().map(|s| Stage::new(s).unwrap()).collect(),
        expect: None,
    }
}

pub fn get(secret: &str, id: Option<&str>, stage: Option<&str>) -> GetSecretValue {
    GetSecretValue { name: name(secret), version: id.map(version), stage: stage.map(|s| Stage::new(s).unwrap()) }
}

pub fn user(role: Role) -> Principal {
    Principal::user(UserId([5; 16]), &UserName::new("someone").unwrap(), role, None)
}

pub fn reader(pattern: &str) -> Principal {
    user(Role::Reader { secrets: vec![NamePattern::new(pattern).unwrap()] })
}
