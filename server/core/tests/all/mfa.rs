//! Second factors: setting up, the two steps of signing in, codes that work once, and who may remove one.

use crate::world::*;
use hmac::{Hmac, KeyInit, Mac};
use std::sync::Arc;
use strongroom_core::{AuthFailure, Thing};
use strongroom_core::{
    Call, CoreError, Plaintext,
    ops::{
        factors::*,
        mfa::*,
        secrets::GetSecretValue,
        system::{SignIn, SignedIn, VerifyMfa},
        users::UpdateLoginProfile,
    },
};
use strongroom_domain::*;
use strongroom_trail::Outcome;

const PASSWORD: &str = "a long new password";

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

fn text(secret: &Plaintext) -> String {
    String::from_utf8(secret.expose().to_vec()).unwrap()
}

/// An authenticator app.
struct App(Vec<u8>);

impl App {
    fn new(base32: &str) -> Self {
        let bits = base32.bytes().flat_map(|letter| {
            let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|l| *l == letter).unwrap();
            (0..5).rev().map(move |bit| u8::try_from(value >> bit & 1).unwrap())
        });
        let bits: Vec<u8> = bits.collect();
        Self(bits.chunks_exact(8).map(|byte| byte.iter().fold(0, |byte, bit| byte << 1 | bit)).collect())
    }

    /// The code of now, or of some steps away.
    fn code(&self, w: &World, steps: i64) -> String {
        let step = w.engine.now().unix_seconds() / 30 + steps;
        let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&self.0).unwrap();
        mac.update(&step.to_be_bytes());
        let hash = mac.finalize().into_bytes();
        let at = usize::from(hash[19] & 15);
        let number = u32::from_be_bytes(hash[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
        format!("{:06}", number % 1_000_000)
    }
}

/// A person with a password and a second factor, which was set up a minute ago.
struct Person {
    who: Principal,
    app: App,
    recovery: Vec<String>,
}

async fn person(w: &World, name: &str) -> Person {
    let row = w.run(new_user(name, Some(PASSWORD))).await.unwrap();
    let who = Principal::user(row.id, &row.name, None);
    let new = w.confirmed(&who, CreateMfaDevice).await.unwrap();
    let app = App::new(&text(&new.secret));
    let address = text(&new.address);
    assert!(address.starts_with(&format!("otpauth://totp/Strongroom:{name}@")), "{address}");
    assert!(address.contains(&format!("secret={}&issuer=Strongroom", text(&new.secret))));
    let code = secret(&app.code(w, 0));
    let codes = w.run_as(&who, BindMfaDevice { token: new.token, code }).await.unwrap().unwrap();
    w.pass(60_000);
    Person { who, app, recovery: codes.0.iter().map(text).collect() }
}

async fn first_step(w: &World, name: &str) -> Result<String, CoreError> {
    let op = SignIn { user: name.into(), password: secret(PASSWORD) };
    match w.run_as(&Principal::anonymous(""), op).await? {
        SignedIn::CodeNeeded { ticket, passkeys: false } => Ok(ticket),
        other => panic!("a code is asked for, and nothing else: {other:?}"),
    }
}

async fn second_step(w: &World, ticket: &str, code: &str) -> Result<Principal, CoreError> {
    let op = VerifyMfa { ticket: ticket.to_owned(), proof: Proof::Code(secret(code)) };
    w.run_as(&Principal::anonymous(""), op).await.map(|verified| verified.principal)
}

async fn sign_in(w: &World, name: &str, code: &str) -> Result<Principal, CoreError> {
    second_step(w, &first_step(w, name).await?, code).await
}

fn wrong<T: std::fmt::Debug>(result: Result<T, CoreError>) -> bool {
    matches!(result, Err(CoreError::Unauthenticated(reason)) if reason != AuthFailure::SignInExpired)
}

