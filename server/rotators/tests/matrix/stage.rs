//! One case's own installation: a secret that rotates at a real server behind a proxy, and two processes that share its database.

use crate::{
    backstage::{self, Backstage},
    cases::{Case, Fault, Row},
    proxy::Proxy,
    stores::Shared,
    support::port,
    world::{World, get, name, version},
};
use std::sync::{Arc, Mutex};
use strongroom_core::{
    CoreError, Engine, Operation, Reconciler, Rotators,
    facts::RotationFacts,
    ops::{
        rotations::{
            ListRotations, NewRotationPlan, ResumeRotation, RollBackRotation, RotateSecret, RotationPace,
            SetRotationPlan,
        },
        secrets::CreateSecret,
        targets::{CreateTarget, NewManager, TargetConnection},
    },
    ports::{
        Applied, Credential, LogIn, ManagerRights, Probe, Rehearsal, Replace, Revocation, Rotator, Secret,
        TargetAccess, Trouble,
    },
};
use strongroom_crypto::Plaintext;
use strongroom_domain::{AccountName, RotationId, RunFilter, Strategy, TargetHost, TargetName, Timestamp};
use strongroom_rotators::Deadlines;

pub const SECRET: &str = "app";

/// A process on the database.
#[derive(Clone)]
pub struct Node {
    pub engine: Arc<Engine>,
    pub store: Arc<Shared>,
    pub reconciler: Arc<Reconciler>,
}

impl Node {
    async fn of(w: &World, rotators: Rotators) -> Self {
        let store = Shared::of(w);
        let engine = Arc::new(Engine::new(store.clone(), w.clock.clone()));
        engine.unseal(&w.root).await.unwrap();
        let reconciler = Arc::new(Reconciler::new(engine.clone(), rotators).unwrap());
        Self { engine, store, reconciler }
    }

    pub async fn catch_up(&self) {
        self.reconciler.catch_up().await.unwrap();
    }
}

pub struct Stage {
    pub w: World,
    pub row: Row,
    pub backstage: Arc<dyn Backstage>,
    pub proxy: Arc<Proxy>,
    /// The one that what goes wrong happens to.
    pub first: Node,
    /// The one that takes over.
    pub second: Node,
    recorder: Arc<Recorder>,
    /// The server without the proxy.
    direct: TargetAccess,
}

impl Stage {
    pub async fn new(case: &Case, deadlines: Deadlines) -> Self {
        let row = case.row;
        // The one MariaDB that judges passwords is also that which is made read-only.
        let is_strict = matches!(case.fault, Fault::CandidateRefused | Fault::ReadOnly);
        let backstage = backstage::of(row, is_strict);
        backstage.create().await;
        let proxy = Arc::new(Proxy::new(port(backstage.server()), backstage.clone()).await);
        let inner = strongroom_rotators::with_deadlines(row.kind, deadlines).unwrap();
        let recorder = Arc::new(Recorder { inner, drawn: Mutex::default() });
        let rotators = Rotators::default().with(row.kind, recorder.clone());
        let w = World::new().await;
        let (first, second) = (Node::of(&w, rotators.clone()).await, Node::of(&w, rotators).await);
        let direct = TargetAccess {
            kind: row.kind,
            host: "127.0.0.1".into(),
            port: port(backstage.server()),
            database: None,
            trust: backstage.trust(),
            manager: None,
        };
        let stage = Self { w, row, backstage, proxy, first, second, recorder, direct };
        stage.furnish().await;
        stage
    }

    async fn furnish(&self) {
        let account = |name: &str| AccountName::new(name).unwrap();
        let target = TargetName::new("target").unwrap();
        let connection = TargetConnection {
            host: TargetHost::new("127.0.0.1").unwrap(),
            port: Some(self.proxy.port),
            database: None,
            trust: self.backstage.trust(),
        };
        let names = self.backstage.names();
        let manager = NewManager { account: account(&names.manager), secret: self.backstage.manager() };
        self.run(CreateTarget { name: target.clone(), kind: self.row.kind, connection, manager: Some(manager) })
            .await
            .unwrap();
        let value = self.backstage.value();
        self.recorder.note(&credential(&value));
        let kind = self.backstage.secret();
        self.run(CreateSecret { kind, ..crate::world::create(SECRET, &value) }).await.unwrap();
        let plan = NewRotationPlan {
            target,
            strategy: self.row.strategy,
            accounts: vec![account(&names.account)],
            automatic: false,
            schedule: None,
            grace_s: Some(0),
            await_readers: false,
            rollout: None,
            config: None,
        };
        self.run(SetRotationPlan { name: name(SECRET), plan }).await.unwrap();
    }

