//! Customer master keys.

use crate::world::*;
use strongroom_core::Thing;
use strongroom_core::{
    CoreError,
    facts::VersionFacts,
    ops::{keys::*, secrets::ListSecretVersionIds},
};
use strongroom_domain::{KeyState, *};

async fn key(w: &World) -> CmkId {
    w.run(CreateKey { description: Description::new("payments").unwrap(), policy: None }).await.unwrap().id
}

async fn versions(w: &World) -> Vec<VersionFacts> {
    w.run(ListSecretVersionIds { name: name("a"), include_unlabelled: true }).await.unwrap().versions
}

#[tokio::test]
async fn disabled_key_stops_reads_of_its_secrets() {
    let w = World::new().await;
    let id = key(&w).await;
    let mut op = create("a", "x");
    op.cmk = Some(id);
    w.run(op).await.unwrap();
    assert_eq!(versions(&w).await[0].cmk, (id, 1));
    let mut facts = w.run(ListKeys).await.unwrap();
    facts.sort_by_key(|k| !k.default);
    assert_eq!(facts.iter().map(|k| (k.default, k.secrets)).collect::<Vec<_>>(), [(true, 0), (false, 1)]);

    w.run(DisableKey { id }).await.unwrap();
    w.run(DisableKey { id }).await.unwrap();
    assert_eq!(w.read("a", None, None).await, Err(CoreError::KeyDisabled));
    assert_eq!(w.put("a", "v2", "y").await.err(), Some(CoreError::KeyDisabled));
    assert_eq!(w.run(CreateKeyVersion { id }).await.err(), Some(CoreError::KeyDisabled));
    w.run(EnableKey { id }).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
}

#[tokio::test]
async fn rotation_encrypts_new_versions_with_the_new_key_and_reads_old_ones() {
    let w = World::new().await;
    w.create("a", "old").await;
    let default = w.run(ListKeys).await.unwrap()[0].id;
    assert_eq!(w.run(CreateKeyVersion { id: default }).await.unwrap(), 2);
    w.put("a", "v2", "new").await.unwrap();
    assert_eq!(versions(&w).await.iter().map(|v| v.cmk.1).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(w.read("a", Some("v1"), None).await.unwrap(), "v1=old");
    assert_eq!(w.read("a", Some("v2"), None).await.unwrap(), "v2=new");
}

#[tokio::test]
async fn refusals() {
    let w = World::new().await;
    let default = w.run(ListKeys).await.unwrap()[0].id;
    assert!(matches!(w.run(DisableKey { id: default }).await, Err(CoreError::InUse(_))));
    assert_eq!(w.run(DescribeKey { id: default }).await.unwrap().state, KeyState::Enabled);
    let nobody = CmkId([1; 16]);
    assert_eq!(w.run(DescribeKey { id: nobody }).await.err(), Some(CoreError::NotFound(Thing::Key)));
    assert_eq!(w.run(EnableKey { id: nobody }).await.err(), Some(CoreError::NotFound(Thing::Key)));
    let description = Description::new("x").unwrap();
    assert_eq!(
        w.run(UpdateKeyDescription { id: nobody, description }).await.err(),
        Some(CoreError::NotFound(Thing::Key))
    );
}
