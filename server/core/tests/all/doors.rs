//! Every operation there is, behind the same door: somebody without policies is refused each of them, the refusal is an event,
//! and nothing has changed.

use crate::world::*;
use std::collections::BTreeSet;
use strongroom_core::{
    CoreError, Operation, Plaintext,
    ops::{
        access_keys::*, groups::*, keys::*, mfa::UnbindMfaDevice, policies::*, roles::*, secrets::*, sts::*, system::*,
        trail::*, users::*,
    },
};
use strongroom_domain::*;
use strongroom_trail::Outcome;

/// What needs no policy: signing in, what concerns oneself alone, and what the server does or records by itself.
const WITHOUT: &[Action] = &[
    Action::ConsoleSignin,
    Action::ConsoleSignout,
    Action::ConsoleSigninSSO,
    Action::VerifyMFA,
    Action::EndSession,
    Action::ChangePassword,
    Action::GetUserMFAInfo,
    Action::CreateVirtualMFADevice,
    Action::BindMFADevice,
    Action::ResetRecoveryCodes,
    Action::RemoveOwnMFADevice,
    Action::CreatePasskey,
    Action::BindPasskey,
    Action::RemoveOwnPasskey,
    Action::RenamePasskey,
    Action::StepUp,
    Action::GetCallerIdentity,
    Action::Initialize,
    Action::Unseal,
    Action::Authenticate,
];

struct Doors {
    w: World,
    who: Principal,
    seen: BTreeSet<Action>,
}

impl Doors {
    async fn closed<O: Operation>(&mut self, op: O) {
        let action = op.action();
        assert_eq!(self.w.run_as(&self.who, op).await.err(), Some(CoreError::Denied), "{action:?}");
        let event = self.w.last_event().await;
        assert_eq!((event.action, event.actor.name.as_str()), (action, "nobody"), "the refusal is recorded");
        assert!(matches!(event.outcome, Outcome::Failed { code, .. } if code == "Denied"));
        self.seen.insert(action);
    }
}

#[tokio::test]
async fn nothing_is_done_without_a_policy() {
    let w = World::new().await;
    w.create("a", "x").await;
    w.put("a", "v2", "y").await.unwrap();
    let key = w.run(ListKeys).await.unwrap()[0].key.id;
    let who = w.user("nobody", &[]).await;
    let mut doors = Doors { w, who, seen: BTreeSet::new() };
    let d = &mut doors;
    secrets(d).await;
    keys(d, key).await;
    users(d).await;
    groups(d).await;
    roles(d).await;
    policies(d).await;
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    d.closed(LookupEvents { period, filter: EventFilter::default(), cursor: None, limit: 1, statistics: None }).await;
    d.closed(ExportEvents { period, filter: EventFilter::default() }).await;
    d.closed(VerifyTrail).await;
    d.closed(DescribeSystem).await;
    let expected: BTreeSet<_> = Action::ALL.iter().copied().filter(|action| !WITHOUT.contains(action)).collect();
    let missing: Vec<_> = expected.difference(&doors.seen).collect();
    assert!(missing.is_empty(), "add the operations of {missing:?} to this test");
    assert_eq!(doors.w.read("a", None, None).await.unwrap(), "v2=y", "nothing has changed");
    let (users, _) = doors.w.run(ListUsers { text: String::new(), after: None, limit: 10 }).await.unwrap();
    assert_eq!(users.len(), 2);
}

async fn secrets(d: &mut Doors) {
    d.closed(create("b", "x")).await;
    d.closed(get("a", None, None)).await;
    d.closed(put("a", "v3", "z", &["ACSCurrent"])).await;
    let stage = Stage::new("ACSCurrent").unwrap();
    let (to, from) = (Some(version("v1")), Some(version("v2")));
    d.closed(UpdateSecretVersionStage { name: name("a"), stage, to, from, expect: None }).await;
    d.closed(DescribeSecret { name: name("a"), outline: true }).await;
    d.closed(ListSecrets { filter: SecretFilter::default(), sort: SecretSort::Name, page: Page::Number(1), limit: 1 })
        .await;
    d.closed(ListSecretVersionIds { name: name("a"), include_unlabelled: true }).await;
    d.closed(UpdateSecret { name: name("a"), description: Description::new("d").unwrap(), expect: None }).await;
    d.closed(DeleteSecret { name: name("a"), mode: DeleteMode::Force, expect: None }).await;
    d.closed(RestoreSecret { name: name("a") }).await;
    d.closed(GetRandomPassword { length: 20, exclude: String::new(), without: [false; 4], require_each: true }).await;
    d.closed(TagResource { name: name("a"), tags: Tags::new() }).await;
    d.closed(UntagResource { name: name("a"), keys: Vec::new() }).await;
    d.closed(PurgeSecret { name: name("a") }).await;
    d.closed(CompareSecretVersions { name: name("a"), older: version("v1"), newer: version("v2") }).await;
    d.closed(SetSecretPolicy { name: name("a"), document: None, expect: None }).await;
    d.closed(GetSecretPolicy { name: name("a") }).await;
    d.closed(ListSecretReaders { name: name("a"), after: None }).await;
    d.closed(ListReach { who: whom("nobody"), after: None }).await;
}

