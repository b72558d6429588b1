//! A call that was decided on by looking at a thing is refused when the thing has been deleted and made anew since.

use crate::{
    operations::{Visit, every_operation, world},
    rotations::new_target,
    world::*,
};
use strongroom_core::{
    Call, CoreError, Operation, Plaintext, Seen, SeenThing, Still,
    ops::{groups::*, keys::*, policies::*, roles::*, secrets::*, targets::*, users::*},
};
use strongroom_domain::*;

impl World {
    /// Tries an operation decided on when a thing had this revision; true if it was refused with a conflict.
    async fn conflicts<O: Operation>(&self, thing: &SeenThing, revision: u64, still: Still, op: O) -> bool {
        let seen = Some(Seen { thing: thing.clone(), revision, still });
        let result = self.engine.call(&Call { seen, ..self.call_of(&self.admin) }, &op).await;
        assert!(matches!(result, Ok(_) | Err(CoreError::Conflict)));
        result.is_err()
    }
}

/// Checks every kind of precondition against the life it is of and the next one.
macro_rules! lives {
    ($w:ident, $thing:expr, $revision:expr, $change:expr, $remake:expr, $act:expr) => {{
        let thing = $thing;
        let first = $revision;
        assert!(!$w.conflicts(&thing, first, Still::Unchanged, $act).await);
        $change;
        let changed = $revision;
        assert_ne!(first, changed, "a change is seen");
        assert!($w.conflicts(&thing, first, Still::Unchanged, $act).await);
        assert!(!$w.conflicts(&thing, first, Still::Itself, $act).await);
        $remake;
        for old in [first, changed] {
            for still in [Still::Unchanged, Still::Itself] {
                assert!($w.conflicts(&thing, old, still, $act).await, "{thing:?} {old} {still:?}");
            }
        }
        assert!(!$w.conflicts(&thing, $revision, Still::Itself, $act).await);
    }};
}

#[tokio::test]
async fn a_secret_made_anew_is_another() {
    let w = World::new().await;
    w.create("a", "x").await;
    let revision = async || w.run(DescribeSecret { name: name("a"), outline: false }).await.unwrap().secret.revision;
    lives!(
        w,
        SeenThing::Secret(name("a")),
        revision().await,
        w.put("a", "v2", "y").await.unwrap(),
        {
            w.run(DeleteSecret { name: name("a"), mode: DeleteMode::Force }).await.unwrap();
            w.create("a", "x").await
        },
        RestoreSecret { name: name("a") }
    );
    assert_eq!(w.read("a", None, None).await.unwrap(), "v1=x");
}

#[tokio::test]
async fn a_user_made_anew_is_another() {
    let w = World::new().await;
    w.user("bob", &[]).await;
    let get = || GetUser { name: user_name("bob") };
    let revision = async || w.run(get()).await.unwrap().user.revision;
    lives!(
        w,
        SeenThing::User(user_name("bob")),
        revision().await,
        w.run(attach(system("AdministratorAccess"), "bob")).await.unwrap(),
        {
            w.run(DeleteUser { name: user_name("bob"), with_everything: true }).await.unwrap();
            w.user("bob", &[]).await
        },
        get()
    );
    w.user("carol", &[]).await;
    let carol = w.run(GetUser { name: user_name("carol") }).await.unwrap().user.revision;
    w.run(DeleteUser { name: user_name("carol"), with_everything: true }).await.unwrap();
    let rename =
        UpdateUser { name: user_name("bob"), new_name: Some(user_name("carol")), display_name: None, comments: None };
    w.run(rename).await.unwrap();
    let delete = DeleteUser { name: user_name("carol"), with_everything: true };
    let thing = SeenThing::User(user_name("Carol"));
    assert!(w.conflicts(&thing, carol, Still::Itself, delete).await, "a renamed user is not the one that had the name");
}

#[tokio::test]
async fn a_group_made_anew_is_another() {
    let w = World::new().await;
    let group = || GroupName::new("g").unwrap();
    let create = || CreateGroup { name: group(), comments: comments("") };
    w.run(create()).await.unwrap();
    let revision = async || w.run(GetGroup { name: group() }).await.unwrap().group.revision;
    lives!(
        w,
        SeenThing::Group(group()),
        revision().await,
        w.run(UpdateGroup { name: group(), new_name: None, comments: Some(comments("c")) }).await.unwrap(),
        {
            w.run(DeleteGroup { name: group() }).await.unwrap();
            w.run(create()).await.unwrap()
        },
        GetGroup { name: group() }
    );
}