#[tokio::test]
async fn second_factor_is_required_after_the_password() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let ticket = first_step(&w, "ann").await.unwrap();
    let event = w.last_event().await;
    assert_eq!((event.action, event.actor.kind), (Action::ConsoleSignin, PrincipalKind::Anonymous));
    assert!(wrong(second_step(&w, &ticket, "000000").await));
    let event = w.last_event().await;
    assert!(matches!(event.outcome, Outcome::Failed { reason, .. } if reason == "wrong code"));
    assert_eq!(event.target.unwrap().name, "ann");
    let code = p.app.code(&w, 0);
    assert_eq!(second_step(&w, &ticket, &format!(" {} {}\u{a0}", &code[..3], &code[3..])).await.unwrap(), p.who);
    let event = w.last_event().await;
    assert_eq!((event.action, event.actor.name.as_str()), (Action::VerifyMFA, "ann"));
    let wrong_password = SignIn { user: "ann".into(), password: secret("wrong") };
    let nobody = SignIn { user: "nobody".into(), password: secret("wrong") };
    let anonymous = Principal::anonymous("");
    assert_eq!(
        w.run_as(&anonymous, wrong_password).await.err(),
        w.run_as(&anonymous, nobody).await.err(),
        "a factor does not show before the password is right"
    );
}

#[tokio::test]
async fn a_code_works_once() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let code = p.app.code(&w, 0);
    let earlier = p.app.code(&w, -1);
    sign_in(&w, "ann", &code).await.unwrap();
    for again in [code.clone(), format!("{} {}", &code[..3], &code[3..]), format!("{code} "), earlier] {
        assert!(wrong(sign_in(&w, "ann", &again).await), "{again:?}");
    }
    let event = w.last_event().await;
    assert!(matches!(event.outcome, Outcome::Failed { reason, .. } if reason == "the code was used before"));
    w.pass(30_000);
    sign_in(&w, "ann", &p.app.code(&w, 0)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn hundred_concurrent_codes_count_as_one_attempt() {
    let w = Arc::new(World::new().await);
    let p = person(&w, "ann").await;
    for code in [p.app.code(&w, 0), p.recovery[3].clone()] {
        let mut tickets = Vec::new();
        for _ in 0..100 {
            tickets.push(first_step(&w, "ann").await.unwrap());
        }
        let tasks: Vec<_> = tickets
            .into_iter()
            .map(|ticket| {
                let (w, code) = (w.clone(), code.clone());
                tokio::spawn(async move { second_step(&w, &ticket, &code).await.is_ok() })
            })
            .collect();
        let mut signed_in = 0;
        for task in tasks {
            signed_in += u32::from(task.await.unwrap());
        }
        assert_eq!(signed_in, 1);
        w.pass(16 * 60_000);
    }
}

#[tokio::test]
async fn five_wrong_codes_end_the_sign_in_and_throttle_codes_alone() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let ticket = first_step(&w, "ann").await.unwrap();
    for bad in ["000000", "1", "", "abcdefghjkmnpqrs", &"9".repeat(5000)] {
        assert!(wrong(second_step(&w, &ticket, bad).await), "{bad:?}");
    }
    let again = Err(CoreError::Unauthenticated(AuthFailure::SignInExpired));
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again);
    let next = first_step(&w, "ann").await.expect("passwords have a counter of their own");
    let right = p.app.code(&w, 0);
    assert!(matches!(second_step(&w, &next, &right).await, Err(CoreError::Throttled { retry_after_s: 2 })));
    w.pass(2_000);
    assert!(wrong(second_step(&w, &next, "000000").await));
    assert!(matches!(second_step(&w, &next, &p.app.code(&w, 0)).await, Err(CoreError::Throttled { retry_after_s: 4 })));
    w.pass(4_000);
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again, "the first sign-in stays ended");
    assert!(second_step(&w, &next, &p.app.code(&w, 0)).await.is_ok());
}

#[tokio::test]
async fn ticket_comes_from_the_first_step_and_expires() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let ticket = first_step(&w, "ann").await.unwrap();
    let again = Err(CoreError::Unauthenticated(AuthFailure::SignInExpired));
    let mut forged = ticket.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    for bad in [String::new(), "x".into(), String::from_utf8(forged).unwrap(), ticket[..ticket.len() - 1].into()] {
        assert_eq!(second_step(&w, &bad, &p.app.code(&w, 0)).await, again, "{bad}");
    }
    w.pass(5 * 60_000);
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again);
    let ticket = first_step(&w, "ann").await.unwrap();
    let password = Some(secret("another good password"));
    w.run(UpdateLoginProfile { name: user_name("ann"), password }).await.unwrap();
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again, "begun with another password");
    w.run(UpdateLoginProfile { name: user_name("ann"), password: Some(secret(PASSWORD)) }).await.unwrap();
    let ticket = first_step(&w, "ann").await.unwrap();
    w.run(UpdateLoginProfile { name: user_name("ann"), password: None }).await.unwrap();
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again, "no longer a person");
}

