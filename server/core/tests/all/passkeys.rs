//! Passkeys: adding, signing in with and without a password, answers that do not count, counters, and removal.

use crate::{
    device::{Device, ORIGIN},
    world::*,
};
use serde_json::Value;
use std::sync::Arc;
use strongroom_core::{AuthFailure, Thing};
use strongroom_core::{
    Call, CoreError, Plaintext,
    ops::{
        factors::*,
        mfa::*,
        passkeys::*,
        system::{SignIn, SignInWithPasskey, SignedIn, VerifyMfa},
        users::UpdateLoginProfile,
    },
};
use strongroom_domain::*;
use strongroom_trail::Outcome;

const PASSWORD: &str = "a long new password";
const REFUSED: CoreError = CoreError::Unauthenticated(AuthFailure::Passkey);

pub async fn world() -> World {
    let w = World::new().await;
    w.engine.accept_passkeys_from(&["http://192.0.2.1:3000".to_owned(), ORIGIN.to_owned()]);
    w
}

pub async fn person(w: &World, name: &str) -> Principal {
    let row = w.run(new_user(name, Some(PASSWORD))).await.unwrap();
    Principal::user(row.id, &row.name, None)
}

fn called(name: &str, answer: PasskeyResponse) -> BindPasskey {
    BindPasskey { name: PasskeyName::new(name).unwrap(), answer }
}

/// Adds a passkey; answers with the recovery codes, if it was the first factor.
pub async fn add(w: &World, who: &Principal, device: &mut Device, name: &str) -> Option<Vec<String>> {
    let asked = w.confirmed(who, CreatePasskey).await.unwrap();
    let codes = w.confirmed(who, called(name, device.make(&asked))).await.unwrap();
    codes.map(|codes| codes.0.iter().map(|code| String::from_utf8(code.expose().to_vec()).unwrap()).collect())
}

pub async fn sign_in(w: &World, answer: PasskeyResponse) -> Result<Principal, CoreError> {
    let done = w.run_as(&Principal::anonymous(""), SignInWithPasskey { answer }).await;
    done.map(|verified| verified.principal)
}

async fn first_step(w: &World, name: &str) -> (String, bool) {
    let op = SignIn { user: name.into(), password: Plaintext::new(PASSWORD.into()) };
    match w.run_as(&Principal::anonymous(""), op).await.unwrap() {
        SignedIn::CodeNeeded { ticket, passkeys } => (ticket, passkeys),
        SignedIn::Done(_) => panic!("signed in without a second factor"),
    }
}

async fn second_step(w: &World, ticket: &str, proof: Proof) -> Result<Principal, CoreError> {
    let done = w.run_as(&Principal::anonymous(""), VerifyMfa { ticket: ticket.to_owned(), proof }).await;
    done.map(|verified| verified.principal)
}

fn code(text: &str) -> Proof {
    Proof::Code(Plaintext::new(text.as_bytes().to_vec()))
}

/// The same answer with something in it changed.
fn altered(answer: &PasskeyResponse, pointer: &str, value: Value) -> PasskeyResponse {
    let mut json: Value = serde_json::from_str(&answer.answer).unwrap();
    *json.pointer_mut(pointer).unwrap() = value;
    PasskeyResponse { ticket: answer.ticket.clone(), answer: json.to_string() }
}

/// What stands at a place in an answer.
fn part(answer: &PasskeyResponse, pointer: &str) -> String {
    let json: Value = serde_json::from_str(&answer.answer).unwrap();
    json.pointer(pointer).unwrap().as_str().unwrap().to_owned()
}

async fn last_reason(w: &World) -> String {
    match w.last_event().await.outcome {
        Outcome::Failed { reason, .. } => reason,
        Outcome::Ok => String::new(),
    }
}

