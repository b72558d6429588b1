//! Generic secrets that get generated values, without a target.

use crate::{
    rotations::{DAY, Process, Rotating},
    rotator::Target,
    world::*,
};
use std::sync::Arc;
use strongroom_core::{
    Blocker, CoreError, Operation, Plaintext,
    facts::RotationFacts,
    ops::{
        keys::{CreateKey, DisableKey, EnableKey},
        rotations::*,
        secrets::{
            CreateSecret, DeleteMode, DeleteSecret, DescribeSecret, ListSecretVersionIds, UpdateSecretVersionStage,
        },
    },
};
use strongroom_domain::*;

const SECRET: &str = "app/token";

/// A world with a generic secret, and a process that rotates.
struct Generating {
    w: World,
    process: Process,
}

fn recipe(key: Option<&str>) -> ValueRecipe {
    ValueRecipe { rule: PasswordRule::default(), key: key.map(str::to_owned) }
}

fn each_week(key: Option<&str>) -> SetGenerationPlan {
    let schedule = Some(Schedule::each(RotationPeriod::parse("7d").unwrap()));
    SetGenerationPlan { name: name(SECRET), recipe: recipe(key), automatic: true, schedule }
}

fn to(id: &str, value: &str) -> RotateSecretTo {
    RotateSecretTo { name: name(SECRET), version: Some(version(id)), value: Plaintext::new(value.into()) }
}

fn rotate(id: &str) -> RotateSecret {
    RotateSecret { name: name(SECRET), version: Some(version(id)), pace: RotationPace::AsPlanned }
}

impl Generating {
    async fn with(value: &str) -> Self {
        let w = World::new().await;
        w.create(SECRET, value).await;
        let process = Process::of(&w, &Arc::<Target>::default()).await;
        Self { w, process }
    }

    async fn run<O: Operation>(&self, op: O) -> Result<O::Output, CoreError> {
        self.process.engine.call(&self.w.call_of(&self.w.admin), &op).await
    }

    async fn catch_up(&self) {
        self.process.reconciler.catch_up().await.unwrap();
    }

    async fn read(&self, stage: &str) -> String {
        let read = self.run(get(SECRET, None, Some(stage))).await.unwrap();
        String::from_utf8(read.value.expose().to_vec()).unwrap()
    }

    async fn described(&self) -> DescribedRotation {
        self.run(DescribeRotation { name: name(SECRET), rotation: None }).await.unwrap()
    }

    async fn listed(&self) -> Vec<RotationFacts> {
        let list = ListRotations { secret: Some(name(SECRET)), states: RunFilter::All, cursor: None, limit: 100 };
        self.run(list).await.unwrap().0.into_iter().map(|one| one.rotation).collect()
    }
}

#[tokio::test]
async fn value_is_generated_on_its_day_and_the_one_before_stays_readable() {
    let g = Generating::with("first").await;
    g.run(each_week(None)).await.unwrap();
    let plan = g.described().await.plan;
    assert_eq!((plan.target, plan.recipe, plan.strategy), (None, Some(recipe(None)), Strategy::Generated));
    assert_eq!((plan.accounts.len(), plan.grace_s), (0, 0));
    g.catch_up().await;
    assert_eq!(g.read("ACSCurrent").await, "first", "it is not its day");
    g.w.pass(8 * DAY);
    g.catch_up().await;
    let second = g.read("ACSCurrent").await;
    assert_eq!((second.len(), g.read("ACSPrevious").await.as_str()), (32, "first"));
    let done = g.listed().await;
    let [done] = done.as_slice() else { panic!("{done:?}") };
    assert_eq!((done.state.phase, done.trigger, done.target), (RunPhase::Done, RunTrigger::Schedule, None));
    assert!(done.ended.is_some());
    let plan = g.described().await.plan;
    assert_eq!((plan.open, plan.last_rotated), (None, Some(done.started)));
    g.w.pass(8 * DAY);
    g.catch_up().await;
    let third = g.read("ACSCurrent").await;
    assert_ne!(third, second);
    assert_eq!(g.read("ACSPrevious").await, second);
}

