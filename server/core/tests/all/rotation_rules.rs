//! What a schedule, a target and an end of a rotation mean for labels, dates and rights.

use crate::{
    rotations::{DAY, Rotating, SECRET, account, each_week, plan},
    world::*,
};
use strongroom_core::{
    CoreError, Plaintext, Rotators,
    facts::UPCOMING,
    ops::{
        rotations::{
            BeginRotation, PartChange, ReportRotationStep, RollBackRotation, StepFound, TakeRotationStep,
            UpdateSecretRotationPolicy,
        },
        secrets::ListSecretVersionIds,
        targets::{AccountProof, TargetConnection, TestTarget, UpdateTarget},
    },
};
use strongroom_domain::*;

#[tokio::test]
async fn version_that_was_taken_back_is_served_under_no_label() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let run = r.rotate("v2").await;
    r.run(RollBackRotation { name: name(SECRET), rotation: run.id, give_up: false }).await.unwrap();
    r.catch_up().await;
    let list = ListSecretVersionIds { name: name(SECRET), include_unlabelled: true };
    let labels = Rotating::labels_of(&r.run(list).await.unwrap().versions);
    assert!(labels.contains(&("v2".to_owned(), Vec::new())), "{labels:?}");
    assert!(r.run(get(SECRET, None, Some("ACSPrevious"))).await.is_err());
}

#[tokio::test]
async fn old_credential_is_revoked_although_the_next_rotation_ended_before_it_began() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let first = r.rotate("v2").await;
    let second = r.begin("v3").await;
    assert_eq!(r.rotation(first.id).await.state.phase, RunPhase::Superseded);
    r.run(RollBackRotation { name: name(SECRET), rotation: second, give_up: false }).await.unwrap();
    assert_eq!(r.described().await.rotation.map(|open| open.id), Some(first.id));
    r.catch_up().await;
    assert!(r.target.accepts("app", "old"), "it serves its time");
    r.w.pass(2 * DAY);
    r.catch_up().await;
    assert_eq!(r.rotation(first.id).await.state.phase, RunPhase::Done);
    assert!(r.works().await && !r.target.accepts("app", "old"));
}

#[tokio::test]
async fn request_to_roll_back_is_kept_while_a_step_is_under_way() {
    for strategy in [Strategy::OneAccount, Strategy::TwoAccounts] {
        let r = Rotating::new(strategy, Some("r")).await;
        let gate = r.target.hold_next();
        let begun = r.begin("v2").await;
        let back = RollBackRotation { name: name(SECRET), rotation: begun, give_up: false };
        let asks = async {
            gate.reached.notified().await;
            r.run(back).await.unwrap();
            assert!(r.rotation(begun).await.state.back_asked);
            gate.open.notify_one();
        };
        tokio::join!(r.catch_up(), asks);
        let state = r.rotation(begun).await.state;
        assert_eq!((state.phase, state.back_asked), (RunPhase::RolledBack, false), "{strategy:?}");
        assert_eq!(r.served("ACSCurrent").await, ("app".to_owned(), "old".to_owned()));
        assert!(r.works().await);
    }
}

#[tokio::test]
async fn request_to_roll_back_outlives_the_process_that_took_the_step() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let gate = r.target.hold_next();
    let begun = r.begin("v2").await;
    tokio::select! {
        () = r.catch_up() => panic!("the step was not held"),
        () = gate.reached.notified() => {}
    }
    r.run(RollBackRotation { name: name(SECRET), rotation: begun, give_up: false }).await.unwrap();
    r.w.pass(60_000);
    r.catch_up().await;
    let state = r.rotation(begun).await.state;
    assert_eq!((state.phase, state.back_asked), (RunPhase::RolledBack, false));
    assert!(r.works().await && r.target.accepts("app", "old"));
}

#[tokio::test]
async fn next_rotation_finds_the_old_credential_of_the_last_one_revoked() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let mut op = each_week(SECRET, Strategy::TwoAccounts);
    op.plan.grace_s = Some(30 * 86_400);
    r.run(op).await.unwrap();
    assert_eq!(r.described().await.plan.grace_s, 7 * 86_400 / 2);
    let first = r.rotate("v2").await;
    r.w.pass(4 * DAY);
    r.catch_up().await;
    assert_eq!(r.rotation(first.id).await.state.phase, RunPhase::Done);
    r.w.pass(4 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.0, "app", "it rotated on its day");
}