#[tokio::test]
async fn passkey_signs_in_without_a_password() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    let codes = add(&w, &ann, &mut device, "Ann's phone").await.expect("the first factor comes with recovery codes");
    assert_eq!(codes.len(), 10);
    assert_eq!(add(&w, &ann, &mut Device::new(), "a key").await, None, "the next one has the same");
    w.pass(60_000);
    assert_eq!(sign_in(&w, device.prove(&w.engine.passkey_prompt().unwrap())).await.unwrap(), ann);
    let event = w.last_event().await;
    assert_eq!((event.action, event.actor.name.as_str()), (Action::ConsoleSignin, "ann"));
    assert!(event.details.iter().any(|(_, text)| text == "with the passkey Ann's phone"));
    let facts = w.run_as(&ann, DescribeMfa).await.unwrap().unwrap();
    let keys: Vec<_> = facts.passkeys.iter().map(|key| (key.name.as_str(), key.used.is_some())).collect();
    assert_eq!(keys, [("Ann's phone", true), ("a key", false)]);
    assert!(!facts.app && facts.recovery_left == 10);
}

#[tokio::test]
async fn passkey_or_recovery_code_completes_sign_in() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    let codes = add(&w, &ann, &mut device, "phone").await.unwrap();
    let (ticket, passkeys) = first_step(&w, "ann").await;
    assert!(passkeys);
    assert_eq!(second_step(&w, &ticket, code("123456")).await, Err(CoreError::Unauthenticated(AuthFailure::Code)));
    assert_eq!(last_reason(&w).await, "no authenticator app is set up");
    let answer = device.prove(&w.engine.passkey_prompt().unwrap());
    assert_eq!(second_step(&w, &ticket, Proof::Passkey(answer)).await.unwrap(), ann);
    let (ticket, _) = first_step(&w, "ann").await;
    assert_eq!(second_step(&w, &ticket, code(&codes[0])).await.unwrap(), ann);
    assert_eq!(w.run_as(&ann, DescribeMfa).await.unwrap().unwrap().recovery_left, 9);
}

#[tokio::test]
async fn invalid_responses_are_rejected_alike_and_change_nothing() {
    let w = world().await;
    let (ann, bob) = (person(&w, "ann").await, person(&w, "bob").await);
    let (mut of_ann, mut of_bob) = (Device::new(), Device::new());
    add(&w, &ann, &mut of_ann, "phone").await;
    add(&w, &bob, &mut of_bob, "phone").await;
    let ask = || w.engine.passkey_prompt().unwrap();
    of_ann.step = 0;
    let good = of_ann.prove(&ask());
    let signature = part(&good, "/response/signature");
    let flipped = format!("{}{}", &signature[..signature.len() - 8], "AAAAAAAA");
    let handle_of_bob = part(&of_bob.prove(&ask()), "/response/userHandle");
    let id_of_bob = part(&of_bob.prove(&ask()), "/rawId");
    let other = ask();
    let elsewhere = |device: &mut Device, origin| {
        device.origin = origin;
        let answer = device.prove(&ask());
        device.origin = ORIGIN;
        answer
    };
    of_ann.verified = false;
    let unverified = of_ann.prove(&ask());
    (of_ann.verified, of_ann.host) = (true, "evil.example");
    let for_another_host = of_ann.prove(&ask());
    of_ann.host = "secrets.example.org";
    let wrong = [
        (altered(&good, "/response/signature", flipped.into()), "invalid signature"),
        (altered(&good, "/response/clientDataJSON", "e30".into()), "response does not belong to this ceremony"),
        (altered(&good, "/response/userHandle", handle_of_bob.into()), "not a passkey of this user"),
        (altered(&good, "/rawId", id_of_bob.into()), "not a passkey of this user"),
        (altered(&good, "/response/userHandle", "AAAA".into()), "no user with passkeys"),
        (altered(&good, "/response/userHandle", "AAAAAAAAAAAAAAAAAAAAAA".into()), "no user with passkeys"),
        (altered(&good, "/response/userHandle", Value::Null), "no user with passkeys"),
        (PasskeyResponse { ticket: other.ticket, ..good.clone() }, "response to another challenge"),
        (PasskeyResponse { ticket: String::new(), ..good.clone() }, "the prompt is unknown or has expired"),
        (PasskeyResponse { ticket: "AAAA".into(), ..good.clone() }, "the prompt is unknown or has expired"),
        (PasskeyResponse { answer: String::new(), ..good.clone() }, "no user with passkeys"),
        (PasskeyResponse { answer: "{}".into(), ..good.clone() }, "no user with passkeys"),
        (elsewhere(&mut of_ann, "https://secrets.example.org:8443"), "response from another origin"),
        (elsewhere(&mut of_ann, "https://evil.secrets.example.org"), "response from another origin"),
        (elsewhere(&mut of_ann, "https://evil.example"), "response from another origin"),
        (for_another_host, "response for another host"),
        (unverified, "the device did not verify its user"),
    ];
    for (number, (answer, reason)) in wrong.into_iter().enumerate() {
        // Each from an address of its own, and forgotten by a success: the limiter has tests of its own.
        let address = Some([192, 0, 2, u8::try_from(number).unwrap()].into());
        let call = Call { address, ..w.call_of(&Principal::anonymous("")) };
        let outcome = w.engine.call(&call, &SignInWithPasskey { answer }).await;
        assert_eq!(outcome, Err(REFUSED), "{reason}");
        let event = w.last_event().await;
        assert_eq!((event.action, event.actor.kind), (Action::ConsoleSignin, PrincipalKind::Anonymous));
        assert!(matches!(&event.outcome, Outcome::Failed { reason: true_one, .. } if true_one == reason), "{event:?}");
        sign_in(&w, of_ann.prove(&ask())).await.unwrap();
    }
    assert_eq!(sign_in(&w, good).await.err(), None, "none of it has used the right answer up");
}

