//! Users, AccessKeys, signing in.

use crate::world::*;
use std::net::IpAddr;
use strongroom_core::{
    Blocker, Call, CoreError, KeyProof, Plaintext, Thing,
    ops::{
        access_keys::*,
        system::{SignIn, SignedIn, VerifiedUser},
        users::*,
    },
    ports::IdentityStore,
};
use strongroom_domain::{KeyUse, *};

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

async fn sign_in(w: &World, name: &str, password: &str) -> Result<Principal, CoreError> {
    let done = w.run_as(&Principal::anonymous(""), SignIn { user: name.into(), password: secret(password) }).await;
    done.map(|done| match done {
        SignedIn::Done(verified) => verified.principal,
        SignedIn::CodeNeeded { .. } => panic!("no second factor was set up"),
    })
}

async fn proof(w: &World, id: &AccessKeyId, secret: &str) -> KeyProof {
    proof_from(w, id, secret, None).await
}

async fn proof_from(w: &World, id: &AccessKeyId, secret: &str, address: Option<IpAddr>) -> KeyProof {
    use strongroom_crypto::SigningKey;
    let tag = SigningKey::new(&Plaintext::new(secret.as_bytes().to_vec())).hmac_sha256(b"m");
    w.engine.authenticate(id.as_str(), None, address, move |key| key.hmac_sha256(b"m") == tag).await.unwrap()
}

fn text(secret: &Plaintext) -> String {
    String::from_utf8(secret.expose().to_vec()).unwrap()
}

#[tokio::test]
async fn the_first_administrator_can_sign_in_and_sign_requests() {
    let w = World::new().await;
    let who = sign_in(&w, "admin", &text(&w.first.password)).await.unwrap();
    assert_eq!(who, w.admin);
    assert_eq!(
        sign_in(&w, "ADMIN", &text(&w.first.password)).await.unwrap().name,
        "admin",
        "letter case does not matter"
    );
    assert_eq!(w.last_event().await.actor.name, "admin", "the event names who it turned out to be");
    assert!(
        matches!(proof(&w, &w.first.access_key, &text(&w.first.access_key_secret)).await, KeyProof::Verified(p) if p.name == "admin")
    );
    assert_eq!(proof(&w, &w.first.access_key, "wrong").await, KeyProof::Mismatch);
    assert_eq!(proof(&w, &AccessKeyId::new("SRnobody").unwrap(), "wrong").await, KeyProof::Unknown);
}

#[tokio::test]
async fn wrong_names_and_passwords_look_the_same() {
    let w = World::new().await;
    w.run(new_user("app", None)).await.unwrap();
    let wrong = sign_in(&w, "admin", "wrong").await.unwrap_err();
    assert!(matches!(wrong, CoreError::Unauthenticated(_)));
    for name in ["nobody", "app", "a b", &"x".repeat(5000)] {
        assert_eq!(sign_in(&w, name, "wrong").await.err(), Some(wrong.clone()), "{name}");
    }
    assert!(
        sign_in(&w, "admin", &text(&w.first.password)).await.is_ok(),
        "five typos from one address lock nobody out"
    );
}

#[tokio::test]
async fn spellings_of_one_name_share_their_attempts() {
    let w = World::new().await;
    // From everywhere at once, so that only the name is counted.
    let attempt = async |name: String, password: &str| {
        let mut call = w.call_of(&Principal::anonymous(""));
        call.address = None;
        w.engine.call(&call, &SignIn { user: name, password: secret(password) }).await
    };
    let spelling = |n: u32| {
        let letters = "admin".chars().enumerate();
        letters.map(|(at, c)| if n >> at & 1 == 1 { c.to_ascii_uppercase() } else { c }).collect::<String>()
    };
    let mut tried = 0;
    for n in 0..32 {
        match attempt(spelling(n), "wrong").await {
            Err(CoreError::Unauthenticated(_)) => tried += 1,
            Err(CoreError::Throttled { .. }) => {}
            other => panic!("{:?}", other.err()),
        }
    }
    assert!(tried < 8, "{tried} guesses went through");
    let right = text(&w.first.password);
    assert!(matches!(attempt("aDmIn".to_owned(), &right).await, Err(CoreError::Throttled { .. })));
}

