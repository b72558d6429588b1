//! Every operation that a policy decides about, for tests that must leave none out.

use crate::{
    notices::webhook,
    rotations::{new_target, plan},
    world::*,
};
use strongroom_core::{
    Circumstances, Operation, Plaintext,
    ops::{
        access_keys::*, groups::*, keys::*, mfa::UnbindMfaDevice, notices::*, policies::*, roles::*, rotations::*,
        secrets::*, sts::*, system::*, targets::*, trail::*, users::*,
    },
};
use strongroom_domain::*;

/// What a test does with each of them.
pub trait Visit {
    async fn visit<O: Operation>(&mut self, op: O);
}

/// A world in which each operation has something to be done to, and the id of its key.
pub async fn world() -> (World, CmkId) {
    let w = World::new().await;
    w.create("a", "x").await;
    w.put("a", "v2", "y").await.unwrap();
    let account = w.engine.account().unwrap().0;
    let trust = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {{"RAM": ["acs:ram::{account}:root"]}}}}]}}"#
    );
    let (name, description) = (RoleName::new("r").unwrap(), comments(""));
    w.run(CreateRole { name, description, trust, max_session_s: 3_600 }).await.unwrap();
    let key = w.run(ListKeys).await.unwrap()[0].id;
    (w, key)
}

/// Each once at least; `access_key` is the administrator's.
pub async fn every_operation(v: &mut impl Visit, key: CmkId, access_key: AccessKeyId) {
    secrets(v).await;
    rotations(v).await;
    targets(v).await;
    notices(v).await;
    keys(v, key).await;
    users(v, access_key).await;
    groups(v).await;
    roles(v).await;
    policies(v).await;
    let period = Period { from: Timestamp(0), to: Timestamp(i64::MAX) };
    v.visit(LookupEvents { period, filter: EventFilter::default(), cursor: None, limit: 1, statistics: None }).await;
    v.visit(ExportEvents { period, filter: EventFilter::default() }).await;
    v.visit(VerifyTrail::whole()).await;
    v.visit(DescribeSystem).await;
    by_the_root_key(v).await;
}

/// What only a command of the server may do.
async fn by_the_root_key(v: &mut impl Visit) {
    let root = || strongroom_crypto::RootKey::generate().unwrap();
    v.visit(AddRootKey { root: root() }).await;
    v.visit(RemoveRootKeys { except: root() }).await;
    v.visit(CreateBackup { file: "x.backup".to_owned() }).await;
    v.visit(RestoreBackup { created: Timestamp(0), rows: 0 }).await;
    v.visit(RecoverAdministrator { name: user_name("admin") }).await;
}

async fn secrets(v: &mut impl Visit) {
    v.visit(create("b", "x")).await;
    v.visit(get("a", None, None)).await;
    v.visit(put("a", "v3", "z", &["ACSCurrent"])).await;
    let stage = Stage::from_stored("ACSCurrent").unwrap();
    let (to, from) = (Some(version("v1")), Some(version("v2")));
    v.visit(UpdateSecretVersionStage { name: name("a"), stage, to, from }).await;
    v.visit(DescribeSecret { name: name("a"), outline: true }).await;
    v.visit(ListSecrets { filter: SecretFilter::default(), sort: SecretSort::Name, page: Page::Number(1), limit: 1 })
        .await;
    v.visit(ListSecretVersionIds { name: name("a"), include_unlabelled: true }).await;
    v.visit(UpdateSecret { name: name("a"), description: Description::new("d").unwrap() }).await;
    v.visit(DeleteSecret { name: name("a"), mode: DeleteMode::Force }).await;
    v.visit(RestoreSecret { name: name("a") }).await;
    v.visit(GetRandomPassword { length: 20, exclude: String::new(), without: [false; 4], require_each: true }).await;
    v.visit(TagResource { name: name("a"), tags: Tags::new() }).await;
    v.visit(UntagResource { name: name("a"), keys: Vec::new() }).await;
    v.visit(TagResources { names: vec![name("a")], tags: Tags::new() }).await;
    v.visit(UntagResources { names: vec![name("a")], keys: None }).await;
    v.visit(PurgeSecret { name: name("a") }).await;
    v.visit(CompareSecretVersions { name: name("a"), older: version("v1"), newer: version("v2") }).await;
    v.visit(SetSecretPolicy { name: name("a"), document: None }).await;
    v.visit(GetSecretPolicy { name: name("a") }).await;
    v.visit(ListSecretPolicyVersions { name: name("a") }).await;
    v.visit(ListSecretReaders { name: name("a"), after: None }).await;
    v.visit(ListSecretReads { name: name("a"), versions: Vec::new(), since: None, limit: 1, between: None }).await;
    v.visit(RevokeSecretVersion { name: name("a"), version: version("v1"), revoked: true }).await;
    v.visit(ListReach { who: subject("nobody"), after: None }).await;
}

