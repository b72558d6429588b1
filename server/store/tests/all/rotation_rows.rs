//! Targets, plans and rotations: each is read as written, and due ones are found.

use crate::support::*;
use strongroom_core::{
    ports::*,
    rows::{Ciphertext, ManagerRow, RotationPlanRow, RotationRow, RunLease, TargetRow},
};
use strongroom_domain::*;

on_both! {
    targets
    plans
    rotations
    rotations_are_listed_newest_first
    due_plans_are_those_that_may_begin
    due_rotations_are_those_nobody_is_at
    scheduled_plans_are_read_in_the_order_of_their_dates
    rotations_are_found_by_day_id_and_revision
    everything_goes_with_its_secret
    generated_values_have_no_target
}

fn conflict(result: Result<(), StoreError>) {
    assert!(matches!(result, Err(StoreError::Conflict)), "{result:?}");
}

fn account(name: &str) -> AccountName {
    AccountName::new(name).unwrap()
}

fn target(n: u128, name: &str) -> TargetRow {
    TargetRow {
        id: TargetId(id(n)),
        name: TargetName::new(name).unwrap(),
        kind: TargetKind::Postgresql,
        host: TargetHost::new("db.example.org").unwrap(),
        port: 5432,
        database: None,
        trust: Trust::SystemAuthorities,
        manager: None,
        creator: "m.ortega".into(),
        created: Timestamp(3),
        updated: Timestamp(4),
        revision: 1,
    }
}

fn plan(secret: u128, target: u128) -> RotationPlanRow {
    RotationPlanRow {
        secret: SecretId(id(secret)),
        place: RotationPlace::Target(TargetId(id(target))),
        strategy: Strategy::OneAccount,
        accounts: vec![account("app")],
        automatic: true,
        schedule: Some(Schedule::each(RotationPeriod::parse("7d").unwrap())),
        grace_s: 0,
        await_readers: true,
        rollout: Some(rollout()),
        paused: false,
        config: "{}".into(),
        next_due: Some(Timestamp(100)),
        last_rotated: None,
        open: None,
        created: Timestamp(3),
        revision: 1,
    }
}

fn rollout() -> Rollout {
    let reader = Reader { is_role: true, name: "web".to_owned() };
    Rollout { group: RolloutGroup::Named(vec![reader]), all_after_s: Some(600) }
}

fn rotation(n: u128, secret: u128) -> RotationRow {
    let version = |name| VersionId::new(name).unwrap();
    RotationRow {
        known_keys: Some(vec!["LTAI1".to_owned()]),
        id: RotationId(id(n)),
        secret: SecretId(id(secret)),
        place: RotationPlace::Target(TargetId(id(1))),
        strategy: Strategy::TwoAccounts,
        account: None,
        version: version("v2"),
        old_version: version("v1"),
        await_readers: true,
        rollout: Some(rollout()),
        deadline: Some(Timestamp(200)),
        state: RunState::new(),
        due: Timestamp(100),
        trigger: RunTrigger::Schedule,
        starter: "strongroom".into(),
        started: Timestamp(n as i64),
        updated: Timestamp(100),
        ended: None,
        lease: None,
        fence: 0,
        revision: 1,
    }
}

fn put_target(row: &TargetRow, expect: Expect) -> Change {
    RotationChange::PutTarget(auth(row.clone()), expect).into()
}

fn put_plan(row: &RotationPlanRow, expect: Expect) -> Change {
    RotationChange::PutPlan(auth(row.clone()), expect).into()
}

fn put(row: &RotationRow, expect: Expect) -> Change {
    RotationChange::Put(auth(row.clone()), expect).into()
}

/// Secrets 1 to `secrets`, and target 1.
async fn with_secrets(bed: &Bed, secrets: u128) {
    let mut changes = vec![put_target(&target(1, "ledger"), Expect::Absent)];
    changes.extend((1..=secrets).map(|n| absent(secret(n, &format!("s{n}")))));
    bed.put(changes).await.unwrap();
}

