//! Signing in through an identity provider: who becomes which user, and which memberships follow.

use crate::{tamper::sql, world::*};
use strongroom_core::{
    AuthFailure, CoreError, Engine, Plaintext, Thing,
    ops::{groups::*, system::*, users::*},
};
use strongroom_domain::{Federated, *};
use strongroom_trail::{Detail, Event, Outcome};

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

/// A person of the provider: `Readers` and `Auditors` here follow what it says.
fn person(subject: &str, name: &str, groups: &[&str]) -> ProviderIdentity {
    let (issuer, subject) = (Issuer::new("https://id.example").unwrap(), Subject::new(subject).unwrap());
    ProviderIdentity {
        federated: Federated { issuer, subject },
        names: vec![name.to_owned()],
        display_name: "Ann \u{202e}Lee".to_owned(),
        groups: groups.iter().map(|name| group_name(name)).collect(),
        mapped: ["Readers", "Auditors"].map(group_name).to_vec(),
    }
}

async fn sign_in(w: &World, person: ProviderIdentity) -> Result<ProviderSignedIn, CoreError> {
    w.run_as(&Principal::anonymous(""), SignInWithProvider { proof: Ok(person) }).await
}

async fn admitted(w: &World, person: ProviderIdentity) -> Principal {
    match sign_in(w, person).await.unwrap() {
        ProviderSignedIn::Done(principal) => principal,
        other => panic!("{other:?}"),
    }
}

async fn world() -> World {
    let w = World::new().await;
    for name in ["Readers", "Auditors", "Own"] {
        w.run(CreateGroup { name: group_name(name), comments: comments("") }).await.unwrap();
    }
    w
}

async fn groups_of(w: &World, name: &str) -> Vec<String> {
    let facts = w.run(GetUser { name: user_name(name) }).await.unwrap();
    facts.groups.iter().map(|group| group.what.name.to_string()).collect()
}

fn notes(event: &Event, detail: Detail) -> Vec<&str> {
    event.details.iter().filter(|(d, _)| *d == detail).map(|(_, text)| text.as_str()).collect()
}

#[tokio::test]
async fn first_sign_in_creates_one_user() {
    let w = world().await;
    let ann = admitted(&w, person("s-1", "ann@id.example", &["Readers"])).await;
    let event = w.last_event().await;
    assert_eq!((event.action, event.actor.name.as_str()), (Action::ConsoleSigninSSO, "ann"));
    assert_eq!(notes(&event, Detail::State), ["created for s-1 of https://id.example"]);
    assert_eq!(notes(&event, Detail::Group), ["joined Readers"]);
    let user = w.run(GetUser { name: user_name("ann") }).await.unwrap().user;
    assert_eq!((user.id, user.display_name.as_str(), user.has_password), (ann.id, "Ann Lee", false));
    assert_eq!(groups_of(&w, "ann").await, ["Readers"]);

    let again = admitted(&w, person("s-1", "ann@id.example", &["Readers"])).await;
    assert_eq!(again, ann);
    let event = w.last_event().await;
    assert_eq!((event.details.len(), event.target.unwrap().name.as_str()), (0, "ann"), "nothing has changed");
    // A name is only for the first time: at the provider it may change, here an administrator changes it.
    assert_eq!(admitted(&w, person("s-1", "admin", &["Readers"])).await, ann);
    let rename =
        UpdateUser { name: user_name("ann"), new_name: Some(user_name("anna")), display_name: None, comments: None };
    w.run(rename).await.unwrap();
    let renamed = admitted(&w, person("s-1", "ann", &["Readers"])).await;
    assert_eq!((renamed.id, renamed.name.as_str()), (ann.id, "anna"));
    let (users, _) = w.run(ListUsers { text: String::new(), after: None, limit: 10 }).await.unwrap();
    assert_eq!(users.len(), 2);
}

#[tokio::test]
async fn concurrent_first_sign_ins_create_one_user() {
    let w = world().await;
    let (one, two) = tokio::join!(
        admitted(&w, person("s-1", "ann", &["Readers"])),
        admitted(&w, person("s-1", "ann", &["Readers"]))
    );
    assert_eq!(one, two);
}

#[tokio::test]
async fn person_at_a_provider_never_becomes_an_existing_user() {
    let w = world().await;
    admitted(&w, person("s-1", "ann", &["Readers"])).await;
    for taken in ["admin", "Admin", "ADMIN@evil.example", "ann", " ann ", "\u{202e}admin"] {
        let refused = sign_in(&w, person("s-2", taken, &["Readers"])).await;
        assert_eq!(refused, Err(CoreError::Exists(Thing::User)), "{taken}");
        let event = w.last_event().await;
        assert!(matches!(&event.outcome, Outcome::Failed { reason, .. } if reason.contains("another user")));
        assert_eq!((event.actor.name.as_str(), event.actor.kind), ("", PrincipalKind::Anonymous));
    }
    // The same subject at another provider is somebody else, and so is another letter case.
    for issuer in ["https://id.example/", "https://ID.example", "https://other.example"] {
        let mut other = person("s-1", "ann", &["Readers"]);
        other.federated.issuer = Issuer::new(issuer).unwrap();
        assert_eq!(sign_in(&w, other).await, Err(CoreError::Exists(Thing::User)), "{issuer}");
    }
    assert!(sign_in(&w, person("S-1", "ann", &["Readers"])).await.is_err());
}

