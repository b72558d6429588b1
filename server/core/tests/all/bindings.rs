//! Principals of policies are whom their names meant when the policy was set.

use crate::world::*;
use strongroom_core::{
    CoreError, Engine, KeyProof, SigningKey,
    ops::{keys::*, roles::*, secrets::*, sts::AssumeRole, users::*},
    ports::{
        Change, Commit, Expect, IdentityChange, IdentityStore, KeyChange, KeyStore, SecretChange, SecretStore, Store,
    },
    rows::{Authenticate, OwnPolicy},
};
use strongroom_domain::*;
use strongroom_trail::Detail;

/// One statement about these principals of the account.
fn policy(w: &World, effect: &str, who: &[&str], action: &str) -> String {
    let arns: Vec<_> = who.iter().map(|who| format!("acs:ram::{}:{who}", w.first.account)).collect();
    let resource = if action.starts_with("sts:") { "" } else { r#", "Resource": "*""# };
    format!(
        r#"{{"Version": "1", "Statement": [
            {{"Effect": "{effect}", "Principal": {{"RAM": {arns:?}}}, "Action": "{action}"{resource}}}]}}"#
    )
}

fn secret_policy(secret: &str, document: String) -> SetSecretPolicy {
    SetSecretPolicy { name: name(secret), document: Some(document) }
}

fn rename(user: &str, new: &str) -> UpdateUser {
    UpdateUser { name: user_name(user), new_name: Some(user_name(new)), display_name: None, comments: None }
}

fn delete(user: &str) -> DeleteUser {
    DeleteUser { name: user_name(user), with_everything: true }
}

async fn reads(w: &World, who: &Principal, secret: &str) -> bool {
    match w.run_as(who, get(secret, None, None)).await {
        Ok(_) => true,
        Err(CoreError::Denied) => false,
        Err(other) => panic!("{other}"),
    }
}

#[tokio::test]
async fn renamed_user_stays_under_a_deny_and_keeps_an_allow() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.create("b", "x").await;
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let eve = w.user("eve", &[]).await;
    w.run(secret_policy("a", policy(&w, "Deny", &["user/bob"], "kms:GetSecretValue"))).await.unwrap();
    w.run(secret_policy("b", policy(&w, "Allow", &["user/eve"], "kms:GetSecretValue"))).await.unwrap();
    assert_eq!((reads(&w, &bob, "a").await, reads(&w, &eve, "b").await), (false, true));
    w.run(rename("bob", "robert")).await.unwrap();
    w.run(rename("eve", "evelyn")).await.unwrap();
    assert_eq!((reads(&w, &bob, "a").await, reads(&w, &eve, "b").await), (false, true));
    let readers = w.run(ListSecretReaders { name: name("b"), after: None }).await.unwrap().found;
    assert!(readers.iter().any(|reader| reader.name == "evelyn"), "lists decide as the door does");
}

#[tokio::test]
async fn user_of_a_name_that_another_had_is_no_heir_to_an_allow() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.user("bob", &[]).await;
    let eve = w.user("eve", &[]).await;
    let allow = policy(&w, "Allow", &["user/bob"], "kms:GetSecretValue");
    w.run(secret_policy("a", allow.clone())).await.unwrap();
    w.run(rename("bob", "robert")).await.unwrap();
    w.run(rename("eve", "bob")).await.unwrap();
    assert!(!reads(&w, &eve, "a").await, "renamed into the name");
    w.run(delete("bob")).await.unwrap();
    w.run(delete("robert")).await.unwrap();
    let again = w.user("bob", &[]).await;
    assert!(!reads(&w, &again, "a").await, "created with the name");
    assert_eq!(w.run(GetSecretPolicy { name: name("a") }).await.unwrap().0, Some(allow.clone()), "as it was sent");
    w.run(secret_policy("a", allow)).await.unwrap();
    assert!(reads(&w, &again, "a").await, "set again, it means who has the name now");
}

#[tokio::test]
async fn deny_also_follows_the_name() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.user("bob", &[]).await;
    w.run(secret_policy("a", policy(&w, "Deny", &["user/bob", "user/later"], "kms:GetSecretValue"))).await.unwrap();
    w.run(delete("bob")).await.unwrap();
    for created in ["bob", "later"] {
        let again = w.user(created, &[system("AliyunKMSSecretUserAccess")]).await;
        assert!(!reads(&w, &again, "a").await, "{created} is created anew to escape the Deny");
        w.run(rename(created, "other")).await.unwrap();
        w.run(rename("other", created)).await.unwrap();
        assert!(!reads(&w, &again, "a").await);
    }
}

