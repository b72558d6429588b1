//! Rotations against a target in memory: what readers are given, what goes wrong at the target, who may do what.

use crate::{
    rotator::{Fault, Target},
    stores::Shared,
    world::*,
};
use std::sync::Arc;
use strongroom_core::{
    Blocker, CoreError, Engine, Operation, Plaintext, Reconciler, Rotators, Thing,
    facts::{RotationFacts, VersionFacts},
    ops::{
        rotations::*,
        secrets::{CreateSecret, DeleteMode, DeleteSecret, ListSecretVersionIds, UpdateSecretVersionStage},
        targets::{CreateTarget, DeleteTarget, NewManager, TargetConnection},
    },
    ports::{Secret, Trouble},
};
use strongroom_domain::*;

pub const SECRET: &str = "db/app";
pub const DAY: i64 = Timestamp::DAY_MS;

/// A world with a database whose account `app` has the password `old`.
pub struct Rotating {
    pub w: World,
    pub target: Arc<Target>,
    pub process: Process,
}

/// A process on the database of a world.
pub struct Process {
    pub engine: Arc<Engine>,
    pub store: Arc<Shared>,
    pub reconciler: Arc<Reconciler>,
}

impl Process {
    pub async fn of(w: &World, target: &Arc<Target>) -> Self {
        let store = Shared::of(w);
        let engine = Arc::new(Engine::new(store.clone(), w.clock.clone()));
        engine.unseal(&w.root).await.unwrap();
        let rotators = Rotators::default().with(TargetKind::Postgresql, target.clone());
        let reconciler = Arc::new(Reconciler::new(engine.clone(), rotators).unwrap());
        Self { engine, store, reconciler }
    }
}

pub fn account(name: &str) -> AccountName {
    AccountName::new(name).unwrap()
}

pub fn credential(account: &str, password: &str) -> String {
    format!(r#"{{"AccountName":"{account}","AccountPassword":"{password}"}}"#)
}

pub fn new_target(name: &str, manager: Option<&str>) -> CreateTarget {
    let manager = manager.map(|password| NewManager {
        account: account("root"),
        secret: Secret::Password(Plaintext::new(password.as_bytes().to_vec())),
    });
    let connection = TargetConnection {
        host: TargetHost::new("db.example").unwrap(),
        port: None,
        database: None,
        trust: Trust::SystemAuthorities,
    };
    CreateTarget { name: TargetName::new(name).unwrap(), kind: TargetKind::Postgresql, connection, manager }
}

pub fn managed(secret: &str, value: &str) -> CreateSecret {
    CreateSecret { kind: SecretKind::Rds, ..create(secret, value) }
}

pub fn plan(secret: &str, strategy: Strategy) -> SetRotationPlan {
    let plan = NewRotationPlan {
        target: TargetName::new("db").unwrap(),
        strategy,
        accounts: vec![account("app")],
        automatic: false,
        schedule: None,
        grace_s: None,
        await_readers: false,
        rollout: None,
        config: None,
    };
    SetRotationPlan { name: name(secret), plan }
}

pub fn each_week(secret: &str, strategy: Strategy) -> SetRotationPlan {
    let schedule = Some(Schedule::each(RotationPeriod::parse("7d").unwrap()));
    let mut op = plan(secret, strategy);
    (op.plan.automatic, op.plan.schedule) = (true, schedule);
    op
}

pub fn rotate(secret: &str, id: &str) -> RotateSecret {
    RotateSecret { name: name(secret), version: Some(version(id)), pace: RotationPace::AsPlanned }
}

impl Rotating {
    pub async fn new(strategy: Strategy, manager: Option<&str>) -> Self {
        let w = World::new().await;
        let target = Target::with(&[("root", "r"), ("app", "old")]);
        w.run(new_target("db", manager)).await.unwrap();
        w.run(managed(SECRET, &credential("app", "old"))).await.unwrap();
        w.run(plan(SECRET, strategy)).await.unwrap();
        let process = Process::of(&w, &target).await;
        Self { w, target, process }
    }

    pub async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.process.engine.call(&self.w.call_of(&self.w.admin), &op).await
    }

    /// Does what is due.
    pub async fn catch_up(&self) {
        self.process.reconciler.catch_up().await.unwrap();
    }

    /// After this every process has noticed what another one changed.
    pub fn notice(&self) {
        self.w.pass(1_000);
    }

    /// Account and password that readers are given.
    pub async fn served(&self, stage: &str) -> (String, String) {
        let value = self.run(get(SECRET, None, Some(stage))).await.unwrap();
        let value: serde_json::Value = serde_json::from_slice(value.value.expose()).unwrap();
        let text = |field: &str| value[field].as_str().unwrap().to_owned();
        (text("AccountName"), text("AccountPassword"))
    }

    /// Whether the target accepts what readers are given.
    pub async fn works(&self) -> bool {
        let (account, password) = self.served("ACSCurrent").await;
        self.target.accepts(&account, &password)
    }

    pub async fn described(&self) -> DescribedRotation {
        self.run(DescribeRotation { name: name(SECRET), rotation: None }).await.unwrap()
    }

    pub async fn rotation(&self, id: RotationId) -> RotationFacts {
        let described = self.run(DescribeRotation { name: name(SECRET), rotation: Some(id) }).await.unwrap();
        described.rotation.unwrap()
    }

    /// Begins a rotation.
    pub async fn begin(&self, id: &str) -> RotationId {
        self.run(rotate(SECRET, id)).await.unwrap().rotation.unwrap()
    }

    /// Begins a rotation and does what is due.
    pub async fn rotate(&self, id: &str) -> RotationFacts {
        let rotation = self.begin(id).await;
        self.catch_up().await;
        self.rotation(rotation).await
    }

    pub fn labels_of(versions: &[VersionFacts]) -> Vec<(String, Vec<String>)> {
        let stages = |stages: &[Stage]| stages.iter().map(|stage| stage.stored().to_string()).collect();
        versions.iter().map(|version| (version.id.to_string(), stages(&version.stages))).collect()
    }
}

