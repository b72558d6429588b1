//! Backups under load, across databases, and everything a restore refuses.

use crate::place::{Kind, Opened, Place, call, printed, put, refused};
use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    time::Duration,
};
use strongroom_core::{
    CoreError, Engine,
    ops::secrets::{ListSecrets, Page},
    ports::{StoreError, TrailStore},
};
use strongroom_domain::{Action, Principal, SecretFilter, SecretSort};

/// How often the drill is done on each database.
const ROUNDS: usize = 20;
const SECRETS: usize = 3;

fn random(below: u64) -> u64 {
    let mut bytes = [0; 8];
    strongroom_crypto::fill_random(&mut bytes).unwrap();
    u64::from_be_bytes(bytes) % below
}

/// Runs a command beside this test's own work.
async fn run(place: &Place, command: &'static str, options: &[&str]) -> std::process::Output {
    let mut program = place.command(command, options);
    tokio::task::spawn_blocking(move || program.output().unwrap()).await.unwrap()
}

async fn backed_up(place: &Place, name: &str) -> PathBuf {
    let file = place.bed.folder.path().join(name);
    printed(&run(place, "backup", &[file.to_str().unwrap()]).await);
    file
}

async fn restored(from: &Place, file: &Path, kind: Kind) -> Place {
    let place = Place::beside(from, kind).await;
    let said = printed(&run(&place, "restore", &[file.to_str().unwrap()]).await);
    assert!(said.contains("Audit trail verified"), "{said}");
    place
}

/// Puts one version after the other, and counts what was acknowledged.
async fn writer(
    engine: Arc<Engine>,
    who: Principal,
    acknowledged: Arc<[AtomicU64; SECRETS]>,
    stop: Arc<AtomicBool>,
) -> Result<(), CoreError> {
    let mut number = 0;
    while !stop.load(Ordering::SeqCst) {
        number += 1;
        for (secret, acknowledged) in acknowledged.iter().enumerate() {
            let put = put(&format!("s{secret}"), &format!("v{number}"), &number.to_string());
            engine.call(&call(&engine, &who), &put).await?;
            acknowledged.store(number, Ordering::SeqCst);
        }
    }
    Ok(())
}

/// Puts in the trail, by secret.
async fn recorded(opened: &Opened) -> Result<BTreeMap<String, u64>, StoreError> {
    let mut puts = BTreeMap::new();
    for writer in opened.store.writers().await? {
        let mut next = 1;
        loop {
            let blocks = opened.store.blocks(writer, next, 500).await?;
            let Some(last) = blocks.last() else { break };
            next = last.first + u64::from(last.count);
            for stored in blocks.iter().flat_map(|block| block.events().unwrap()) {
                let done = format!("{:?}", stored.event.outcome) == "Ok";
                if let (Action::PutSecretValue, true, Some(target)) = (stored.event.action, done, stored.event.target) {
                    *puts.entry(target.name).or_default() += 1;
                }
            }
        }
    }
    Ok(puts)
}