async fn keys(d: &mut Doors, id: CmkId) {
    let description = || Description::new("d").unwrap();
    d.closed(CreateKey { description: description() }).await;
    d.closed(DescribeKey { id }).await;
    d.closed(ListKeys).await;
    d.closed(EnableKey { id }).await;
    d.closed(DisableKey { id }).await;
    d.closed(CreateKeyVersion { id }).await;
    d.closed(UpdateKeyDescription { id, description: description() }).await;
    d.closed(SetKeyPolicy { id, document: None, expect: None }).await;
    d.closed(GetKeyPolicy { id }).await;
    d.closed(ListKeyUsers { id, after: None }).await;
}

async fn users(d: &mut Doors) {
    let (me, admin) = (|| user_name("nobody"), || user_name("admin"));
    let (new_name, display_name, comments) = (None, None, Some(comments("c")));
    d.closed(new_user("new", None)).await;
    d.closed(UpdateUser { name: admin(), new_name, display_name, comments }).await;
    d.closed(DeleteUser { name: admin(), with_everything: true }).await;
    d.closed(ListUsers { text: String::new(), after: None, limit: 1 }).await;
    d.closed(GetUser { name: me() }).await;
    d.closed(UpdateLoginProfile { name: admin(), password: Some(Plaintext::new(b"a long password".to_vec())) }).await;
    d.closed(UnbindMfaDevice { user: admin() }).await;
    d.closed(CreateAccessKey { user: me() }).await;
    let id = d.w.first.access_key.clone();
    d.closed(UpdateAccessKey { user: admin(), id: id.clone(), active: Some(false), networks: None }).await;
    d.closed(GetAccessKeyLastUsed { user: admin(), id: id.clone() }).await;
    d.closed(DeleteAccessKey { user: admin(), id }).await;
    d.closed(ListAccessKeys { user: me() }).await;
}

async fn groups(d: &mut Doors) {
    let g = || GroupName::new("g").unwrap();
    d.closed(CreateGroup { name: g(), comments: comments("") }).await;
    d.closed(GetGroup { name: g() }).await;
    d.closed(UpdateGroup { name: g(), new_name: None, comments: None }).await;
    d.closed(DeleteGroup { name: g() }).await;
    d.closed(ListGroups { text: String::new(), after: None, limit: 1 }).await;
    for member in [true, false] {
        d.closed(SetMembership { user: user_name("nobody"), group: g(), member }).await;
    }
    d.closed(ListGroupsForUser { user: user_name("nobody") }).await;
    d.closed(ListUsersForGroup { group: g(), after: None, limit: 1 }).await;
}

async fn roles(d: &mut Doors) {
    let r = || RoleName::new("r").unwrap();
    let (description, trust, max_session_s) = (comments(""), "{}".to_owned(), 3_600);
    d.closed(CreateRole { name: r(), description, trust, max_session_s }).await;
    d.closed(GetRole { name: r() }).await;
    d.closed(UpdateRole { name: r(), description: None, trust: None, max_session_s: None, expect: None }).await;
    d.closed(DeleteRole { name: r() }).await;
    d.closed(ListRoles { text: String::new(), after: None, limit: 1 }).await;
    let session = SessionName::new("session").unwrap();
    d.closed(AssumeRole { role: r(), session, duration_s: None, policy: None, external: None }).await;
}

async fn policies(d: &mut Doors) {
    let (p, full) = (|| policy_name("p"), || system("AdministratorAccess"));
    let text = || document("Allow", "*", "*");
    d.closed(new_policy("p", &text())).await;
    d.closed(GetPolicy { policy: full() }).await;
    d.closed(DeletePolicy { name: p(), with_versions: true }).await;
    d.closed(ListPolicies { kind: None, after: None, limit: 1 }).await;
    d.closed(CreatePolicyVersion { name: p(), document: text(), set_default: true, rotate: true, expect: None }).await;
    d.closed(GetPolicyVersion { policy: full(), number: 1 }).await;
    d.closed(DeletePolicyVersion { name: p(), number: 1 }).await;
    d.closed(ListPolicyVersions { policy: full() }).await;
    d.closed(SetDefaultPolicyVersion { name: p(), number: 1 }).await;
    d.closed(UpdatePolicyDescription { name: p(), description: comments("") }).await;
    let role = Bearer::Role(RoleName::new("r").unwrap());
    for bearer in [Bearer::User(user_name("nobody")), Bearer::Group(GroupName::new("g").unwrap()), role] {
        d.closed(SetAttachment { policy: full(), bearer: bearer.clone(), attached: true }).await;
        d.closed(SetAttachment { policy: full(), bearer: bearer.clone(), attached: false }).await;
        d.closed(ListPoliciesFor { bearer }).await;
    }
    d.closed(ListEntitiesForPolicy { policy: full() }).await;
    let resource = Some("a".to_owned());
    d.closed(ExplainAccess {
        who: whom("nobody"),
        action: Action::GetSecretValue,
        resource,
        address: None,
        session: None,
    })
    .await;
}
