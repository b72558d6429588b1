//! Bad input of rotations, and where each is shown. Readers keep a credential that works, and the state says what to do.
//!
//! | what | with the real server (`server/rotators/tests/all`, `…/matrix`) | here and beside |
//! | --- | --- | --- |
//! | wrong managing password | `each_refusal_of_the_server_has_its_trouble`; fault 11 | `each_trouble_has_a_state…`, `refused_manager_is_not_tried_again…` |
//! | role without rights | `rights_name_what_is_missing`, each kind's refusals | `each_trouble_has_a_state…` |
//! | account that does not exist | each kind's refusals; fault 15 | `each_trouble_has_a_state…` |
//! | host key changed, certificate not trusted | `host_with_another_key_sees_no_account`, `certificate_must_be_trusted…`; fault 12 | `each_trouble_has_a_state…` |
//! | target answers garbage, or never | `hostile.rs`; faults 4 and 5 | `each_trouble_has_a_state…` |
//! | candidate refused by a rule | `mysql.rs`, `ssh/passwords.rs`; fault 10 | `candidate_that_a_rule_refuses_is_replaced…` |
//! | identifier with quotes and Unicode | `one_account_gets_a_new_password…` of each database | `names_with_quotes_and_other_scripts…` |
//! | period out of range | | `period_out_of_range_is_refused_by_name`, `server/wire/tests/all/aliyun/kms/rotation.rs` |
//! | two people press rotate at once | fault 14 | `two_people_who_press_rotate_at_once…` |
//! | deletion during a run | | `pending_credential_is_nobodys…` |
//! | policy loss during a run | | `whoever_loses_their_rights…` |
//! | target deleted, or plan changed, while used | | `target_in_use_stays…` |
//! | clock back a day in the middle | fault 13 | `clock_set_back_a_day_anywhere…` |

use crate::{
    rotations::{DAY, Process, Rotating, SECRET, account, each_week, managed, plan, rotate},
    rotator::Fault,
    stores::End,
    world::*,
};
use strongroom_core::{
    Blocker, CoreError,
    ops::{
        rotations::{ResumeRotation, RollBackRotation, SetRotationPlan},
        targets::DeleteTarget,
    },
    ports::Trouble,
};
use strongroom_domain::*;

/// What a rotation waits for when its target answers so.
fn state_after(trouble: &Trouble) -> (RunPhase, RunCause) {
    use RunPhase::{NeedsAPerson, RetryWait};
    match trouble {
        Trouble::Unreachable(_) => (RetryWait, RunCause::Unreachable),
        Trouble::Uncertain(_) => (RetryWait, RunCause::Uncertain),
        Trouble::Busy => (RetryWait, RunCause::Busy),
        Trouble::ReadOnly => (RetryWait, RunCause::ReadOnly),
        Trouble::Unexpected(_) => (RetryWait, RunCause::Unexpected),
        Trouble::NotTrusted(_) => (NeedsAPerson, RunCause::NotTrusted),
        Trouble::ManagerRefused => (NeedsAPerson, RunCause::ManagerRefused),
        Trouble::NoRights(_) => (NeedsAPerson, RunCause::NoRights),
        Trouble::AccountRefused => (NeedsAPerson, RunCause::AccountRefused),
        Trouble::NoAccount => (NeedsAPerson, RunCause::NoAccount),
        Trouble::CandidateRefused(_) => (NeedsAPerson, RunCause::CandidateRefused),
        Trouble::Unsupported(_) => (NeedsAPerson, RunCause::Unsupported),
        Trouble::NoTls => (NeedsAPerson, RunCause::NoTls),
        Trouble::NoFreeSlot => (NeedsAPerson, RunCause::NoFreeSlot),
    }
}

