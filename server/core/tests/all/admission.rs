//! What strangers can do to a person who signs in: guesses are bounded, and keep nobody out who is known.

use crate::world::*;
use strongroom_core::{
    Browser, Call, CoreError,
    ops::{
        factors::Proof,
        system::{SignIn, SignInWithProvider, SignedIn, StepUp, VerifyMfa},
        trail::VerifyTrail,
        users::{ChangePassword, UpdateUser},
    },
};
use strongroom_core::{NewInstallation, Plaintext};
use strongroom_domain::{Action, Field, FieldError, Principal, Problem, Surface, UserName};
use strongroom_trail::Outcome;

const PASSWORD: &str = "a long new password";

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

/// A call of a browser at this address.
fn at(w: &World, who: &Principal, address: &str, browser: Browser) -> Call {
    Call { address: Some(address.parse().unwrap()), surface: Surface::Console, browser, ..w.call_of(who) }
}

async fn sign_in(w: &World, address: &str, device: Option<&str>, password: &str) -> Result<SignedIn, CoreError> {
    let browser = Browser { session: None, device: device.map(str::to_owned) };
    let call = at(w, &Principal::anonymous(""), address, browser);
    w.engine.call(&call, &SignIn { user: "ann".into(), password: secret(password) }).await
}

fn throttled<T>(result: &Result<T, CoreError>) -> bool {
    matches!(result, Err(CoreError::Throttled { .. }))
}

async fn person(w: &World) -> Principal {
    let row = w.run(new_user("ann", Some(PASSWORD))).await.unwrap();
    Principal::user(row.id, &row.name, None)
}

#[tokio::test]
async fn wrong_passwords_from_one_address_do_not_concern_another() {
    let w = World::new().await;
    person(&w).await;
    for _ in 0..5 {
        assert!(matches!(sign_in(&w, "203.0.113.1", None, "wrong").await, Err(CoreError::Unauthenticated(_))));
    }
    for same in ["203.0.113.1", "::ffff:203.0.113.1"] {
        assert!(throttled(&sign_in(&w, same, None, PASSWORD).await), "{same}");
    }
    let event = w.last_event().await;
    assert_eq!(event.action, Action::ConsoleSignin);
    assert!(matches!(event.outcome, Outcome::Failed { reason, .. } if reason == "too many failures before"));
    assert!(sign_in(&w, "203.0.113.2", None, PASSWORD).await.is_ok());
    for host in 0..5 {
        let address = format!("2001:db8::{host:x}");
        assert!(matches!(sign_in(&w, &address, None, "wrong").await, Err(CoreError::Unauthenticated(_))));
    }
    assert!(throttled(&sign_in(&w, "2001:db8::ffff", None, PASSWORD).await), "one IPv6 network");
    assert!(sign_in(&w, "2001:db8:0:1::1", None, PASSWORD).await.is_ok());
}

#[tokio::test]
async fn guesses_from_everywhere_are_bounded_and_known_devices_and_sessions_pass() {
    let w = World::new().await;
    let ann = person(&w).await;
    let device = w.engine.mark_device(ann.id).unwrap().text;
    let mut tried = 0;
    for n in 0..70 {
        let refused = sign_in(&w, &format!("198.51.100.{n}"), None, "wrong").await;
        tried += u32::from(!throttled(&refused));
    }
    assert_eq!(tried, 50);
    assert!(throttled(&sign_in(&w, "203.0.113.1", None, PASSWORD).await), "an unknown device waits");
    let of_another = w.engine.mark_device(w.admin.id).unwrap().text;
    let mut forged = device.clone().into_bytes();
    forged[40] = if forged[40] == b'A' { b'B' } else { b'A' };
    let forged = String::from_utf8(forged).unwrap();
    for mark in ["", "x", &of_another, &forged] {
        assert!(throttled(&sign_in(&w, "203.0.113.1", Some(mark), PASSWORD).await), "{mark}");
    }
    assert!(sign_in(&w, "203.0.113.1", Some(&device), PASSWORD).await.is_ok());
    w.clock.set_wall_by(-600_000);
    assert!(sign_in(&w, "203.0.113.1", Some(&device), PASSWORD).await.is_ok(), "also after a clock was set back");
    w.clock.set_wall_by(600_000);
    // Who shares the address of the attacker passes, too.
    assert!(sign_in(&w, "198.51.100.1", Some(&device), PASSWORD).await.is_ok());
    for _ in 0..5 {
        assert!(!throttled(&sign_in(&w, "203.0.113.1", Some(&device), "wrong").await));
    }
    assert!(throttled(&sign_in(&w, "203.0.113.1", Some(&device), PASSWORD).await), "a device is limited itself");
    w.pass(181 * 86_400_000);
    assert_eq!(tried_after(&w, &device).await, 5, "an old mark is not believed: counted by address");

    let step_up = async |session: u8, password: &str| {
        let browser = Browser { session: Some([session; 16]), device: None };
        w.engine.call(&at(&w, &ann, "198.51.100.1", browser), &StepUp::Password(secret(password))).await
    };
    assert_eq!(step_up(1, PASSWORD).await, Ok(false), "an open session has a counter of its own");
    for _ in 0..5 {
        assert!(!throttled(&step_up(2, "wrong").await));
    }
    assert!(throttled(&step_up(2, PASSWORD).await));
    assert_eq!(step_up(1, PASSWORD).await, Ok(false), "and so has each");
}

