//! Which actions a person at the console must be fresh for, and what makes them fresh.

use crate::{
    device::{Device, ORIGIN},
    operations::{Visit, every_operation, world},
    world::*,
};
use std::collections::BTreeSet;
use strongroom_core::Thing;
use strongroom_core::{
    Call, CoreError, Operation, Plaintext,
    ops::{factors::*, mfa::*, passkeys::*, sts::GetCallerIdentity, system::*, users::ChangePassword},
};
use strongroom_domain::*;
use strongroom_trail::Outcome;

const PASSWORD: &str = "a long new password";
const MINUTE: i64 = 60_000;

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

/// Tries each operation with proofs of several ages. All are made by an administrator, so nothing else is in the way.
struct Ages {
    w: World,
    seen: BTreeSet<Action>,
}

impl Ages {
    /// Whether a call with a proof of this age is asked for a fresh one.
    async fn asked<O: Operation>(&self, op: &O, surface: Surface, age: Option<i64>) -> bool {
        let verified_at = age.map(|age| self.w.engine.now().plus_ms(-age));
        let call = Call { surface, verified_at, ..self.w.call_of(&self.w.admin) };
        let asked = matches!(self.w.engine.call(&call, op).await, Err(CoreError::StepUp));
        if asked {
            let event = self.w.last_event().await;
            assert_eq!((event.action, event.actor.name.as_str()), (op.action(), "admin"), "the refusal is recorded");
            assert!(matches!(event.outcome, Outcome::Failed { code, .. } if code == "StepUp"));
        }
        asked
    }
}

impl Visit for Ages {
    async fn visit<O: Operation>(&mut self, op: O) {
        let action = op.action();
        let row = action.row();
        let (console, api) = (Surface::Console, Surface::Aliyun);
        match row.console_proof_minutes().map(i64::from) {
            Some(minutes) => {
                assert!(self.asked(&op, console, None).await, "{action:?} without any proof");
                assert!(self.asked(&op, console, Some(minutes * MINUTE + 1)).await, "{action:?} with one too old");
                assert!(self.asked(&op, console, Some(-1)).await, "{action:?} after the clock went back");
                let fresh = self.asked(&op, console, Some(minutes * MINUTE)).await;
                assert!(!fresh, "{action:?} with one just fresh enough");
            }
            None => assert!(!self.asked(&op, console, None).await, "{action:?} asks for no proof"),
        }
        assert_eq!(self.asked(&op, api, None).await, row.api_proof_minutes().is_some(), "{action:?} on the API");
        self.seen.insert(action);
    }
}

#[tokio::test]
async fn proof_gets_no_younger_when_the_clock_is_set_back() {
    let w = World::new().await;
    w.create("a", "x").await;
    let verified_at = Some(w.engine.now());
    let call = || Call { surface: Surface::Console, verified_at, ..w.call_of(&w.admin) };
    let reads = async || w.engine.call(&call(), &get("a", None, None)).await.map(|_| ());
    assert_eq!(reads().await, Ok(()));
    w.pass(14 * MINUTE);
    w.clock.set_wall_by(-10 * MINUTE);
    assert_eq!(reads().await, Ok(()));
    w.pass(2 * MINUTE);
    assert_eq!(reads().await, Err(CoreError::StepUp));
}

#[tokio::test]
async fn every_operation_requires_the_proof_in_the_table() {
    let (w, key) = world().await;
    w.engine.accept_passkeys_from(&[ORIGIN.to_owned()]);
    let access_key = w.first.access_key.clone();
    let mut ages = Ages { w, seen: BTreeSet::new() };
    // Of oneself, first: the others leave nothing as it was.
    let a = &mut ages;
    a.visit(CreateMfaDevice).await;
    a.visit(BindMfaDevice { token: String::new(), code: secret("123456") }).await;
    a.visit(ResetRecoveryCodes).await;
    a.visit(RemoveMfaDevice).await;
    a.visit(CreatePasskey).await;
    let answer = PasskeyResponse { ticket: String::new(), answer: "{}".to_owned() };
    a.visit(BindPasskey { name: PasskeyName::new("phone").unwrap(), answer }).await;
    a.visit(RemovePasskey { id: PasskeyId([0; 16]) }).await;
    a.visit(RenamePasskey { id: PasskeyId([0; 16]), name: PasskeyName::new("phone").unwrap() }).await;
    a.visit(DescribeMfa).await;
    a.visit(EndSession { which: EndedSessions::AllOthers }).await;
    a.visit(GetCallerIdentity).await;
    a.visit(ChangePassword { old: secret("wrong"), new: secret(PASSWORD) }).await;
    a.visit(StepUp::Password(secret("wrong"))).await;
    a.visit(SignOut).await;
    every_operation(a, key, access_key).await;
    let of_nobody = |action: &&Action| match action.row().without_policy {
        WithoutPolicy::Anybody | WithoutPolicy::Recorded => true,
        WithoutPolicy::Server => **action == Action::Unseal,
        // One that GetSecretValue asks for in addition.
        WithoutPolicy::Nobody => **action == Action::ReadRevokedVersion,
        WithoutPolicy::Oneself | WithoutPolicy::Caller => false,
    };
    let missing: Vec<_> =
        Action::ALL.iter().filter(|action| !of_nobody(action) && !ages.seen.contains(action)).collect();
    assert!(missing.is_empty(), "add the operations of {missing:?} to this test");
}

