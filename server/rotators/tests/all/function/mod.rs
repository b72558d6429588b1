//! Functions: a real one by HTTPS, all its steps, and what goes wrong with it.

mod served;

use served::{Fault, Function, KEY, response, signer, text_of, value};
use std::{sync::Arc, time::Duration};
use strongroom_core::ports::{
    Applied, Credential, LogIn, Replace, Revocation, RotationStepId, Rotator, Secret, TargetAccess, Trouble, Trust,
};
use strongroom_domain::{CallableNetworks, RehearsalStep, RotationId, RunStep, Strategy, TargetKind};
use strongroom_rotators::Deadlines;

/// One that may call this machine, and waits half a second where the usual one waits seconds.
fn rotator() -> Arc<dyn Rotator> {
    let deadlines = Deadlines { connect: Duration::from_secs(5), statement: Duration::from_millis(500) };
    strongroom_rotators::function::rotator(deadlines, CallableNetworks::parse("127.0.0.0/8, ::1").unwrap())
}

fn patient() -> Arc<dyn Rotator> {
    let networks = CallableNetworks::parse("127.0.0.0/8, ::1").unwrap();
    strongroom_rotators::function::rotator(Deadlines::default(), networks)
}

fn step(step: RunStep, attempt: u8) -> RotationStepId {
    RotationStepId { secret: "app/token".into(), rotation: RotationId([7; 16]), step, attempt }
}

fn change<'a>(current: &'a Credential, pending: &'a Credential) -> Replace<'a> {
    Replace { strategy: Strategy::Function, current, pending }
}

async fn apply(rotator: &dyn Rotator, target: &TargetAccess, pending: &Credential) -> Option<Trouble> {
    match rotator.apply(target, &change(&value("old"), pending)).await {
        Ok(Applied::Set) => None,
        Ok(Applied::Issued(_)) => panic!("it issues nothing"),
        Err(trouble) => Some(trouble),
    }
}

#[tokio::test]
async fn steps_come_to_the_same_end_each_time() {
    let function = Function::start("localhost").await;
    let (any, target) = (patient(), function.target("localhost"));
    let at = |of| any.for_step(&step(of, 1)).unwrap();
    let old = value("old");
    let draw = at(RunStep::Draw);
    let new = draw.draw(&target, &old, "app/token", 1).await.unwrap();
    let again = draw.draw(&target, &old, "app/token", 1).await.unwrap();
    assert_eq!((text_of(&new), new.account.as_str()), (text_of(&again), "app/token"), "one value for one token");
    let other = any.for_step(&step(RunStep::Draw, 2)).unwrap().draw(&target, &old, "app/token", 2).await.unwrap();
    assert_ne!(text_of(&other), text_of(&new), "another attempt");
    assert_eq!(any.log_in(&target, &new).await, Ok(LogIn::Refused), "nothing is valid yet");
    for _ in 0..2 {
        assert_eq!(apply(&*at(RunStep::Apply), &target, &new).await, None);
        assert_eq!(any.log_in(&target, &new).await, Ok(LogIn::Accepted));
    }
    for _ in 0..2 {
        let revoked = at(RunStep::Revoke).revoke(&target, Strategy::Function, &old, &new).await;
        assert_eq!(revoked, Ok(Revocation::Dead));
    }
    assert!(function.accepts(&text_of(&new)) && !function.accepts("old"));
    let kept_is_refused = at(RunStep::Revoke).revoke(&target, Strategy::Function, &new, &old).await;
    assert_eq!(kept_is_refused, Err(Trouble::AccountRefused));
    assert!(function.accepts(&text_of(&new)), "nothing was changed");
    let restore = at(RunStep::Restore);
    assert!(restore.apply(&target, &change(&new, &old)).await.is_ok());
    assert!(function.accepts("old"));
    let tokens: Vec<_> = function
        .calls()
        .iter()
        .filter(|call| call["step"] == "set")
        .map(|call| call["token"].as_str().unwrap().to_owned())
        .collect();
    let id = RotationId([7; 16]);
    assert_eq!(tokens, [format!("{id}-set-1"), format!("{id}-set-1"), format!("{id}-set-back-1")]);
    for call in function.calls().iter().filter(|call| call["rehearsal"] == false) {
        assert_eq!(
            (&call["version"], &call["secret"], &call["account"]),
            (&1.into(), &"app/token".into(), &"app/token".into())
        );
    }
}

#[tokio::test]
async fn value_that_is_left_to_strongroom_is_a_password() {
    let function = Function::start("localhost").await;
    function.leave_values_to_strongroom();
    let (any, target) = (patient(), function.target("localhost"));
    let drawn = async |attempt| text_of(&any.draw(&target, &value("old"), "a", attempt).await.unwrap());
    let (first, second) = (drawn(1).await, drawn(1).await);
    assert!(first.len() == 32 && first != second);
    assert_eq!(drawn(3).await.len(), 16, "narrower rules after two refusals");
}

