//! Rotations that reach readers one after the other: part of them first, the old credential until the last has moved.

use crate::{
    rotations::{DAY, Rotating, SECRET, account, plan, rotate},
    world::*,
};
use strongroom_core::{
    Blocker, Call, CoreError,
    ops::{
        rotations::*,
        secrets::{GetSecretValue, ListSecretReads, Migration},
    },
};
use strongroom_domain::*;

/// A world with two accounts, and readers `r0` to `r19` in two networks.
struct Readers {
    r: Rotating,
    readers: Vec<Principal>,
}

impl Readers {
    async fn new(change: impl FnOnce(&mut NewRotationPlan)) -> Self {
        let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
        let mut op = plan(SECRET, Strategy::TwoAccounts);
        change(&mut op.plan);
        r.run(op).await.unwrap();
        r.w.run(new_policy("read", &document("Allow", "kms:GetSecretValue", "*"))).await.unwrap();
        let mut readers = Vec::new();
        for n in 0..20 {
            readers.push(r.w.user(&format!("r{n}"), &[custom("read")]).await);
        }
        Self { r, readers }
    }

    /// The account that a reader is given.
    async fn read(&self, reader: usize, stage: Option<&str>) -> Result<String, CoreError> {
        let address = Some(format!("10.0.{}.7", reader % 2).parse().unwrap());
        let call = Call { address, surface: Surface::Aliyun, ..self.r.w.call_of(&self.readers[reader]) };
        let value = self.r.process.engine.call(&call, &get(SECRET, None, stage)).await?;
        let value: serde_json::Value = serde_json::from_slice(value.value.expose()).unwrap();
        Ok(value["AccountName"].as_str().unwrap().to_owned())
    }

    /// Which readers are given the second account.
    async fn given_new(&self) -> Vec<usize> {
        let mut found = Vec::new();
        for reader in 0..self.readers.len() {
            if self.read(reader, None).await.unwrap() == "app_clone" {
                found.push(reader);
            }
        }
        found
    }

    async fn migration(&self) -> Migration {
        let list = ListSecretReads { name: name(SECRET), versions: Vec::new(), since: None, limit: 100, between: None };
        let open = self.r.described().await.rotation.unwrap();
        let between = Some((open.old_version, open.version));
        self.r.run(ListSecretReads { between, ..list }).await.unwrap().migration.unwrap()
    }
}

fn named(names: &[&str], all_after_s: Option<u32>) -> Rollout {
    let readers = names.iter().map(|name| Reader { is_role: false, name: (*name).to_owned() }).collect();
    Rollout { group: RolloutGroup::Named(readers), all_after_s }
}

#[tokio::test]
async fn named_readers_are_given_the_new_credential_until_a_person_gives_it_to_all() {
    let w = Readers::new(|plan| plan.rollout = Some(named(&["r3", "r4"], None))).await;
    let run = w.r.rotate("v2").await;
    assert_eq!(run.state.progress, RunProgress::Offered);
    assert_eq!(w.given_new().await, [3, 4]);
    assert_eq!(w.read(3, Some("ACSCurrent")).await.unwrap(), "app_clone");
    assert_eq!(w.read(3, Some("ACSPrevious")).await.unwrap(), "app");
    assert!(w.read(0, Some("ACSPending")).await.is_err(), "the others cannot have it");
    let by_id = |reader: usize| {
        let op = GetSecretValue { version: Some(version("v2")), ..get(SECRET, None, None) };
        let call = w.r.w.call_of(&w.readers[reader]);
        let engine = w.r.process.engine.clone();
        async move { engine.call(&call, &op).await.is_ok() }
    };
    assert_eq!((by_id(3).await, by_id(0).await), (true, false));
    let Migration { moved, remaining, .. } = w.migration().await;
    // In its network r3 read the previous one last; elsewhere it has read only the new one.
    assert_eq!((moved.len(), remaining.len()), (2, 19));
    w.r.w.pass(10 * DAY);
    w.r.catch_up().await;
    assert_eq!(w.r.rotation(run.id).await.state.progress, RunProgress::Offered, "it has all the time");
    w.r.run(ResumeRotation { name: name(SECRET), rotation: run.id }).await.unwrap();
    w.r.catch_up().await;
    assert_eq!(w.given_new().await.len(), 20);
    assert!(w.r.target.accepts("app", "old"), "the old one serves its time");
}

