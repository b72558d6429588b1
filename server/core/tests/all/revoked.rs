//! Versions that nobody may read any more.

use crate::world::*;
use strongroom_core::{
    Blocker, CoreError,
    ops::secrets::{ListSecretVersionIds, NewValue, PutSecretValue, RevokeSecretVersion, UpdateSecretVersionStage},
};
use strongroom_domain::*;

fn revoke(id: &str, revoked: bool) -> RevokeSecretVersion {
    RevokeSecretVersion { name: name("a"), version: version(id), revoked }
}

async fn two_versions() -> World {
    let w = World::new().await;
    w.run(create("a", "leaked")).await.unwrap();
    w.run(put("a", "v2", "new", &["ACSCurrent"])).await.unwrap();
    w
}

#[tokio::test]
async fn revoked_version_is_read_by_no_label_and_no_id_but_by_a_right_of_its_own() {
    let w = two_versions().await;
    w.run(new_policy("read", &document("Allow", "kms:GetSecretValue", "*"))).await.unwrap();
    w.run(new_policy("revoked", &document("Allow", "strongroom:ReadRevokedVersion", "*"))).await.unwrap();
    let reader = w.user("reader", &[custom("read")]).await;
    w.run_as(&reader, get("a", Some("v1"), None)).await.unwrap();
    w.run(revoke("v1", true)).await.unwrap();
    for op in [get("a", Some("v1"), None), get("a", None, Some("ACSPrevious"))] {
        assert_eq!(w.run_as(&reader, op).await.err(), Some(CoreError::Denied));
    }
    assert!(w.run_as(&reader, get("a", None, None)).await.is_ok());
    let list = ListSecretVersionIds { name: name("a"), include_unlabelled: true };
    let versions = w.run(list).await.unwrap().versions;
    let revoked: Vec<_> = versions.iter().map(|one| (one.id.as_str(), one.revoked.is_some())).collect();
    assert_eq!(revoked, [("v2", false), ("v1", true)]);
    w.run(attach(custom("revoked"), "reader")).await.unwrap();
    assert_eq!(w.run_as(&reader, get("a", Some("v1"), None)).await.unwrap().value.expose(), b"leaked");
    w.run(revoke("v1", false)).await.unwrap();
    w.run(detach(custom("revoked"), "reader")).await.unwrap();
    assert!(w.run_as(&reader, get("a", Some("v1"), None)).await.is_ok(), "taken back");
}

#[tokio::test]
async fn revoked_value_does_not_come_back_by_another_way() {
    let w = two_versions().await;
    assert_eq!(w.run(revoke("v2", true)).await.err(), Some(CoreError::InUse(Blocker::CurrentVersion)));
    w.run(revoke("v1", true)).await.unwrap();
    w.run(revoke("v1", true)).await.unwrap();
    let revoked = Some(CoreError::InUse(Blocker::RevokedVersion));
    let label = UpdateSecretVersionStage {
        name: name("a"),
        stage: Stage::Current,
        to: Some(version("v1")),
        from: Some(version("v2")),
    };
    assert_eq!(w.run(label).await.err(), revoked);
    let copy = PutSecretValue {
        name: name("a"),
        version: None,
        value: NewValue::CopyOf(version("v1")),
        stages: vec![Stage::Current],
    };
    assert_eq!(w.run(copy).await.err(), revoked);
    assert_eq!(w.run(put("a", "v1", "leaked", &["ACSCurrent"])).await.err(), revoked);
    assert_eq!(w.run(get("a", None, None)).await.unwrap().version, version("v2"));
}