fn phase(rotation: &RotationFacts) -> (RunPhase, RunProgress, Option<RunCause>) {
    (rotation.state.phase, rotation.state.progress, rotation.state.cause)
}

#[tokio::test]
async fn one_account_gets_a_new_password_that_readers_are_given() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let done = r.rotate("v2").await;
    assert_eq!(phase(&done), (RunPhase::Done, RunProgress::Promoted, None));
    assert_eq!((done.trigger, done.starter.as_str()), (RunTrigger::Caller, "admin"));
    assert_eq!(r.served("ACSCurrent").await, ("app".to_owned(), "new-0-1".to_owned()));
    assert_eq!(r.served("ACSPrevious").await, ("app".to_owned(), "old".to_owned()));
    assert!(r.works().await && !r.target.accepts("app", "old"));
    let plan = r.described().await.plan;
    assert_eq!((plan.open, plan.last_rotated), (None, Some(done.started)));
    // The same version again: nothing happens, as with the vendor.
    let again = r.run(rotate(SECRET, "v2")).await.unwrap();
    assert_eq!(again.rotation, None);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-0-1");
}

#[tokio::test]
async fn two_accounts_take_turns_and_the_old_one_works_until_its_time_is_over() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let first = r.rotate("v2").await;
    assert_eq!(phase(&first), (RunPhase::Active, RunProgress::Promoted, None), "the old one serves its time");
    assert_eq!(r.served("ACSCurrent").await, ("app_clone".to_owned(), "new-0-1".to_owned()));
    assert!(r.works().await && r.target.accepts("app", "old"));
    r.w.pass(2 * DAY);
    r.catch_up().await;
    assert_eq!(r.rotation(first.id).await.state.phase, RunPhase::Done);
    assert!(r.works().await && !r.target.accepts("app", "old"));
    let second = r.rotate("v3").await;
    assert_eq!(r.served("ACSCurrent").await.0, "app");
    // A third one sets the password of the account that the second one would have revoked.
    let third = r.rotate("v4").await;
    assert_eq!(r.rotation(second.id).await.state.phase, RunPhase::Superseded);
    assert_eq!((r.served("ACSCurrent").await.0.as_str(), third.state.progress), ("app_clone", RunProgress::Promoted));
    assert!(r.works().await);
}

#[tokio::test]
async fn leaked_credential_is_revoked_without_a_grace_period() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let begun =
        r.run(RotateSecret { pace: RotationPace::Leaked, ..rotate(SECRET, "v2") }).await.unwrap().rotation.unwrap();
    r.catch_up().await;
    let done = r.rotation(begun).await;
    assert_eq!((phase(&done), done.trigger), ((RunPhase::Done, RunProgress::Promoted, None), RunTrigger::Leak));
    assert_eq!(r.served("ACSCurrent").await, ("app_clone".to_owned(), "new-0-1".to_owned()));
    assert!(r.works().await && !r.target.accepts("app", "old"));
    // The next one is usual again.
    assert_eq!(r.rotate("v3").await.state.phase, RunPhase::Active);
}