#[tokio::test]
async fn access_keys_are_created_disabled_and_deleted() {
    let w = World::new().await;
    w.run(new_user("app", None)).await.unwrap();
    let key = w.run(CreateAccessKey { user: user_name("app") }).await.unwrap();
    let of = text(&key.secret);
    assert!(matches!(proof(&w, &key.id, &of).await, KeyProof::Verified(_)));
    w.run(CreateAccessKey { user: user_name("app") }).await.unwrap();
    assert!(matches!(w.run(CreateAccessKey { user: user_name("app") }).await, Err(CoreError::Limit(_))));
    let switch =
        |active| UpdateAccessKey { user: user_name("app"), id: key.id.clone(), active: Some(active), networks: None };
    w.run(switch(false)).await.unwrap();
    assert_eq!(proof(&w, &key.id, &of).await, KeyProof::Inactive);
    w.run(switch(true)).await.unwrap();
    w.run(DeactivateAccessKey { user: user_name("app"), id: key.id.clone() }).await.unwrap();
    assert_eq!(proof(&w, &key.id, &of).await, KeyProof::Inactive);
    w.run(switch(true)).await.unwrap();
    assert!(matches!(proof(&w, &key.id, &of).await, KeyProof::Verified(_)));
    let of_another = DeleteAccessKey { user: user_name("admin"), id: key.id.clone() };
    assert_eq!(w.run(of_another).await.err(), Some(CoreError::NotFound(Thing::AccessKey)));
    w.run(DeleteAccessKey { user: user_name("app"), id: key.id.clone() }).await.unwrap();
    assert_eq!(proof(&w, &key.id, &of).await, KeyProof::Unknown);
}

#[tokio::test]
async fn access_key_is_limited_to_networks() {
    let w = World::new().await;
    w.run(new_user("app", None)).await.unwrap();
    let key = w.run(CreateAccessKey { user: user_name("app") }).await.unwrap();
    let of = text(&key.secret);
    let hold = |networks: &str| UpdateAccessKey {
        user: user_name("app"),
        id: key.id.clone(),
        active: None,
        networks: Some(Networks::parse(networks).unwrap()),
    };
    let from = async |address: &str| proof_from(&w, &key.id, &of, Some(address.parse().unwrap())).await;
    assert!(matches!(from("192.0.2.7").await, KeyProof::Verified(_)));
    w.run(hold("10.0.0.0/8")).await.unwrap();
    assert!(matches!(from("10.1.2.3").await, KeyProof::Verified(_)));
    assert_eq!(from("192.0.2.7").await, KeyProof::Elsewhere);
    assert_eq!(proof(&w, &key.id, &of).await, KeyProof::Elsewhere);
    assert_eq!(proof_from(&w, &key.id, "wrong", None).await, KeyProof::Mismatch, "only who can sign learns of it");
    w.run(hold("")).await.unwrap();
    assert!(matches!(from("192.0.2.7").await, KeyProof::Verified(_)));
}

#[tokio::test]
async fn last_use_of_an_access_key_is_known_at_once_and_stored() {
    let w = World::new().await;
    w.run(new_user("app", None)).await.unwrap();
    let key = w.run(CreateAccessKey { user: user_name("app") }).await.unwrap();
    let used = || w.run(GetAccessKeyLastUsed { user: user_name("app"), id: key.id.clone() });
    assert_eq!(used().await.unwrap(), None);
    let KeyProof::Verified(principal) = proof(&w, &key.id, &text(&key.secret)).await else { panic!("not verified") };
    let address = Some("10.1.2.3".parse().unwrap());
    let call = Call { surface: Surface::Aliyun, address, ..w.call_of(&principal) };
    let denied = w.engine.call(&call, &ListUsers { text: String::new(), after: None, limit: 1 }).await;
    assert_eq!(denied.err(), Some(CoreError::Denied));
    let expected = KeyUse { at: w.engine.now(), address, action: Action::ListUsers };
    assert_eq!(used().await.unwrap(), Some(expected.clone()));
    w.engine.note_uses().await.unwrap();
    assert_eq!(used().await.unwrap(), Some(expected.clone()));
    let row = w.verified(w.store.access_key(&key.id).await.unwrap());
    assert_eq!(row.used, Some(expected));
}

