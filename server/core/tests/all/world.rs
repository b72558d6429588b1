//! A fresh installation with a clock that stands still until told otherwise.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};
use strongroom_core::{
    Browser, Call, CoreError, Engine, Initialized, NewInstallation, Operation, Plaintext, Seen, SeenThing, Still,
    ops::{
        policies::{Bearer, CreatePolicy, PolicySubject, SetAttachment},
        secrets::{CreateSecret, GetSecretValue, KeyEdit, NewValue, PutSecretValue, PutVersion},
        trail::{EventsFound, LookupEvents},
        users::CreateUser,
    },
    ports::{Clock, IdentityStore, InstallationStore, Uptime},
    rows::{Authenticate, Unverified},
};
use strongroom_crypto::{Keyring, RootKey};
use strongroom_domain::{ValueType, *};
use strongroom_store::{SqlStore, StoreOptions};
use strongroom_trail::Event;

/// Both clocks of a machine: they stand still until told otherwise.
pub struct TestClock {
    wall: AtomicI64,
    uptime: AtomicI64,
}

impl TestClock {
    pub fn at(now: i64) -> Arc<Self> {
        Arc::new(Self { wall: AtomicI64::new(now), uptime: AtomicI64::new(5_000) })
    }

    /// Time passes.
    pub fn pass(&self, ms: i64) {
        self.set_wall_by(ms);
        self.uptime.fetch_add(ms, Ordering::SeqCst);
    }

    /// Somebody sets the wall clock.
    pub fn set_wall_by(&self, ms: i64) {
        self.wall.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.wall.load(Ordering::SeqCst))
    }
    fn uptime(&self) -> Uptime {
        Uptime(self.uptime.load(Ordering::SeqCst))
    }
}

pub struct World {
    pub folder: tempfile::TempDir,
    pub store: Arc<SqlStore>,
    pub engine: Engine,
    pub clock: Arc<TestClock>,
    pub root: RootKey,
    pub keyring: Keyring,
    pub first: Initialized,
    pub admin: Principal,
}

pub const START: i64 = 1_795_000_000_000;

impl World {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = SqlStore::open(StoreOptions::Sqlite { path: folder.path().join("db") }).await.unwrap();
        let clock = TestClock::at(START);
        let engine = Engine::new(store.clone(), clock.clone());
        let root = RootKey::generate().unwrap();
        let new = NewInstallation { region: "local".into(), admin: UserName::new("admin").unwrap() };
        let first = engine.initialize(&root, &new).await.unwrap();
        engine.unseal(&root).await.unwrap();
        let root_keys = store.root_keys().await.unwrap();
        let keyring = store.installation().await.unwrap().unwrap().keyring(&root, &root_keys).unwrap().unwrap();
        let row = store.user_by_name(&new.admin).await.unwrap().unwrap().verify(&keyring).unwrap();
        let admin = Principal::user(row.id, &row.name, None);
        Self { folder, store, engine, clock, root, keyring, first, admin }
    }

    /// A row as the store gives it, verified.
    pub fn verified<R: Authenticate>(&self, row: Option<Unverified<R>>) -> R {
        row.unwrap().verify(&self.keyring).unwrap()
    }

    pub fn pass(&self, ms: i64) {
        self.clock.pass(ms);
    }

    pub fn call_of(&self, principal: &Principal) -> Call {
        Call {
            principal: principal.clone(),
            surface: Surface::Aliyun,
            address: Some("192.0.2.1".parse().unwrap()),
            agent: "test".into(),
            request: self.engine.request_id().unwrap(),
            nonce: None,
            mfa: false,
            encrypted: Some(true),
            verified_at: None,
            browser: Browser::default(),
            seen: None,
        }
    }

    /// Does it as a person at the console who has just proven who they are, with the second factor if they have one.
    pub async fn confirmed<O: Operation>(&self, who: &Principal, op: O) -> Result<O::Output, CoreError> {
        let (surface, verified_at) = (Surface::Console, Some(self.engine.now()));
        self.engine.call(&Call { surface, verified_at, mfa: true, ..self.call_of(who) }, &op).await
    }

    pub async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.run_as(&self.admin, op).await
    }

    pub async fn run_as<O: Operation>(&self, who: &Principal, op: O) -> Result<O::Output, CoreError> {
        self.engine.call(&self.call_of(who), &op).await
    }

    /// Does it as somebody who decided on it when the thing had this revision.
    pub async fn run_seen<O: Operation>(&self, thing: SeenThing, revision: u64, op: O) -> Result<O::Output, CoreError> {
        let seen = Some(Seen { thing, revision, still: Still::Unchanged });
        self.engine.call(&Call { seen, ..self.call_of(&self.admin) }, &op).await
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
        kind: SecretKind::Generic,
        version: Some(version("v1")),
        value: given(value),
        description: Description::new("").unwrap(),
        tags: Tags::new(),
        cmk: None,
        policy: None,
        rotation: None,
    }
}