#[tokio::test]
async fn response_works_once_within_five_minutes() {
    let w = Arc::new(world().await);
    let ann = person(&w, "ann").await;
    // It does not count, so that only its ticket keeps an answer from working again.
    let mut device = Device::new();
    device.step = 0;
    add(&w, &ann, &mut device, "phone").await;
    let answer = device.prove(&w.engine.passkey_prompt().unwrap());
    sign_in(&w, answer.clone()).await.unwrap();
    assert_eq!(sign_in(&w, answer).await, Err(REFUSED));
    assert_eq!(last_reason(&w).await, "the response was used before");
    let late = device.prove(&w.engine.passkey_prompt().unwrap());
    w.pass(5 * 60_000);
    assert_eq!(sign_in(&w, late).await, Err(REFUSED));
    assert_eq!(last_reason(&w).await, "the prompt is unknown or has expired");
    let answer = device.prove(&w.engine.passkey_prompt().unwrap());
    let tasks: Vec<_> = (0..5)
        .map(|_| {
            let (w, answer) = (w.clone(), answer.clone());
            tokio::spawn(async move { sign_in(&w, answer).await.is_ok() })
        })
        .collect();
    let mut signed_in = 0;
    for task in tasks {
        signed_in += u32::from(task.await.unwrap());
    }
    assert_eq!(signed_in, 1);
}

#[tokio::test]
async fn prompt_expires_although_the_clock_is_set_back() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    add(&w, &ann, &mut device, "phone").await;
    let late = device.prove(&w.engine.passkey_prompt().unwrap());
    w.pass(4 * 60_000);
    w.clock.set_wall_by(-3 * 60_000);
    w.pass(60_000);
    assert_eq!(sign_in(&w, late).await, Err(REFUSED));
    assert_eq!(last_reason(&w).await, "the prompt is unknown or has expired");
    let in_time = device.prove(&w.engine.passkey_prompt().unwrap());
    w.clock.set_wall_by(-60_000);
    assert_eq!(sign_in(&w, in_time).await, Ok(ann));
}

#[tokio::test]
async fn counter_that_goes_back_is_rejected() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    add(&w, &ann, &mut device, "phone").await;
    let (earlier, later) =
        (device.prove(&w.engine.passkey_prompt().unwrap()), device.prove(&w.engine.passkey_prompt().unwrap()));
    sign_in(&w, later).await.unwrap();
    assert_eq!(sign_in(&w, earlier).await, Err(REFUSED));
    assert_eq!(last_reason(&w).await, "the counter decreased: the passkey may have been copied");
    sign_in(&w, device.prove(&w.engine.passkey_prompt().unwrap())).await.unwrap();
}