async fn targets(bed: Bed) {
    let first = TargetRow {
        database: Some(DatabaseName::new("o'brien \"x\"").unwrap()),
        trust: Trust::Authorities("-----BEGIN CERTIFICATE-----\n".into()),
        manager: Some(ManagerRow { account: account("用户"), secret: Ciphertext(vec![7; 40]) }),
        port: u16::MAX,
        ..target(1, "Ledger")
    };
    bed.put(vec![put_target(&first, Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.target(first.id).await.unwrap().verified(), Some(first.clone()));
    let lower = TargetName::new("ledger").unwrap();
    assert_eq!(bed.store.target_by_name(&lower).await.unwrap().verified(), Some(first.clone()));
    conflict(bed.put(vec![put_target(&target(2, "LEDGER"), Expect::Absent)]).await);
    conflict(bed.put(vec![put_target(&target(1, "other"), Expect::Absent)]).await);

    let mut next = TargetRow { name: TargetName::new("zeta").unwrap(), manager: None, revision: 2, ..first };
    conflict(bed.put(vec![put_target(&next, Expect::Revision(2))]).await);
    bed.put(vec![put_target(&next, Expect::Revision(1))]).await.unwrap();
    for (n, kind) in TargetKind::ALL.into_iter().enumerate() {
        let trust = if n % 2 == 0 { Trust::HostKey("ssh-ed25519 AAAA".into()) } else { Trust::Plain };
        let row = TargetRow { kind, trust, ..target(10 + n as u128, &format!("t{n}")) };
        bed.put(vec![put_target(&row, Expect::Absent)]).await.unwrap();
        assert_eq!(bed.store.target(row.id).await.unwrap().verified(), Some(row));
    }
    assert_eq!(bed.store.target_count().await.unwrap(), 8);
    let names = async |after: Option<&str>, limit| {
        let after = after.map(|name| TargetName::new(name).unwrap());
        let page = bed.store.targets(after.as_ref(), limit).await.unwrap().verified();
        page.iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(names(None, 2).await, ["t0", "t1"]);
    assert_eq!(names(Some("T5"), 9).await, ["t6", "zeta"]);

    bed.put(vec![absent(secret(1, "a")), put_plan(&plan(1, 1), Expect::Absent)]).await.unwrap();
    conflict(bed.put(vec![RotationChange::RemoveTarget(next.id, Expect::Revision(2)).into()]).await);
    next = target(10, "gone");
    conflict(bed.put(vec![RotationChange::RemoveTarget(next.id, Expect::Revision(9)).into()]).await);
    bed.put(vec![RotationChange::RemoveTarget(next.id, Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.target(next.id).await.unwrap().verified(), None);
}

async fn plans(bed: Bed) {
    with_secrets(&bed, 3).await;
    conflict(bed.put(vec![put_plan(&plan(9, 1), Expect::Absent)]).await);
    conflict(bed.put(vec![put_plan(&plan(1, 9), Expect::Absent)]).await);
    assert_eq!(bed.store.rotation_plan(SecretId(id(1))).await.unwrap().verified(), None);
    let first = plan(1, 1);
    bed.put(vec![put_plan(&first, Expect::Absent)]).await.unwrap();
    conflict(bed.put(vec![put_plan(&first, Expect::Absent)]).await);
    let schedule = Schedule {
        window: Some(RotationWindow::parse("22:00-04:00+08:00").unwrap()),
        freezes: vec![Freeze { from: Timestamp(-5), to: Timestamp(i64::MAX) }],
        begins: Some(Timestamp(-7)),
        ..first.schedule.clone().unwrap()
    };
    let next = RotationPlanRow {
        strategy: Strategy::TwoAccounts,
        accounts: vec![account("app"), account("app 'b'")],
        automatic: false,
        schedule: Some(schedule),
        grace_s: u32::MAX,
        paused: true,
        config: r#"{"SecretSubType":"DoubleUsers"}"#.into(),
        next_due: None,
        last_rotated: Some(Timestamp(-1)),
        open: Some(RotationId(id(7))),
        revision: 2,
        ..first
    };
    conflict(bed.put(vec![put_plan(&next, Expect::Revision(2))]).await);
    bed.put(vec![put_plan(&next, Expect::Revision(1))]).await.unwrap();
    assert_eq!(bed.store.rotation_plan(next.secret).await.unwrap().verified(), Some(next.clone()));
    let others = [plan(2, 1), RotationPlanRow { schedule: None, ..plan(3, 1) }];
    bed.put(others.iter().map(|row| put_plan(row, Expect::Absent)).collect()).await.unwrap();
    let of_target =
        async |after, limit| bed.store.plans_of_target(TargetId(id(1)), after, limit).await.unwrap().verified();
    assert_eq!(of_target(None, 2).await, [next.clone(), others[0].clone()]);
    assert_eq!(of_target(Some(SecretId(id(2))), 2).await, others[1..]);
    assert_eq!(bed.store.plans_of_target(TargetId(id(2)), None, 9).await.unwrap().verified(), []);
    let usage = async |targets: &[u128]| {
        let targets: Vec<_> = targets.iter().map(|target| TargetId(id(*target))).collect();
        bed.store.target_usage(&targets).await.unwrap()
    };
    assert_eq!(usage(&[1, 2, 99]).await, [(TargetId(id(1)), 3)], "targets without plans are left out");
    assert_eq!((usage(&[2]).await, usage(&[]).await), (vec![], vec![]));
}

async fn rotations(bed: Bed) {
    with_secrets(&bed, 1).await;
    conflict(bed.put(vec![put(&rotation(1, 9), Expect::Absent)]).await);
    let first = rotation(1, 1);
    bed.put(vec![put(&first, Expect::Absent)]).await.unwrap();
    conflict(bed.put(vec![put(&first, Expect::Absent)]).await);
    assert_eq!(bed.store.rotation(first.id).await.unwrap().verified(), Some(first.clone()));
    let next = RotationRow {
        account: Some(account("o'brien")),
        state: RunState {
            phase: RunPhase::NeedsAPerson,
            progress: RunProgress::Uncertain,
            begun: Some(RunStep::Probe),
            cause: Some(RunCause::ManagerRefused),
            candidate: 3,
            attempts: u8::MAX,
            setbacks: 4,
            told: true,
            back_asked: true,
        },
        trigger: RunTrigger::Caller,
        ended: Some(Timestamp(-1)),
        lease: Some(RunLease { owner: id(5), since: Timestamp(i64::MIN) }),
        fence: u64::MAX,
        revision: 2,
        ..first
    };
    conflict(bed.put(vec![put(&next, Expect::Revision(2))]).await);
    bed.put(vec![put(&next, Expect::Revision(1))]).await.unwrap();
    conflict(bed.put(vec![put(&next, Expect::Revision(1))]).await);
    assert_eq!(bed.store.rotation(next.id).await.unwrap().verified(), Some(next));
}

async fn rotations_are_listed_newest_first(bed: Bed) {
    with_secrets(&bed, 2).await;
    let mut rows: Vec<_> = (1..=6).map(|n| rotation(n, 1 + n % 2)).collect();
    rows[3].started = rows[2].started;
    rows[4].ended = Some(Timestamp(9));
    rows[1].state.phase = RunPhase::NeedsAPerson;
    bed.put(rows.iter().map(|row| put(row, Expect::Absent)).collect()).await.unwrap();
    rows.sort_by_key(|row| std::cmp::Reverse((row.started, row.id)));
    let slices = [
        RotationSlice { limit: 2, ..RotationSlice::default() },
        RotationSlice { limit: 2, secret: Some(SecretId(id(1))), ..RotationSlice::default() },
        RotationSlice { limit: 2, states: RunFilter::Open, ..RotationSlice::default() },
        RotationSlice { limit: 2, states: RunFilter::NeedsAPerson, ..RotationSlice::default() },
        RotationSlice { limit: 2, states: RunFilter::Ended, ..RotationSlice::default() },
    ];
    for mut slice in slices {
        let wanted = |row: &&RotationRow| {
            let in_state = match slice.states {
                RunFilter::All => true,
                RunFilter::Open => row.ended.is_none(),
                RunFilter::NeedsAPerson => row.state.phase == RunPhase::NeedsAPerson,
                RunFilter::Ended => row.ended.is_some(),
            };
            in_state && slice.secret.is_none_or(|secret| row.secret == secret)
        };
        let expected: Vec<_> = rows.iter().filter(wanted).cloned().collect();
        let mut found = Vec::new();
        loop {
            let page = bed.store.rotations(&slice).await.unwrap().verified();
            slice.after = page.last().map(|row| (row.started, row.id));
            let full = page.len() == 2;
            found.extend(page);
            if !full {
                break;
            }
        }
        assert_eq!(found, expected);
    }
}

async fn due_plans_are_those_that_may_begin(bed: Bed) {
    with_secrets(&bed, 8).await;
    let later = RotationPlanRow { next_due: Some(Timestamp(101)), ..plan(1, 1) };
    let ahead = RotationPlanRow { last_rotated: Some(Timestamp(150)), next_due: Some(Timestamp(900)), ..plan(7, 1) };
    let rows = [
        later,
        RotationPlanRow { automatic: false, ..plan(2, 1) },
        RotationPlanRow { paused: true, ..plan(3, 1) },
        RotationPlanRow { open: Some(RotationId(id(1))), ..plan(4, 1) },
        plan(5, 1),
        RotationPlanRow { next_due: Some(Timestamp(7)), ..plan(6, 1) },
        ahead,
        plan(8, 1),
    ];
    bed.put(rows.iter().map(|row| put_plan(row, Expect::Absent)).collect()).await.unwrap();
    let mut deleting = secret(8, "s8");
    (deleting.delete_at, deleting.revision) = (Some(Timestamp(9)), 2);
    bed.put(vec![SecretChange::Put(auth(deleting), Expect::Revision(1)).into()]).await.unwrap();
    let due = async |now, limit| {
        let found = bed.store.due_plans(Timestamp(now), limit).await.unwrap().verified();
        found.iter().map(|row| u128::from_be_bytes(row.secret.0)).collect::<Vec<_>>()
    };
    assert_eq!(due(100, 9).await, [6, 5, 7], "the longest due first, then one from the future");
    assert_eq!(due(100, 1).await, [6]);
    assert_eq!(due(151, 9).await, [6, 5, 1]);
    assert_eq!(due(99, 9).await, [6, 7]);
}

async fn due_rotations_are_those_nobody_is_at(bed: Bed) {
    with_secrets(&bed, 1).await;
    let in_phase = |n, phase| RotationRow { state: RunState { phase, ..RunState::new() }, ..rotation(n, 1) };
    let leased =
        |n, since| RotationRow { lease: Some(RunLease { owner: id(1), since: Timestamp(since) }), ..rotation(n, 1) };
    let rows = [
        RotationRow { due: Timestamp(101), ..rotation(1, 1) },
        in_phase(2, RunPhase::NeedsAPerson),
        RotationRow { ended: Some(Timestamp(1)), ..in_phase(3, RunPhase::Done) },
        RotationRow { due: Timestamp(50), ..in_phase(4, RunPhase::RetryWait) },
        leased(5, 90),
        leased(6, 85),
        rotation(7, 1),
    ];
    bed.put(rows.iter().map(|row| put(row, Expect::Absent)).collect()).await.unwrap();
    let due = async |now, limit| {
        let (now, stale) = (Timestamp(now), Timestamp(now - 15));
        let slice = DueSlice { now, stale, not_at: Vec::new(), except: Vec::new(), limit };
        let found = bed.store.due_rotations(&slice).await.unwrap().verified();
        found.iter().map(|row| u128::from_be_bytes(row.id.0)).collect::<Vec<_>>()
    };
    assert_eq!(due(100, 9).await, [4, 6, 7]);
    assert_eq!(due(100, 2).await, [4, 6]);
    assert_eq!(due(105, 9).await, [4, 5, 6, 7, 1]);
    bed.put(vec![put(&leased(8, 114), Expect::Absent), put(&leased(9, 115), Expect::Absent)]).await.unwrap();
    assert_eq!(due(100, 9).await, [4, 6, 7, 9], "a lease from further ahead than it lasts holds nothing");
    let (now, stale) = (Timestamp(100), Timestamp(85));
    let except = DueSlice { now, stale, not_at: vec![], except: vec![RotationId(id(6))], limit: 9 };
    let found = bed.store.due_rotations(&except).await.unwrap().verified();
    assert_eq!(found.iter().map(|row| row.id.0[15]).collect::<Vec<_>>(), [4, 7, 9]);
    let elsewhere = DueSlice { not_at: vec![rotation(1, 1).place.target().unwrap()], ..except };
    assert_eq!(bed.store.due_rotations(&elsewhere).await.unwrap().verified(), []);
}

async fn scheduled_plans_are_read_in_the_order_of_their_dates(bed: Bed) {
    with_secrets(&bed, 7).await;
    let rows = [
        RotationPlanRow { next_due: Some(Timestamp(300)), ..plan(1, 1) },
        RotationPlanRow { next_due: Some(Timestamp(-4)), ..plan(2, 1) },
        RotationPlanRow { next_due: None, ..plan(3, 1) },
        RotationPlanRow { automatic: false, ..plan(4, 1) },
        RotationPlanRow { paused: true, ..plan(5, 1) },
        RotationPlanRow { open: Some(RotationId(id(1))), ..plan(6, 1) },
        plan(7, 1),
    ];
    bed.put(rows.iter().map(|row| put_plan(row, Expect::Absent)).collect()).await.unwrap();
    let scheduled = async |limit| bed.store.scheduled_plans(limit).await.unwrap().verified();
    assert_eq!(scheduled(9).await, [rows[1].clone(), rows[6].clone(), rows[0].clone()]);
    assert_eq!(scheduled(1).await, [rows[1].clone()]);
    let mut deleted = secret(2, "s2");
    (deleted.delete_at, deleted.revision) = (Some(Timestamp(9)), 2);
    bed.put(vec![SecretChange::Put(auth(deleted), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(scheduled(1).await, [rows[6].clone()], "a secret in its recovery window does not rotate");
    let of = async |secrets: &[u128]| {
        let ids: Vec<_> = secrets.iter().map(|secret| SecretId(id(*secret))).collect();
        let mut found = bed.store.rotation_plans(&ids).await.unwrap().verified();
        found.sort_by_key(|plan| plan.secret);
        found
    };
    assert_eq!(of(&[4, 1, 99]).await, [rows[0].clone(), rows[3].clone()]);
    assert_eq!(of(&[]).await, []);

    let named = async |rotation| {
        let filter = SecretFilter { rotation: Some(rotation), ..Default::default() };
        let list = bed.store.secrets(&filter, SecretSort::Name, &SecretSlice::After(None), 100).await.unwrap();
        list.rows.verified().into_iter().map(|row| row.name.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(named(RotationHealth::Automatic).await, ["s1", "s2", "s3", "s6", "s7"]);
    assert_eq!(named(RotationHealth::DueBefore(Timestamp(300))).await, ["s7"], "not at that moment itself");
    assert_eq!(named(RotationHealth::Failed).await, [""; 0]);
    let failed = |n, ended| {
        let state = RunState { phase: RunPhase::NeedsAPerson, ..RunState::new() };
        put(&RotationRow { state, ended, ..rotation(n, n) }, Expect::Absent)
    };
    bed.put(vec![failed(1, None), failed(7, Some(Timestamp(1))), put(&rotation(3, 3), Expect::Absent)]).await.unwrap();
    assert_eq!(named(RotationHealth::Failed).await, ["s1"]);
}

async fn rotations_are_found_by_day_id_and_revision(bed: Bed) {
    with_secrets(&bed, 2).await;
    let mut rows: Vec<_> = (1..=6).map(|n| rotation(n, 1 + n % 2)).collect();
    for row in &mut rows[..4] {
        row.ended = Some(Timestamp(9));
    }
    rows[0].ended = None;
    bed.put(rows.iter().map(|row| put(row, Expect::Absent)).collect()).await.unwrap();
    let began = Some(Period { from: Timestamp(2), to: Timestamp(5) });
    let slice = RotationSlice { began, limit: 9, ..RotationSlice::default() };
    let found = bed.store.rotations(&slice).await.unwrap().verified();
    assert_eq!(found, [rows[3].clone(), rows[2].clone(), rows[1].clone()], "from inclusive, to exclusive");
    let ids = [rows[5].id, rows[0].id, RotationId(id(99))];
    let mut found = bed.store.rotations_by_id(&ids).await.unwrap().verified();
    found.sort_by_key(|row| row.id);
    assert_eq!(found, [rows[0].clone(), rows[5].clone()]);
    assert_eq!(bed.store.rotations_by_id(&[]).await.unwrap().verified(), []);
    let revisions = async |limit| {
        let mut found = bed.store.rotation_revisions(limit).await.unwrap();
        found.sort_unstable();
        found
    };
    let expected =
        |rows: &[&RotationRow]| rows.iter().map(|row| (row.id, row.secret, row.revision)).collect::<Vec<_>>();
    let open_and_latest = [&rows[0], &rows[3], &rows[4], &rows[5]];
    assert_eq!(revisions(3).await, expected(&open_and_latest), "those that have not ended, and the latest three");
    assert_eq!(revisions(1).await, expected(&[&rows[5]]));
    let next = RotationRow { revision: 2, ended: Some(Timestamp(9)), ..rows[0].clone() };
    bed.put(vec![put(&next, Expect::Revision(1))]).await.unwrap();
    assert_eq!(revisions(3).await, expected(&open_and_latest[1..]));
}

async fn everything_goes_with_its_secret(bed: Bed) {
    with_secrets(&bed, 2).await;
    for n in [1, 2] {
        bed.put(vec![put_plan(&plan(n, 1), Expect::Absent), put(&rotation(n, n), Expect::Absent)]).await.unwrap();
    }
    let found = bed.store.secret_by_id(SecretId(id(1))).await.unwrap().verified();
    assert_eq!(found, Some(secret(1, "s1")));
    bed.put(vec![SecretChange::Remove(SecretId(id(1)), Expect::Revision(1)).into()]).await.unwrap();
    assert_eq!(bed.store.secret_by_id(SecretId(id(1))).await.unwrap().verified(), None);
    assert_eq!(bed.store.rotation_plan(SecretId(id(1))).await.unwrap().verified(), None);
    assert_eq!(bed.store.rotation(RotationId(id(1))).await.unwrap().verified(), None);
    assert!(bed.store.rotation(RotationId(id(2))).await.unwrap().is_some());
    assert!(bed.store.target(TargetId(id(1))).await.unwrap().is_some());
}

async fn generated_values_have_no_target(bed: Bed) {
    with_secrets(&bed, 2).await;
    let rule =
        PasswordRule { length: 20, exclude: "\"".to_owned(), without: [false, true, false, true], require_each: false };
    let recipe = ValueRecipe { rule, key: Some("a\"b".to_owned()) };
    let place = RotationPlace::Generated(Box::new(recipe));
    let generated = RotationPlanRow { place: place.clone(), accounts: vec![], rollout: None, ..plan(1, 1) };
    bed.put(vec![put_plan(&generated, Expect::Absent), put_plan(&plan(2, 1), Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.rotation_plan(generated.secret).await.unwrap().verified(), Some(generated.clone()));
    let run = RotationRow { place, strategy: Strategy::Generated, ..rotation(1, 1) };
    bed.put(vec![put(&run, Expect::Absent)]).await.unwrap();
    assert_eq!(bed.store.rotation(run.id).await.unwrap().verified(), Some(run));
    let used = bed.store.plans_of_target(TargetId(id(1)), None, 10).await.unwrap();
    assert_eq!(used.len(), 1, "it is at no target");
    let due = bed.store.due_plans(Timestamp(100), 10).await.unwrap();
    assert_eq!(due.len(), 2);
    let back = RotationPlanRow { revision: 2, ..plan(1, 1) };
    bed.put(vec![put_plan(&back, Expect::Revision(1))]).await.unwrap();
    assert_eq!(
        bed.store.rotation_plan(back.secret).await.unwrap().verified(),
        Some(back),
        "it rotates at a target again"
    );
}
