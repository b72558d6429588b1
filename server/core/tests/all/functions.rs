//! Generic secrets that rotate by a function, with one in memory: what readers are given, and what is refused.

use crate::{
    rotations::DAY,
    rotator::{Fault, Target},
    stores::Shared,
    world::*,
};
use std::sync::Arc;
use strongroom_core::{
    Blocker, CoreError, Engine, Operation, Plaintext, Reconciler, Rotators,
    facts::RotationFacts,
    ops::{
        rotations::*,
        secrets::{CreateSecret, DescribeSecret, NewValue, PutSecretValue},
        targets::{CreateTarget, DescribeTarget, NewManager, TargetConnection, UpdateTarget},
    },
    ports::Trouble,
};
use strongroom_domain::*;

const SECRET: &str = "app/token";

struct ByFunction {
    w: World,
    target: Arc<Target>,
    engine: Arc<Engine>,
    reconciler: Arc<Reconciler>,
}

fn connection(host: &str) -> TargetConnection {
    let host = TargetHost::new(host).unwrap();
    TargetConnection { host, port: None, database: None, trust: Trust::SystemAuthorities }
}

fn signer(key: &str) -> NewManager {
    NewManager::with_password(AccountName::new("strongroom").unwrap(), Plaintext::new(key.into()))
}

fn new_function(host: &str, key: Option<&str>) -> CreateTarget {
    let name = TargetName::new("billing").unwrap();
    CreateTarget { name, kind: TargetKind::Function, connection: connection(host), manager: key.map(signer) }
}

const KEY: &str = "a key of sixteen";

fn plan() -> SetRotationPlan {
    let plan = NewRotationPlan {
        target: TargetName::new("billing").unwrap(),
        strategy: Strategy::Function,
        accounts: vec![AccountName::new(SECRET).unwrap()],
        automatic: true,
        schedule: Some(Schedule::each(RotationPeriod::parse("7d").unwrap())),
        grace_s: None,
        await_readers: false,
        rollout: None,
        config: None,
    };
    SetRotationPlan { name: name(SECRET), plan }
}

fn to(id: &str, value: &str) -> RotateSecretTo {
    RotateSecretTo { name: name(SECRET), version: Some(version(id)), value: Plaintext::new(value.into()) }
}

impl ByFunction {
    async fn new() -> Self {
        let w = World::new().await;
        let target = Target::with(&[("strongroom", KEY), (SECRET, "old")]);
        w.create(SECRET, "old").await;
        w.run(new_function("https://rotate.example/billing", Some(KEY))).await.unwrap();
        w.run(plan()).await.unwrap();
        let engine = Arc::new(Engine::new(Shared::of(&w), w.clock.clone()));
        engine.unseal(&w.root).await.unwrap();
        let rotators = Rotators::default().with(TargetKind::Function, target.clone());
        let reconciler = Arc::new(Reconciler::new(engine.clone(), rotators).unwrap());
        Self { w, target, engine, reconciler }
    }

    async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.engine.call(&self.w.call_of(&self.w.admin), &op).await
    }

    async fn catch_up(&self) {
        self.reconciler.catch_up().await.unwrap();
    }

    async fn read(&self, stage: &str) -> String {
        let read = self.run(get(SECRET, None, Some(stage))).await.unwrap();
        String::from_utf8(read.value.expose().to_vec()).unwrap()
    }

    async fn open(&self) -> Option<RotationFacts> {
        self.run(DescribeRotation { name: name(SECRET), rotation: None }).await.unwrap().rotation
    }
}

#[tokio::test]
async fn readers_are_given_what_the_function_accepts() {
    let f = ByFunction::new().await;
    f.w.pass(8 * DAY);
    f.catch_up().await;
    assert_eq!((f.read("ACSCurrent").await, f.read("ACSPrevious").await), ("new-0-1".to_owned(), "old".to_owned()));
    assert!(f.target.accepts(SECRET, "new-0-1") && !f.target.accepts(SECRET, "old"));
    assert!(f.open().await.is_none());
    let described = f.run(DescribeSecret { name: name(SECRET), outline: false }).await.unwrap().rotation.unwrap();
    assert!(described.automatic && described.next_due.is_some() && described.last_rotated.is_some());
    // A read of a generic secret does not look for a plan.
    assert_eq!(f.run(get(SECRET, None, None)).await.unwrap().rotation, None);
}