#[tokio::test]
async fn probe_finds_what_is_valid() {
    let function = Function::start("localhost").await;
    let (any, target) = (patient(), function.target("localhost"));
    let probe = any.probe(&target, &value("new"), Some(&value("old"))).await.unwrap();
    assert_eq!((probe.pending, probe.current, probe.manager), (LogIn::Refused, Some(LogIn::Accepted), None));
    let probe = any.probe(&target, &value("new"), Some(&value("lost"))).await.unwrap();
    assert_eq!((probe.current, probe.manager), (Some(LogIn::Refused), Some(LogIn::Accepted)), "its key is tried last");
}

#[tokio::test]
async fn lost_answer_to_a_change_leaves_it_uncertain_and_the_next_try_does_no_harm() {
    let function = Function::start("localhost").await;
    let (any, target) = (patient(), function.target("localhost"));
    let (old, new) = (value("old"), value("new"));
    function.fail_next([Fault::DoesAndEnds]);
    assert!(matches!(apply(&*any, &target, &new).await, Some(Trouble::Uncertain(_))));
    assert_eq!(any.log_in(&target, &new).await, Ok(LogIn::Accepted), "it happened");
    assert_eq!(apply(&*any, &target, &new).await, None);
    // The log-in with the kept value, then the change.
    function.fail_next([Fault::Says(response(200, r#"{"version":1,"outcome":"accepted"}"#)), Fault::DoesAndEnds]);
    assert!(matches!(any.revoke(&target, Strategy::Function, &old, &new).await, Err(Trouble::Uncertain(_))));
    assert_eq!(any.revoke(&target, Strategy::Function, &old, &new).await, Ok(Revocation::Dead));
    function.fail_next([Fault::DoesAndEnds]);
    assert!(matches!(any.draw(&target, &old, "a", 1).await.err(), Some(Trouble::Unreachable(_))));
}

#[tokio::test]
async fn answers_of_no_form_silence_and_endless_ones_end_in_time() {
    let function = Function::start("localhost").await;
    let (any, target) = (rotator(), function.target("localhost"));
    let redirect = "HTTP/1.1 307 Any\r\nLocation: https://localhost:1/\r\nContent-Length: 0\r\n\r\n".to_owned();
    let long = response(200, &format!(r#"{{"version":1,"outcome":"value","value":"{}"}}"#, "x".repeat(1 << 18)));
    for (fault, asked, changed) in [
        (Fault::Says("garbage\r\n\r\n".into()), "Unexpected", "Uncertain"),
        (Fault::Says(response(200, "hunter2")), "Unexpected", "Uncertain"),
        (Fault::Says(response(500, "hunter2")), "Unexpected", "Uncertain"),
        (Fault::Says(redirect), "Unexpected", "Unexpected"),
        (Fault::Says(long), "Unexpected", "Uncertain"),
        (Fault::Says(response(503, "")), "Busy", "Busy"),
        (Fault::Says(response(200, r#"{"version":1,"outcome":"failed","code":"hunter2"}"#)), "Unexpected", "Uncertain"),
        (Fault::Says(response(200, r#"{"version":1,"outcome":"failed","code":"read-only"}"#)), "ReadOnly", "ReadOnly"),
        // It does not belong to these steps.
        (Fault::Says(response(200, r#"{"version":1,"outcome":"generate"}"#)), "Unexpected", "Uncertain"),
        (Fault::Says(String::new()), "Unreachable", "Uncertain"),
        (Fault::Says("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".into()), "Unreachable", "Uncertain"),
        (Fault::Silent, "Unreachable", "Uncertain"),
        (Fault::Endless, "Unexpected", "Uncertain"),
    ] {
        let shown = format!("{fault:?}");
        let shown = shown.get(..80).unwrap_or(&shown);
        function.fail_next([fault.clone(), fault]);
        let found = [
            any.log_in(&target, &value("old")).await.err().unwrap(),
            apply(&*any, &target, &value("new")).await.unwrap(),
        ];
        for (trouble, expected) in found.iter().zip([asked, changed]) {
            let trouble = format!("{trouble:?}");
            assert!(trouble.starts_with(expected), "{shown}: {trouble}, not {expected}");
            assert!(!trouble.contains("hunter2"), "{trouble}");
        }
    }
    assert_eq!(any.log_in(&target, &value("old")).await, Ok(LogIn::Accepted), "it is as before");
    assert!(!function.accepts("new"));
}

#[tokio::test]
async fn private_address_is_not_connected_to_unless_its_network_is_named() {
    let function = Function::start("localhost").await;
    let usual = strongroom_rotators::of(TargetKind::Function).unwrap();
    for host in ["localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]"] {
        let found = usual.log_in(&function.target(host), &value("old")).await;
        assert!(matches!(found, Err(Trouble::Unsupported(_))), "{host}: {found:?}");
    }
    let elsewhere = CallableNetworks::parse("10.0.0.0/8").unwrap();
    let elsewhere = strongroom_rotators::function::rotator(Deadlines::default(), elsewhere);
    let found = elsewhere.log_in(&function.target("localhost"), &value("old")).await;
    assert!(matches!(found, Err(Trouble::Unsupported(_))), "{found:?}");
    assert_eq!(function.calls().len(), 0);
}

#[tokio::test]
async fn function_proves_itself_by_a_certificate_for_its_name() {
    let (function, stranger) = (Function::start("localhost").await, Function::start("localhost").await);
    let any = patient();
    let asked = async |target: &TargetAccess| any.log_in(target, &value("old")).await.err();
    let by_address = function.target("127.0.0.1");
    assert_eq!(asked(&by_address).await, Some(Trouble::NotTrusted("its certificate is for another name".into())));
    let mut other = function.target("localhost");
    other.trust = Trust::Authorities(stranger.ca.clone());
    assert!(matches!(asked(&other).await, Some(Trouble::NotTrusted(_))));
    other.trust = Trust::SystemAuthorities;
    assert!(matches!(asked(&other).await, Some(Trouble::NotTrusted(_))));
    other.trust = Trust::Plain;
    assert!(matches!(asked(&other).await, Some(Trouble::Unsupported(_))), "never without encryption");
    assert_eq!(function.calls().len(), 0, "nothing was sent");
}

#[tokio::test]
async fn calls_with_another_key_are_refused() {
    let function = Function::start("localhost").await;
    let (any, mut target) = (patient(), function.target("localhost"));
    assert_eq!(any.log_in(&target, &signer(KEY)).await, Ok(LogIn::Accepted));
    let rights = any.rights(&target, Strategy::Function, "a").await.unwrap();
    assert_eq!((rights.missing.len(), rights.version.as_str()), (0, "function protocol 1"));
    assert!(function.calls().iter().all(|call| call["rehearsal"] == true), "nothing real was asked");
    target.manager = Some(signer("another key of sixteen or more bytes"));
    let tried = signer("another key of sixteen or more bytes");
    assert_eq!(any.log_in(&target, &tried).await, Ok(LogIn::Refused));
    assert_eq!(any.log_in(&target, &value("old")).await, Err(Trouble::ManagerRefused));
    assert_eq!(apply(&*any, &target, &value("new")).await, Some(Trouble::ManagerRefused));
    assert!(!function.accepts("new"));
    target.manager = None;
    assert!(matches!(any.log_in(&target, &value("old")).await, Err(Trouble::Unsupported(_))));
    let (old, new) = (value("old"), value("new"));
    let one_account = Replace { strategy: Strategy::OneAccount, ..change(&old, &new) };
    assert!(matches!(any.apply(&function.target("localhost"), &one_account).await, Err(Trouble::Unsupported(_))));
    let key =
        Credential { account: "a".into(), secret: Secret::PrivateKey(strongroom_crypto::Plaintext::new(vec![1])) };
    assert!(matches!(any.log_in(&function.target("localhost"), &key).await, Err(Trouble::Unsupported(_))));
}

#[tokio::test]
async fn rehearsal_asks_every_step_and_changes_nothing_real() {
    let function = Function::start("localhost").await;
    let (any, target) = (patient(), function.target("localhost"));
    let rehearsal = any.rehearse(&target, Strategy::Function).await;
    assert_eq!((rehearsal.trouble, rehearsal.failed_at, rehearsal.left), (None, None, None));
    let calls = function.calls();
    let steps: Vec<_> = calls.iter().map(|call| call["step"].as_str().unwrap()).collect();
    assert_eq!(steps, ["create", "set", "test", "finish", "test"]);
    assert!(calls.iter().all(|call| call["rehearsal"] == true && call["secret"] == ""));
    assert!(function.accepts("old"));
    let refused = r#"{"version":1,"outcome":"failed","code":"no-rights"}"#;
    function.fail_next([
        Fault::Says(response(200, r#"{"version":1,"outcome":"generate"}"#)),
        Fault::Says(response(200, refused)),
    ]);
    let rehearsal = any.rehearse(&target, Strategy::Function).await;
    assert!(matches!(rehearsal.trouble, Some(Trouble::NoRights(_))));
    assert_eq!(rehearsal.failed_at, Some(RehearsalStep::Replace));
}