#[tokio::test]
async fn change_that_redirects_applications_requires_a_proof_after_fifteen_minutes() {
    use Action as A;
    let named = [
        A::PutSecretValue,
        A::UpdateSecretVersionStage,
        A::DeleteSecret,
        A::CreateSecret,
        A::UpdateSecret,
        A::TagResource,
        A::UntagResource,
        A::CreateKey,
        A::DisableKey,
        A::UpdateUser,
        A::DeleteUser,
        A::DeleteAccessKey,
    ];
    for action in named {
        assert_eq!(action.row().console_proof_minutes(), Some(15), "{action:?}");
        assert_eq!(action.row().api_proof_minutes(), None, "{action:?}");
    }
}

#[tokio::test]
async fn denied_calls_decrypt_no_value_and_reveal_nothing() {
    let w = World::new().await;
    w.create("a", "x").await;
    let old = |who: &Principal| Call { surface: Surface::Console, verified_at: Some(Timestamp(0)), ..w.call_of(who) };
    let outcome = w.engine.call(&old(&w.admin), &get("a", None, None)).await;
    assert_eq!(outcome.err(), Some(CoreError::StepUp));
    assert_eq!(w.last_event().await.target.unwrap().version, None, "no version was read");
    let nobody = w.user("nobody", &[]).await;
    let denied = w.engine.call(&old(&nobody), &get("a", None, None)).await;
    assert_eq!(denied.err(), Some(CoreError::Denied), "who may not is told that, not asked");
}

#[tokio::test]
async fn user_without_a_factor_steps_up_with_the_password() {
    let w = World::new().await;
    let row = w.run(new_user("ann", Some(PASSWORD))).await.unwrap();
    let ann = Principal::user(row.id, &row.name, None);
    let confirm = |op| w.run_as(&ann, op);
    let wrong = confirm(StepUp::Password(secret("wrong"))).await;
    assert!(matches!(wrong, Err(CoreError::Unauthenticated(_))));
    let event = w.last_event().await;
    assert_eq!((event.action, event.target.unwrap().name.as_str()), (Action::StepUp, "ann"));
    assert_eq!(confirm(StepUp::Password(secret(PASSWORD))).await, Ok(false));
    let code = confirm(StepUp::Factor(Proof::Code(secret("123456")))).await;
    assert_eq!(code, Err(CoreError::NotFound(Thing::SecondFactor)));
    for _ in 0..5 {
        confirm(StepUp::Password(secret("wrong"))).await.unwrap_err();
    }
    let right = confirm(StepUp::Password(secret(PASSWORD))).await;
    assert!(matches!(right, Err(CoreError::Throttled { .. })), "counted as everywhere else");
    let nobody = w.run_as(&Principal::anonymous(""), StepUp::Password(secret(PASSWORD))).await;
    assert_eq!(nobody, Err(CoreError::Denied));
}

#[tokio::test]
async fn user_with_a_factor_steps_up_with_it_only() {
    let w = World::new().await;
    w.engine.accept_passkeys_from(&[ORIGIN.to_owned()]);
    w.create("a", "x").await;
    let mut device = Device::new();
    let asked = w.confirmed(&w.admin, CreatePasskey).await.unwrap();
    let answer = device.make(&asked);
    w.confirmed(&w.admin, BindPasskey { name: PasskeyName::new("phone").unwrap(), answer }).await.unwrap();
    let now = Some(w.engine.now());
    let read = async |mfa| {
        let call = Call { surface: Surface::Console, mfa, verified_at: now, ..w.call_of(&w.admin) };
        w.engine.call(&call, &get("a", None, None)).await.map(|_| ())
    };
    assert_eq!(read(false).await, Err(CoreError::StepUp), "begun with the password, before the factor");
    assert_eq!(read(true).await, Ok(()));
    let password = w.run(StepUp::Password(secret("whatever it is"))).await;
    assert!(matches!(password, Err(CoreError::Invalid(_))), "{password:?}");
    let answer = device.prove(&w.engine.passkey_prompt().unwrap());
    let used = || StepUp::Factor(Proof::Passkey(answer.clone()));
    assert_eq!(w.run(used()).await, Ok(true));
    let again = w.run(used()).await;
    assert!(matches!(again, Err(CoreError::Unauthenticated(_))), "an answer works once");
    let bob = w.run(new_user("bob", Some(PASSWORD))).await.unwrap();
    let bob = Principal::user(bob.id, &bob.name, None);
    let mut of_bob = Device::new();
    let asked = w.confirmed(&bob, CreatePasskey).await.unwrap();
    let answer = of_bob.make(&asked);
    w.confirmed(&bob, BindPasskey { name: PasskeyName::new("phone").unwrap(), answer }).await.unwrap();
    let answer = of_bob.prove(&w.engine.passkey_prompt().unwrap());
    let foreign = w.run(StepUp::Factor(Proof::Passkey(answer))).await;
    assert!(matches!(foreign, Err(CoreError::Unauthenticated(_))), "another person's passkey");
}