#[tokio::test]
async fn next_dates_follow_period_and_hours() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    assert_eq!(r.described().await.plan.upcoming, []);
    let set = |automatic, period: Option<&str>, window| {
        let period = period.map(|period| RotationPeriod::parse(period).unwrap());
        UpdateSecretRotationPolicy {
            name: name(SECRET),
            automatic,
            period,
            window,
            begins: PartChange::Keep,
            freezes: None,
        }
    };
    let hours = |text: &str| PartChange::Set(Some(RotationWindow::parse(text).unwrap()));
    let without_period = r.run(set(false, None, hours("22:00-04:00Z"))).await.err();
    assert_eq!(without_period, Some(FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration)).into()));
    r.run(set(true, Some("7d"), hours("22:00-04:00Z"))).await.unwrap();
    let plan = r.described().await.plan;
    assert_eq!((plan.upcoming.len(), plan.upcoming.first()), (UPCOMING, plan.next_due.as_ref()));
    for pair in plan.upcoming.windows(2) {
        let [one, other] = pair else { unreachable!() };
        assert!((6 * DAY..=8 * DAY).contains(&(other.0 - one.0)), "{pair:?}");
        let hour = other.0.rem_euclid(DAY) / 3_600_000;
        assert!(!(4..22).contains(&hour), "{hour}");
    }
    r.run(set(true, Some("30d"), PartChange::Keep)).await.unwrap();
    let schedule = r.described().await.plan.schedule.unwrap();
    assert_eq!(schedule.window, Some(RotationWindow::parse("22:00-04:00Z").unwrap()));
    r.run(set(true, None, PartChange::Set(None))).await.unwrap();
    assert_eq!(r.described().await.plan.schedule.unwrap().window, None);
    r.run(set(false, None, PartChange::Keep)).await.unwrap();
    assert_eq!(r.described().await.plan.upcoming, []);
}

#[tokio::test]
async fn first_rotation_is_due_when_its_schedule_begins() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let begins = |days: i64| UpdateSecretRotationPolicy {
        name: name(SECRET),
        automatic: true,
        period: Some(RotationPeriod::parse("7d").unwrap()),
        window: PartChange::Keep,
        begins: PartChange::Set(Some(r.w.engine.now().plus_ms(days * DAY))),
        freezes: None,
    };
    r.run(begins(30)).await.unwrap();
    r.w.pass(29 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "old", "four periods, and not begun");
    r.w.pass(2 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-0-1");
    r.run(begins(1)).await.unwrap();
    r.w.pass(2 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-1-1", "sooner than a period");
    r.w.pass(8 * DAY);
    r.catch_up().await;
    assert_eq!(r.served("ACSCurrent").await.1, "new-2-1", "each period from then on");
}

#[tokio::test]
async fn values_go_to_another_server_only_by_those_who_may_read_them() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let actions = r#"["kms:UpdateSecretRotationPolicy", "strongroom:UpdateTarget"]"#;
    let text = document("Allow", "x", "*").replace(r#""x""#, actions);
    r.w.run(new_policy("operators", &text)).await.unwrap();
    let operator = r.w.user("operator", &[custom("operators")]).await;
    let elsewhere = |host: &str| UpdateTarget {
        name: TargetName::new("db").unwrap(),
        connection: Some(TargetConnection {
            host: TargetHost::new(host).unwrap(),
            port: None,
            database: None,
            trust: Trust::SystemAuthorities,
        }),
        manager: Some(crate::rotations::new_target("db", Some("r")).manager.unwrap()),
    };
    assert_eq!(r.w.run_as(&operator, elsewhere("elsewhere.example")).await.err(), Some(CoreError::Denied));
    let named = r.w.run_as(&operator, plan(SECRET, Strategy::OneAccount)).await;
    assert_eq!(named.err(), Some(CoreError::Denied));
    r.w.run(new_policy("values", &document("Allow", "kms:GetSecretValue", "*"))).await.unwrap();
    r.w.run(attach(custom("values"), "operator")).await.unwrap();
    r.w.run_as(&operator, elsewhere("elsewhere.example")).await.unwrap();
    r.w.run_as(&operator, plan(SECRET, Strategy::OneAccount)).await.unwrap();
}

#[tokio::test]
async fn steps_are_the_servers_alone() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let rotation = r.begin("v2").await;
    let take = TakeRotationStep { name: name(SECRET), rotation, owner: [1; 16], renews: None };
    assert_eq!(r.run(take).await.err(), Some(CoreError::Denied));
    assert_eq!(r.run(BeginRotation { name: name(SECRET) }).await.err(), Some(CoreError::Denied));
    let fact = StepFound::Fact(RunFact::Promoted);
    let report =
        ReportRotationStep { name: name(SECRET), rotation, owner: [1; 16], fence: 1, found: fact, goes_on: false };
    assert_eq!(r.run(report).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn password_that_was_typed_is_tried_at_the_target_for_those_who_may_change_it() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let rotators = Rotators::default().with(TargetKind::Postgresql, r.target.clone());
    let op = |password: &str| TestTarget {
        name: TargetName::new("db").unwrap(),
        for_account: Some((Strategy::OneAccount, account("app"))),
        rehearse: false,
        proof: Some(AccountProof::Password(Plaintext::new(password.as_bytes().to_vec()))),
    };
    let engine = &r.process.engine;
    for (password, accepted) in [("old", true), ("another", false)] {
        let tested = engine.test_target(&r.w.call_of(&r.w.admin), &op(password), &rotators).await.unwrap();
        assert_eq!((tested.accepted, tested.account_accepted), (Some(true), Some(accepted)), "{password}");
    }
    r.w.run(new_policy("testers", &document("Allow", "strongroom:TestTarget", "*"))).await.unwrap();
    let tester = r.w.user("tester", &[custom("testers")]).await;
    let refused = engine.test_target(&r.w.call_of(&tester), &op("old"), &rotators).await.err();
    assert_eq!(refused, Some(CoreError::Denied));
    let allowed = TestTarget { proof: None, ..op("old") };
    assert!(engine.test_target(&r.w.call_of(&tester), &allowed, &rotators).await.is_ok());
}