#[tokio::test]
async fn value_that_is_not_proven_is_not_read_and_none_is_put_meanwhile() {
    let f = ByFunction::new().await;
    let failing = Fault::Refused(Trouble::NoRights("those of the function".to_owned()));
    f.target.fail_next([failing]);
    f.run(RotateSecret { name: name(SECRET), version: Some(version("v2")), pace: RotationPace::AsPlanned })
        .await
        .unwrap();
    f.catch_up().await;
    let open = f.open().await.unwrap();
    assert_eq!((open.state.phase, open.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::NoRights)));
    for (id, stage) in [(Some("v2"), None), (None, Some("ACSPending")), (Some("v2"), Some("ACSPending"))] {
        assert!(f.run(get(SECRET, id, stage)).await.is_err(), "{id:?} {stage:?}");
    }
    let put =
        |id: &str| PutSecretValue { name: name(SECRET), version: Some(version(id)), value: given("x"), stages: vec![] };
    assert_eq!(f.run(put("v3")).await.err(), Some(CoreError::InUse(Blocker::RotationRuns)));
    f.run(RollBackRotation { name: name(SECRET), rotation: open.id, give_up: false }).await.unwrap();
    f.catch_up().await;
    assert_eq!(f.read("ACSCurrent").await, "old");
    f.run(put("v3")).await.unwrap();
    assert_eq!(f.read("ACSCurrent").await, "x", "a person may put one when no rotation is open");
}

#[tokio::test]
async fn given_value_is_set_at_the_function_and_not_replaced_by_another() {
    let f = ByFunction::new().await;
    f.run(to("v2", "given")).await.unwrap();
    f.catch_up().await;
    assert_eq!((f.read("ACSCurrent").await.as_str(), f.target.accepts(SECRET, "given")), ("given", true));
    f.target.fail_next([Fault::Refused(Trouble::CandidateRefused("by the function".to_owned()))]);
    f.run(to("v3", "refused")).await.unwrap();
    f.catch_up().await;
    let open = f.open().await.unwrap();
    assert_eq!((open.state.phase, open.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::CandidateRefused)));
    assert_eq!(f.read("ACSCurrent").await, "given");
    // Undone before the function was told of it, nothing is left to do there.
    f.run(RollBackRotation { name: name(SECRET), rotation: open.id, give_up: true }).await.unwrap();
    let begun = f.run(to("v4", "late")).await.unwrap().rotation.unwrap();
    f.run(RollBackRotation { name: name(SECRET), rotation: begun, give_up: false }).await.unwrap();
    f.catch_up().await;
    assert_eq!((f.read("ACSCurrent").await.as_str(), f.target.accepts(SECRET, "late")), ("given", false));
}

#[tokio::test]
async fn lost_answers_of_the_function_lose_no_value() {
    let f = ByFunction::new().await;
    for id in ["v2", "v3", "v4"] {
        f.target.fail_next([Fault::Lost, Fault::Lost]);
        f.run(RotateSecret { name: name(SECRET), version: Some(version(id)), pace: RotationPace::AsPlanned })
            .await
            .unwrap();
        for _ in 0..10 {
            f.catch_up().await;
            f.w.pass(60_000);
        }
        assert!(f.open().await.is_none());
        assert!(f.target.accepts(SECRET, &f.read("ACSCurrent").await));
    }
}

