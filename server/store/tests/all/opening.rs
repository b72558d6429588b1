//! Opening the database, errors when it cannot be opened, and faults while it is open.

use crate::support::*;
use sea_orm::{ConnectionTrait, Statement, TransactionTrait};
use strongroom_core::ports::{InstallationStore, SecretStore, StoreError, TrailStore};
use strongroom_domain::*;
use strongroom_store::{DatabaseUrl, OpenError, SqlStore, StoreOptions};

on_both! {
    reopening_changes_nothing
    newer_schema_is_rejected
    store_recovers_after_a_lock_and_lost_connections
    removed_or_replaced_files_are_detected
    store_recovers_after_a_failed_block
    tampered_row_is_reported_as_corrupt
}

async fn reopening_changes_nothing(mut bed: Bed) {
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    bed.reopen().await;
    bed.reopen().await;
    assert_eq!(bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified(), Some(secret(1, "a")));
    assert_eq!(bed.store.shared(), !bed.is_sqlite());
}

async fn newer_schema_is_rejected(bed: Bed) {
    bed.store.close().await;
    let raw = bed.raw().await;
    raw.execute_unprepared("INSERT INTO seaql_migrations (version, applied_at) VALUES ('m0999_future', 0)")
        .await
        .unwrap();
    let error = SqlStore::open(bed.options.clone()).await.unwrap_err();
    assert!(matches!(error, OpenError::Newer { .. }), "{error}");
    let text = error.to_string();
    assert!(text.contains("m0999_future") && text.matches("m0").count() == 2, "both schemas are named: {text}");
    raw.execute_unprepared("DELETE FROM seaql_migrations WHERE version = 'm0999_future'").await.unwrap();
    SqlStore::open(bed.options.clone()).await.unwrap();
}

/// Takes as long as the store waits for a server that is starting.
#[tokio::test]
async fn unreachable_server_is_reported_as_refused() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let url = DatabaseUrl::parse(&format!("postgres://user:hunter2@{free}/strongroom")).unwrap();
    let text = SqlStore::open(StoreOptions::Postgres { url }).await.unwrap_err().to_string();
    assert!(text.contains("refused") && !text.contains("hunter2"), "{text}");
}

/// Another process holds a lock longer than callers wait; afterwards everything works and the chain has no gap.
async fn store_recovers_after_a_lock_and_lost_connections(bed: Bed) {
    bed.append([event(1)]).await;
    bed.store.ready().await.unwrap();
    let raw = bed.raw().await;
    if bed.is_sqlite() {
        raw.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
        assert!(matches!(bed.store.ready().await, Err(StoreError::Unavailable(_))), "a locked database is not ready");
        let result = bed.put(vec![]).await;
        assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
        let result = bed.put(vec![absent(secret(1, "a"))]).await;
        assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
        assert_eq!(bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified(), None, "reads continue");
        raw.execute_unprepared("ROLLBACK").await.unwrap();
    } else {
        // The server terminates all connections.
        let others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
        raw.query_all_raw(Statement::from_string(raw.get_database_backend(), others)).await.unwrap();
        let result = bed.put(vec![]).await;
        assert!(matches!(result, Err(StoreError::Unavailable(_)) | Ok(())), "{result:?}");
    }
    bed.store.ready().await.unwrap();
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    bed.append([event(2)]).await;
    let all = bed.verified().await;
    assert_eq!(all.iter().filter(|stored| stored.event == event(2)).count(), 1);
    assert_eq!(bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified(), Some(secret(1, "a")));
    raw.begin().await.unwrap().rollback().await.unwrap();
}

/// SQLite keeps writing to files that no later start finds.
async fn removed_or_replaced_files_are_detected(bed: Bed) {
    if !bed.is_sqlite() {
        return;
    }
    bed.append([event(1)]).await;
    for end in ["", "-wal"] {
        let path = bed.path().with_extension(format!("db{end}"));
        let away = path.with_extension("away");
        std::fs::rename(&path, &away).unwrap();
        for another in [false, true] {
            if another {
                std::fs::copy(&away, &path).unwrap();
            }
            for changes in [vec![], vec![absent(secret(1, "a"))]] {
                let result = bed.put(changes).await;
                assert!(matches!(&result, Err(StoreError::Unavailable(why)) if why.contains("replaced")), "{result:?}");
            }
            assert!(bed.store.ready().await.is_err());
        }
        std::fs::rename(&away, &path).unwrap();
        bed.store.ready().await.unwrap();
        bed.put(vec![]).await.unwrap();
        assert_eq!(
            bed.store.secret(&SecretName::new("a").unwrap()).await.unwrap().verified(),
            None,
            "what was refused did not happen"
        );
    }
}