    /// An operation of the administrator, at the second process.
    pub async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.second.engine.call(&self.w.call_of(&self.w.admin), &op).await
    }

    pub async fn press_rotate(&self, id: &str) -> Result<(), CoreError> {
        let op = RotateSecret { name: name(SECRET), version: Some(version(id)), pace: RotationPace::AsPlanned };
        self.run(op).await.map(|_| ())
    }

    /// Rotations of the secret, newest first.
    pub async fn rotations(&self) -> Vec<RotationFacts> {
        let op = ListRotations { secret: Some(name(SECRET)), states: RunFilter::All, cursor: None, limit: 20 };
        self.run(op).await.unwrap().0.into_iter().map(|listed| listed.rotation).collect()
    }

    pub async fn resume(&self, rotation: RotationId) {
        self.run(ResumeRotation { name: name(SECRET), rotation }).await.unwrap();
    }

    pub async fn roll_back(&self, rotation: RotationId) {
        self.run(RollBackRotation { name: name(SECRET), rotation, give_up: false }).await.unwrap();
    }

    /// What readers are given.
    pub async fn served(&self) -> Credential {
        // After this every process has noticed what another one changed.
        self.w.pass(1_000);
        let value = self.run(get(SECRET, None, None)).await.unwrap();
        credential(std::str::from_utf8(value.value.expose()).unwrap())
    }

    /// Whether the target itself accepts a credential.
    pub async fn accepts(&self, credential: &Credential) -> bool {
        let patient = strongroom_rotators::with_deadlines(
            self.row.kind,
            Deadlines { connect: std::time::Duration::from_secs(30), statement: std::time::Duration::from_secs(30) },
        );
        patient.unwrap().log_in(&self.direct, credential).await.unwrap() == LogIn::Accepted
    }

    /// Whether readers have a credential that works.
    pub async fn works(&self) -> bool {
        self.accepts(&self.served().await).await
    }

    /// Every credential that the target may ever have had.
    pub fn ever(&self) -> Vec<Credential> {
        self.recorder.drawn.lock().unwrap().iter().map(again).collect()
    }

    pub fn has_gap(&self) -> bool {
        self.row.strategy == Strategy::OneAccount
    }

    pub fn day_later(&self, days: i64) {
        self.w.clock.set_wall_by(days * Timestamp::DAY_MS);
    }
}

/// The credential in a value.
fn credential(value: &str) -> Credential {
    let value: serde_json::Value = serde_json::from_str(value).unwrap();
    let text = |field: &str| value[field].as_str();
    let secret = |text: &str| Plaintext::new(text.into());
    let account = text("AccountName").or(text("UserName")).unwrap().to_owned();
    let password = text("AccountPassword").or(text("Password"));
    let secret = match password {
        Some(password) => Secret::Password(secret(password)),
        None => Secret::PrivateKey(secret(text("PrivateKey").unwrap())),
    };
    Credential { account, secret }
}

/// What proves it.
pub fn proof(of: &Credential) -> &[u8] {
    match &of.secret {
        Secret::Password(secret) | Secret::PrivateKey(secret) => secret.expose(),
        _ => panic!("nothing here has this form"),
    }
}

fn again(of: &Credential) -> Credential {
    let text = Plaintext::new(proof(of).to_vec());
    let is_password = matches!(of.secret, Secret::Password(_));
    let secret = if is_password { Secret::Password(text) } else { Secret::PrivateKey(text) };
    Credential { account: of.account.clone(), secret }
}

/// The real rotator. It remembers every credential that was drawn, also those that were never stored.
struct Recorder {
    inner: Arc<dyn Rotator>,
    drawn: Mutex<Vec<Credential>>,
}

impl Recorder {
    fn note(&self, credential: &Credential) {
        self.drawn.lock().unwrap().push(again(credential));
    }
}

#[async_trait::async_trait]
impl Rotator for Recorder {
    async fn draw(
        &self,
        target: &TargetAccess,
        current: &Credential,
        account: &str,
        attempt: u8,
    ) -> Result<Credential, Trouble> {
        let drawn = self.inner.draw(target, current, account, attempt).await?;
        self.note(&drawn);
        Ok(drawn)
    }

    async fn log_in(&self, target: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        self.inner.log_in(target, credential).await
    }

    async fn probe(
        &self,
        target: &TargetAccess,
        pending: &Credential,
        current: Option<&Credential>,
    ) -> Result<Probe, Trouble> {
        self.inner.probe(target, pending, current).await
    }

    async fn apply(&self, target: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        self.inner.apply(target, change).await
    }

    async fn revoke(
        &self,
        target: &TargetAccess,
        strategy: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble> {
        self.inner.revoke(target, strategy, old, kept).await
    }

    async fn rights(&self, target: &TargetAccess, strategy: Strategy, account: &str) -> Result<ManagerRights, Trouble> {
        self.inner.rights(target, strategy, account).await
    }

    async fn rehearse(&self, target: &TargetAccess, strategy: Strategy) -> Rehearsal {
        self.inner.rehearse(target, strategy).await
    }
}