/// Wrong passwords with a mark that are not throttled, of nine from one address.
async fn tried_after(w: &World, device: &str) -> u32 {
    let mut tried = 0;
    for _ in 0..9 {
        tried += u32::from(!throttled(&sign_in(w, "192.0.2.77", Some(device), "wrong").await));
    }
    tried
}

#[tokio::test]
async fn flood_of_strangers_is_counted_and_does_not_fill_the_trail() {
    let w = World::new().await;
    person(&w).await;
    // One event of its own each time.
    let recorded = async || w.run(VerifyTrail::whole()).await.unwrap().events;
    let before = recorded().await;
    for _ in 0..5 {
        let _ = sign_in(&w, "203.0.113.1", None, "wrong").await;
    }
    let anonymous = |address: &str| at(&w, &Principal::anonymous(""), address, Browser::default());
    let second_step = || VerifyMfa { ticket: "x".into(), proof: Proof::Code(secret("000000")) };
    for _ in 0..150 {
        assert!(throttled(&sign_in(&w, "203.0.113.1", None, PASSWORD).await));
        assert!(w.engine.call(&anonymous("203.0.113.2"), &second_step()).await.is_err());
        let elsewhere = SignInWithProvider { proof: Err("no sign-in was started".into()) };
        assert!(w.engine.call(&anonymous("203.0.113.3"), &elsewhere).await.is_err());
    }
    // What was tried is recorded, however much noise there is.
    assert!(matches!(sign_in(&w, "203.0.113.4", None, "wrong").await, Err(CoreError::Unauthenticated(_))));
    assert_eq!(recorded().await, before + 1 + 5 + 200 + 1);
    assert_eq!(w.engine.refused_unrecorded(), 250);
    w.pass(10_000);
    assert!(w.engine.call(&anonymous("203.0.113.2"), &second_step()).await.is_err());
    assert_eq!(recorded().await, before + 2 + 5 + 200 + 2);
}

#[tokio::test]
async fn success_clears_its_own_counter() {
    let w = World::new().await;
    person(&w).await;
    for _ in 0..20 {
        for _ in 0..4 {
            assert!(!throttled(&sign_in(&w, "203.0.113.1", None, "wrong").await));
        }
        assert!(sign_in(&w, "203.0.113.1", None, PASSWORD).await.is_ok());
    }
    let ann = w.run(strongroom_core::ops::users::GetUser { name: user_name("ann") }).await.unwrap().user;
    let ann = Principal::user(ann.id, &ann.name, None);
    let change = async |old: &str| {
        let call = at(&w, &ann, "203.0.113.1", Browser::default());
        let verified_at = Some(w.engine.now());
        w.engine.call(&Call { verified_at, ..call }, &ChangePassword { old: secret(old), new: secret(PASSWORD) }).await
    };
    for _ in 0..4 {
        for _ in 0..4 {
            assert!(!throttled(&change("wrong").await));
        }
        assert_eq!(change(PASSWORD).await, Ok(()));
    }
}

#[tokio::test]
async fn name_of_the_server_is_reserved_in_any_letter_case() {
    let w = World::new().await;
    let reserved = |field| Some(CoreError::Invalid(FieldError::new(field, Problem::ReservedName)));
    w.run(new_user("bob", None)).await.unwrap();
    for name in ["strongroom", "Strongroom", "STRONGROOM"] {
        assert_eq!(w.run(new_user(name, None)).await.err(), reserved(Field::UserName), "{name}");
        let rename =
            UpdateUser { name: user_name("bob"), new_name: Some(user_name(name)), display_name: None, comments: None };
        assert_eq!(w.run(rename).await.err(), reserved(Field::UserName), "{name}");
        let new = NewInstallation { region: "local".into(), admin: UserName::new(name).unwrap() };
        assert_eq!(w.engine.initialize(&w.root, &new).await.err(), reserved(Field::UserName), "{name}");
    }
    for name in ["strongroom-bot", "my.strongroom"] {
        w.run(new_user(name, None)).await.unwrap();
    }
}