#[tokio::test]
async fn sign_in_updates_mapped_memberships_only() {
    let w = world().await;
    admitted(&w, person("s-1", "ann", &["Readers"])).await;
    let own = SetMembership { user: user_name("ann"), group: group_name("Own"), member: true };
    w.run(own).await.unwrap();
    admitted(&w, person("s-1", "ann", &["Auditors"])).await;
    assert_eq!(notes(&w.last_event().await, Detail::Group), ["joined Auditors", "left Readers"]);
    assert_eq!(groups_of(&w, "ann").await, ["Auditors", "Own"]);
    admitted(&w, person("s-1", "ann", &["Readers", "Auditors"])).await;
    assert_eq!(groups_of(&w, "ann").await, ["Auditors", "Own", "Readers"]);
    // What somebody gave here does not outlast the provider's word.
    admitted(&w, person("s-1", "ann", &["Readers"])).await;
    w.run(SetMembership { user: user_name("ann"), group: group_name("Auditors"), member: true }).await.unwrap();
    admitted(&w, person("s-1", "ann", &["Readers"])).await;
    assert_eq!(groups_of(&w, "ann").await, ["Own", "Readers"]);
}

#[tokio::test]
async fn person_without_a_mapped_group_is_denied_and_loses_memberships() {
    let w = world().await;
    let refused = Err(CoreError::Unauthenticated(AuthFailure::NoGroup));
    assert_eq!(sign_in(&w, person("s-1", "ann", &[])).await, refused);
    let mut of_own = person("s-1", "ann", &["Own"]);
    assert_eq!(sign_in(&w, person("s-1", "ann", &["Own"])).await, refused, "not a group the provider decides about");
    of_own.mapped = Vec::new();
    assert_eq!(sign_in(&w, of_own).await, refused);
    assert!(matches!(w.run(GetUser { name: user_name("ann") }).await, Err(CoreError::NotFound(Thing::User))));

    admitted(&w, person("s-1", "ann", &["Readers"])).await;
    let ended = sign_in(&w, person("s-1", "ann", &[])).await;
    assert_eq!(ended, Ok(ProviderSignedIn::MembershipsEnded));
    let event = w.last_event().await;
    assert_eq!(
        (notes(&event, Detail::State), notes(&event, Detail::Group)),
        (vec!["not signed in"], vec!["left Readers"])
    );
    assert_eq!(event.actor.kind, PrincipalKind::Anonymous);
    assert_eq!(groups_of(&w, "ann").await, [""; 0]);
    assert_eq!(sign_in(&w, person("s-1", "ann", &[])).await, refused);
    admitted(&w, person("s-1", "ann", &["Auditors"])).await;
}

#[tokio::test]
async fn unknown_groups_grant_no_sign_in() {
    let w = world().await;
    w.run(DeleteGroup { name: group_name("Readers") }).await.unwrap();
    assert_eq!(
        sign_in(&w, person("s-1", "ann", &["Readers"])).await,
        Err(CoreError::Unauthenticated(AuthFailure::NoGroup))
    );
    assert_eq!(notes(&w.last_event().await, Detail::Group), ["not found: Readers"]);
    admitted(&w, person("s-1", "ann", &["Readers", "Auditors"])).await;
    assert_eq!(groups_of(&w, "ann").await, ["Auditors"]);
}

