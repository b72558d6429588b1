//! Whoever has the root key makes an administrator again.

use crate::world::*;
use strongroom_core::{
    CoreError,
    ops::{
        system::{RecoverAdministrator, Recovered, SignIn, SignedIn},
        users::UpdateLoginProfile,
    },
    ports::IdentityStore,
};
use strongroom_crypto::Plaintext;
use strongroom_domain::*;
use strongroom_trail::Outcome;

async fn recover(w: &World, name: &str) -> Result<Recovered, CoreError> {
    let call = w.engine.operator_call().unwrap();
    w.engine.call(&call, &RecoverAdministrator { name: user_name(name) }).await
}

async fn signs_in(w: &World, name: &str, password: &Plaintext) -> bool {
    let sign_in = SignIn { user: name.to_owned(), password: Plaintext::new(password.expose().to_vec()) };
    matches!(w.run_as(&Principal::anonymous(""), sign_in).await, Ok(SignedIn::Done(_)))
}

#[tokio::test]
async fn administrator_gets_a_new_password_and_the_event_names_the_root_key_holder() {
    let w = World::new().await;
    let recovered = recover(&w, "ADMIN").await.unwrap();
    assert_eq!((recovered.name.as_str(), recovered.created, recovered.attached), ("admin", false, false));
    assert!(signs_in(&w, "admin", &recovered.password).await);
    assert!(!signs_in(&w, "admin", &w.first.password).await);
    let filter =
        EventFilter { terms: vec![(EventField::Action, Action::RecoverAdministrator.name().to_owned())], write: None };
    let event = w.lookup(filter).await.events.remove(0).event;
    assert_eq!((event.actor.name.as_str(), event.surface), ("root key holder", Surface::CommandLine));
    assert_eq!(event.target.unwrap().name, "ADMIN");
    assert_eq!(event.outcome, Outcome::Ok);
}

#[tokio::test]
async fn unknown_name_becomes_a_new_administrator() {
    let w = World::new().await;
    let recovered = recover(&w, "rescue").await.unwrap();
    assert!(recovered.created && recovered.attached);
    assert!(signs_in(&w, "rescue", &recovered.password).await);
    let row = w.verified(w.store.user_by_name(&user_name("rescue")).await.unwrap());
    let who = Principal::user(row.id, &row.name, None);
    w.run_as(&who, attach(system("AliyunKMSReadOnlyAccess"), "admin")).await.unwrap();
}

#[tokio::test]
async fn user_without_rights_is_made_an_administrator_only_if_nobody_is_one() {
    let w = World::new().await;
    w.user("bob", &[]).await;
    assert_eq!(recover(&w, "bob").await.err(), Some(CoreError::Denied));
    // Nobody is left who can sign in and grant access.
    let gone = UpdateLoginProfile { name: user_name("admin"), password: None };
    let system_call = w.engine.system_call(Surface::CommandLine).unwrap();
    let removed = w.engine.call(&system_call, &gone).await;
    assert_eq!(removed.err(), Some(CoreError::Denied), "only the root key holder's own operation passes");
    assert_eq!(w.run(gone).await.err().map(|error| error.code()), Some(ErrorCode::InUse));
}

#[tokio::test]
async fn user_whom_a_policy_denies_to_administer_is_refused_and_nothing_changes() {
    let w = World::new().await;
    w.run(new_user("bob", Some("violet-anchor-9-harbour"))).await.unwrap();
    w.run(attach(system("AdministratorAccess"), "bob")).await.unwrap();
    w.run(new_policy("no-ram", &document("Deny", "ram:*", "*"))).await.unwrap();
    w.run(attach(custom("no-ram"), "bob")).await.unwrap();
    let before = w.verified(w.store.user_by_name(&user_name("bob")).await.unwrap());
    assert_eq!(recover(&w, "bob").await.err(), Some(CoreError::Denied));
    assert_eq!(w.verified(w.store.user_by_name(&user_name("bob")).await.unwrap()), before);
}
