//! A call that meets a conflict is decided again before it is tried again.

use crate::{stores::Shared, world::*};
use std::sync::Arc;
use strongroom_core::{
    Blocker, Call, CoreError, Engine, Operation,
    ops::{
        access_keys::{CreateAccessKey, DeleteAccessKey},
        users::DeleteUser,
    },
};
use strongroom_domain::*;
use strongroom_trail::{Detail, Outcome};

/// A node whose commits can be interrupted, and another one that interrupts.
struct Nodes {
    w: World,
    store: Arc<Shared>,
    engine: Engine,
    other: Arc<Engine>,
}

impl Nodes {
    async fn new() -> Self {
        let w = World::new().await;
        let store = Shared::of(&w);
        let engine = Engine::new(store.clone(), w.clock.clone());
        let other = Engine::new(w.store.clone(), w.clock.clone());
        engine.unseal(&w.root).await.unwrap();
        other.unseal(&w.root).await.unwrap();
        Self { w, store, engine, other: Arc::new(other) }
    }

    /// The other node does this in the moment between the decision and the commit.
    fn meanwhile<O: Operation + 'static>(&self, op: O) {
        let (other, call) = (self.other.clone(), self.w.call_of(&self.w.admin));
        self.store.interrupt(async move { other.call(&call, &op).await.map(|_| ()).unwrap() });
    }

    async fn call<O: Operation>(&self, call: &Call, op: O) -> Result<O::Output, CoreError> {
        self.engine.call(call, &op).await
    }
}

#[tokio::test]
async fn right_that_is_removed_between_two_attempts_is_missed_in_the_second() {
    let nodes = Nodes::new().await;
    let w = &nodes.w;
    w.create("a", "x").await;
    let bob = w.user("bob", &[system("AliyunKMSSecretAdminAccess")]).await;
    nodes.meanwhile(detach(system("AliyunKMSSecretAdminAccess"), "bob"));
    let refused = nodes.call(&w.call_of(&bob), put("a", "v2", "y", &["ACSCurrent"])).await;
    assert_eq!(refused.err(), Some(CoreError::Denied));
    let event = w.last_event().await;
    assert!(matches!(&event.outcome, Outcome::Failed { code, .. } if code == "Denied"), "{event:?}");
    assert_eq!(event.action, Action::PutSecretValue);
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
}

#[tokio::test]
async fn retry_without_a_change_of_rights_succeeds_with_one_event() {
    let nodes = Nodes::new().await;
    let w = &nodes.w;
    w.create("a", "x").await;
    let bob = w.user("bob", &[system("AliyunKMSSecretAdminAccess")]).await;
    nodes.meanwhile(attach(system("StrongroomAuditor"), "bob"));
    nodes.call(&w.call_of(&bob), put("a", "v2", "y", &["ACSCurrent"])).await.unwrap();
    assert_eq!(w.read("a", None, None).await.unwrap(), "v2=y");
    let puts = w
        .lookup(EventFilter::default())
        .await
        .events
        .into_iter()
        .filter(|one| one.event.action == Action::PutSecretValue);
    assert_eq!(puts.count(), 1);
}

#[tokio::test]
async fn access_key_that_is_removed_between_two_attempts_no_longer_signs() {
    let nodes = Nodes::new().await;
    let w = &nodes.w;
    w.create("a", "x").await;
    let bob = w.user("bob", &[system("AliyunKMSSecretAdminAccess")]).await;
    let key = w.run(CreateAccessKey { user: user_name("bob") }).await.unwrap();
    let signed = Principal { access_key: Some(key.id.clone()), ..bob };
    nodes.meanwhile(DeleteAccessKey { user: user_name("bob"), id: key.id });
    let refused = nodes.call(&w.call_of(&signed), put("a", "v2", "y", &["ACSCurrent"])).await;
    assert_eq!(refused.err(), Some(CoreError::Denied));
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
}

#[tokio::test]
async fn retry_checks_again_that_an_administrator_remains() {
    let nodes = Nodes::new().await;
    let w = &nodes.w;
    w.run(new_user("second", Some("a long enough password"))).await.unwrap();
    w.run(attach(system("AdministratorAccess"), "second")).await.unwrap();
    nodes.meanwhile(DeleteUser { name: user_name("second"), with_everything: true });
    let detach = detach(system("AdministratorAccess"), "admin");
    let refused = nodes.call(&w.call_of(&w.admin), detach).await.err();
    assert_eq!(refused, Some(CoreError::InUse(Blocker::LastAdministrator)));
}

#[tokio::test]
async fn retry_marks_a_self_grant_by_what_the_caller_has_then() {
    let nodes = Nodes::new().await;
    let w = &nodes.w;
    let manager = w.user("manager", &[system("StrongroomAdministrator"), system("AliyunKMSFullAccess")]).await;
    // Before the interruption this gave nothing new.
    nodes.meanwhile(detach(system("AliyunKMSFullAccess"), "manager"));
    nodes.call(&w.call_of(&manager), attach(system("AliyunKMSSecretUserAccess"), "manager")).await.unwrap();
    let event = w.last_event().await;
    assert!(event.details.iter().any(|(detail, _)| *detail == Detail::SelfGrant), "{event:?}");
}