#[tokio::test]
async fn names_from_the_provider_are_cleaned_or_rejected() {
    let w = world().await;
    for (at, (given, made)) in [
        ("m.ortega@id.example", "m.ortega"),
        ("Maria  Ortega", "Maria-Ortega"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc", "etc"),
        ("b\u{202e}\u{200b}ob", "b-ob"),
        ("a\0b\nc", "a-b-c"),
        ("zoë", "zo"),
        ("x' OR 1=1 --", "x-OR-1-1"),
        (&"n".repeat(64), &"n".repeat(64)),
    ]
    .into_iter()
    .enumerate()
    {
        let principal = admitted(&w, person(&format!("s-{at}"), given, &["Readers"])).await;
        assert_eq!(principal.name, made, "{given:?}");
    }
    for none in ["", " ", "@", "@id.example", ".", "..", "-", "日本", "\u{202e}", "Strongroom", &"n".repeat(65)] {
        let refused = sign_in(&w, person("s-none", none, &["Readers"])).await;
        assert!(matches!(&refused, Err(CoreError::Invalid(e)) if e.field == Field::UserName), "{none:?}: {refused:?}");
    }
    let mut second = person("s-second", "日本", &["Readers"]);
    second.names.push("taro@id.example".to_owned());
    second.display_name = "x\u{7}\n".repeat(500);
    assert_eq!(admitted(&w, second).await.name, "taro", "the next name is taken when one is none");
    let user = w.run(GetUser { name: user_name("taro") }).await.unwrap().user;
    assert_eq!(user.display_name.as_str(), "x".repeat(128));
    let mut nameless = person("s-none", "", &["Readers"]);
    nameless.names = Vec::new();
    assert!(matches!(sign_in(&w, nameless).await, Err(CoreError::Invalid(_))));
}

#[tokio::test]
async fn every_failure_at_the_provider_is_an_event_with_its_reason() {
    let w = world().await;
    let op = SignInWithProvider { proof: Err("the state is not the one of this browser".into()) };
    let refused = w.run_as(&Principal::anonymous(""), op).await;
    assert_eq!(refused, Err(CoreError::Unauthenticated(AuthFailure::NoLinkedUser)));
    let event = w.last_event().await;
    assert!(matches!(&event.outcome, Outcome::Failed { reason, .. } if reason.contains("of this browser")));
    // It is for who is not signed in.
    let as_admin = SignInWithProvider { proof: Ok(person("s-1", "ann", &["Readers"])) };
    let reader = w.user("reader", &[]).await;
    assert_eq!(w.run_as(&reader, as_admin).await, Err(CoreError::Denied));
}

#[tokio::test]
async fn last_administrator_keeps_its_group() {
    let w = world().await;
    w.run(strongroom_core::ops::policies::SetAttachment {
        policy: system("AdministratorAccess"),
        bearer: strongroom_core::ops::policies::Bearer::Group(group_name("Readers")),
        attached: true,
    })
    .await
    .unwrap();
    let ann = admitted(&w, person("s-1", "ann", &["Readers"])).await;
    // Without a password here she does not count: the provider may be away when she is needed.
    let detach_admin = || detach(system("AdministratorAccess"), "admin");
    assert!(matches!(w.run_as(&ann, detach_admin()).await, Err(CoreError::InUse(_))));
    let password = Some(Plaintext::new(b"kT4mQ9wZpX2v".to_vec()));
    w.run(UpdateLoginProfile { name: user_name("ann"), password }).await.unwrap();
    w.run_as(&ann, detach_admin()).await.unwrap();
    assert!(matches!(sign_in(&w, person("s-1", "ann", &["Auditors"])).await, Err(CoreError::InUse(_))));
    let facts = w.run_as(&ann, GetUser { name: user_name("ann") }).await.unwrap();
    assert_eq!(facts.groups[0].what.name.as_str(), "Readers", "nothing has changed");
}

#[tokio::test]
async fn user_without_a_password_cannot_change_it() {
    let w = world().await;
    let ann = admitted(&w, person("s-1", "ann", &["Readers"])).await;
    let secret = |text: &str| Plaintext::new(text.as_bytes().to_vec());
    let change = ChangePassword { old: secret(""), new: secret("kT4mQ9wZpX2v") };
    assert!(matches!(w.run_as(&ann, change).await, Err(CoreError::Unauthenticated(AuthFailure::NoPassword))));
    let by_name = SignIn { user: "ann".into(), password: secret("") };
    assert!(matches!(w.run_as(&Principal::anonymous(""), by_name).await, Err(CoreError::Unauthenticated(_))));
    w.run(DeleteUser { name: user_name("ann"), with_everything: true }).await.unwrap();
    assert!(w.engine.principal(ann.id).await.is_err(), "its sessions are nobody's at once");
    assert_ne!(admitted(&w, person("s-1", "ann", &["Readers"])).await.id, ann.id);
}

#[tokio::test]
async fn identity_altered_in_the_database_is_detected() {
    for lie in [
        "subject = 's-2'",
        "issuer = 'https://evil.example', subject = 's-2'",
        "subject = 's-2', revision = revision + 1",
    ] {
        let w = world().await;
        admitted(&w, person("s-1", "ann", &["Readers"])).await;
        sql(&w, &format!("UPDATE ram_user SET {lie} WHERE name = 'ann'")).await;
        let engine = Engine::new(w.store.clone(), w.clock.clone());
        engine.unseal(&w.root).await.unwrap();
        let mut thief = person("s-2", "thief", &["Readers"]);
        if lie.contains("evil") {
            thief.federated.issuer = Issuer::new("https://evil.example").unwrap();
        }
        let op = SignInWithProvider { proof: Ok(thief) };
        let refused = engine.call(&w.call_of(&Principal::anonymous("")), &op).await;
        assert!(matches!(refused, Err(CoreError::Internal(_))), "{lie}: {refused:?}");
    }
}
