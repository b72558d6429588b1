//! Rotations whose target makes the credential and tells it once: a process that is killed at any of its durable writes leaves no key
//! that nobody knows, and touches none of somebody else.

use crate::{
    rotations::account,
    stores::{End, Shared},
    world::*,
};
use std::sync::{Arc, Mutex};
use strongroom_core::{
    Engine, Operation, Plaintext, Reconciler, Rotators,
    ops::{
        rotations::*,
        secrets::{CreateSecret, ListSecretVersionIds},
        targets::{CreateTarget, NewManager, TargetConnection},
    },
    ports::*,
};
use strongroom_domain::*;

const SECRET: &str = "acs/ram/user/ci";
/// Writes of a rotation that nothing disturbs: the first step is taken, and each is reported together with taking the next; the last
/// is taken after the grace period of the old key.
const WRITES: u32 = 6;

/// The keys of one user, which has at most two.
#[derive(Default)]
struct Keys {
    keys: Mutex<Vec<String>>,
    made: Mutex<u32>,
    /// Somebody makes this key when the others have been listed.
    foreign: Mutex<Option<String>>,
}

impl Keys {
    fn ids(&self) -> Vec<String> {
        self.keys.lock().unwrap().clone()
    }

    fn add(&self, id: &str) {
        self.keys.lock().unwrap().push(id.to_owned());
    }

    fn remove(&self, id: &str) {
        self.keys.lock().unwrap().retain(|key| key != id);
    }
}

fn id(credential: &Credential) -> Option<&str> {
    match &credential.secret {
        Secret::AccessKey { id, .. } => Some(id),
        _ => None,
    }
}

#[async_trait::async_trait]
impl Rotator for Keys {
    async fn draw(&self, _: &TargetAccess, _: &Credential, account: &str, _: u8) -> Result<Credential, Trouble> {
        let known = self.ids();
        self.keys.lock().unwrap().extend(self.foreign.lock().unwrap().take());
        match known {
            known if known.len() >= 2 => Err(Trouble::NoFreeSlot),
            known => Ok(Credential { account: account.to_owned(), secret: Secret::ToIssue { known, asked: false } }),
        }
    }

    async fn log_in(&self, _: &TargetAccess, credential: &Credential) -> Result<LogIn, Trouble> {
        let found = id(credential).is_some_and(|id| self.ids().iter().any(|key| key == id));
        Ok(if found { LogIn::Accepted } else { LogIn::Refused })
    }

    async fn apply(&self, _: &TargetAccess, change: &Replace<'_>) -> Result<Applied, Trouble> {
        let Secret::ToIssue { known, asked } = &change.pending.secret else {
            let there = id(change.pending).is_some_and(|id| self.ids().iter().any(|key| key == id));
            return if there { Ok(Applied::Set) } else { Err(Trouble::CandidateRefused("it is gone".to_owned())) };
        };
        if self.ids().iter().any(|id| !known.contains(id)) && !asked {
            return Err(Trouble::NoFreeSlot);
        }
        self.keys.lock().unwrap().retain(|id| known.contains(id));
        let number = {
            let mut made = self.made.lock().unwrap();
            *made += 1;
            *made
        };
        let (id, secret) = (format!("LTAI{number}"), Plaintext::new(b"s".to_vec()));
        self.add(&id);
        let account = change.pending.account.clone();
        Ok(Applied::Issued(Credential { account, secret: Secret::AccessKey { id, secret } }))
    }

    async fn revoke(
        &self,
        target: &TargetAccess,
        _: Strategy,
        old: &Credential,
        kept: &Credential,
    ) -> Result<Revocation, Trouble> {
        if self.log_in(target, kept).await? == LogIn::Refused {
            return Err(Trouble::AccountRefused);
        }
        match (&old.secret, id(old)) {
            (Secret::ToIssue { known, asked: true }, _) => {
                self.keys.lock().unwrap().retain(|key| known.contains(key));
            }
            (_, Some(id)) => self.remove(id),
            _ => {}
        }
        Ok(Revocation::Dead)
    }

    async fn rights(&self, _: &TargetAccess, _: Strategy, _: &str) -> Result<ManagerRights, Trouble> {
        Ok(ManagerRights { missing: Vec::new(), version: String::new() })
    }

    async fn rehearse(&self, _: &TargetAccess, _: Strategy) -> Rehearsal {
        Rehearsal { trouble: None, failed_at: None, left: None }
    }
}

/// A process on the store of a world.
async fn process(w: &World, keys: &Arc<Keys>) -> (Arc<Shared>, Reconciler) {
    let store = Shared::of(w);
    let engine = Arc::new(Engine::new(store.clone(), w.clock.clone()));
    engine.unseal(&w.root).await.unwrap();
    let rotators = Rotators::default().with(TargetKind::Ram, keys.clone());
    (store, Reconciler::new(engine, rotators).unwrap())
}