#[tokio::test]
async fn a_role_made_anew_is_another() {
    let (w, _) = world().await;
    let role = || RoleName::new("r").unwrap();
    let trust = w.run(GetRole { name: role() }).await.unwrap().trust;
    let create = || CreateRole { name: role(), description: comments(""), trust: trust.clone(), max_session_s: 3_600 };
    let revision = async || w.run(GetRole { name: role() }).await.unwrap().revision;
    let update = UpdateRole { name: role(), description: Some(comments("c")), trust: None, max_session_s: None };
    lives!(
        w,
        SeenThing::Role(role()),
        revision().await,
        w.run(update).await.unwrap(),
        {
            w.run(DeleteRole { name: role() }).await.unwrap();
            w.run(create()).await.unwrap()
        },
        GetRole { name: role() }
    );
}

#[tokio::test]
async fn a_policy_made_anew_is_another() {
    let w = World::new().await;
    let text = document("Allow", "*", "*");
    w.run(new_policy("p", &text)).await.unwrap();
    let revision = async || w.run(GetPolicy { policy: custom("p") }).await.unwrap().0.revision;
    lives!(
        w,
        SeenThing::Policy(policy_name("p")),
        revision().await,
        w.run(UpdatePolicyDescription { name: policy_name("p"), description: comments("c") }).await.unwrap(),
        {
            w.run(DeletePolicy { name: policy_name("p"), with_versions: true }).await.unwrap();
            w.run(new_policy("p", &text)).await.unwrap()
        },
        GetPolicy { policy: custom("p") }
    );
}

#[tokio::test]
async fn a_target_made_anew_is_another() {
    let w = World::new().await;
    let target = || TargetName::new("db").unwrap();
    w.run(new_target("db", Some("r"))).await.unwrap();
    let revision = async || w.run(DescribeTarget { name: target() }).await.unwrap().target.revision;
    let manager = NewManager::with_password(AccountName::new("root").unwrap(), Plaintext::new(b"s".to_vec()));
    lives!(
        w,
        SeenThing::Target(target()),
        revision().await,
        w.run(UpdateTarget { name: target(), connection: None, manager: Some(manager) }).await.unwrap(),
        {
            w.run(DeleteTarget { name: target() }).await.unwrap();
            w.run(new_target("db", None)).await.unwrap()
        },
        DescribeTarget { name: target() }
    );
}

#[tokio::test]
async fn a_changed_key_is_not_as_it_was_seen() {
    let w = World::new().await;
    let id = w.run(CreateKey { description: Description::new("k").unwrap(), policy: None }).await.unwrap().id;
    let seen = w.run(DescribeKey { id }).await.unwrap().revision;
    let describe = || UpdateKeyDescription { id, description: Description::new("d").unwrap() };
    assert!(!w.conflicts(&SeenThing::Key(id), seen, Still::Unchanged, describe()).await);
    assert!(w.conflicts(&SeenThing::Key(id), seen, Still::Unchanged, describe()).await);
    assert!(!w.conflicts(&SeenThing::Key(id), seen, Still::Itself, describe()).await);
}

struct Stale {
    w: World,
    seen: Seen,
}

impl Visit for Stale {
    async fn visit<O: Operation>(&mut self, op: O) {
        let call = Call { seen: Some(self.seen.clone()), ..self.w.call_of(&self.w.admin) };
        let action = op.action();
        assert_eq!(self.w.engine.call(&call, &op).await.err(), Some(CoreError::Conflict), "{action:?}");
    }
}

#[tokio::test]
async fn every_operation_respects_what_its_caller_saw() {
    let (w, key) = world().await;
    let access_key = w.first.access_key.clone();
    w.user("nobody", &[]).await;
    let seen = Seen { thing: SeenThing::Secret(name("a")), revision: 1, still: Still::Itself };
    let mut stale = Stale { w, seen };
    every_operation(&mut stale, key, access_key).await;
    assert_eq!(stale.w.read("a", None, None).await.unwrap(), "v2=y", "nothing has changed");
}