#[tokio::test]
async fn name_that_is_nobodys_gets_nothing_until_the_policy_is_set_again() {
    let w = World::new().await;
    w.create("a", "x").await;
    let allow = || policy(&w, "Allow", &["user/later", "user/Bob"], "kms:GetSecretValue");
    let bob = w.user("bob", &[]).await;
    w.run(secret_policy("a", allow())).await.unwrap();
    let later = w.user("later", &[]).await;
    assert_eq!((reads(&w, &later, "a").await, reads(&w, &bob, "a").await), (false, false));
    w.run(secret_policy("a", allow())).await.unwrap();
    assert_eq!((reads(&w, &later, "a").await, reads(&w, &bob, "a").await), (true, false), "names are compared exactly");
}

#[tokio::test]
async fn names_that_are_nobodys_are_told_to_who_may_list_users() {
    let w = World::new().await;
    let bob = w.user("bob", &[]).await;
    let text = policy(&w, "Allow", &["user/bob", "user/gone", "root", "role/none"], "kms:GetSecretValue");
    let document = strongroom_policy::Document::parse(&text, strongroom_policy::Kind::Resource).unwrap();
    let unknown = async |who: &Principal| w.engine.unknown_principals(&w.call_of(who), &document).await.unwrap();
    assert_eq!(unknown(&w.admin).await, ["Statement[0].Principal.RAM[1]", "Statement[0].Principal.RAM[3]"]);
    assert!(unknown(&bob).await.is_empty());
}

#[tokio::test]
async fn key_policies_go_by_id_too() {
    let w = World::new().await;
    let key = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    w.run(CreateSecret { cmk: Some(key), ..create("a", "x") }).await.unwrap();
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let allow = policy(&w, "Allow", &["user/bob"], "kms:Decrypt");
    w.run(SetKeyPolicy { id: key, document: Some(allow.clone()) }).await.unwrap();
    assert_eq!(w.run(GetKeyPolicy { id: key }).await.unwrap().0, Some(allow));
    w.run(rename("bob", "robert")).await.unwrap();
    assert!(reads(&w, &bob, "a").await);
    let eve = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    assert!(!reads(&w, &eve, "a").await);
}

#[tokio::test]
async fn trust_policies_go_by_id_too() {
    let w = World::new().await;
    w.run(new_policy("assume", &document("Allow", "sts:AssumeRole", "*"))).await.unwrap();
    let assume = |role: &str| AssumeRole {
        role: RoleName::new(role).unwrap(),
        session: SessionName::new("ci-42").unwrap(),
        duration_s: None,
        policy: None,
        external: None,
    };
    let new_role = |role: &str, trust: String| CreateRole {
        name: RoleName::new(role).unwrap(),
        description: comments(""),
        trust,
        max_session_s: 3_600,
    };
    let bob = w.user("bob", &[custom("assume")]).await;
    let trust = policy(&w, "Allow", &["user/bob"], "sts:AssumeRole");
    let made = w.run(new_role("first", trust.clone())).await.unwrap();
    assert_eq!(made.trust, trust);
    w.run(rename("bob", "robert")).await.unwrap();
    let eve = w.user("bob", &[custom("assume")]).await;
    assert!(w.run_as(&bob, assume("first")).await.is_ok());
    assert_eq!(w.run_as(&eve, assume("first")).await.err(), Some(CoreError::Denied));

    // A role that is created again is another role.
    w.run(new_role("second", policy(&w, "Allow", &["role/first"], "sts:AssumeRole"))).await.unwrap();
    let first = || async {
        let session = w.run_as(&bob, assume("first")).await.unwrap();
        let tag = SigningKey::new(&session.secret).hmac_sha256(b"m");
        let id = session.id.as_str();
        let proof = w.engine.authenticate(id, Some(&session.token), None, move |key| key.hmac_sha256(b"m") == tag);
        match proof.await.unwrap() {
            KeyProof::Verified(principal) => principal,
            other => panic!("{other:?}"),
        }
    };
    let attach = || strongroom_core::ops::policies::SetAttachment {
        policy: custom("assume"),
        bearer: strongroom_core::ops::policies::Bearer::Role(RoleName::new("first").unwrap()),
        attached: true,
    };
    w.run(attach()).await.unwrap();
    assert!(w.run_as(&first().await, assume("second")).await.is_ok());
    w.run(strongroom_core::ops::policies::SetAttachment { attached: false, ..attach() }).await.unwrap();
    w.run(DeleteRole { name: RoleName::new("first").unwrap() }).await.unwrap();
    w.run(new_role("first", policy(&w, "Allow", &["user/robert"], "sts:AssumeRole"))).await.unwrap();
    w.run(attach()).await.unwrap();
    assert_eq!(w.run_as(&first().await, assume("second")).await.err(), Some(CoreError::Denied));
}