pub fn put(secret: &str, id: &str, value: &str, stages: &[&str]) -> PutSecretValue {
    PutSecretValue {
        name: name(secret),
        version: Some(version(id)),
        value: given(value),
        stages: stages.iter().map(|s| Stage::from_stored(s).unwrap()).collect(),
    }
}

/// A change of some keys of a version; values are JSON text.
pub fn patch(secret: &str, base: &str, edits: Vec<KeyEdit>) -> PutSecretValue {
    PutSecretValue {
        version: None,
        value: NewValue::Patch { base: version(base), edits },
        ..put(secret, "unused", "", &["ACSCurrent"])
    }
}

pub fn set_key(at: usize, value: &str) -> KeyEdit {
    KeyEdit::Set { at, value: Plaintext::new(value.as_bytes().to_vec()) }
}

pub fn add_key(name: &str, value: &str) -> KeyEdit {
    KeyEdit::Add { name: name.to_owned(), value: Plaintext::new(value.as_bytes().to_vec()) }
}

pub fn get(secret: &str, id: Option<&str>, stage: Option<&str>) -> GetSecretValue {
    GetSecretValue {
        name: name(secret),
        version: id.map(version),
        stage: stage.map(|s| Stage::from_stored(s).unwrap()),
    }
}

pub fn policy_name(text: &str) -> PolicyName {
    PolicyName::new(text).unwrap()
}

pub fn user_name(text: &str) -> UserName {
    UserName::new(text).unwrap()
}

pub fn subject(text: &str) -> PolicySubject {
    PolicySubject::parse(text).unwrap()
}

pub fn system(policy: &str) -> PolicyRef {
    PolicyRef { kind: PolicyType::System, name: policy_name(policy) }
}

pub fn custom(policy: &str) -> PolicyRef {
    PolicyRef { kind: PolicyType::Custom, name: policy_name(policy) }
}

pub fn comments(text: &str) -> Comments {
    Comments::new(text).unwrap()
}

pub fn new_user(name: &str, password: Option<&str>) -> CreateUser {
    CreateUser {
        name: user_name(name),
        display_name: comments(""),
        comments: comments(""),
        password: password.map(|text| Plaintext::new(text.as_bytes().to_vec())),
    }
}

/// One statement as a document.
pub fn document(effect: &str, action: &str, resource: &str) -> String {
    format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Action": "{action}", "Resource": "{resource}"}}]}}"#
    )
}

pub fn new_policy(name: &str, document: &str) -> CreatePolicy {
    CreatePolicy { name: policy_name(name), description: comments(""), document: document.to_owned() }
}

pub fn attach(policy: PolicyRef, user: &str) -> SetAttachment {
    SetAttachment { policy, bearer: Bearer::User(user_name(user)), attached: true }
}

pub fn detach(policy: PolicyRef, user: &str) -> SetAttachment {
    SetAttachment { attached: false, ..attach(policy, user) }
}

impl World {
    /// A user with these policies.
    pub async fn user(&self, name: &str, policies: &[PolicyRef]) -> Principal {
        let row = self.run(new_user(name, None)).await.unwrap();
        for policy in policies {
            self.run(attach(policy.clone(), name)).await.unwrap();
        }
        Principal::user(row.id, &row.name, None)
    }

    /// A user who may read the secrets of a pattern and nothing else.
    pub async fn reader(&self, name: &str, pattern: &str) -> Principal {
        let actions = r#"kms:GetSecretValue", "kms:DescribeSecret"#;
        let text = document("Allow", actions, &format!("acs:kms:*:*:secret/{pattern}"));
        let text = text.replace(&format!("\"{actions}\""), &format!("[\"{actions}\"]"));
        self.run(new_policy(&format!("read-{name}"), &text)).await.unwrap();
        self.user(name, &[custom(&format!("read-{name}"))]).await
    }
}