#[tokio::test]
async fn each_trouble_has_a_state_and_readers_keep_what_works() {
    let text = || "s3cret".to_owned();
    for trouble in [
        Trouble::Unreachable(text()),
        Trouble::Uncertain(text()),
        Trouble::Busy,
        Trouble::ReadOnly,
        Trouble::Unexpected(text()),
        Trouble::NotTrusted(text()),
        Trouble::ManagerRefused,
        Trouble::NoRights(text()),
        Trouble::AccountRefused,
        Trouble::NoAccount,
        Trouble::CandidateRefused(text()),
        Trouble::Unsupported(text()),
        Trouble::NoTls,
        Trouble::NoFreeSlot,
    ] {
        let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
        // More than are drawn of candidates, and asked at once.
        r.target.fail_next((0..3).map(|_| Fault::Refused(trouble.clone())));
        let waits = r.rotate("v2").await;
        let expected = state_after(&trouble);
        assert_eq!((waits.state.phase, waits.state.cause), (expected.0, Some(expected.1)), "{trouble:?}");
        assert_eq!(r.served("ACSCurrent").await.1, "old", "{trouble:?}");
        assert!(r.works().await, "{trouble:?}");
        let events = format!("{:?}", r.w.lookup(EventFilter::default()).await.events);
        assert!(!events.contains("s3cret"), "{trouble:?}: what a target says enters no event");
        // The cause goes away, and whoever is asked says so.
        for _ in 0..8 {
            r.w.pass(15 * 60_000);
            if r.rotation(waits.id).await.state.phase == RunPhase::NeedsAPerson {
                r.run(ResumeRotation { name: name(SECRET), rotation: waits.id }).await.unwrap();
            }
            r.catch_up().await;
        }
        assert_eq!(r.rotation(waits.id).await.state.phase, RunPhase::Done, "{trouble:?}");
        assert!(r.works().await && !r.target.accepts("app", "old"), "{trouble:?}");
    }
}