/// The block cannot be written: with a full disk SQLite rolls back without the driver's knowledge, as the trigger does here.
async fn store_recovers_after_a_failed_block(bed: Bed) {
    bed.append([event(1)]).await;
    let raw = bed.raw().await;
    let (make, drop): (&[&str], &str) = if bed.is_sqlite() {
        (
            &["CREATE TRIGGER full BEFORE INSERT ON trail_block BEGIN SELECT RAISE(ROLLBACK, 'full'); END"],
            "DROP TRIGGER full",
        )
    } else {
        (
            &[
                "CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'",
                "CREATE TRIGGER no_room BEFORE INSERT ON trail_block FOR EACH ROW EXECUTE FUNCTION full_disk()",
            ],
            "DROP TRIGGER no_room ON trail_block",
        )
    };
    for statement in make {
        raw.execute_unprepared(statement).await.unwrap();
    }
    for n in 0..3 {
        for changes in [vec![], vec![absent(secret(n, &format!("s{n}")))]] {
            let result = bed.put(changes).await;
            assert!(matches!(result, Err(StoreError::Unavailable(_))), "{result:?}");
        }
    }
    raw.execute_unprepared(drop).await.unwrap();
    for n in 0..3 {
        bed.put(vec![absent(secret(n, &format!("s{n}")))]).await.unwrap();
    }
    assert_eq!(bed.verified().await.iter().map(|stored| stored.sequence).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

async fn tampered_row_is_reported_as_corrupt(bed: Bed) {
    bed.put(vec![absent(secret(1, "a"))]).await.unwrap();
    let name = SecretName::new("a").unwrap();
    let raw = bed.raw().await;
    for (lie, truth) in [
        ("tags = '[1]'", "tags = '{}'"),
        ("labels = 'x'", "labels = '{\"ACSCurrent\":\"v1\"}'"),
        ("description = '\u{202e}'", "description = ''"),
    ] {
        raw.execute_unprepared(&format!("UPDATE secret SET {lie}")).await.unwrap();
        let error = bed.store.secret(&name).await.unwrap_err();
        assert!(matches!(error, StoreError::Corrupt(_)), "{lie}: {error}");
        raw.execute_unprepared(&format!("UPDATE secret SET {truth}")).await.unwrap();
    }
    assert_eq!(bed.store.secret(&name).await.unwrap().verified(), Some(secret(1, "a")));
    bed.append([event(1)]).await;
    raw.execute_unprepared("UPDATE trail_block SET count = count + 1").await.unwrap();
    let period = Period { from: Timestamp(i64::MIN), to: Timestamp(i64::MAX) };
    let error = bed.store.event_counts(period, &EventFilter::default(), 1).await.unwrap_err();
    assert!(matches!(error, StoreError::Corrupt(_)), "{error}");
}

async fn error_of(options: StoreOptions) -> OpenError {
    SqlStore::open(options).await.unwrap_err()
}

#[tokio::test]
async fn unusable_files_are_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| StoreOptions::Sqlite { path: folder.path().join(name) };
    let error = error_of(at("no/such/folder/store.db")).await;
    assert!(matches!(error, OpenError::NoFolder(_)) && error.to_string().contains("create it"), "{error}");
    std::fs::write(folder.path().join("text.db"), "this is no database, however long it may be ".repeat(100)).unwrap();
    let error = error_of(at("text.db")).await;
    assert!(matches!(error, OpenError::NotADatabase(_)), "{error}");
    std::fs::create_dir(folder.path().join("folder.db")).unwrap();
    let error = error_of(at("folder.db")).await;
    assert!(matches!(error, OpenError::ReadOnly(_)), "{error}");
}

#[tokio::test]
async fn locked_file_is_rejected() {
    let bed = Bed::sqlite().await;
    bed.store.close().await;
    let raw = bed.raw().await;
    raw.execute_unprepared("PRAGMA locking_mode = exclusive").await.unwrap();
    raw.execute_unprepared("BEGIN EXCLUSIVE").await.unwrap();
    let error = error_of(bed.options.clone()).await;
    assert!(matches!(error, OpenError::Locked) && error.to_string().contains("another process"), "{error}");
}

/// Permissions do not apply to root, but no user can create a file in `/proc`.
#[tokio::test]
async fn file_without_write_access_is_rejected() {
    let bed = Bed::sqlite().await;
    bed.put(vec![]).await.unwrap();
    bed.store.close().await;
    let path = bed.path();
    let mut rights = std::fs::metadata(&path).unwrap().permissions();
    rights.set_readonly(true);
    std::fs::set_permissions(&path, rights).unwrap();
    let options = match std::fs::OpenOptions::new().write(true).open(&path) {
        Err(_) => bed.options.clone(),
        Ok(_) => StoreOptions::Sqlite { path: "/proc/self/store.db".into() },
    };
    let error = error_of(options).await;
    assert!(matches!(error, OpenError::ReadOnly(_)) && error.to_string().contains("write access"), "{error}");
}

#[tokio::test]
async fn invalid_urls_are_rejected_without_showing_them() {
    let url = DatabaseUrl::parse("postgres://u@127.0.0.1:1/x?sslmode=verify-full&sslrootcert=/nowhere/ca.pem").unwrap();
    let error = error_of(StoreOptions::Postgres { url }).await;
    assert!(matches!(error, OpenError::Url | OpenError::Database(_)), "{error}");
    let options = StoreOptions::Postgres { url: DatabaseUrl::parse("postgres://u:hunter2@127.0.0.1:1/x").unwrap() };
    assert!(!format!("{options:?}").contains("hunter2"));
    let error = error_of(options).await;
    assert!(matches!(error, OpenError::Database(_)), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
}
