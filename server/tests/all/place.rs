//! Places where an installation is or will be: a folder, with SQLite in it or with a PostgreSQL database of its own.

use crate::support::Bed;
use sea_orm::{ConnectionTrait, Database};
use std::{
    fs,
    process::Output,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};
use strongroom_core::{
    Browser, Call, Engine, KeyProof, Operation, Plaintext,
    ops::{
        secrets::{CreateSecret, GetSecretValue, NewValue, PutSecretValue},
        system::{SignIn, SignedIn},
        trail::VerifyTrail,
    },
    ports::SystemClock,
};
use strongroom_crypto::root::FileRoot;
use strongroom_domain::{Description, Principal, SecretKind, SecretName, Stage, Surface, Tags, ValueType, VersionId};
use strongroom_store::{DatabaseUrl, SqlStore, StoreOptions};

/// Which database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Sqlite,
    Postgres,
}

pub struct Place {
    pub bed: Bed,
    /// Of PostgreSQL.
    pub url: Option<String>,
    /// What every command needs besides the folder.
    flags: Vec<String>,
}

impl Place {
    /// An empty one.
    pub async fn empty(kind: Kind) -> Self {
        let bed = Bed::empty();
        fs::create_dir(bed.data()).unwrap();
        let (mut url, mut flags) = (None, Vec::new());
        if kind == Kind::Postgres {
            let fresh = fresh_database().await;
            let file = bed.folder.path().join("database-url");
            fs::write(&file, &fresh).unwrap();
            flags = vec!["--database-url-file".to_owned(), file.to_str().unwrap().to_owned()];
            url = Some(fresh);
        }
        Self { bed, url, flags }
    }

    /// With a new installation. Also what `init --json` printed.
    pub async fn initialised(kind: Kind) -> (Self, serde_json::Value) {
        let place = Self::empty(kind).await;
        let output = place.run("init", &["--json"]);
        (place, serde_json::from_str(&printed(&output)).unwrap())
    }

    /// Empty, with the root key of another place.
    pub async fn beside(other: &Self, kind: Kind) -> Self {
        let place = Self::empty(kind).await;
        fs::copy(other.bed.data().join("root.key"), place.bed.data().join("root.key")).unwrap();
        place
    }

    /// Runs a command to its end.
    pub fn run(&self, command: &str, options: &[&str]) -> Output {
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).collect();
        self.bed.program(command, &[flags.as_slice(), options].concat())
    }

    pub fn command(&self, command: &str, options: &[&str]) -> std::process::Command {
        let flags: Vec<&str> = self.flags.iter().map(String::as_str).collect();
        self.bed.command(command, &[flags.as_slice(), options].concat())
    }

    pub async fn store(&self) -> Arc<SqlStore> {
        let options = match &self.url {
            Some(url) => StoreOptions::Postgres { url: DatabaseUrl::parse(url).unwrap() },
            None => StoreOptions::Sqlite { path: self.bed.data().join("strongroom.db") },
        };
        SqlStore::open(options).await.unwrap()
    }

    /// A core as a server has one, unsealed with the root key in the folder.
    pub async fn open(&self) -> Opened {
        let store = self.store().await;
        let engine = Engine::new(store.clone(), Arc::new(SystemClock));
        let root = FileRoot { path: self.bed.data().join("root.key") }.load().unwrap();
        engine.unseal(&root).await.unwrap();
        Opened { store, engine: Arc::new(engine) }
    }

    /// Whether nothing is there, as before the first start.
    pub async fn is_empty(&self) -> bool {
        match &self.url {
            Some(url) => {
                let db = Database::connect(url).await.unwrap();
                let sql = "SELECT 1 FROM information_schema.tables WHERE table_schema = 'public'";
                let found = db.query_one_raw(sea_orm::Statement::from_string(db.get_database_backend(), sql)).await;
                db.close().await.unwrap();
                found.unwrap().is_none()
            }
            None => {
                let name = |file: fs::DirEntry| file.file_name().into_string().unwrap();
                let files = fs::read_dir(self.bed.data()).unwrap().map(|file| name(file.unwrap()));
                !files.into_iter().any(|name| name.starts_with("strongroom.db"))
            }
        }
    }
}