#[tokio::test]
async fn account_without_a_manager_changes_itself() {
    let r = Rotating::new(Strategy::OneAccount, None).await;
    assert_eq!(r.rotate("v2").await.state.phase, RunPhase::Done);
    assert!(r.works().await);
    r.target.set("app", "changed by hand");
    r.target.fail_next([Fault::Refused(Trouble::AccountRefused)]);
    let stuck = r.rotate("v3").await;
    assert_eq!((stuck.state.phase, stuck.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::AccountRefused)));
}

#[tokio::test]
async fn uncertain_change_is_probed_and_never_made_twice() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.target.fail_next([Fault::Lost]);
    let done = r.rotate("v2").await;
    assert_eq!(done.state.phase, RunPhase::Done);
    assert!(r.works().await);
    assert_eq!(r.target.changes.load(std::sync::atomic::Ordering::SeqCst), 2, "one set, one revoke");
}

#[tokio::test]
async fn readers_keep_what_works_while_the_target_is_away() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let away = || Fault::Refused(Trouble::Unreachable("the port is closed".to_owned()));
    r.target.fail_next((0..20).map(|_| away()));
    let begun = r.begin("v2").await;
    for tries in 1..=20 {
        r.catch_up().await;
        let waits = r.rotation(begun).await;
        assert_eq!(
            (waits.state.phase, waits.state.cause),
            (RunPhase::RetryWait, Some(RunCause::Unreachable)),
            "{tries}"
        );
        assert!(r.works().await);
        r.w.pass(15 * 60_000);
    }
    r.catch_up().await;
    assert_eq!(r.rotation(begun).await.state.phase, RunPhase::Done);
    assert!(r.works().await);
}

#[tokio::test]
async fn candidate_that_a_rule_refuses_is_replaced_three_times_at_most() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let refused = || Fault::Refused(Trouble::CandidateRefused("too simple".to_owned()));
    r.target.fail_next([refused(), refused()]);
    let done = r.rotate("v2").await;
    assert_eq!((done.state.phase, r.served("ACSCurrent").await.1.as_str()), (RunPhase::Done, "new-2-3"));
    r.target.fail_next([refused(), refused(), refused()]);
    let stuck = r.rotate("v3").await;
    assert_eq!((stuck.state.phase, stuck.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::CandidateRefused)));
    assert!(r.works().await);
    r.run(ResumeRotation { name: name(SECRET), rotation: stuck.id }).await.unwrap();
    r.catch_up().await;
    assert_eq!(r.rotation(stuck.id).await.state.phase, RunPhase::Done);
    assert!(r.works().await);
}

#[tokio::test]
async fn password_that_somebody_else_changed_is_set_again_and_raises_an_alarm() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.target.set("app", "changed by hand");
    r.target.fail_next([Fault::Refused(Trouble::Uncertain("the connection ended".to_owned()))]);
    let done = r.rotate("v2").await;
    assert_eq!(done.state.phase, RunPhase::Done);
    assert!(r.works().await);
    let events = r.w.lookup(EventFilter::default()).await.events;
    let alarms = events
        .iter()
        .filter(|found| found.event.details.iter().any(|(detail, _)| *detail == strongroom_trail::Detail::Alarm));
    assert_eq!(alarms.count(), 1);
}

#[tokio::test]
async fn refused_manager_is_not_tried_again_until_a_person_has_seen_to_it() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    let stuck = r.rotate("v2").await;
    assert_eq!((stuck.state.phase, stuck.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::ManagerRefused)));
    r.w.pass(30 * DAY);
    r.catch_up().await;
    assert_eq!(r.rotation(stuck.id).await.updated, stuck.updated, "attempts are not burnt");
    assert!(r.works().await);
    r.run(ResumeRotation { name: name(SECRET), rotation: stuck.id }).await.unwrap();
    r.catch_up().await;
    assert_eq!(r.rotation(stuck.id).await.state.phase, RunPhase::Done);
}

