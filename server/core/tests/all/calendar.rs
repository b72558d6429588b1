//! The calendar of rotations, the health of secrets, the log of a rotation, and the feed of changes.

use crate::{
    rotations::{DAY, Process, Rotating, SECRET, account, credential, each_week, managed, plan},
    rotator::Fault,
    world::*,
};
use strongroom_core::{
    CoreError, NotWatched, RotationFeed,
    ops::{
        rotations::*,
        secrets::{DeleteMode, DeleteSecret, ListSecrets, Page},
    },
    ports::Trouble,
};
use strongroom_domain::*;
use tokio::time::{Duration, timeout};

/// The calendar from a day before the world began.
fn calendar(days: u32) -> ListRotationDates {
    ListRotationDates { from: first_day(), days, entries: 10, skip: 0 }
}

fn first_day() -> Timestamp {
    Timestamp((START - START.rem_euclid(DAY)) - DAY)
}

async fn days(r: &Rotating, op: ListRotationDates) -> RotationCalendar {
    r.run(op).await.unwrap()
}

fn due(calendar: &RotationCalendar) -> Vec<u32> {
    let due = calendar.days.iter().enumerate().filter(|(_, day)| day.due > 0);
    due.map(|(number, _)| u32::try_from(number).unwrap()).collect()
}

/// A secret of its own account that rotates each week.
async fn weekly(r: &Rotating, name: &str, of: &str) {
    r.run(managed(name, &credential(of, "p"))).await.unwrap();
    let mut op = each_week(name, Strategy::OneAccount);
    op.plan.accounts = vec![account(of)];
    r.run(op).await.unwrap();
}

#[tokio::test]
async fn every_date_of_a_span_is_drawn() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    assert!(due(&days(&r, calendar(42)).await).is_empty(), "a secret that does not rotate by itself has no dates");
    r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    let found = days(&r, calendar(42)).await;
    assert_eq!(found.days.len(), 42);
    // Each is up to an hour later than a week after the one before.
    let dates = due(&found);
    assert_eq!(dates.len(), 5, "{dates:?}");
    for pair in dates.windows(2) {
        assert!((7..=8).contains(&(pair[1] - pair[0])), "{dates:?}");
    }
    let entry = &found.days[dates[0] as usize].entries[0];
    assert_eq!((entry.secret.clone(), entry.state), (Some(name(SECRET)), DateState::Due));
    assert_eq!(entry.target.as_ref().map(ToString::to_string).as_deref(), Some("db"));
    assert_eq!(r.described().await.plan.next_due, Some(entry.at));
    assert!(!found.cut && found.attention.is_empty());
    // Another span shows the same dates.
    let later = ListRotationDates { from: first_day().plus_ms(14 * DAY), ..calendar(28) };
    let later: Vec<_> = due(&days(&r, later).await).into_iter().map(|day| day + 14).collect();
    assert_eq!(later, dates.into_iter().filter(|day| *day >= 14).collect::<Vec<_>>());
    r.run(PauseRotation { name: name(SECRET), paused: true }).await.unwrap();
    assert!(due(&days(&r, calendar(42)).await).is_empty());
}

#[tokio::test]
async fn what_failed_or_is_overdue_comes_first_and_runs_are_on_their_day() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    weekly(&r, "z/late", "late").await;
    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    let stuck = r.rotate("v2").await.id;
    // Nobody looks for a week: the secret that is due does not begin.
    r.w.pass(8 * DAY);
    let found = days(&r, calendar(14)).await;
    let states = |dates: &[RotationDate]| {
        let state = |one: &RotationDate| match one.state {
            DateState::Run(id, state) => (one.secret.clone().unwrap().to_string(), Some((id, state.phase))),
            DateState::Overdue => (one.secret.clone().unwrap().to_string(), None),
            DateState::Due => panic!("not in this list: {one:?}"),
        };
        dates.iter().map(state).collect::<Vec<_>>()
    };
    let failed = (SECRET.to_owned(), Some((stuck, RunPhase::NeedsAPerson)));
    assert_eq!(states(&found.attention), [failed.clone(), ("z/late".to_owned(), None)]);
    let began = &found.days[1];
    assert_eq!((began.failed, began.open, began.due, began.total()), (1, 0, 0, 1));
    let overdue: Vec<_> = found.days.iter().filter(|day| day.overdue > 0).collect();
    assert_eq!(overdue.len(), 1);
    r.catch_up().await;
    let found = days(&r, calendar(14)).await;
    assert_eq!(states(&found.attention), [failed], "the other one has begun");
    assert!(found.days.iter().all(|day| day.overdue == 0) && found.days[9].ended == 1);
    r.run(RollBackRotation { name: name(SECRET), rotation: stuck, give_up: true }).await.unwrap();
    assert_eq!(days(&r, calendar(14)).await.days[1].ended, 1);
}