#[tokio::test]
async fn renamed_and_deleted_users_take_effect_at_once() {
    let w = World::new().await;
    w.run(new_user("bob", None)).await.unwrap();
    let key = w.run(CreateAccessKey { user: user_name("bob") }).await.unwrap();
    let of = text(&key.secret);
    assert!(matches!(proof(&w, &key.id, &of).await, KeyProof::Verified(p) if p.name == "bob"));
    let rename = UpdateUser {
        name: user_name("BOB"),
        new_name: Some(user_name("robert")),
        display_name: None,
        comments: Some(comments("on leave")),
    };
    let row = w.run(rename).await.unwrap();
    assert_eq!((row.name.as_str(), row.comments.as_str()), ("robert", "on leave"));
    assert!(matches!(proof(&w, &key.id, &of).await, KeyProof::Verified(p) if p.name == "robert"));
    let remove = |with_everything| DeleteUser { name: user_name("robert"), with_everything };
    assert!(matches!(w.run(remove(false)).await, Err(CoreError::InUse(Blocker::UserHasKeys))));
    w.run(remove(true)).await.unwrap();
    assert_eq!(proof(&w, &key.id, &of).await, KeyProof::Unknown);
}

#[tokio::test]
async fn refusals() {
    let w = World::new().await;
    for taken in ["admin", "Admin"] {
        assert!(matches!(w.run(new_user(taken, None)).await, Err(CoreError::Exists(_))), "{taken}");
    }
    for short in ["", "elevenchars", &"x".repeat(257)] {
        assert!(
            matches!(w.run(new_user("n", Some(short))).await, Err(CoreError::Invalid(e)) if e.field == Field::Password)
        );
    }
    assert_eq!(w.run(CreateAccessKey { user: user_name("n") }).await.err(), Some(CoreError::NotFound(Thing::User)));
}

#[tokio::test]
async fn changing_a_password_needs_the_current_one() {
    let w = World::new().await;
    let first = text(&w.first.password);
    let admin = sign_in(&w, "admin", &first).await.unwrap();
    let wrong = ChangePassword { old: secret("nope"), new: secret("a long new password") };
    assert!(matches!(w.run_as(&admin, wrong).await, Err(CoreError::Unauthenticated(_))));
    w.run_as(&admin, ChangePassword { old: secret(&first), new: secret("a long new password") }).await.unwrap();
    assert!(sign_in(&w, "admin", &first).await.is_err());
    assert!(sign_in(&w, "admin", "a long new password").await.is_ok());
}

#[tokio::test]
async fn change_during_a_sign_in_is_detected_whatever_the_clock_says() {
    let w = World::new().await;
    w.run(new_user("bob", Some("a long new password"))).await.unwrap();
    let op = SignIn { user: "bob".into(), password: secret("a long new password") };
    let done = w.run_as(&Principal::anonymous(""), op).await.unwrap();
    let SignedIn::Done(verified) = done else { panic!("{done:?}") };
    let changed = async || w.engine.has_changed(&verified).await.unwrap();
    w.clock.set_wall_by(-600_000);
    assert!(!changed().await, "a clock that is set back keeps nobody from signing in");
    w.run(attach(system("AliyunKMSReadOnlyAccess"), "bob")).await.unwrap();
    assert!(changed().await, "although that was earlier, by the clock");
    let gone = Principal { id: UserId([9; 16]), ..verified.principal.clone() };
    assert!(w.engine.has_changed(&VerifiedUser { principal: gone, ..verified }).await.unwrap());
}
