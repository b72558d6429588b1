//! A database that lies is noticed: whatever is swapped, altered or rolled into another row gives an error, never a value.

use crate::world::*;
use strongroom_core::{CoreError, Engine, UnsealError};
use strongroom_trail::Outcome;

/// Changes the database behind the server's back.
pub async fn sql(w: &World, statement: &str) {
    let url = format!("sqlite://{}", w.folder.path().join("db").display());
    let pool = sqlx::SqlitePool::connect(&url).await.unwrap();
    let done = sqlx::query(sqlx::AssertSqlSafe(statement.to_owned())).execute(&pool).await.unwrap();
    assert!(done.rows_affected() > 0, "nothing was tampered with: {statement}");
    pool.close().await;
}

async fn world() -> World {
    let w = World::new().await;
    w.create("a", "of a").await;
    w.create("b", "of b").await;
    w.put("a", "v2", "newer").await.unwrap();
    w
}

/// Reads a secret with a core that has nothing in its caches.
pub async fn reread(w: &World, secret: &str, id: Option<&str>) -> Result<(), CoreError> {
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.map_err(|error| match error {
        UnsealError::Core(error) => error,
        UnsealError::NotVerified(_) | UnsealError::Unreadable(_) => panic!("{error}"),
    })?;
    engine.call(&w.call_of(&w.admin), &get(secret, id, None)).await.map(|_| ())
}

#[tokio::test]
async fn altered_rows_return_no_value() {
    for statement in [
        "UPDATE secret_version SET value = (SELECT value FROM secret_version o WHERE o.secret <> secret_version.secret LIMIT 1)",
        "UPDATE secret_version SET outline = zeroblob(length(outline))",
        "UPDATE secret_version SET ordinal = ordinal + 5",
        "UPDATE secret_version SET value_type = 3 - value_type",
        "UPDATE secret_version SET created = created + 1",
        "UPDATE secret_version SET id = 'x' || id",
        "UPDATE secret SET labels = replace(labels, 'v2', 'v1') WHERE name = 'a'",
        "UPDATE secret SET description = 'x'",
        "UPDATE secret SET revision = revision + 1",
        "UPDATE secret SET mac = zeroblob(32)",
        "UPDATE secret SET mac = x''",
        // As long as an absent value was encoded like its smallest or empty one, these went unnoticed.
        "UPDATE secret SET delete_at = -9223372036854775807 - 1",
        "UPDATE secret SET policy = ''",
        "UPDATE cmk SET policy = ''",
    ] {
        let w = world().await;
        sql(&w, statement).await;
        assert!(
            matches!(reread(&w, "a", None).await, Err(CoreError::Internal(_) | CoreError::NotFound(_))),
            "{statement}"
        );
    }
}

#[tokio::test]
async fn failure_before_authorisation_is_an_event_too() {
    let w = world().await;
    sql(&w, "UPDATE secret SET description = 'x' WHERE name = 'a'").await;
    let Err(CoreError::Internal(request)) = reread(&w, "a", None).await else { panic!("no internal error") };
    let event = w.last_event().await;
    assert_eq!(event.request, request);
    assert_eq!(event.target.unwrap().name, "a");
    assert!(matches!(event.outcome, Outcome::Failed { code, .. } if code == "Internal"));
}

#[tokio::test]
async fn a_secret_cannot_take_the_name_of_another() {
    let w = world().await;
    sql(&w, "UPDATE secret SET name = 'c' WHERE name = 'a'").await;
    sql(&w, "UPDATE secret SET name = 'a' WHERE name = 'b'").await;
    assert!(matches!(reread(&w, "a", None).await, Err(CoreError::Internal(_))));
}

#[tokio::test]
async fn an_altered_user_or_key_is_refused() {
    let w = world().await;
    sql(&w, "UPDATE cmk SET enabled = NOT enabled").await;
    assert!(matches!(reread(&w, "a", None).await, Err(CoreError::Internal(_))));

    let w = world().await;
    sql(&w, "UPDATE access_key SET revision = revision + 1").await;
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    assert!(engine.authenticate(w.first.access_key.as_str(), None, None, |_| true).await.is_err());
}

#[tokio::test]
async fn altered_secret_is_not_purged() {
    let w = world().await;
    sql(&w, "UPDATE secret SET delete_at = -9223372036854775807 - 1 WHERE name = 'a'").await;
    assert_eq!(w.engine.sweep().await, Ok(0));
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    assert_eq!(engine.sweep().await, Ok(0));
    sql(&w, "UPDATE secret SET delete_at = NULL WHERE name = 'a'").await;
    assert_eq!(reread(&w, "a", None).await, Ok(()), "nothing of it is gone");
}

#[tokio::test]
async fn altered_installation_is_not_unsealed() {
    for (statement, restore) in [
        ("UPDATE installation SET region = 'elsewhere'", "UPDATE installation SET region = 'local'"),
        ("UPDATE installation SET created = created + 1", "UPDATE installation SET created = created - 1"),
        (
            "UPDATE installation SET account = '9' || substr(account, 2)",
            "UPDATE installation SET account = '1' || substr(account, 2)",
        ),
        ("UPDATE installation SET encoding = encoding + 1", "UPDATE installation SET encoding = encoding - 1"),
        ("UPDATE cmk_version SET created = created + 1", "UPDATE cmk_version SET created = created - 1"),
    ] {
        let w = world().await;
        sql(&w, statement).await;
        let engine = Engine::new(w.store.clone(), w.clock.clone());
        let error = engine.unseal(&w.root).await.unwrap_err();
        assert!(engine.is_sealed(), "{statement}");
        if statement.contains("installation") {
            assert!(
                matches!(&error, UnsealError::NotVerified(row) if row.table == "installation"),
                "{statement}: {error}"
            );
        }
        sql(&w, restore).await;
        engine.unseal(&w.root).await.unwrap();
    }
}

/// A row that says it is of encoding 1 does not bring that encoding back: its MACs are made for another domain.
#[tokio::test]
async fn older_encoding_cannot_be_restored() {
    let w = world().await;
    sql(&w, "UPDATE installation SET encoding = 1, mac = x'', region = 'elsewhere'").await;
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    let error = engine.unseal(&w.root).await.unwrap_err();
    assert!(matches!(&error, UnsealError::NotVerified(row) if row.table == "cmk"), "{error}");
}