#[tokio::test]
async fn ticket_expires_although_the_clock_is_set_back() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let ticket = first_step(&w, "ann").await.unwrap();
    w.pass(4 * 60_000);
    w.clock.set_wall_by(-3 * 60_000);
    w.pass(2 * 60_000);
    let again = Err(CoreError::Unauthenticated(AuthFailure::SignInExpired));
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await, again, "six minutes old");
    let ticket = first_step(&w, "ann").await.unwrap();
    w.clock.set_wall_by(-60_000);
    assert_eq!(second_step(&w, &ticket, &p.app.code(&w, 0)).await.unwrap(), p.who, "a step back ends no sign-in");
}

#[tokio::test]
async fn recovery_codes_work_once_and_can_be_replaced() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    assert_eq!(p.recovery.len(), 10);
    assert!(p.recovery.iter().all(|code| code.len() == 19 && p.recovery.iter().filter(|c| *c == code).count() == 1));
    sign_in(&w, "ann", &p.recovery[0]).await.unwrap();
    let written = p.recovery[1].to_uppercase().replace('-', " ");
    sign_in(&w, "ann", &written).await.unwrap();
    for used in [&p.recovery[0], &p.recovery[1], &written] {
        assert!(wrong(sign_in(&w, "ann", used).await));
    }
    let facts = w.run_as(&p.who, DescribeMfa).await.unwrap().unwrap();
    assert_eq!(facts.recovery_left, 8);
    w.pass(60_000);
    let unconfirmed = w.run_as(&p.who, ResetRecoveryCodes).await;
    assert_eq!(unconfirmed.err(), Some(CoreError::StepUp));
    let fresh = w.confirmed(&p.who, ResetRecoveryCodes).await.unwrap();
    assert_eq!(w.run_as(&p.who, DescribeMfa).await.unwrap().unwrap().recovery_left, 10);
    assert!(wrong(sign_in(&w, "ann", &p.recovery[2]).await), "the old ones are void");
    w.pass(16 * 60_000);
    sign_in(&w, "ann", &text(&fresh.0[9])).await.unwrap();
    let other = person(&w, "bob").await;
    assert!(wrong(sign_in(&w, "ann", &other.recovery[0]).await), "of another user");
}

#[tokio::test]
async fn setup_needs_a_fresh_proof_and_a_code_of_the_new_secret() {
    let w = World::new().await;
    w.run(new_user("ann", Some(PASSWORD))).await.unwrap();
    let who = |row: UserId| Principal::user(row, &user_name("ann"), None);
    let ann = who(w.run(strongroom_core::ops::users::GetUser { name: user_name("ann") }).await.unwrap().user.id);
    assert_eq!(w.run_as(&ann, CreateMfaDevice).await.err(), Some(CoreError::StepUp));
    let new = w.confirmed(&ann, CreateMfaDevice).await.unwrap();
    let (app, token) = (App::new(&text(&new.secret)), new.token);
    let bind = |token: &str, code: &str| BindMfaDevice { token: token.to_owned(), code: secret(code) };
    let refused = |result: Result<Option<RecoveryCodes>, CoreError>| match result {
        Err(CoreError::Invalid(error)) => error.field,
        _ => panic!("must be refused"),
    };
    assert_eq!(refused(w.run_as(&ann, bind(&token, "000000")).await), Field::Code);
    assert_eq!(refused(w.run_as(&ann, bind("", &app.code(&w, 0))).await), Field::Ticket);
    assert_eq!(refused(w.run(bind(&token, &app.code(&w, 0))).await), Field::Ticket, "made for somebody else");
    w.pass(15 * 60_000);
    assert_eq!(refused(w.run_as(&ann, bind(&token, &app.code(&w, 0))).await), Field::Ticket, "too old");
    assert_eq!(w.run_as(&ann, DescribeMfa).await.unwrap(), None);

    let new = w.confirmed(&ann, CreateMfaDevice).await.unwrap();
    let app = App::new(&text(&new.secret));
    let code = app.code(&w, 0);
    w.run_as(&ann, bind(&new.token, &code)).await.unwrap();
    assert!(wrong(sign_in(&w, "ann", &code).await), "the code that set it up is used up");
    w.pass(30_000);
    let twice = w.run_as(&ann, bind(&new.token, &app.code(&w, 0))).await;
    assert_eq!(twice.err(), Some(CoreError::Exists(Thing::Authenticator)));
    let another = w.confirmed(&ann, CreateMfaDevice).await;
    assert_eq!(another.err(), Some(CoreError::Exists(Thing::Authenticator)));
}