#[tokio::test]
async fn share_of_the_readers_is_followed_by_all_when_its_time_has_come() {
    let share = Rollout { group: RolloutGroup::Share(40), all_after_s: Some(3_600) };
    let w = Readers::new(|_| {}).await;
    let gradual = RotateSecret { pace: RotationPace::Gradual(share), ..rotate(SECRET, "v2") };
    w.r.run(gradual).await.unwrap();
    w.r.catch_up().await;
    let first = w.given_new().await;
    assert!((2..=15).contains(&first.len()), "{first:?}");
    assert_eq!(w.given_new().await, first, "the same readers each time");
    w.r.w.pass(1_800_000);
    w.r.catch_up().await;
    assert_eq!(w.given_new().await, first);
    w.r.w.pass(1_800_000);
    w.r.catch_up().await;
    assert_eq!(w.given_new().await.len(), 20);
}

#[tokio::test]
async fn rollout_goes_back_when_a_person_says_so_or_the_target_refuses_the_new_credential() {
    let w = Readers::new(|plan| plan.rollout = Some(named(&["r1"], Some(3_600)))).await;
    let run = w.r.rotate("v2").await;
    assert_eq!(w.given_new().await, [1]);
    w.r.run(RollBackRotation { name: name(SECRET), rotation: run.id, give_up: false }).await.unwrap();
    assert_eq!(w.given_new().await, [0; 0], "at once");
    w.r.catch_up().await;
    assert_eq!(w.r.rotation(run.id).await.state.phase, RunPhase::RolledBack);

    let run = w.r.rotate("v3").await;
    assert_eq!(w.given_new().await, [1]);
    w.r.target.set("app_clone", "somebody else's");
    w.r.w.pass(60_000);
    w.r.catch_up().await;
    assert_eq!(w.given_new().await, [0; 0]);
    assert_eq!(w.r.rotation(run.id).await.state.phase, RunPhase::RolledBack);
    assert!(w.r.works().await);
}

#[tokio::test]
async fn old_credential_goes_when_its_last_reader_has_the_new_one() {
    let w = Readers::new(|plan| (plan.await_readers, plan.grace_s) = (true, Some(10 * 86_400))).await;
    for reader in [0, 1] {
        w.read(reader, None).await.unwrap();
    }
    let run = w.r.rotate("v2").await;
    assert_eq!(run.state.progress, RunProgress::Promoted);
    for (reader, left) in [(0, 1), (1, 0)] {
        w.r.w.pass(3_600_000);
        w.r.catch_up().await;
        assert!(w.r.target.accepts("app", "old"), "{reader} still has it");
        w.read(reader, None).await.unwrap();
        assert_eq!(w.migration().await.remaining.len(), left);
    }
    w.r.w.pass(3_600_000);
    w.r.catch_up().await;
    assert_eq!(w.r.rotation(run.id).await.state.phase, RunPhase::Done);
    assert!(!w.r.target.accepts("app", "old"));
}

#[tokio::test]
async fn old_credential_goes_at_its_deadline_which_a_person_moves() {
    let w = Readers::new(|plan| (plan.await_readers, plan.grace_s) = (true, Some(86_400))).await;
    w.read(0, None).await.unwrap();
    let run = w.r.rotate("v2").await;
    let extend = |seconds| ExtendRotation { name: name(SECRET), rotation: run.id, seconds };
    w.r.run(extend(3 * 86_400)).await.unwrap();
    w.r.w.pass(2 * DAY);
    w.r.catch_up().await;
    assert!(w.r.target.accepts("app", "old"));
    w.r.w.pass(DAY);
    w.r.catch_up().await;
    assert!(!w.r.target.accepts("app", "old"), "whoever has not read it by then");
    assert_eq!(w.r.run(extend(60)).await.err(), Some(CoreError::InUse(Blocker::RotationState)));
}

#[tokio::test]
async fn leaked_credential_is_dead_as_soon_as_the_new_one_works() {
    let w = Readers::new(|plan| {
        (plan.await_readers, plan.rollout) = (true, Some(named(&["r1"], None)));
    })
    .await;
    w.read(0, None).await.unwrap();
    w.r.run(RotateSecret { pace: RotationPace::Leaked, ..rotate(SECRET, "v2") }).await.unwrap();
    w.r.catch_up().await;
    assert!(!w.r.target.accepts("app", "old"));
    assert_eq!(w.given_new().await.len(), 20);
    assert_eq!(w.r.described().await.rotation, None, "it has ended");
}

#[tokio::test]
async fn one_password_at_a_time_cannot_roll_out() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let refused = |field| Some(FieldError::new(field, Problem::Malformed(Form::Choice)).into());
    let gradual = RotationPace::Gradual(named(&["r1"], None));
    assert_eq!(r.run(RotateSecret { pace: gradual, ..rotate(SECRET, "v2") }).await.err(), refused(Field::RolloutShare));
    let mut op = plan(SECRET, Strategy::OneAccount);
    (op.plan.accounts, op.plan.await_readers) = (vec![account("app")], true);
    assert_eq!(r.run(op).await.err(), refused(Field::AwaitReaders));
}