/// Stores policies as an earlier release did: without bindings.
async fn as_before(w: &World, secret: &str, key: CmkId, role: &str) {
    let unbound = |policy: &OwnPolicy| OwnPolicy::from_stored(policy.document());
    let mut row = w.verified(w.store.secret(&name(secret)).await.unwrap());
    let expect = Expect::Revision(row.revision);
    (row.policy, row.revision) = (row.policy.as_ref().map(unbound), row.revision + 1);
    let mut changes: Vec<Change> = vec![SecretChange::Put(row.authenticate(&w.keyring), expect).into()];
    let keys = w.store.cmks().await.unwrap().into_iter().map(|row| row.verify(&w.keyring).unwrap());
    let mut row = keys.into_iter().find(|row| row.id == key).unwrap();
    let expect = Expect::Revision(row.revision);
    (row.policy, row.revision) = (row.policy.as_ref().map(unbound), row.revision + 1);
    changes.push(KeyChange::Put(row.authenticate(&w.keyring), expect).into());
    let mut row = w.verified(w.store.role_by_name(&RoleName::new(role).unwrap()).await.unwrap());
    let expect = Expect::Revision(row.revision);
    (row.trust, row.revision) = (unbound(&row.trust), row.revision + 1);
    changes.push(IdentityChange::PutRole(row.authenticate(&w.keyring), expect).into());
    w.store.commit(Commit { changes, event: w.last_event().await, nonce: None }).await.unwrap();
}

#[tokio::test]
async fn policies_of_an_earlier_release_are_bound_at_the_first_start() {
    let w = World::new().await;
    let key = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    w.run(CreateSecret { cmk: Some(key), ..create("a", "x") }).await.unwrap();
    let bob = w.user("bob", &[]).await;
    let (read, decrypt, assume) = (
        policy(&w, "Allow", &["user/bob"], "kms:GetSecretValue"),
        policy(&w, "Allow", &["user/bob"], "kms:Decrypt"),
        policy(&w, "Allow", &["user/bob"], "sts:AssumeRole"),
    );
    w.run(secret_policy("a", read.clone())).await.unwrap();
    w.run(SetKeyPolicy { id: key, document: Some(decrypt) }).await.unwrap();
    let (role, description) = (RoleName::new("r").unwrap(), comments(""));
    w.run(CreateRole { name: role.clone(), description, trust: assume, max_session_s: 3_600 }).await.unwrap();
    as_before(&w, "a", key, "r").await;

    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    let events = w.lookup(EventFilter::default()).await.events;
    let bound = |event: &strongroom_trail::Event| {
        event.details.iter().any(|(detail, text)| *detail == Detail::Policy && text.contains("bound"))
    };
    assert_eq!(events.iter().filter(|found| bound(&found.event)).count(), 3, "of keys, roles and secrets");
    assert!(w.verified(w.store.secret(&name("a")).await.unwrap()).policy.unwrap().names().is_some());
    assert!(w.verified(w.store.role_by_name(&role).await.unwrap()).trust.names().is_some());
    let call = |who: &Principal| w.call_of(who);
    engine.call(&call(&w.admin), &rename("bob", "robert")).await.unwrap();
    engine.call(&call(&bob), &get("a", None, None)).await.unwrap();
    assert_eq!(engine.call(&call(&w.admin), &GetSecretPolicy { name: name("a") }).await.unwrap().0, Some(read));
    let eve = engine.call(&call(&w.admin), &new_user("bob", None)).await.unwrap();
    let eve = Principal::user(eve.id, &eve.name, None);
    assert_eq!(engine.call(&call(&eve), &get("a", None, None)).await.err(), Some(CoreError::Denied));

    let again = Engine::new(w.store.clone(), w.clock.clone());
    again.unseal(&w.root).await.unwrap();
    let events = w.lookup(EventFilter::default()).await.events;
    assert_eq!(events.iter().filter(|found| bound(&found.event)).count(), 3, "once");
}