#[tokio::test]
async fn wrong_responses_are_throttled_apart_from_passwords() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    add(&w, &ann, &mut device, "phone").await;
    let good = device.prove(&w.engine.passkey_prompt().unwrap());
    let bad = altered(&good, "/response/signature", "AAAA".into());
    for _ in 0..5 {
        assert_eq!(sign_in(&w, bad.clone()).await, Err(REFUSED));
    }
    assert!(matches!(sign_in(&w, good).await, Err(CoreError::Throttled { .. })));
    let op = SignIn { user: "ANN".into(), password: Plaintext::new(PASSWORD.into()) };
    assert!(w.run_as(&Principal::anonymous(""), op).await.is_ok());
    w.pass(16 * 60_000);
    let nameless = altered(&bad, "/response/userHandle", Value::Null);
    for _ in 0..5 {
        assert_eq!(sign_in(&w, nameless.clone()).await, Err(REFUSED));
    }
    assert!(
        matches!(sign_in(&w, nameless).await, Err(CoreError::Throttled { .. })),
        "by address, where no user is named"
    );
}

#[tokio::test]
async fn five_wrong_responses_end_the_second_step() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let mut device = Device::new();
    add(&w, &ann, &mut device, "phone").await;
    let (ticket, _) = first_step(&w, "ann").await;
    let good = device.prove(&w.engine.passkey_prompt().unwrap());
    for _ in 0..5 {
        let bad = Proof::Passkey(altered(&good, "/response/signature", "AAAA".into()));
        assert_eq!(second_step(&w, &ticket, bad).await, Err(REFUSED));
    }
    let outcome = second_step(&w, &ticket, Proof::Passkey(good)).await;
    assert_eq!(outcome, Err(CoreError::Unauthenticated(AuthFailure::SignInExpired)));
}

#[tokio::test]
async fn new_passkey_must_match_its_prompt() {
    let w = world().await;
    let (ann, bob) = (person(&w, "ann").await, person(&w, "bob").await);
    let mut device = Device::new();
    let asked = w.confirmed(&ann, CreatePasskey).await.unwrap();
    let made = device.make(&asked);
    let mut refused = vec![
        (&bob, made.clone(), "the prompt is unknown, expired, or of another user"),
        (
            &ann,
            PasskeyResponse { ticket: String::new(), ..made.clone() },
            "the prompt is unknown, expired, or of another user",
        ),
        (&ann, PasskeyResponse { answer: "[]".into(), ..made.clone() }, "malformed response of the device"),
        (&ann, altered(&made, "/response/attestationObject", "oA".into()), "response does not belong to this ceremony"),
    ];
    let proof = w.engine.passkey_prompt().unwrap();
    refused.push((
        &ann,
        PasskeyResponse { ticket: proof.ticket, ..made.clone() },
        "the prompt is unknown, expired, or of another user",
    ));
    let mut elsewhere = Device::new();
    elsewhere.origin = "https://evil.example";
    refused.push((&ann, elsewhere.make(&asked), "response from another origin"));
    let mut careless = Device::new();
    careless.verified = false;
    refused.push((&ann, careless.make(&asked), "the device did not verify its user"));
    for (who, answer, reason) in refused {
        assert_eq!(w.confirmed(who, called("phone", answer)).await.err(), Some(REFUSED), "{reason}");
        assert_eq!(last_reason(&w).await, reason);
    }
    assert_eq!(w.run_as(&ann, DescribeMfa).await.unwrap(), None);
    w.confirmed(&ann, called("phone", made.clone())).await.unwrap();
    let twice = w.confirmed(&ann, called("again", made)).await;
    assert_eq!(twice.err(), Some(REFUSED), "a ticket adds one passkey");
    let asked = w.confirmed(&ann, CreatePasskey).await.unwrap();
    let same_name = w.confirmed(&ann, called("phone", device.make(&asked))).await;
    assert_eq!(same_name.err(), Some(CoreError::Exists(Thing::Passkey)));
    w.pass(5 * 60_000);
    let late = w.confirmed(&ann, called("late", device.make(&asked))).await;
    assert_eq!(late.err(), Some(REFUSED));
    for n in 2..=8 {
        add(&w, &ann, &mut device, &format!("key {n}")).await;
    }
    let ninth = w.confirmed(&ann, CreatePasskey).await;
    assert!(matches!(ninth, Err(CoreError::Limit(_))));
}

