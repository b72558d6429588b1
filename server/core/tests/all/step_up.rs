//! Which actions a person at the console must be fresh for, and what makes them fresh.

use crate::{
    device::{Device, ORIGIN},
    world::*,
};
use std::collections::BTreeSet;
use strongroom_core::Thing;
use strongroom_core::{
    Call, CoreError, Operation, Plaintext,
    ops::{
        access_keys::*,
        groups::*,
        keys::{ListKeys, SetKeyPolicy},
        mfa::*,
        passkeys::*,
        policies::*,
        roles::*,
        secrets::*,
        sts::*,
        system::*,
        trail::*,
        users::*,
    },
};
use strongroom_domain::*;
use strongroom_trail::Outcome;

const PASSWORD: &str = "a long new password";
const MINUTE: i64 = 60_000;

fn secret(text: &str) -> Plaintext {
    Plaintext::new(text.as_bytes().to_vec())
}

struct Asked {
    w: World,
    /// Asked after fifteen minutes.
    rights: BTreeSet<Action>,
    /// Asked after one minute, everywhere.
    factors: BTreeSet<Action>,
    never: BTreeSet<Action>,
}

impl Asked {
    /// Tries an operation with proofs of several ages; all are made by an administrator, so nothing else is in the way.
    async fn tell<O: Operation>(&mut self, op: O) {
        let action = op.action();
        let call = |age: Option<i64>, surface| Call {
            surface,
            proven_at: age.map(|age| self.w.engine.now().plus_ms(-age)),
            ..self.w.call_of(&self.w.admin)
        };
        let refused = async |age, surface| {
            let outcome = self.w.engine.call(&call(age, surface), &op).await;
            let asked = matches!(outcome, Err(CoreError::StepUp));
            if asked {
                let event = self.w.last_event().await;
                assert_eq!((event.action, event.actor.name.as_str()), (action, "admin"), "the refusal is recorded");
                assert!(matches!(event.outcome, Outcome::Failed { code, .. } if code == "StepUp"));
            }
            asked
        };
        let console = Surface::Console;
        let old = refused(Some(15 * MINUTE + 1), console).await;
        let older_than_a_minute = refused(Some(MINUTE + 1), console).await;
        assert_eq!(refused(None, console).await, old, "{action:?} without any proof");
        assert_eq!(refused(Some(-1), console).await, old, "{action:?} after the clock went back");
        assert_eq!(refused(None, Surface::Aliyun).await, older_than_a_minute, "{action:?} on the API");
        assert!(!refused(Some(0), console).await, "{action:?} after a fresh proof");
        let set = match (old, older_than_a_minute) {
            (true, true) => &mut self.factors,
            (true, false) => &mut self.rights,
            (false, false) => &mut self.never,
            (false, true) => panic!("{action:?}: an older proof is no better"),
        };
        set.insert(action);
    }
}