async fn rotations(v: &mut impl Visit) {
    let (a, rotation, owner) = (|| name("a"), RotationId([0; 16]), [1; 16]);
    v.visit(plan("a", Strategy::OneAccount)).await;
    v.visit(UpdateSecretRotationPolicy {
        name: a(),
        automatic: false,
        period: None,
        window: PartChange::Keep,
        begins: PartChange::Keep,
        freezes: None,
    })
    .await;
    v.visit(RotateSecret { name: a(), version: None, pace: RotationPace::AsPlanned }).await;
    v.visit(RotateSecretTo { name: a(), version: None, value: Plaintext::new(b"x".to_vec()) }).await;
    let recipe = ValueRecipe { rule: PasswordRule::default(), key: None };
    v.visit(SetGenerationPlan { name: a(), recipe, automatic: false, schedule: None }).await;
    v.visit(DescribeRotation { name: a(), rotation: None }).await;
    v.visit(ListRotations { secret: Some(a()), states: RunFilter::All, cursor: None, limit: 1 }).await;
    v.visit(ListRotationDates { from: Timestamp(0), days: 1, entries: 1, skip: 0 }).await;
    v.visit(ListRotationHealth { secrets: Vec::new() }).await;
    v.visit(ReadRotationLog { name: a(), rotation }).await;
    v.visit(ResumeRotation { name: a(), rotation }).await;
    v.visit(RollBackRotation { name: a(), rotation, give_up: false }).await;
    v.visit(ExtendRotation { name: a(), rotation, seconds: 1 }).await;
    v.visit(PauseRotation { name: a(), paused: true }).await;
    v.visit(BeginRotation { name: a() }).await;
    v.visit(TakeRotationStep { name: a(), rotation, owner, renews: None }).await;
    let found = StepFound::Fact(RunFact::Set);
    v.visit(ReportRotationStep { name: a(), rotation, owner, fence: 1, found, goes_on: true }).await;
}

async fn targets(v: &mut impl Visit) {
    let db = || TargetName::new("db").unwrap();
    v.visit(new_target("db", None)).await;
    v.visit(DescribeTarget { name: db() }).await;
    v.visit(ListTargets { after: None, limit: 1 }).await;
    v.visit(UpdateTarget { name: db(), connection: None, manager: None }).await;
    v.visit(TestTarget { name: db(), for_account: None, proof: None, rehearse: false }).await;
    v.visit(DeleteTarget { name: db() }).await;
}

async fn notices(v: &mut impl Visit) {
    let ops = || ChannelName::new("ops").unwrap();
    v.visit(webhook("ops")).await;
    v.visit(DescribeNotificationChannel { name: ops() }).await;
    v.visit(ListNotificationChannels { after: None, limit: 1 }).await;
    let (settings, secret, kinds, scope, digest_minutes) = (None, None, None, None, None);
    let enabled = Some(true);
    v.visit(UpdateNotificationChannel { name: ops(), settings, secret, kinds, scope, digest_minutes, enabled }).await;
    v.visit(TestNotificationChannel { name: ops() }).await;
    v.visit(ListNotificationDeliveries { channel: None, states: DeliveryFilter::All, after: None, limit: 1 }).await;
    v.visit(DeleteNotificationChannel { name: ops() }).await;
    v.visit(DispatchNotices).await;
    v.visit(WatchNotices { watched: Watched { failing_after_ms: 0, certificate: None } }).await;
    let (id, owner) = (DeliveryId([0; 16]), [1; 16]);
    v.visit(TakeNoticeDelivery { id, owner }).await;
    let report = strongroom_core::ports::TryReport::new(DeliveryOutcome::Accepted);
    v.visit(ReportNoticeDelivery { id, owner, fence: 1, report }).await;
}

async fn keys(v: &mut impl Visit, id: CmkId) {
    let description = || Description::new("d").unwrap();
    v.visit(CreateKey { description: description(), policy: None }).await;
    v.visit(DescribeKey { id }).await;
    v.visit(ListKeys).await;
    v.visit(EnableKey { id }).await;
    v.visit(DisableKey { id }).await;
    v.visit(ScheduleKeyDeletion { id, days: 7 }).await;
    v.visit(CancelKeyDeletion { id }).await;
    v.visit(PurgeKey { id }).await;
    v.visit(CreateKeyVersion { id }).await;
    v.visit(UpdateKeyDescription { id, description: description() }).await;
    v.visit(SetKeyPolicy { id, document: None }).await;
    v.visit(GetKeyPolicy { id }).await;
    v.visit(ListKeyPolicyVersions { id }).await;
    v.visit(ListKeyUsers { id, after: None }).await;
}