#[tokio::test]
async fn authenticators_with_a_passkey_are_excluded() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    add(&w, &ann, &mut Device::new(), "phone").await;
    let asked = w.confirmed(&ann, CreatePasskey).await.unwrap();
    let options: Value = serde_json::from_str(&asked.options).unwrap();
    assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn removing_the_last_factor_removes_the_recovery_codes() {
    let w = world().await;
    let ann = person(&w, "ann").await;
    let (mut one, mut two) = (Device::new(), Device::new());
    add(&w, &ann, &mut one, "one").await;
    add(&w, &ann, &mut two, "two").await;
    let ids: Vec<_> = w.run_as(&ann, DescribeMfa).await.unwrap().unwrap().passkeys.iter().map(|key| key.id).collect();
    assert_eq!(w.run_as(&ann, RemovePasskey { id: ids[0] }).await, Err(CoreError::StepUp), "not without a proof");
    let unknown = RemovePasskey { id: PasskeyId([9; 16]) };
    assert_eq!(w.confirmed(&ann, unknown).await, Err(CoreError::NotFound(Thing::Passkey)));
    assert!(w.confirmed(&ann, RemovePasskey { id: ids[0] }).await.unwrap());
    assert_eq!(sign_in(&w, one.prove(&w.engine.passkey_prompt().unwrap())).await, Err(REFUSED));
    sign_in(&w, two.prove(&w.engine.passkey_prompt().unwrap())).await.unwrap();
    assert!(!w.confirmed(&ann, RemovePasskey { id: ids[1] }).await.unwrap());
    assert_eq!(w.run_as(&ann, DescribeMfa).await.unwrap(), None);
    let op = SignIn { user: "ann".into(), password: Plaintext::new(PASSWORD.into()) };
    let done = w.run_as(&Principal::anonymous(""), op).await;
    assert!(matches!(done, Ok(SignedIn::Done(verified)) if verified.principal == ann));
    let (bob, mut device) = (person(&w, "bob").await, Device::new());
    add(&w, &bob, &mut device, "phone").await;
    w.run(UnbindMfaDevice { user: user_name("bob") }).await.unwrap();
    assert_eq!(sign_in(&w, device.prove(&w.engine.passkey_prompt().unwrap())).await, Err(REFUSED));
    add(&w, &bob, &mut device, "phone").await;
    w.run(UpdateLoginProfile { name: user_name("bob"), password: None }).await.unwrap();
    assert_eq!(
        sign_in(&w, device.prove(&w.engine.passkey_prompt().unwrap())).await,
        Err(REFUSED),
        "no longer a person"
    );
}

#[tokio::test]
async fn passkeys_need_a_host_name() {
    let w = World::new().await;
    w.engine.accept_passkeys_from(&["http://127.0.0.1:3000".to_owned()]);
    let ann = person(&w, "ann").await;
    assert!(matches!(w.engine.passkey_prompt(), Err(CoreError::InUse(_))));
    assert!(matches!(w.confirmed(&ann, CreatePasskey).await, Err(CoreError::InUse(_))));
    w.engine.accept_passkeys_from(&["http://localhost:3000".to_owned()]);
    assert_eq!(w.engine.passkey_origin(), Some("http://localhost:3000"));
}

#[tokio::test]
async fn passkeys_altered_in_the_database_are_detected() {
    for statement in [
        "UPDATE mfa_device SET passkeys = '[]'",
        "UPDATE mfa_device SET passkeys = replace(passkeys, '\"used\":null', '\"used\":5')",
        "UPDATE mfa_device SET passkeys = replace(passkeys, 'phone', 'other')",
        "UPDATE mfa_device SET passkeys = (SELECT passkeys FROM mfa_device o WHERE o.id <> mfa_device.id)",
        "UPDATE ram_user SET mfa = NULL WHERE name = 'ann'",
        "UPDATE ram_user SET mfa = (SELECT mfa FROM ram_user WHERE name = 'bob') WHERE name = 'ann'",
    ] {
        let w = world().await;
        let (ann, bob) = (person(&w, "ann").await, person(&w, "bob").await);
        let (mut of_ann, mut of_bob) = (Device::new(), Device::new());
        add(&w, &ann, &mut of_ann, "phone").await;
        add(&w, &bob, &mut of_bob, "phone of bob").await;
        let answer = of_ann.prove(&w.engine.passkey_prompt().unwrap());
        crate::tamper::sql(&w, statement).await;
        let outcome = sign_in(&w, answer).await;
        assert!(matches!(outcome, Err(CoreError::Internal(_))), "{statement}: {outcome:?}");
    }
}