#[tokio::test]
async fn values_exports_rights_and_factors_ask_for_a_fresh_proof_and_nothing_else_does() {
    let w = World::new().await;
    w.engine.take_passkeys_at(&[ORIGIN.to_owned()]);
    w.create("a", "x").await;
    w.put("a", "v2", "y").await.unwrap();
    w.run(new_user("ann", None)).await.unwrap();
    let mut asked = Asked { w, rights: BTreeSet::new(), factors: BTreeSet::new(), never: BTreeSet::new() };
    let a = &mut asked;
    let (ann, p, g) = (|| user_name("ann"), || policy_name("p"), || GroupName::new("g").unwrap());
    let text = || document("Allow", "kms:ListSecrets", "*");
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    a.tell(get("a", None, None)).await;
    a.tell(ExportEvents { period, filter: EventFilter::default() }).await;
    a.tell(SetSecretPolicy { name: name("a"), document: None, expect: None }).await;
    a.tell(SetKeyPolicy { id: CmkId([0; 16]), document: None, expect: None }).await;
    a.tell(new_policy("p", &text())).await;
    a.tell(CreatePolicyVersion { name: p(), document: text(), set_default: false, rotate: true, expect: None }).await;
    a.tell(SetDefaultPolicyVersion { name: p(), number: 1 }).await;
    a.tell(DeletePolicyVersion { name: p(), number: 99 }).await;
    a.tell(CreateGroup { name: g(), comments: comments("") }).await;
    let r = || RoleName::new("r").unwrap();
    let account = a.w.engine.account().unwrap().0;
    let trust = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {{"RAM": ["acs:ram::{account}:root"]}}}}]}}"#
    );
    let description = comments("");
    a.tell(CreateRole { name: r(), description, trust, max_session_s: 3_600 }).await;
    a.tell(UpdateRole { name: r(), description: None, trust: None, max_session_s: None, expect: None }).await;
    let session = SessionName::new("session").unwrap();
    a.tell(AssumeRole { role: r(), session, duration_s: None, policy: None, external: None }).await;
    for bearer in [Bearer::User(ann()), Bearer::Group(g()), Bearer::Role(r())] {
        a.tell(SetAttachment { policy: custom("p"), bearer: bearer.clone(), attached: true }).await;
        a.tell(SetAttachment { policy: custom("p"), bearer, attached: false }).await;
    }
    for member in [true, false] {
        a.tell(SetMembership { user: ann(), group: g(), member }).await;
    }
    a.tell(DeletePolicy { name: p(), with_versions: true }).await;
    a.tell(new_user("eve", None)).await;
    a.tell(CreateAccessKey { user: ann() }).await;
    a.tell(UpdateAccessKey {
        user: ann(),
        id: AccessKeyId::new("SRabsent").unwrap(),
        active: Some(true),
        networks: None,
    })
    .await;
    a.tell(UpdateLoginProfile { name: ann(), password: None }).await;
    a.tell(UnbindMfaDevice { user: ann() }).await;
    a.tell(CreateMfaDevice).await;
    a.tell(ResetRecoveryCodes).await;
    a.tell(RemoveMfaDevice).await;
    a.tell(CreatePasskey).await;
    a.tell(RemovePasskey { id: PasskeyId([0; 16]) }).await;
    a.tell(RenamePasskey { id: PasskeyId([0; 16]), name: PasskeyName::new("phone").unwrap() }).await;
    a.tell(DescribeSecret { name: name("a"), outline: true }).await;
    a.tell(CompareSecretVersions { name: name("a"), older: version("v1"), newer: version("v2") }).await;
    a.tell(put("a", "v3", "z", &["ACSCurrent"])).await;
    a.tell(DeleteSecret { name: name("a"), mode: DeleteMode::Window(7), expect: None }).await;
    a.tell(LookupEvents { period, filter: EventFilter::default(), cursor: None, limit: 1, statistics: None }).await;
    a.tell(ListKeys).await;
    a.tell(DescribeMfa).await;
    a.tell(SignOut).await;
    use Action as A;
    let factors = [
        A::CreateVirtualMFADevice,
        A::ResetRecoveryCodes,
        A::RemoveOwnMFADevice,
        A::CreatePasskey,
        A::RemoveOwnPasskey,
    ];
    assert_eq!(asked.factors, factors.into());
    let rights = [
        A::GetSecretValue,
        A::ExportEvents,
        A::SetSecretPolicy,
        A::SetKeyPolicy,
        A::CreatePolicy,
        A::DeletePolicy,
        A::CreatePolicyVersion,
        A::DeletePolicyVersion,
        A::SetDefaultPolicyVersion,
        A::AttachPolicyToUser,
        A::DetachPolicyFromUser,
        A::AttachPolicyToGroup,
        A::DetachPolicyFromGroup,
        A::AddUserToGroup,
        A::RemoveUserFromGroup,
        A::AttachPolicyToRole,
        A::DetachPolicyFromRole,
        A::CreateRole,
        A::UpdateRole,
        A::AssumeRole,
        A::CreateUser,
        A::CreateAccessKey,
        A::UpdateAccessKey,
        A::UpdateLoginProfile,
        A::UnbindMFADevice,
    ];
    assert_eq!(asked.rights, rights.into());
    let never = [
        A::CreateGroup,
        A::DescribeSecret,
        A::CompareSecretVersions,
        A::PutSecretValue,
        A::DeleteSecret,
        A::LookupEvents,
        A::ListKeys,
        A::GetUserMFAInfo,
        A::RenamePasskey,
        A::ConsoleSignout,
    ];
    assert_eq!(asked.never, never.into());
}

#[tokio::test]
async fn no_value_is_opened_and_nobody_learns_of_what_they_may_not_see() {
    let w = World::new().await;
    w.create("a", "x").await;
    let old = |who: &Principal| Call { surface: Surface::Console, proven_at: Some(Timestamp(0)), ..w.call_of(who) };
    let outcome = w.engine.call(&old(&w.admin), &get("a", None, None)).await;
    assert_eq!(outcome.err(), Some(CoreError::StepUp));
    assert_eq!(w.last_event().await.target.unwrap().version, None, "no version was read");
    let nobody = w.user("nobody", &[]).await;
    let denied = w.engine.call(&old(&nobody), &get("a", None, None)).await;
    assert_eq!(denied.err(), Some(CoreError::Denied), "who may not is told that, not asked");
}

#[tokio::test]
async fn who_has_no_factor_confirms_with_the_password() {
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
async fn who_has_one_confirms_with_it_and_a_session_without_it_is_never_fresh() {
    let w = World::new().await;
    w.engine.take_passkeys_at(&[ORIGIN.to_owned()]);
    w.create("a", "x").await;
    let mut device = Device::new();
    let asked = w.confirmed(&w.admin, CreatePasskey).await.unwrap();
    let answer = device.make(&asked);
    w.confirmed(&w.admin, BindPasskey { name: PasskeyName::new("phone").unwrap(), answer }).await.unwrap();
    let now = Some(w.engine.now());
    let read = async |mfa| {
        let call = Call { surface: Surface::Console, mfa, proven_at: now, ..w.call_of(&w.admin) };
        w.engine.call(&call, &get("a", None, None)).await.map(|_| ())
    };
    assert_eq!(read(false).await, Err(CoreError::StepUp), "begun with the password, before the factor");
    assert_eq!(read(true).await, Ok(()));
    let password = w.run(StepUp::Password(secret("whatever it is"))).await;
    assert!(matches!(password, Err(CoreError::Invalid(_))), "{password:?}");
    let answer = device.prove(&w.engine.ask_passkey().unwrap());
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
    let answer = of_bob.prove(&w.engine.ask_passkey().unwrap());
    let foreign = w.run(StepUp::Factor(Proof::Passkey(answer))).await;
    assert!(matches!(foreign, Err(CoreError::Unauthenticated(_))), "another person's passkey");
}