pub fn printed(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Why a command failed.
pub fn refused(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8(output.stderr.clone()).unwrap()
}

async fn fresh_database() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var("TEST_DATABASE_URL")
        .expect("TEST_DATABASE_URL is not set: run `eval \"$(.ci/postgres start)\"` first, this test needs PostgreSQL");
    let name = format!("s{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let admin = Database::connect(&server).await.expect("TEST_DATABASE_URL must lead to a running PostgreSQL");
    admin.execute_unprepared(&format!("DROP DATABASE IF EXISTS {name}")).await.unwrap();
    admin.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
    admin.close().await.unwrap();
    format!("{}/{name}", server.rsplit_once('/').unwrap().0)
}

/// An unsealed core.
pub struct Opened {
    pub store: Arc<SqlStore>,
    pub engine: Arc<Engine>,
}

impl Opened {
    /// The owner of an AccessKey.
    pub async fn owner(&self, init: &serde_json::Value) -> Principal {
        let id = init["access_key_id"].as_str().unwrap();
        match self.engine.authenticate(id, None, None, |_| true).await.unwrap() {
            KeyProof::Verified(principal) => principal,
            _ => panic!("the AccessKey is refused"),
        }
    }

    pub async fn call<O: Operation>(&self, who: &Principal, op: &O) -> Result<O::Output, strongroom_core::CoreError> {
        self.engine.call(&call(&self.engine, who), op).await
    }

    /// Whether this password signs the user in, without a second step.
    pub async fn signs_in(&self, user: &str, password: &str) -> bool {
        let sign_in = SignIn { user: user.to_owned(), password: Plaintext::new(password.as_bytes().to_vec()) };
        matches!(self.call(&Principal::anonymous(""), &sign_in).await, Ok(SignedIn::Done(_)))
    }

    pub async fn create(&self, who: &Principal, secret: &str, value: &str) {
        let create = CreateSecret {
            name: name(secret),
            kind: SecretKind::Generic,
            version: Some(VersionId::new("v0").unwrap()),
            value: text(value),
            description: Description::new("a description to find").unwrap(),
            tags: Tags::new(),
            cmk: None,
            policy: None,
            rotation: None,
        };
        self.call(who, &create).await.unwrap();
    }

    pub async fn put(&self, who: &Principal, secret: &str, version: &str, value: &str) {
        let put = put(secret, version, value);
        self.call(who, &put).await.unwrap();
    }

    /// Version and value.
    pub async fn read(&self, who: &Principal, secret: &str) -> (String, String) {
        let found = self.call(who, &GetSecretValue { name: name(secret), version: None, stage: None }).await.unwrap();
        (found.version.to_string(), String::from_utf8(found.value.expose().to_vec()).unwrap())
    }

    /// Verifies the trail; the number of its events.
    pub async fn trail(&self) -> u64 {
        let call = self.engine.system_call(Surface::CommandLine).unwrap();
        let proof = self.engine.call(&call, &VerifyTrail::whole()).await.unwrap();
        assert_eq!(proof.fault, None);
        proof.events
    }
}

pub fn call(engine: &Engine, who: &Principal) -> Call {
    Call {
        principal: who.clone(),
        surface: Surface::Aliyun,
        address: Some("192.0.2.1".parse().unwrap()),
        agent: "test".to_owned(),
        request: engine.request_id().unwrap(),
        nonce: None,
        mfa: false,
        encrypted: Some(true),
        verified_at: None,
        browser: Browser::default(),
        seen: None,
    }
}

pub fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

pub fn text(value: &str) -> NewValue {
    NewValue::Given { value_type: ValueType::Text, value: Plaintext::new(value.as_bytes().to_vec()) }
}

pub fn put(secret: &str, version: &str, value: &str) -> PutSecretValue {
    PutSecretValue {
        name: name(secret),
        version: Some(VersionId::new(version).unwrap()),
        value: text(value),
        stages: vec![Stage::from_stored("ACSCurrent").unwrap()],
    }
}