#[tokio::test]
async fn freezes_crowds_and_shared_accounts_are_marked() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    for n in 0..3 {
        weekly(&r, &format!("crowd/{n}"), &format!("account-{n}")).await;
    }
    let quiet = days(&r, calendar(10)).await;
    assert!(quiet.days.iter().all(|day| day.crowded.is_empty() && day.shared == 0 && day.frozen == 0));
    // Of the same account as the first one.
    weekly(&r, "crowd/other", "app").await;
    for n in 3..14 {
        weekly(&r, &format!("crowd/{n}"), &format!("account-{n}")).await;
    }
    let found = days(&r, ListRotationDates { entries: 50, ..calendar(10) }).await;
    let shared: u32 = found.days.iter().map(|day| day.shared).sum();
    assert_eq!(shared, 2, "both of them");
    let crowded: Vec<_> = found.days.iter().flat_map(|day| &day.crowded).collect();
    assert!(!crowded.is_empty(), "sixteen within an hour, which may begin in the middle of one");
    assert!(crowded.iter().all(|hour| hour.count >= 5 && hour.target.is_some()), "{crowded:?}");
    let marked = found.days.iter().flat_map(|day| &day.entries).filter(|one| one.crowded).count();
    assert_eq!(marked as u32, crowded.iter().map(|hour| hour.count).sum::<u32>());

    let due = r.described().await.plan.next_due.unwrap();
    let freeze = Freeze { from: due.plus_ms(-DAY), to: due.plus_ms(DAY) };
    let set = |freezes| UpdateSecretRotationPolicy {
        name: name(SECRET),
        automatic: true,
        period: None,
        window: PartChange::Keep,
        begins: PartChange::Keep,
        freezes: Some(freezes),
    };
    r.run(set(vec![freeze])).await.unwrap();
    let found = days(&r, calendar(14)).await;
    let frozen: Vec<_> = found.days.iter().filter(|day| day.frozen > 0).collect();
    assert_eq!((frozen.len(), frozen[0].frozen), (3, 1), "the days that the freeze touches");
    assert!(r.described().await.plan.next_due.unwrap() >= freeze.to);
    assert_eq!(r.described().await.plan.schedule.unwrap().freezes, [freeze]);
    let backwards = Freeze { from: freeze.to, to: freeze.from };
    let refused = r.run(set(vec![backwards])).await.err();
    assert_eq!(refused, Some(FieldError::new(Field::StartTime, Problem::NotBefore(Field::EndTime)).into()));
    let many = r.run(set(vec![freeze; limits::FREEZES + 1])).await.err();
    assert!(matches!(many, Some(CoreError::Invalid(FieldError { field: Field::Freezes, .. }))), "{many:?}");
    assert_eq!(r.described().await.plan.schedule.unwrap().freezes, [freeze], "a refusal changes nothing");
    r.run(set(Vec::new())).await.unwrap();
    assert_eq!(r.described().await.plan.next_due, Some(due));
}

