//! Every operation there is, behind the same door: somebody without policies is refused each of them, the refusal is an event,
//! and nothing has changed.

use crate::{
    operations::{Visit, every_operation, world},
    world::*,
};
use std::collections::BTreeSet;
use strongroom_core::{CoreError, Operation, ops::users::ListUsers};
use strongroom_domain::*;
use strongroom_trail::Outcome;

struct Doors {
    w: World,
    who: Principal,
    seen: BTreeSet<Action>,
}

impl Visit for Doors {
    async fn visit<O: Operation>(&mut self, op: O) {
        let action = op.action();
        assert_eq!(self.w.run_as(&self.who, op).await.err(), Some(CoreError::Denied), "{action:?}");
        let event = self.w.last_event().await;
        assert_eq!((event.action, event.actor.name.as_str()), (action, "nobody"), "the refusal is recorded");
        assert!(matches!(event.outcome, Outcome::Failed { code, .. } if code == "Denied"));
        self.seen.insert(action);
    }
}

#[tokio::test]
async fn every_operation_without_a_policy_is_denied_and_recorded() {
    let (w, key) = world().await;
    let (who, access_key) = (w.user("nobody", &[]).await, w.first.access_key.clone());
    let mut doors = Doors { w, who, seen: BTreeSet::new() };
    every_operation(&mut doors, key, access_key).await;
    let needs_policy = |action: &Action| match action.row().without_policy {
        // One that GetSecretValue asks for in addition.
        WithoutPolicy::Nobody => *action != Action::ReadRevokedVersion,
        // The server unseals by itself only.
        WithoutPolicy::Server => *action != Action::Unseal,
        WithoutPolicy::Anybody | WithoutPolicy::Oneself | WithoutPolicy::Caller | WithoutPolicy::Recorded => false,
    };
    let expected: BTreeSet<_> = Action::ALL.iter().copied().filter(needs_policy).collect();
    let missing: Vec<_> = expected.difference(&doors.seen).collect();
    assert!(missing.is_empty(), "add the operations of {missing:?} to this test");
    assert_eq!(doors.w.read("a", None, None).await.unwrap(), "v2=y", "nothing has changed");
    let (users, _) = doors.w.run(ListUsers { text: String::new(), after: None, limit: 10 }).await.unwrap();
    assert_eq!(users.len(), 2);
}