#[tokio::test]
async fn missed_dates_are_caught_up_once() {
    let g = Generating::with("first").await;
    g.run(each_week(None)).await.unwrap();
    g.w.pass(60 * DAY);
    for _ in 0..3 {
        g.catch_up().await;
    }
    assert_eq!(g.listed().await.len(), 1);
    assert_eq!(g.read("ACSPrevious").await, "first");
    let next = g.described().await.plan.next_due.unwrap();
    g.w.pass(5 * DAY);
    g.catch_up().await;
    assert_eq!((g.listed().await.len(), g.described().await.plan.next_due), (1, Some(next)));
    g.run(PauseRotation { name: name(SECRET), paused: true }).await.unwrap();
    g.w.pass(30 * DAY);
    g.catch_up().await;
    assert_eq!(g.listed().await.len(), 1, "a pause is kept");
    g.run(PauseRotation { name: name(SECRET), paused: false }).await.unwrap();
    g.catch_up().await;
    assert_eq!(g.listed().await.len(), 2);
}

#[tokio::test]
async fn two_processes_generate_one_value() {
    let g = Generating::with("first").await;
    g.run(each_week(None)).await.unwrap();
    let other = Process::of(&g.w, &Arc::<Target>::default()).await;
    g.w.pass(8 * DAY);
    let (one, two) = tokio::join!(g.process.reconciler.catch_up(), other.reconciler.catch_up());
    one.and(two).unwrap();
    g.w.pass(1_000);
    g.catch_up().await;
    assert_eq!(g.listed().await.len(), 1);
    let list = ListSecretVersionIds { name: name(SECRET), include_unlabelled: true };
    assert_eq!(g.run(list).await.unwrap().versions.len(), 2);
}

#[tokio::test]
async fn one_key_is_replaced_and_every_other_byte_stays() {
    let g = Generating::with("{ \"user\" : \"u\", \"password\":\"p\" , \"n\":1.10}\n").await;
    g.run(SetGenerationPlan { automatic: false, ..each_week(Some("password")) }).await.unwrap();
    g.run(rotate("v2")).await.unwrap();
    g.catch_up().await;
    let value = g.read("ACSCurrent").await;
    let rest = value.strip_prefix("{ \"user\" : \"u\", \"password\":\"").unwrap();
    let password = rest.strip_suffix("\" , \"n\":1.10}\n").unwrap();
    assert!(password.len() >= 32, "{value}");
}

#[tokio::test]
async fn value_without_the_key_waits_for_a_person_who_corrects_it() {
    let g = Generating::with("{\"password\":\"p\"}").await;
    let missing = FieldError::new(Field::ValueKey, Problem::NoSuchKey);
    assert_eq!(g.run(each_week(Some("other"))).await.err(), Some(missing.into()));
    g.run(each_week(Some("password"))).await.unwrap();
    g.run(put(SECRET, "v2", "text", &[])).await.unwrap();
    g.w.pass(8 * DAY);
    g.catch_up().await;
    let open = g.described().await.rotation.unwrap();
    assert_eq!((open.state.phase, open.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::NoCredential)));
    assert!(g.run(DescribeSecret { name: name(SECRET), outline: false }).await.unwrap().rotation.unwrap().stuck);
    assert_eq!(g.read("ACSCurrent").await, "text", "nothing was changed");
    // While it is open, values are not put.
    const OPEN: Option<CoreError> = Some(CoreError::InUse(Blocker::RotationRuns));
    assert_eq!(g.run(put(SECRET, "v3", "{\"password\":\"q\"}", &[])).await.err(), OPEN);
    let stage =
        UpdateSecretVersionStage { name: name(SECRET), stage: Stage::Current, to: Some(version("v1")), from: None };
    assert_eq!(g.run(stage).await.err(), OPEN);
    assert_eq!(g.run(DeleteSecret { name: name(SECRET), mode: DeleteMode::Force }).await.err(), OPEN);
    g.run(RollBackRotation { name: name(SECRET), rotation: open.id, give_up: false }).await.unwrap();
    g.run(put(SECRET, "v3", "{\"password\":\"q\"}", &[])).await.unwrap();
    g.run(rotate("v4")).await.unwrap();
    g.catch_up().await;
    assert!(g.read("ACSCurrent").await.starts_with("{\"password\":\""));
    assert_eq!(g.read("ACSPrevious").await, "{\"password\":\"q\"}");
    g.run(DeleteSecret { name: name(SECRET), mode: DeleteMode::Force }).await.unwrap();
}