#[tokio::test]
async fn whoever_loses_their_rights_in_the_middle_neither_stops_the_rotation_nor_touches_it_again() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let actions = r#"["kms:RotateSecret", "kms:ResumeRotation", "kms:RollBackRotation"]"#;
    r.w.run(new_policy("rotating", &document("Allow", "x", "*").replace(r#""x""#, actions))).await.unwrap();
    let operator = r.w.user("operator", &[custom("rotating")]).await;
    let as_operator = || r.w.call_of(&operator);
    let engine = &r.process.engine;
    r.target.fail_next([Fault::Refused(Trouble::Unreachable("away".to_owned()))]);
    let begun = engine.call(&as_operator(), &rotate(SECRET, "v2")).await.unwrap().rotation.unwrap();
    r.catch_up().await;
    assert_eq!(r.rotation(begun).await.state.phase, RunPhase::RetryWait);
    r.w.run(detach(custom("rotating"), "operator")).await.unwrap();
    r.notice();
    let resume = ResumeRotation { name: name(SECRET), rotation: begun };
    assert_eq!(engine.call(&as_operator(), &resume).await.err(), Some(CoreError::Denied));
    let back = RollBackRotation { name: name(SECRET), rotation: begun, give_up: true };
    assert_eq!(engine.call(&as_operator(), &back).await.err(), Some(CoreError::Denied));
    assert_eq!(engine.call(&as_operator(), &rotate(SECRET, "v3")).await.err(), Some(CoreError::Denied));
    r.w.pass(60_000);
    r.catch_up().await;
    let done = r.rotation(begun).await;
    assert_eq!((done.state.phase, done.starter.as_str()), (RunPhase::Done, "operator"));
    assert!(r.works().await);
}

#[tokio::test]
async fn target_in_use_stays_and_so_does_how_a_secret_rotates_until_its_rotation_has_ended() {
    let r = Rotating::new(Strategy::TwoAccounts, Some("r")).await;
    let delete = || DeleteTarget { name: TargetName::new("db").unwrap() };
    let used = Some(CoreError::InUse(Blocker::TargetUsed));
    let runs = Some(CoreError::InUse(Blocker::RotationRuns));
    assert_eq!(r.run(delete()).await.err(), used);
    let run = r.rotate("v2").await;
    assert_eq!((run.state.phase, run.state.progress), (RunPhase::Active, RunProgress::Promoted));
    assert_eq!(r.run(delete()).await.err(), used);
    assert_eq!(r.run(plan(SECRET, Strategy::TwoAccounts)).await.err(), runs);
    r.w.pass(2 * DAY);
    r.catch_up().await;
    assert_eq!(r.rotation(run.id).await.state.phase, RunPhase::Done);
    r.run(plan(SECRET, Strategy::TwoAccounts)).await.unwrap();
}

#[tokio::test]
async fn clock_set_back_a_day_anywhere_in_a_rotation_changes_nothing() {
    for commit in 1..=10 {
        let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
        r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
        r.w.pass(8 * DAY);
        let node = Process::of(&r.w, &r.target).await;
        let clock = r.w.clock.clone();
        node.store.meet(commit, End::BeforeCommit, async move { clock.set_wall_by(-DAY) });
        node.reconciler.catch_up().await.unwrap();
        r.w.pass(limits::ROTATION_LEASE_MS);
        r.catch_up().await;
        assert_eq!(r.served("ACSCurrent").await.1, "new-0-1", "{commit}");
        assert!(r.works().await && !r.target.accepts("app", "old"), "{commit}");
        assert_eq!(r.described().await.plan.open, None, "{commit}");
        // The day that comes again brings no second rotation.
        r.w.pass(2 * DAY);
        r.catch_up().await;
        assert_eq!(r.served("ACSCurrent").await.1, "new-0-1", "{commit}");
    }
}

#[tokio::test]
async fn names_with_quotes_and_other_scripts_rotate_and_are_given_as_they_are() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let names = ["o'b\"r; DROP ROLE x; --", "\\`$(x)`", "Ünï 名前 \u{1f511}", "a b", "%s%n", "{\"AccountName\":\"x\"}"];
    for (n, who) in names.into_iter().enumerate() {
        let secret = format!("odd/{n}");
        r.target.set(who, "old");
        let value = serde_json::json!({"AccountName": who, "AccountPassword": "old"}).to_string();
        r.run(managed(&secret, &value)).await.unwrap();
        let mut op = plan(&secret, Strategy::OneAccount);
        op.plan.accounts = vec![account(who)];
        r.run(op).await.unwrap();
        r.run(rotate(&secret, "v2")).await.unwrap();
        r.catch_up().await;
        let value = r.run(get(&secret, None, None)).await.unwrap();
        let value: serde_json::Value = serde_json::from_slice(value.value.expose()).unwrap();
        let (name, password) = (value["AccountName"].as_str().unwrap(), value["AccountPassword"].as_str().unwrap());
        assert!(name == who && r.target.accepts(who, password) && !r.target.accepts(who, "old"), "{who}");
    }
    let wrong = AccountName::new("two\nlines").unwrap_err();
    assert_eq!(wrong.field, Field::AccountName);
}

#[tokio::test]
async fn period_out_of_range_is_refused_by_name() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let before = r.described().await.plan;
    for text in ["", "0d", "5h", "366d", "8761h", "-7d", "7", "7w", "1.5d", "99999999999999999999s", "７d"] {
        assert!(RotationPeriod::parse(text).is_err(), "{text}");
    }
    // Without a period it cannot rotate by itself.
    let SetRotationPlan { name, mut plan } = each_week(SECRET, Strategy::OneAccount);
    plan.schedule = None;
    let refused = r.run(SetRotationPlan { name, plan }).await.err();
    let expected = FieldError::new(Field::RotationPeriod, Problem::Malformed(Form::Duration));
    assert_eq!(refused, Some(expected.into()));
    assert_eq!(r.described().await.plan, before);
}