#[tokio::test]
async fn day_is_read_in_pages_and_bounds_are_refused() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    for n in 0..7 {
        weekly(&r, &format!("s/{n}"), &format!("account-{n}")).await;
    }
    let whole = days(&r, calendar(10)).await;
    let at = whole.days.iter().position(|day| day.due > 1).unwrap();
    let day = &whole.days[at];
    let mut found = Vec::new();
    for skip in (0..day.total()).step_by(2) {
        let page = ListRotationDates { from: day.from, days: 1, entries: 2, skip };
        let page = days(&r, page).await.days.remove(0);
        assert_eq!(page.total(), day.total(), "counts are of the whole day");
        assert!(page.entries.len() <= 2);
        found.extend(page.entries);
    }
    assert_eq!(found, day.entries);
    for (op, field) in [
        (calendar(0), Field::EndTime),
        (calendar(limits::CALENDAR_DAYS + 1), Field::EndTime),
        (ListRotationDates { entries: 0, ..calendar(1) }, Field::PageSize),
        (ListRotationDates { entries: limits::PAGE + 1, ..calendar(1) }, Field::PageSize),
    ] {
        let refused = r.run(op).await.err();
        assert!(matches!(refused, Some(CoreError::Invalid(FieldError { field: found, .. })) if found == field));
    }
    let far = ListRotationDates { from: Timestamp(i64::MAX - DAY), ..calendar(1) };
    assert!(days(&r, far).await.cut, "what is computed is bounded");
}

#[tokio::test]
async fn auditors_and_on_call_staff_see_the_calendar_and_readers_do_not() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    r.run(each_week(SECRET, Strategy::OneAccount)).await.unwrap();
    for policy in ["StrongroomAuditor", "StrongroomOnCall"] {
        let who = r.w.user(policy, &[system(policy)]).await;
        let found = r.w.run_as(&who, calendar(10)).await.unwrap();
        assert_eq!(due(&found).len(), 1, "{policy}");
    }
    let reader = r.w.reader("app", "*").await;
    assert_eq!(r.w.run_as(&reader, calendar(10)).await.err(), Some(CoreError::Denied));
    assert_eq!(r.w.run_as(&reader, ListRotationHealth { secrets: Vec::new() }).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn health_of_a_list_and_its_filter_agree() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    weekly(&r, "a/weekly", "weekly").await;
    r.w.create("a/generic", "x").await;
    let late = |r: &Rotating| r.w.engine.now().plus_ms(-limits::ROTATION_LATE_MS);
    let listed = async |rotation| {
        let filter = SecretFilter { rotation, ..SecretFilter::default() };
        let list = ListSecrets { filter, sort: SecretSort::Name, page: Page::First, limit: 10 };
        r.run(list).await.unwrap().secrets
    };
    let names =
        async |rotation| listed(Some(rotation)).await.into_iter().map(|one| one.name.to_string()).collect::<Vec<_>>();
    let health = async || {
        let secrets = listed(None).await;
        let found = r.run(ListRotationHealth { secrets: secrets.iter().map(|one| one.id).collect() }).await.unwrap();
        let of = |id| secrets.iter().find(|one| one.id == id).unwrap().name.to_string();
        let mut found: Vec<_> = found.into_iter().map(|one| (of(one.secret), one)).collect();
        found.sort_by(|one, other| one.0.cmp(&other.0));
        found
    };
    let before = health().await;
    assert_eq!(
        before.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(),
        ["a/weekly", SECRET],
        "generic ones are left out"
    );
    assert!(before[0].1.automatic && before[0].1.next_due.is_some() && !before[0].1.overdue);
    assert!(!before[1].1.automatic && before[1].1.next_due.is_none() && before[1].1.open.is_none());
    assert_eq!(names(RotationHealth::Automatic).await, ["a/weekly"]);
    assert_eq!(names(RotationHealth::Failed).await, [""; 0]);
    assert_eq!(names(RotationHealth::DueBefore(late(&r))).await, [""; 0]);

    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    let stuck = r.rotate("v2").await;
    r.w.pass(8 * DAY);
    let after = health().await;
    assert!(after[0].1.overdue);
    assert_eq!(after[1].1.open, Some((stuck.id, stuck.state)));
    assert_eq!(names(RotationHealth::Failed).await, [SECRET]);
    assert_eq!(names(RotationHealth::DueBefore(late(&r))).await, ["a/weekly"]);
    r.run(DeleteSecret { name: name("a/weekly"), mode: DeleteMode::Window(30) }).await.unwrap();
    assert_eq!(names(RotationHealth::DueBefore(late(&r))).await, [""; 0], "it does not rotate any more");

    r.w.run(new_policy("lists", &document("Allow", "kms:ListSecrets", "*"))).await.unwrap();
    let who = r.w.user("lister", &[custom("lists")]).await;
    let filter = SecretFilter { rotation: Some(RotationHealth::Failed), ..SecretFilter::default() };
    let list = ListSecrets { filter, sort: SecretSort::Name, page: Page::First, limit: 10 };
    assert_eq!(r.w.run_as(&who, list).await.err(), Some(CoreError::Denied), "it would tell which rotations failed");
}