#[tokio::test]
async fn disabled_key_waits_for_a_person() {
    let w = World::new().await;
    let key = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    w.run(CreateSecret { cmk: Some(key), ..create(SECRET, "first") }).await.unwrap();
    let process = Process::of(&w, &Arc::<Target>::default()).await;
    let g = Generating { w, process };
    g.run(each_week(None)).await.unwrap();
    g.run(DisableKey { id: key }).await.unwrap();
    g.w.pass(8 * DAY);
    g.catch_up().await;
    let open = g.described().await.rotation.unwrap();
    assert_eq!((open.state.phase, open.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::KeyUnusable)));
    g.run(EnableKey { id: key }).await.unwrap();
    g.run(ResumeRotation { name: name(SECRET), rotation: open.id }).await.unwrap();
    g.catch_up().await;
    assert_eq!((g.read("ACSCurrent").await.len(), g.described().await.plan.open), (32, None));
}

#[tokio::test]
async fn given_value_takes_the_place_of_a_generated_one() {
    let g = Generating::with("first").await;
    const NO_PLAN: Option<CoreError> = Some(CoreError::InUse(Blocker::NoRotationPlan));
    assert_eq!(g.run(to("v2", "given")).await.err(), NO_PLAN);
    assert_eq!(g.run(rotate("v2")).await.err(), NO_PLAN);
    g.run(each_week(None)).await.unwrap();
    let begun = g.run(to("v2", "given")).await.unwrap();
    assert!(g.run(get(SECRET, Some("v2"), None)).await.is_err(), "nobody reads it before it is current");
    assert_eq!(g.run(to("v2", "given")).await.unwrap().rotation, begun.rotation, "the same request again");
    assert_eq!(g.run(to("v2", "other")).await.err(), Some(CoreError::VersionTaken));
    g.catch_up().await;
    assert_eq!((g.read("ACSCurrent").await, g.read("ACSPrevious").await), ("given".to_owned(), "first".to_owned()));
    assert_eq!(g.run(to("v2", "given")).await.unwrap().rotation, None);
    let last = g.described().await.plan.last_rotated.unwrap();
    assert_eq!(last, g.listed().await[0].started, "its next date is counted from here");
    for value in ["", &"x".repeat(limits::VALUE_BYTES + 1)] {
        let refused = g.run(to("v3", value)).await.err();
        assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::SecretValue), "{refused:?}");
    }
    g.run(rotate("v3")).await.unwrap();
    g.catch_up().await;
    assert_eq!(g.read("ACSCurrent").await.len(), 32);
}

#[tokio::test]
async fn plans_that_generate_are_for_generic_secrets_and_those_who_may_set_values() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let managed_secret = SetGenerationPlan { name: name(crate::rotations::SECRET), ..each_week(None) };
    assert_eq!(r.run(managed_secret).await.err(), Some(CoreError::InUse(Blocker::ManagedSecret)));
    let value = Plaintext::new(b"x".to_vec());
    let op = RotateSecretTo { name: name(crate::rotations::SECRET), version: None, value };
    assert_eq!(r.run(op).await.err(), Some(CoreError::InUse(Blocker::ManagedSecret)));

    let g = Generating::with("first").await;
    let short = ValueRecipe { rule: PasswordRule { length: 7, ..PasswordRule::default() }, key: None };
    let refused = g.run(SetGenerationPlan { recipe: short, ..each_week(None) }).await.err();
    assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::PasswordLength), "{refused:?}");
    let refused = g.run(SetGenerationPlan { schedule: None, ..each_week(None) }).await.err();
    assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::RotationPeriod), "{refused:?}");
    let both = r#"["kms:UpdateSecretRotationPolicy", "kms:RotateSecret"]"#;
    g.w.run(new_policy("plans", &document("Allow", "x", "*").replace(r#""x""#, both))).await.unwrap();
    let planner = g.w.user("planner", &[custom("plans")]).await;
    assert_eq!(g.w.run_as(&planner, each_week(None)).await.err(), Some(CoreError::Denied));
    g.w.run(new_policy("values", &document("Allow", "kms:PutSecretValue", "*"))).await.unwrap();
    g.w.run(attach(custom("values"), "planner")).await.unwrap();
    g.w.run_as(&planner, each_week(None)).await.unwrap();
    g.w.run(detach(custom("values"), "planner")).await.unwrap();
    assert_eq!(g.w.run_as(&planner, to("v2", "given")).await.err(), Some(CoreError::Denied));
    g.w.run_as(&planner, rotate("v2")).await.unwrap();
}