/// A world with the key `LTAI0` of the user `ci`, whose rotation to `v2` has begun.
async fn begun() -> (World, Arc<Keys>) {
    let w = World::new().await;
    let keys = Arc::new(Keys::default());
    keys.add("LTAI0");
    let manager = AccessKeyId::new("LTAImanager").unwrap();
    let manager = NewManager::with_access_key(account("root"), &manager, Plaintext::new(b"m".to_vec()));
    let connection = TargetConnection {
        host: TargetHost::new("https://ram.example").unwrap(),
        port: None,
        database: Some(DatabaseName::new("https://sts.example").unwrap()),
        trust: Trust::SystemAuthorities,
    };
    let target = TargetName::new("ram").unwrap();
    let create = CreateTarget { name: target.clone(), kind: TargetKind::Ram, connection, manager: Some(manager) };
    w.run(create).await.unwrap();
    let value = r#"{"AccessKeyId":"LTAI0","AccessKeySecret":"s"}"#;
    w.run(CreateSecret { kind: SecretKind::RamCredentials, ..crate::world::create(SECRET, value) }).await.unwrap();
    let plan = NewRotationPlan {
        target,
        strategy: Strategy::SecondKey,
        accounts: vec![account("ci")],
        automatic: false,
        schedule: None,
        grace_s: None,
        await_readers: false,
        rollout: None,
        config: None,
    };
    w.run(SetRotationPlan { name: name(SECRET), plan }).await.unwrap();
    let rotate = RotateSecret { name: name(SECRET), version: Some(version("v2")), pace: RotationPace::AsPlanned };
    w.run(rotate).await.unwrap();
    (w, keys)
}

/// The id of the key that readers are given.
/// With an engine of its own: that of the world does not notice what another process on its file changes.
async fn with_new_engine<O: Operation>(w: &World, op: O) -> O::Output {
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    engine.call(&w.call_of(&w.admin), &op).await.unwrap()
}

async fn served(w: &World) -> String {
    let value = with_new_engine(w, get(SECRET, None, None)).await;
    let value: serde_json::Value = serde_json::from_slice(value.value.expose()).unwrap();
    assert!(value["GenerateTimestamp"].is_string(), "readers are told since when it is current");
    value["AccessKeyId"].as_str().unwrap().to_owned()
}

async fn described(w: &World) -> strongroom_core::facts::RotationFacts {
    let listed = w.run(ListRotations { secret: Some(name(SECRET)), states: RunFilter::All, cursor: None, limit: 1 });
    let id = listed.await.unwrap().0.remove(0).rotation.id;
    w.run(DescribeRotation { name: name(SECRET), rotation: Some(id) }).await.unwrap().rotation.unwrap()
}

async fn killed_at(commit: u32, end: End) -> bool {
    let (w, keys) = begun().await;
    let (store, killed) = process(&w, &keys).await;
    store.end_at(commit, end);
    let survived = tokio::select! {
        done = killed.catch_up() => { done.unwrap(); true }
        () = store.ended() => false,
    };
    let (_, other) = process(&w, &keys).await;
    w.pass(limits::ROTATION_LEASE_MS);
    other.catch_up().await.unwrap();
    w.pass(1_000);
    let context = format!("killed at commit {commit}, {end:?}");
    let now = served(&w).await;
    assert!(keys.ids().contains(&now), "{context}: readers have a key that does not work");
    w.pass(3 * Timestamp::DAY_MS);
    other.catch_up().await.unwrap();
    assert_eq!(described(&w).await.state.phase, RunPhase::Done, "{context}");
    assert_eq!(keys.ids(), [served(&w).await], "{context}: there is a key that nobody knows");
    survived
}

#[tokio::test]
async fn rotation_leaves_no_unknown_key_wherever_its_process_is_killed() {
    for commit in 1..=WRITES {
        for end in [End::AfterCommit, End::BeforeCommit] {
            let survived = killed_at(commit, end).await;
            // The last two are made after the grace period of the old key.
            assert!(!survived || commit > WRITES - 2, "{commit}");
        }
    }
}

#[tokio::test]
async fn key_of_somebody_else_stops_the_rotation_before_anything_is_made() {
    let (w, keys) = begun().await;
    *keys.foreign.lock().unwrap() = Some("LTAIforeign".to_owned());
    let (_, reconciler) = process(&w, &keys).await;
    reconciler.catch_up().await.unwrap();
    let rotation = described(&w).await;
    assert_eq!((rotation.state.phase, rotation.state.cause), (RunPhase::NeedsAPerson, Some(RunCause::NoFreeSlot)));
    assert_eq!(keys.ids(), ["LTAI0", "LTAIforeign"]);
    let resume = || ResumeRotation { name: name(SECRET), rotation: rotation.id };
    w.run(resume()).await.unwrap();
    reconciler.catch_up().await.unwrap();
    assert_eq!(described(&w).await.state.cause, Some(RunCause::NoFreeSlot), "it is still there");
    assert_eq!(keys.ids(), ["LTAI0", "LTAIforeign"]);
    keys.remove("LTAIforeign");
    w.run(resume()).await.unwrap();
    reconciler.catch_up().await.unwrap();
    w.pass(1_000);
    assert_eq!(served(&w).await, "LTAI1");
}

#[tokio::test]
async fn key_that_somebody_deletes_before_it_is_served_is_replaced() {
    let (w, keys) = begun().await;
    let (store, reconciler) = process(&w, &keys).await;
    // It is made and stored.
    store.end_at(3, End::AfterCommit);
    tokio::select! {
        _ = reconciler.catch_up() => panic!("it was not stopped"),
        () = store.ended() => {}
    }
    keys.remove("LTAI1");
    w.pass(limits::ROTATION_LEASE_MS);
    let (_, reconciler) = process(&w, &keys).await;
    reconciler.catch_up().await.unwrap();
    w.pass(1_000);
    assert_eq!((served(&w).await, keys.ids()), ("LTAI2".to_owned(), vec!["LTAI0".to_owned(), "LTAI2".to_owned()]));
    let listed = with_new_engine(&w, ListSecretVersionIds { name: name(SECRET), include_unlabelled: true }).await;
    assert_eq!(listed.versions.len(), 2);
}