#[tokio::test]
async fn owner_removes_a_factor_after_a_proof_and_administrators_without() {
    let w = World::new().await;
    let p = person(&w, "ann").await;
    let reader = w.user("reader", &[system("StrongroomAuditor")]).await;
    let unbind = |name: &str| UnbindMfaDevice { user: user_name(name) };
    assert_eq!(w.run_as(&reader, unbind("ann")).await.err(), Some(CoreError::Denied));
    assert!(matches!(w.run(unbind("admin")).await, Err(CoreError::InUse(_))), "one's own goes another way");
    assert_eq!(w.run(unbind("reader")).await.err(), Some(CoreError::NotFound(Thing::SecondFactor)));
    assert_eq!(w.run_as(&p.who, RemoveMfaDevice).await.err(), Some(CoreError::StepUp));
    assert!(!w.confirmed(&p.who, RemoveMfaDevice).await.unwrap(), "none is left");
    let anonymous = Principal::anonymous("");
    let op = || SignIn { user: "ann".into(), password: secret(PASSWORD) };
    assert!(matches!(w.run_as(&anonymous, op()).await, Ok(SignedIn::Done(verified)) if verified.principal == p.who));

    let bob = person(&w, "bob").await;
    let ticket = first_step(&w, "bob").await.unwrap();
    assert_eq!(w.run(unbind("bob")).await.unwrap(), bob.who.id);
    assert_eq!(w.last_event().await.action, Action::UnbindMFADevice);
    let again = Err(CoreError::Unauthenticated(AuthFailure::SignInExpired));
    assert_eq!(second_step(&w, &ticket, &bob.app.code(&w, 0)).await, again);
}

#[tokio::test]
async fn policies_can_require_a_second_factor() {
    let w = World::new().await;
    w.create("a", "x").await;
    let document = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*",
        "Condition": {"Bool": {"acs:MFAPresent": "true"}}}]}"#;
    w.run(new_policy("with-mfa", document)).await.unwrap();
    let who = w.user("ann", &[custom("with-mfa")]).await;
    let read = async |mfa| {
        let verified_at = Some(w.engine.now());
        let call = Call { mfa, surface: Surface::Console, verified_at, ..w.call_of(&who) };
        let op: GetSecretValue = get("a", None, None);
        w.engine.call(&call, &op).await.map(|_| ())
    };
    assert_eq!(read(false).await, Err(CoreError::Denied));
    assert_eq!(read(true).await, Ok(()));
}

#[tokio::test]
async fn factor_removed_in_the_database_is_detected() {
    for statement in [
        "DELETE FROM mfa_device",
        "UPDATE mfa_device SET last_step = 0",
        "UPDATE mfa_device SET recovery = zeroblob(160)",
        "UPDATE mfa_device SET secret = zeroblob(length(secret))",
        "UPDATE mfa_device SET ram_user = (SELECT id FROM ram_user WHERE name = 'admin')",
        "UPDATE ram_user SET mfa = NULL WHERE name = 'ann'",
        "UPDATE ram_user SET mfa = zeroblob(16) WHERE name = 'ann'",
    ] {
        let w = World::new().await;
        let p = person(&w, "ann").await;
        crate::tamper::sql(&w, statement).await;
        let op = SignIn { user: "ann".into(), password: secret(PASSWORD) };
        let outcome = match w.run_as(&Principal::anonymous(""), op).await {
            Ok(SignedIn::CodeNeeded { ticket, .. }) => second_step(&w, &ticket, &p.app.code(&w, 0)).await,
            Ok(SignedIn::Done(_)) => panic!("signed in without a code: {statement}"),
            Err(error) => Err(error),
        };
        assert!(matches!(outcome, Err(CoreError::Internal(_))), "{statement}: {outcome:?}");
    }
}