#[tokio::test]
async fn rotation_that_is_rolled_back_gives_readers_the_old_credential() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let run = r.rotate("v2").await;
    r.run(RollBackRotation { name: name(SECRET), rotation: run.id, give_up: false }).await.unwrap();
    r.catch_up().await;
    assert_eq!(r.rotation(run.id).await.state.phase, RunPhase::RolledBack);
    assert_eq!(r.served("ACSCurrent").await, ("app".to_owned(), "old".to_owned()));
    assert!(r.works().await && !r.target.accepts("app_clone", "new-0-1"));
    // With one account the old password is set again.
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.target.fail_next([Fault::Lost, Fault::Refused(Trouble::Unreachable("gone".to_owned()))]);
    let begun = r.begin("v2").await;
    r.catch_up().await;
    r.run(RollBackRotation { name: name(SECRET), rotation: begun, give_up: false }).await.unwrap();
    r.catch_up().await;
    assert_eq!(r.rotation(begun).await.state.phase, RunPhase::RolledBack);
    assert!(r.works().await && r.target.accepts("app", "old"));
}

#[tokio::test]
async fn secret_rotates_by_itself_once_a_period_and_once_for_all_it_missed() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "old", "not due yet");
    r.w.pass(8 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-0-1");
    r.w.pass(40 * DAY);
    for _ in 0..3 {
        r.catch_up().await;
    }
    assert_eq!(r.served("ACSCurrent").await.1, "new-1-1", "five periods were missed");
    // Paused: never by itself. A person may.
    r.run(PauseRotation { name: name(SECRET), paused: true }).await.unwrap();
    r.w.pass(40 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-1-1");
    r.rotate("by-hand").await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-2-1");
}

#[tokio::test]
async fn clock_that_is_set_back_neither_repeats_a_rotation_nor_delays_it_by_more_than_a_period() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    r.w.pass(8 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-0-1");
    r.w.clock.set_wall_by(-DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-0-1");
    r.w.pass(9 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-1-1");
}

#[tokio::test]
async fn pending_credential_is_nobodys_and_values_of_managed_secrets_are_only_rotated() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    let stuck = r.rotate("v2").await;
    const MISSING: CoreError = CoreError::NotFound(Thing::Version);
    for (id, stage) in [(Some("v2"), None), (None, Some("ACSPending")), (Some("v2"), Some("ACSPending"))] {
        assert_eq!(r.run(get(SECRET, id, stage)).await.err(), Some(MISSING), "{id:?} {stage:?}");
    }
    const MANAGED: CoreError = CoreError::InUse(Blocker::ManagedSecret);
    assert_eq!(r.run(put(SECRET, "v9", &credential("app", "x"), &["ACSCurrent"])).await.err(), Some(MANAGED));
    let (stage, to, from) = (Stage::Current, Some(version("v2")), Some(version("v1")));
    assert_eq!(r.run(UpdateSecretVersionStage { name: name(SECRET), stage, to, from }).await.err(), Some(MANAGED));
    let runs = Some(CoreError::InUse(Blocker::RotationRuns));
    for mode in [DeleteMode::Force, DeleteMode::Window(7)] {
        assert_eq!(r.run(DeleteSecret { name: name(SECRET), mode }).await.err(), runs);
    }
    assert_eq!(r.run(rotate(SECRET, "v3")).await.err(), runs);
    assert_eq!(r.run(each_week(SECRET, Strategy::OneAccount)).await.err(), runs);
    let used = Some(CoreError::InUse(Blocker::TargetUsed));
    assert_eq!(r.run(DeleteTarget { name: TargetName::new("db").unwrap() }).await.err(), used);
    let found = r.run(ListSecretVersionIds { name: name(SECRET), include_unlabelled: true }).await.unwrap();
    let labels = Rotating::labels_of(&found.versions);
    assert!(labels.contains(&("v2".to_owned(), vec!["ACSPending".to_owned()])), "{labels:?}");
    r.run(RollBackRotation { name: name(SECRET), rotation: stuck.id, give_up: true }).await.unwrap();
    assert_eq!(r.rotation(stuck.id).await.state.phase, RunPhase::GivenUp);
    r.run(DeleteSecret { name: name(SECRET), mode: DeleteMode::Force }).await.unwrap();
}

#[tokio::test]
async fn two_people_who_press_rotate_at_once_begin_one_rotation() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let (a, b) = tokio::join!(r.run(rotate(SECRET, "a")), r.run(rotate(SECRET, "b")));
    let (begun, refused): (Vec<_>, Vec<_>) = [a, b].into_iter().partition(Result::is_ok);
    assert_eq!((begun.len(), refused[0].as_ref().err()), (1, Some(&CoreError::InUse(Blocker::RotationRuns))));
}