#[tokio::test]
async fn function_needs_an_address_of_https_and_a_signing_key() {
    let w = World::new().await;
    for bad in ["http://a.example/x", "a.example", "https://user@a.example/", "https://a.example/#x", "https://"] {
        let refused = w.run(new_function(bad, Some(KEY))).await.err();
        let expected = FieldError::new(Field::TargetHost, Problem::Malformed(Form::HttpsAddress));
        assert_eq!(refused, Some(expected.into()), "{bad}");
    }
    const HOST: &str = "https://a.example:8443/x";
    let (min, max) = (limits::SIGNING_KEY_MIN, limits::VALUE_BYTES);
    let length = FieldError::new(Field::ManagerSecret, Problem::Length { min, max, unit: Unit::Bytes });
    for key in [None, Some("fifteen bytes.."), Some("")] {
        assert_eq!(w.run(new_function(HOST, key)).await.err(), Some(length.into()), "{key:?}");
    }
    let with = |change: fn(&mut TargetConnection)| {
        let mut op = new_function(HOST, Some(KEY));
        change(&mut op.connection);
        op
    };
    for (op, field) in [
        (with(|at| at.port = Some(443)), Field::TargetPort),
        (with(|at| at.trust = Trust::Plain), Field::TargetTrust),
        (with(|at| at.database = Some(DatabaseName::new("x").unwrap())), Field::DatabaseName),
    ] {
        assert!(matches!(w.run(op).await.err(), Some(CoreError::Invalid(error)) if error.field == field), "{field:?}");
    }
    let made = w.run(with(|at| at.port = Some(8443))).await.unwrap();
    assert_eq!((made.port, made.host.as_str()), (8443, HOST));
    let (manager, shown) = NewManager::with_new_signing_key(AccountName::new("k").unwrap()).unwrap();
    assert_eq!((shown.len(), manager.account.as_str()), (64, "k"));
    // It moves without its key, which is never sent.
    let moved = Some(connection("https://b.example/y"));
    w.run(UpdateTarget { name: made.name.clone(), connection: moved, manager: None }).await.unwrap();
    let found = w.run(DescribeTarget { name: made.name }).await.unwrap().target;
    assert_eq!((found.port, found.manager.map(|name| name.to_string())), (443, Some("strongroom".to_owned())));
}

#[tokio::test]
async fn functions_are_for_generic_secrets_with_text() {
    let f = ByFunction::new().await;
    let binary = NewValue::Given { value_type: ValueType::Binary, value: Plaintext::new(b"AAAA".to_vec()) };
    f.run(PutSecretValue { value: binary, ..put(SECRET, "v2", "x", &[]) }).await.unwrap();
    let refused = f.run(plan()).await.err();
    assert_eq!(refused, Some(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)).into()));
    f.run(crate::rotations::managed("db/app", &crate::rotations::credential("app", "old"))).await.unwrap();
    let refused = f.run(SetRotationPlan { name: name("db/app"), ..plan() }).await.err();
    assert_eq!(refused, Some(FieldError::new(Field::TargetName, Problem::Malformed(Form::Choice)).into()));
    f.run(crate::rotations::new_target("db", Some("r"))).await.unwrap();
    f.run(put(SECRET, "v3", "text", &[])).await.unwrap();
    let refused =
        f.run(SetRotationPlan { name: name(SECRET), ..crate::rotations::plan(SECRET, Strategy::OneAccount) }).await;
    assert_eq!(refused.err(), Some(CoreError::InUse(Blocker::GenericSecret)));
    let two = NewRotationPlan { await_readers: true, ..plan().plan };
    let refused = f.run(SetRotationPlan { name: name(SECRET), plan: two }).await.err();
    assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::AwaitReaders), "{refused:?}");
}

#[tokio::test]
async fn secret_is_created_with_its_function_and_with_no_other_target() {
    let f = ByFunction::new().await;
    f.run(crate::rotations::new_target("db", Some("r"))).await.unwrap();
    let new = |plan: NewRotationPlan| CreateSecret { rotation: Some(plan), ..create("app/new", "text") };
    let plan = || NewRotationPlan { accounts: vec![AccountName::new("app/new").unwrap()], ..plan().plan };
    let at_database = crate::rotations::plan("app/new", Strategy::OneAccount).plan;
    assert_eq!(f.run(new(at_database)).await.err(), Some(CoreError::InUse(Blocker::GenericSecret)));
    let value = NewValue::Given { value_type: ValueType::Binary, value: Plaintext::new(b"AAAA".to_vec()) };
    let refused = f.run(CreateSecret { value, ..new(plan()) }).await.err();
    assert_eq!(refused, Some(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Text)).into()));
    let made = f.run(new(plan())).await.unwrap().rotation.unwrap();
    assert_eq!((made.strategy, made.config), (Strategy::Function, String::new()));
}