#[tokio::test]
async fn log_tells_each_step_and_no_credential() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    let done = r.rotate("v2").await;
    let log = |rotation| ReadRotationLog { name: name(SECRET), rotation };
    let found = r.run(log(done.id)).await.unwrap();
    assert!(!found.gap);
    let began: Vec<_> = found.entries.iter().filter_map(|entry| entry.began).collect();
    use RunStep::{Apply, Draw, Promote, Revoke, Verify};
    assert_eq!(began, [Draw, Apply, Verify, Promote, Revoke]);
    let came_to: Vec<_> = found.entries.iter().filter_map(|entry| entry.came_to).collect();
    use RunProgress::{Applied, Intent, Promoted, Verified};
    assert_eq!(came_to, [Intent, Applied, Verified, Promoted]);
    let first = found.entries.first().unwrap();
    assert_eq!((first.action, first.actor.as_str()), (Action::RotateSecret, "admin"));
    assert_eq!(found.entries.last().unwrap().note.as_deref(), Some("done"));
    assert!(found.entries.windows(2).all(|pair| pair[0].at <= pair[1].at), "oldest first");
    let text = format!("{found:?}");
    assert!(!text.contains("new-0") && !text.contains("old\""), "{text}");

    r.target.fail_next([Fault::Refused(Trouble::ManagerRefused)]);
    let stuck = r.rotate("v3").await;
    let found = r.run(log(stuck.id)).await.unwrap();
    let note = found.entries.last().unwrap().note.clone().unwrap();
    assert_eq!(note, "needs-a-person: the target refuses the managing account");
    assert!(found.entries.iter().all(|entry| entry.note.as_deref() != Some("done")), "of this rotation alone");
    r.w.create("other", "x").await;
    r.run(managed("db/two", &credential("app", "p"))).await.unwrap();
    r.run(plan("db/two", Strategy::OneAccount)).await.unwrap();
    let elsewhere = ReadRotationLog { name: name("db/two"), rotation: stuck.id };
    assert!(matches!(r.run(elsewhere).await.err(), Some(CoreError::NotFound(_))));
}

/// Whether the watcher is told within a time that is long enough for any machine.
async fn told(watcher: &mut strongroom_core::FeedWatcher) -> bool {
    timeout(Duration::from_secs(30), watcher.changed()).await.expect("a change is told")
}

#[tokio::test(flavor = "multi_thread")]
async fn feed_tells_of_changes_of_other_processes_and_ends_at_shutdown() {
    let r = Rotating::new(Strategy::OneAccount, Some("r")).await;
    weekly(&r, "a/other", "other").await;
    let other = Process::of(&r.w, &r.target).await;
    let feed = RotationFeed::new(other.engine.clone());
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let running = tokio::spawn(feed.clone().run(stopped));
    let mut all = feed.watch(None).await.unwrap();
    let mut one = feed.watch(Some(&name("a/other"))).await.unwrap();
    assert_eq!(feed.watch(Some(&name("absent"))).await.unwrap_err(), NotWatched::NoSuchSecret);
    // Begun by the first process; the other one only looks.
    let first = r.begin("v2").await;
    assert!(told(&mut all).await);
    r.catch_up().await;
    assert_eq!(r.rotation(first).await.state.phase, RunPhase::Done);
    assert!(told(&mut all).await);
    assert!(timeout(Duration::from_millis(10), one.changed()).await.is_err(), "it is told of its own secret alone");
    r.run(crate::rotations::rotate("a/other", "v2")).await.unwrap();
    assert!(told(&mut one).await);
    stop.send_replace(true);
    running.await.unwrap();
    while told(&mut one).await {}
    assert_eq!(feed.watch(None).await.unwrap_err(), NotWatched::Unavailable, "nothing is to come");
}
