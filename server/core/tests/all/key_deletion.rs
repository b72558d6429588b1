//! Keys that are scheduled for deletion.

use crate::world::*;
use strongroom_core::{
    Blocker, CoreError, Thing,
    ops::{keys::*, secrets::*},
    ports::KeyStore,
};
use strongroom_domain::*;
use strongroom_trail::{Detail, Outcome};

async fn key(w: &World) -> CmkId {
    let description = Description::new("payments").unwrap();
    w.run(CreateKey { description, policy: None }).await.unwrap().id
}

fn with_key(secret: &str, id: CmkId) -> CreateSecret {
    CreateSecret { cmk: Some(id), ..create(secret, "x") }
}

async fn describe(w: &World, id: CmkId) -> (KeyState, Option<Timestamp>) {
    let facts = w.run(DescribeKey { id }).await.unwrap();
    (facts.state, facts.delete_at)
}

#[tokio::test]
async fn key_that_waits_for_its_deletion_cannot_be_used_and_is_removed_at_its_end() {
    let w = World::new().await;
    let id = key(&w).await;
    let end = w.run(ScheduleKeyDeletion { id, days: 7 }).await.unwrap();
    assert_eq!(end, Timestamp(START + 7 * Timestamp::DAY_MS));
    assert_eq!(w.last_event().await.details, [(Detail::RecoveryDays, "7".to_owned())]);
    assert_eq!(describe(&w, id).await, (KeyState::Disabled, Some(end)));
    assert_eq!(w.run(with_key("a", id)).await.err(), Some(CoreError::KeyDeleting));
    assert_eq!(w.run(CreateKeyVersion { id }).await.err(), Some(CoreError::KeyDeleting));
    for refused in [
        w.run(EnableKey { id }).await.err(),
        w.run(DisableKey { id }).await.err(),
        w.run(ScheduleKeyDeletion { id, days: 30 }).await.err(),
    ] {
        assert_eq!(refused, Some(CoreError::KeyState));
    }
    assert_eq!(w.run(PurgeKey { id }).await.err(), Some(CoreError::InUse(Blocker::RecoveryWindow)));
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
    w.pass(7 * Timestamp::DAY_MS - 1);
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
    w.pass(1);
    assert_eq!(w.run(CancelKeyDeletion { id }).await.err(), Some(CoreError::NotFound(Thing::Key)), "too late");
    assert_eq!(w.engine.sweep().await.unwrap(), 1);
    let event = w.last_event().await;
    assert_eq!((event.action, event.outcome), (Action::PurgeKey, Outcome::Ok));
    assert_eq!(w.run(DescribeKey { id }).await.err(), Some(CoreError::NotFound(Thing::Key)));
    assert_eq!(w.run(ListKeys).await.unwrap().len(), 1);
    assert!(w.store.cmk_versions().await.unwrap().len() == 1 && w.store.cmk_deletions().await.unwrap().is_empty());
    w.create("b", "still works").await;
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn cancelled_deletion_leaves_the_key_as_it_was() {
    let w = World::new().await;
    let id = key(&w).await;
    assert_eq!(w.run(CancelKeyDeletion { id }).await.err(), Some(CoreError::KeyState));
    w.run(ScheduleKeyDeletion { id, days: 366 }).await.unwrap();
    // A key can be described, and its policy changed, while it waits.
    let description = Description::new("old").unwrap();
    w.run(UpdateKeyDescription { id, description }).await.unwrap();
    w.run(SetKeyPolicy { id, document: None }).await.unwrap();
    assert!(describe(&w, id).await.1.is_some(), "it still waits");
    w.run(CancelKeyDeletion { id }).await.unwrap();
    assert_eq!(describe(&w, id).await, (KeyState::Enabled, None));
    w.run(with_key("a", id)).await.unwrap();
    let disabled = key(&w).await;
    w.run(DisableKey { id: disabled }).await.unwrap();
    w.run(ScheduleKeyDeletion { id: disabled, days: 7 }).await.unwrap();
    w.run(CancelKeyDeletion { id: disabled }).await.unwrap();
    assert_eq!(describe(&w, disabled).await, (KeyState::Disabled, None), "cancelling enables nothing");
    w.pass(400 * Timestamp::DAY_MS);
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
}

#[tokio::test]
async fn refused_schedules() {
    let w = World::new().await;
    let id = key(&w).await;
    for days in [0, 6, 367, u32::MAX] {
        let refused = w.run(ScheduleKeyDeletion { id, days }).await.err();
        assert!(matches!(refused, Some(CoreError::Invalid(error)) if error.field == Field::PendingWindow));
    }
    let default = w.run(ListKeys).await.unwrap().into_iter().find(|key| key.default).unwrap().id;
    let refused = w.run(ScheduleKeyDeletion { id: default, days: 7 }).await.err();
    assert_eq!(refused, Some(CoreError::InUse(Blocker::DefaultKey)));
    w.run(with_key("a", id)).await.unwrap();
    w.run(DeleteSecret { name: name("a"), mode: DeleteMode::Window(7) }).await.unwrap();
    let refused = w.run(ScheduleKeyDeletion { id, days: 7 }).await.err();
    assert_eq!(refused, Some(CoreError::InUse(Blocker::KeyHasSecrets)), "the secret can be restored");
    assert_eq!(describe(&w, id).await, (KeyState::Enabled, None));
    w.run(DeleteSecret { name: name("a"), mode: DeleteMode::Force }).await.unwrap();
    w.run(ScheduleKeyDeletion { id, days: 7 }).await.unwrap();
}

#[tokio::test]
async fn end_of_a_key_that_someone_put_back_has_no_effect() {
    let w = World::new().await;
    let id = key(&w).await;
    w.run(ScheduleKeyDeletion { id, days: 7 }).await.unwrap();
    let sql = sqlx::SqlitePool::connect(&format!("sqlite://{}", w.folder.path().join("db").display())).await.unwrap();
    sqlx::query("CREATE TABLE kept AS SELECT * FROM cmk_deletion").execute(&sql).await.unwrap();
    w.run(CancelKeyDeletion { id }).await.unwrap();
    w.run(with_key("a", id)).await.unwrap();
    w.run(DisableKey { id }).await.unwrap();
    sqlx::query("INSERT INTO cmk_deletion SELECT * FROM kept").execute(&sql).await.unwrap();
    w.pass(8 * Timestamp::DAY_MS);
    assert_eq!(w.engine.sweep().await.unwrap(), 0);
    assert_eq!(describe(&w, id).await, (KeyState::Disabled, None));
    w.run(EnableKey { id }).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
    // Without its row a key stays disabled.
    let other = key(&w).await;
    w.run(ScheduleKeyDeletion { id: other, days: 7 }).await.unwrap();
    sqlx::query("DELETE FROM cmk_deletion").execute(&sql).await.unwrap();
    w.run(CreateKeyVersion { id }).await.unwrap();
    assert_eq!(describe(&w, other).await, (KeyState::Disabled, None));
}