async fn users(v: &mut impl Visit, key: AccessKeyId) {
    let (me, admin) = (|| user_name("nobody"), || user_name("admin"));
    let (new_name, display_name, comments) = (None, None, Some(comments("c")));
    v.visit(new_user("new", None)).await;
    v.visit(UpdateUser { name: admin(), new_name, display_name, comments }).await;
    v.visit(DeleteUser { name: admin(), with_everything: true }).await;
    v.visit(ListUsers { text: String::new(), after: None, limit: 1 }).await;
    v.visit(GetUser { name: me() }).await;
    v.visit(UpdateLoginProfile { name: admin(), password: Some(Plaintext::new(b"a long password".to_vec())) }).await;
    v.visit(UnbindMfaDevice { user: admin() }).await;
    v.visit(CreateAccessKey { user: me() }).await;
    v.visit(UpdateAccessKey { user: admin(), id: key.clone(), active: Some(false), networks: None }).await;
    v.visit(DeactivateAccessKey { user: admin(), id: key.clone() }).await;
    v.visit(GetAccessKeyLastUsed { user: admin(), id: key.clone() }).await;
    v.visit(DeleteAccessKey { user: admin(), id: key }).await;
    v.visit(ListAccessKeys { user: me() }).await;
}

async fn groups(v: &mut impl Visit) {
    let g = || GroupName::new("g").unwrap();
    v.visit(CreateGroup { name: g(), comments: comments("") }).await;
    v.visit(GetGroup { name: g() }).await;
    v.visit(UpdateGroup { name: g(), new_name: None, comments: None }).await;
    v.visit(DeleteGroup { name: g() }).await;
    v.visit(ListGroups { text: String::new(), after: None, limit: 1 }).await;
    for member in [true, false] {
        v.visit(SetMembership { user: user_name("nobody"), group: g(), member }).await;
    }
    v.visit(ListGroupsForUser { user: user_name("nobody") }).await;
    v.visit(ListUsersForGroup { group: g(), after: None, limit: 1 }).await;
}

async fn roles(v: &mut impl Visit) {
    let r = || RoleName::new("r").unwrap();
    let (description, trust, max_session_s) = (comments(""), "{}".to_owned(), 3_600);
    v.visit(CreateRole { name: r(), description, trust, max_session_s }).await;
    v.visit(GetRole { name: r() }).await;
    v.visit(UpdateRole { name: r(), description: None, trust: None, max_session_s: None }).await;
    let session = SessionName::new("session").unwrap();
    v.visit(AssumeRole { role: r(), session, duration_s: None, policy: None, external: None }).await;
    v.visit(DeleteRole { name: r() }).await;
    v.visit(ListRoles { text: String::new(), after: None, limit: 1 }).await;
}

async fn policies(v: &mut impl Visit) {
    let (p, full) = (|| policy_name("p"), || system("AdministratorAccess"));
    let text = || document("Allow", "*", "*");
    v.visit(new_policy("p", &text())).await;
    v.visit(GetPolicy { policy: full() }).await;
    v.visit(DeletePolicy { name: p(), with_versions: true }).await;
    v.visit(ListPolicies { kind: None, after: None, limit: 1 }).await;
    v.visit(CreatePolicyVersion { name: p(), document: text(), set_default: true, rotate: true }).await;
    v.visit(GetPolicyVersion { policy: full(), number: 1 }).await;
    v.visit(DeletePolicyVersion { name: p(), number: 1 }).await;
    v.visit(ListPolicyVersions { policy: full() }).await;
    v.visit(SetDefaultPolicyVersion { name: p(), number: 1 }).await;
    v.visit(UpdatePolicyDescription { name: p(), description: comments("") }).await;
    let role = Bearer::Role(RoleName::new("r").unwrap());
    for bearer in [Bearer::User(user_name("nobody")), Bearer::Group(GroupName::new("g").unwrap()), role] {
        v.visit(SetAttachment { policy: full(), bearer: bearer.clone(), attached: true }).await;
        v.visit(SetAttachment { policy: full(), bearer: bearer.clone(), attached: false }).await;
        v.visit(ListPoliciesFor { bearer }).await;
    }
    v.visit(ListEntitiesForPolicy { policy: full() }).await;
    let resource = Some("a".to_owned());
    v.visit(ExplainAccess {
        who: subject("nobody"),
        action: Action::GetSecretValue,
        resource,
        circumstances: Circumstances::default(),
        session: None,
    })
    .await;
}