/// A writer works all the time. Every round copies at a random moment, restores, and finds every write that was acknowledged before the
/// copy began, each with its event, and nothing half.
async fn drill(kind: Kind) {
    let (place, init) = Place::initialised(kind).await;
    let server = place.open().await;
    let who = server.owner(&init).await;
    for secret in 0..SECRETS {
        server.create(&who, &format!("s{secret}"), "0").await;
    }
    let acknowledged: Arc<[AtomicU64; SECRETS]> = Arc::default();
    let stop = Arc::new(AtomicBool::new(false));
    let work = tokio::spawn(writer(server.engine.clone(), who.clone(), acknowledged.clone(), stop.clone()));
    let seen = || acknowledged.iter().map(|number| number.load(Ordering::SeqCst)).collect::<Vec<_>>();
    for round in 0..ROUNDS {
        tokio::time::sleep(Duration::from_millis(random(60))).await;
        let before = seen();
        let file = backed_up(&place, &format!("round-{round}.backup")).await;
        let after = seen();
        let target = if random(2) == 0 { Kind::Sqlite } else { Kind::Postgres };
        let copy = restored(&place, &file, target).await;
        let opened = copy.open().await;
        let puts = recorded(&opened).await.unwrap();
        for secret in 0..SECRETS {
            let (version, value) = opened.read(&who, &format!("s{secret}")).await;
            let number: u64 = value.parse().unwrap();
            assert_eq!(version, format!("v{number}"), "round {round}");
            let wanted = before[secret]..=after[secret] + 1;
            assert!(wanted.contains(&number), "round {round}: {number} is not in {wanted:?}");
            let puts = puts.get(&format!("s{secret}")).copied().unwrap_or_default();
            assert_eq!(puts, number, "round {round}: each write has its event, and each event its write");
        }
        opened.trail().await;
        opened.store.close().await;
        fs::remove_file(&file).unwrap();
        assert!(!work.is_finished(), "the writer was not disturbed");
    }
    stop.store(true, Ordering::SeqCst);
    work.await.unwrap().unwrap();
    server.store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drill_under_writes_on_sqlite_loses_nothing_acknowledged() {
    drill(Kind::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn drill_under_writes_on_postgres_loses_nothing_acknowledged() {
    drill(Kind::Postgres).await;
}

/// From one database to the other and back, working at each stop.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backup_of_either_database_restores_into_the_other_and_back() {
    let (mut place, init) = Place::initialised(Kind::Sqlite).await;
    let password = init["admin_password"].as_str().unwrap();
    let opened = place.open().await;
    let who = opened.owner(&init).await;
    opened.create(&who, "a", "first").await;
    opened.put(&who, "a", "v1", "second\0\u{1F980}").await;
    opened.store.close().await;
    for (round, kind) in [Kind::Postgres, Kind::Postgres, Kind::Sqlite, Kind::Sqlite, Kind::Postgres].iter().enumerate()
    {
        let file = backed_up(&place, &format!("{round}.backup")).await;
        let mode = fs::metadata(&file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        let next = restored(&place, &file, *kind).await;
        let opened = next.open().await;
        assert_eq!(opened.read(&who, "a").await.1, "second\0\u{1F980}");
        assert!(opened.signs_in("admin", password).await);
        let filter = SecretFilter { text: "description find".to_owned(), ..SecretFilter::default() };
        let list = ListSecrets { filter, sort: SecretSort::Name, page: Page::Number(1), limit: 10 };
        let found = opened.call(&who, &list).await.unwrap();
        assert_eq!(found.secrets.len(), 1 + round, "the search index was made again");
        opened.create(&who, &format!("new-{round}"), "x").await;
        let events = opened.trail().await;
        opened.store.close().await;
        assert!(printed(&run(&next, "audit verify", &[]).await).contains("verified"));
        let reopened = next.open().await;
        assert!(reopened.trail().await > events, "the chain goes on");
        reopened.store.close().await;
        place = next;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn altered_cut_or_extended_backup_is_refused_and_nothing_is_left() {
    let (place, init) = Place::initialised(Kind::Sqlite).await;
    let opened = place.open().await;
    let who = opened.owner(&init).await;
    opened.create(&who, "a", "x").await;
    opened.store.close().await;
    let whole = fs::read(backed_up(&place, "whole.backup").await).unwrap();
    let mut wrong: Vec<Vec<u8>> = Vec::new();
    let places = (0..24).map(|_| random(whole.len() as u64) as usize).chain([0, 9, 13, 17, 60, whole.len() - 1]);
    for at in places {
        let mut altered = whole.clone();
        altered[at] ^= 1 << random(8);
        wrong.push(altered);
    }
    for length in [0, 7, 12, 16, 100, whole.len() / 2, whole.len() - 33, whole.len() - 1] {
        wrong.push(whole[..length].to_vec());
    }
    wrong.push([whole.as_slice(), &[0]].concat());
    wrong.push([whole.as_slice(), &whole].concat());
    for (number, bytes) in wrong.iter().enumerate() {
        let kind = if number % 8 == 0 { Kind::Postgres } else { Kind::Sqlite };
        let empty = Place::beside(&place, kind).await;
        let file = empty.bed.folder.path().join("wrong.backup");
        fs::write(&file, bytes).unwrap();
        let said = refused(&run(&empty, "restore", &[file.to_str().unwrap()]).await);
        assert!(said.contains("nothing was"), "{said}");
        assert!(empty.is_empty().await, "{number}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn foreign_or_missing_root_key_is_refused_and_nothing_is_left() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    let (other, _) = Place::initialised(Kind::Sqlite).await;
    let file = backed_up(&place, "x.backup").await;
    let file = file.to_str().unwrap();
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let empty = Place::beside(&other, kind).await;
        let said = refused(&run(&empty, "restore", &[file]).await);
        assert!(said.contains("does not open this backup") && said.contains("nothing was restored"), "{said}");
        assert!(empty.is_empty().await);
        let empty = Place::empty(kind).await;
        let said = refused(&run(&empty, "restore", &[file]).await);
        assert!(said.contains("a restore needs the root key"), "{said}");
        assert!(empty.is_empty().await);
    }
    let root = fs::read(place.bed.data().join("root.key")).unwrap();
    let backup = fs::read(file).unwrap();
    assert!(!backup.windows(root.len()).any(|bytes| bytes == root), "the root key is not in a backup");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn restore_into_an_installation_is_refused_and_changes_nothing() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (place, init) = Place::initialised(kind).await;
        let file = backed_up(&place, "x.backup").await;
        let opened = place.open().await;
        let who = opened.owner(&init).await;
        opened.create(&who, "later", "x").await;
        opened.store.close().await;
        let said = refused(&run(&place, "restore", &[file.to_str().unwrap()]).await);
        assert!(said.contains("nothing was changed"), "{said}");
        let opened = place.open().await;
        assert_eq!(opened.read(&who, "later").await.1, "x");
        opened.store.close().await;
    }
}

/// A restore that is killed at any moment leaves the place empty or complete, and the next one succeeds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_restore_leaves_the_place_empty_or_complete() {
    let (place, init) = Place::initialised(Kind::Sqlite).await;
    let opened = place.open().await;
    let who = opened.owner(&init).await;
    for number in 0..200 {
        opened.create(&who, &format!("s{number}"), &"x".repeat(5_000)).await;
    }
    opened.store.close().await;
    let file = backed_up(&place, "x.backup").await;
    let file = file.to_str().unwrap().to_owned();
    for round in 0..8 {
        let kind = if round % 2 == 0 { Kind::Sqlite } else { Kind::Postgres };
        let copy = Place::beside(&place, kind).await;
        let mut restore = copy.command("restore", &[&file]).spawn().unwrap();
        tokio::time::sleep(Duration::from_millis(20 + random(400))).await;
        restore.kill().unwrap();
        restore.wait().unwrap();
        // PostgreSQL ends the transaction when it notices that the connection is gone.
        let again = loop {
            let output = run(&copy, "restore", &[&file]).await;
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            let complete = said.contains("exists already") || said.contains("is not empty");
            if output.status.success() || complete {
                break output;
            }
            assert!(said.contains("another Strongroom server") || said.contains("lock"), "{said}");
        };
        let opened = copy.open().await;
        assert_eq!(opened.read(&who, "s199").await.1.len(), 5_000, "{}", String::from_utf8_lossy(&again.stderr));
        opened.trail().await;
        opened.store.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn backup_never_replaces_a_file_and_leaves_no_partial_one() {
    let (place, _) = Place::initialised(Kind::Sqlite).await;
    let folder = place.bed.folder.path().join("backups");
    fs::create_dir(&folder).unwrap();
    let file = folder.join("x.backup");
    let file = file.to_str().unwrap();
    let said = printed(&run(&place, "backup", &[file]).await);
    assert!(said.contains("its tag verified") && said.contains("The root key is not in it"), "{said}");
    let first = fs::read(file).unwrap();
    assert!(refused(&run(&place, "backup", &[file]).await).contains("exists already and was not changed"));
    assert_eq!(fs::read(file).unwrap(), first);
    let missing = folder.join("no/such/folder/x.backup");
    refused(&run(&place, "backup", &[missing.to_str().unwrap()]).await);
    let foreign = place.bed.folder.path().join("foreign.key");
    fs::write(&foreign, [7; 32]).unwrap();
    let other = folder.join("y.backup");
    let options = ["--root-key-file", foreign.to_str().unwrap(), other.to_str().unwrap()];
    assert!(refused(&run(&place, "backup", &options).await).contains("does not unseal"));
    let files: Vec<_> = fs::read_dir(&folder).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(files, ["x.backup"]);
    let opened = place.open().await;
    let backups = opened.store.writers().await.unwrap().len();
    assert_eq!(backups, 1);
    opened.store.close().await;
}
