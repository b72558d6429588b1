//! Policies, groups and what they decide.

use crate::world::*;
use strongroom_core::{
    Blocker, Call, Circumstances, CoreError, Engine, SeenThing, Thing,
    ops::{groups::*, policies::*, secrets::*, users::*},
    ports::{Commit, Expect, IdentityChange, IdentityStore, Store},
    rows::Authenticate,
};
use strongroom_domain::*;
use strongroom_policy::{Decision, Edit, Rule};
use strongroom_trail::{Detail, Outcome};

fn group_name(text: &str) -> GroupName {
    GroupName::new(text).unwrap()
}

async fn group(w: &World, name: &str) {
    w.run(CreateGroup { name: group_name(name), comments: comments("") }).await.unwrap();
}

fn member(user: &str, group: &str, member: bool) -> SetMembership {
    SetMembership { user: user_name(user), group: group_name(group), member }
}

fn of_group(policy: PolicyRef, group: &str, attached: bool) -> SetAttachment {
    SetAttachment { policy, bearer: Bearer::Group(group_name(group)), attached }
}

fn next_version(name: &str, document: String) -> CreatePolicyVersion {
    CreatePolicyVersion { name: policy_name(name), document, set_default: true, rotate: true }
}

#[tokio::test]
async fn attach_and_detach_apply_to_the_next_call() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let bob = w.user("bob", &[]).await;
    let read = || w.run_as(&bob, get("app/db", None, None));
    assert_eq!(read().await.err(), Some(CoreError::Denied));
    w.run(new_policy("app-read", &document("Allow", "kms:GetSecretValue", "acs:kms:*:*:secret/app/*"))).await.unwrap();
    w.run(attach(custom("App-Read"), "bob")).await.unwrap();
    assert!(read().await.is_ok());
    w.run(next_version("app-read", document("Allow", "kms:GetSecretValue", "acs:kms:*:*:secret/other"))).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied));
    w.run(SetDefaultPolicyVersion { name: policy_name("app-read"), number: 1 }).await.unwrap();
    assert!(read().await.is_ok(), "an older version holds again");
    w.run(detach(custom("app-read"), "bob")).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn group_policies_grant_and_any_deny_wins() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let bob = w.user("bob", &[]).await;
    let read = || w.run_as(&bob, get("app/db", None, None));
    group(&w, "readers").await;
    w.run(of_group(system("AliyunKMSSecretUserAccess"), "readers", true)).await.unwrap();
    w.run(member("bob", "readers", true)).await.unwrap();
    assert!(read().await.is_ok());
    w.run(new_policy("no-db", &document("Deny", "kms:*", "acs:kms:*:*:secret/app/db"))).await.unwrap();
    w.run(attach(custom("no-db"), "bob")).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied));
    let Outcome::Failed { reason, .. } = w.last_event().await.outcome else { panic!("denied calls are recorded") };
    assert!(reason.contains("statement 1 of policy no-db of user bob denies kms:GetSecretValue"), "{reason}");
    w.run(detach(custom("no-db"), "bob")).await.unwrap();
    w.run(member("bob", "readers", false)).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn conditions_see_time_address_and_tags() {
    let w = World::new().await;
    let tag = Tags::from_iter([(TagKey::new("team").unwrap(), TagValue::new("shop").unwrap())]);
    w.run(CreateSecret { tags: tag, ..create("a", "x") }).await.unwrap();
    w.create("b", "x").await;
    let bob = w.user("bob", &[]).await;
    let text = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Action": "kms:GetSecretValue", "Resource": "*",
        "Condition": {"StringEquals": {"kms:tag/team": "shop"}, "IpAddress": {"acs:SourceIp": "192.0.2.0/24"},
        "DateLessThan": {"acs:CurrentTime": "2026-11-19T00:00:00Z"}, "Bool": {"acs:SecureTransport": "true"}}}]}"#;
    w.run(new_policy("shop", text)).await.unwrap();
    w.run(attach(custom("shop"), "bob")).await.unwrap();
    assert!(w.run_as(&bob, get("a", None, None)).await.is_ok());
    assert_eq!(w.run_as(&bob, get("b", None, None)).await.err(), Some(CoreError::Denied), "no such tag");
    let mut elsewhere = w.call_of(&bob);
    elsewhere.address = Some("198.51.100.7".parse().unwrap());
    assert_eq!(w.engine.call(&elsewhere, &get("a", None, None)).await.err(), Some(CoreError::Denied));
    for encrypted in [Some(false), None] {
        let call = Call { encrypted, ..w.call_of(&bob) };
        let outcome = w.engine.call(&call, &get("a", None, None)).await;
        assert_eq!(outcome.err(), Some(CoreError::Denied), "transport encrypted: {encrypted:?}");
    }
    w.pass(2 * Timestamp::DAY_MS);
    assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied), "too late");
}

#[tokio::test]
async fn a_secrets_own_policy_grants_and_forbids() {
    let w = World::new().await;
    w.create("a", "x").await;
    let bob = w.user("bob", &[]).await;
    let arn = format!("acs:ram::{}:user/bob", w.first.account);
    let text = |effect: &str| {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Principal": {{"RAM": ["{arn}"]}},
                "Action": "kms:GetSecretValue", "Resource": "*"}}]}}"#
        )
    };
    let set = |document: Option<String>| SetSecretPolicy { name: name("a"), document };
    w.run(set(Some(text("Allow")))).await.unwrap();
    assert!(w.run_as(&bob, get("a", None, None)).await.is_ok());
    assert_eq!(w.run(GetSecretPolicy { name: name("a") }).await.unwrap().0, Some(text("Allow")));
    w.run(attach(system("AliyunKMSFullAccess"), "bob")).await.unwrap();
    w.run(set(Some(text("Deny")))).await.unwrap();
    assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied));
    w.run(set(None)).await.unwrap();
    assert!(w.run_as(&bob, get("a", None, None)).await.is_ok());
    let no_principal = document("Allow", "kms:GetSecretValue", "*");
    assert!(matches!(
        w.run(set(Some(no_principal))).await,
        Err(CoreError::InvalidPolicy { field: Field::PolicyDocument, .. })
    ));
}

#[tokio::test]
async fn conditions_of_a_secrets_own_policy_see_the_request_too() {
    let w = World::new().await;
    w.create("a", "x").await;
    // Its own policies have no condition: those of the secret are looked at all the same.
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let text = |effect: &str, operator: &str| {
        format!(
            r#"{{"Version": "1", "Statement": [{{"Effect": "{effect}", "Principal": {{"RAM": ["acs:ram::{}:user/bob"]}},
                "Action": "kms:GetSecretValue", "Resource": "*",
                "Condition": {{"{operator}": {{"acs:SourceIp": "192.0.2.0/24"}}}}}}]}}"#,
            w.first.account
        )
    };
    let set = |document: String| SetSecretPolicy { name: name("a"), document: Some(document) };
    let read = || w.run_as(&bob, get("a", None, None));
    w.run(set(text("Deny", "IpAddress"))).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied), "calls come from 192.0.2.1");
    w.run(set(text("Deny", "NotIpAddress"))).await.unwrap();
    assert!(read().await.is_ok());
    w.run(detach(system("AliyunKMSSecretUserAccess"), "bob")).await.unwrap();
    w.run(set(text("Allow", "NotIpAddress"))).await.unwrap();
    assert_eq!(read().await.err(), Some(CoreError::Denied));
    w.run(set(text("Allow", "IpAddress"))).await.unwrap();
    assert!(read().await.is_ok());
}

#[tokio::test]
async fn customer_key_is_checked_too() {
    let w = World::new().await;
    let key = w
        .run(strongroom_core::ops::keys::CreateKey { description: Description::new("").unwrap(), policy: None })
        .await
        .unwrap();
    w.run(CreateSecret { cmk: Some(key.id), ..create("a", "x") }).await.unwrap();
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied));
    let Outcome::Failed { reason, .. } = w.last_event().await.outcome else { panic!("denied calls are recorded") };
    assert!(reason.contains("kms:Decrypt"), "{reason}");
    w.run(attach(system("AliyunKMSCryptoUserAccess"), "bob")).await.unwrap();
    assert!(w.run_as(&bob, get("a", None, None)).await.is_ok());
}

#[tokio::test]
async fn administrators_of_secrets_cannot_read_values() {
    let w = World::new().await;
    w.create("a", "x").await;
    let manager = w.user("manager", &[system("StrongroomAdministrator")]).await;
    assert_eq!(w.run_as(&manager, get("a", None, None)).await.err(), Some(CoreError::Denied));
    w.run_as(&manager, put("a", "v2", "y", &["ACSCurrent"])).await.unwrap();
    // It could take the right, and the trail says so.
    w.run_as(&manager, attach(system("AliyunKMSSecretUserAccess"), "manager")).await.unwrap();
    let event = w.last_event().await;
    assert!(event.details.contains(&(Detail::SelfGrant, "AliyunKMSSecretUserAccess".to_owned())), "{event:?}");
    assert!(w.run_as(&manager, get("a", None, None)).await.is_ok());
    w.run_as(&manager, attach(system("StrongroomAuditor"), "admin")).await.unwrap();
    assert!(!w.last_event().await.details.iter().any(|(detail, _)| *detail == Detail::SelfGrant));
}

#[tokio::test]
async fn last_administrator_cannot_be_removed() {
    let w = World::new().await;
    let refused = |result: Result<(), CoreError>| matches!(result, Err(CoreError::InUse(_)));
    let full = system("AdministratorAccess");
    let app = w.user("app", std::slice::from_ref(&full)).await;
    assert!(refused(w.run_as(&app, detach(full.clone(), "admin")).await), "an application cannot sign in");
    let delete = || DeleteUser { name: user_name("admin"), with_everything: true };
    assert!(refused(w.run_as(&app, delete()).await));
    let no_password = UpdateLoginProfile { name: user_name("admin"), password: None };
    assert!(refused(w.run_as(&app, no_password).await.map(|_| ())));
    w.run(new_policy("nothing", &document("Deny", "*", "*"))).await.unwrap();
    assert!(refused(w.run_as(&app, attach(custom("nothing"), "admin")).await), "a Deny takes it too");
    w.run(new_policy("harmless", &document("Deny", "kms:DeleteSecret", "*"))).await.unwrap();
    w.run(attach(custom("harmless"), "admin")).await.unwrap();
    assert!(matches!(w.run(next_version("harmless", document("Deny", "*", "*"))).await, Err(CoreError::InUse(_))));
    // Through a group it counts as well.
    group(&w, "admins").await;
    w.run(of_group(full.clone(), "admins", true)).await.unwrap();
    w.run(new_user("eve", Some("a long enough password"))).await.unwrap();
    w.run(member("eve", "admins", true)).await.unwrap();
    w.run(detach(full.clone(), "admin")).await.unwrap();
    assert!(refused(w.run_as(&app, member("eve", "admins", false)).await));
    assert!(refused(w.run_as(&app, of_group(full, "admins", false)).await));
    w.run_as(&app, delete()).await.unwrap();
}

/// A Deny of everything under a condition.
fn deny_when(condition: &str) -> String {
    document("Deny", "*", "*").replace("}]}", &format!(r#", "Condition": {condition}}}]}}"#))
}

#[tokio::test]
async fn last_administrator_cannot_be_shut_out_by_a_condition() {
    let w = World::new().await;
    let refused = |result: Result<(), CoreError>| matches!(result, Err(CoreError::InUse(_)));
    let fences = [
        r#"{"DateGreaterThan": {"acs:CurrentTime": "2099-01-01T00:00:00Z"}}"#,
        r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
        r#"{"NotIpAddress": {"acs:SourceIp": "192.0.2.0/24"}}"#,
        r#"{"Bool": {"acs:MFAPresent": "true"}}"#,
        r#"{"StringLike": {"acs:PrincipalARN": "*:user/root"}}"#,
    ];
    for (n, fence) in fences.iter().enumerate() {
        let name = format!("fence-{n}");
        w.run(new_policy(&name, &deny_when(fence))).await.unwrap();
        assert!(refused(w.run(attach(custom(&name), "admin")).await), "{fence}");
        let version = next_version("harmless", deny_when(fence));
        if n == 0 {
            w.run(new_policy("harmless", &document("Deny", "kms:DeleteSecret", "*"))).await.unwrap();
            w.run(attach(custom("harmless"), "admin")).await.unwrap();
        }
        assert!(matches!(w.run(version).await, Err(CoreError::InUse(_))), "{fence}");
    }
    // Another administrator, whom no condition can stop, is enough.
    w.run(new_user("eve", Some("a long enough password"))).await.unwrap();
    w.run(attach(system("AdministratorAccess"), "eve")).await.unwrap();
    w.run(attach(custom("fence-0"), "admin")).await.unwrap();
    assert!(refused(w.run(attach(custom("fence-1"), "eve")).await));
    assert!(refused(w.run(detach(system("AdministratorAccess"), "eve")).await));
}

#[tokio::test]
async fn administrators_behind_a_fence_from_before_can_still_work_and_not_be_fenced_further() {
    let w = World::new().await;
    for (name, fence) in [
        ("office", r#"{"NotIpAddress": {"acs:SourceIp": "192.0.2.0/24"}}"#),
        ("later", r#"{"DateGreaterThan": {"acs:CurrentTime": "2099-01-01T00:00:00Z"}}"#),
    ] {
        w.run(new_policy(name, &deny_when(fence))).await.unwrap();
    }
    // As an earlier release let it be.
    let admin = w.verified(w.store.user_by_name(&user_name("admin")).await.unwrap());
    let (expect, mut admin) = (Expect::Revision(admin.revision), admin);
    admin.revision += 1;
    admin.policies.push(Since::new(custom("office"), Timestamp(START)));
    admin.policies.sort_by(|a, b| a.what.cmp(&b.what));
    let change = IdentityChange::PutUser(admin.authenticate(&w.keyring), expect);
    w.store.commit(Commit { changes: vec![change.into()], event: w.last_event().await, nonce: None }).await.unwrap();
    let engine = Engine::new(w.store.clone(), w.clock.clone());
    engine.unseal(&w.root).await.unwrap();
    let admin = w.call_of(&w.admin);
    assert!(matches!(engine.call(&admin, &attach(custom("later"), "admin")).await, Err(CoreError::InUse(_))));
    engine.call(&admin, &new_user("bob", None)).await.unwrap();
    engine.call(&admin, &attach(system("StrongroomAuditor"), "bob")).await.unwrap();
    engine.call(&admin, &detach(custom("office"), "admin")).await.unwrap();
}

#[tokio::test]
async fn administrators_cannot_remove_each_other_concurrently() {
    for _ in 0..8 {
        let w = World::new().await;
        w.run(new_user("eve", Some("a long enough password"))).await.unwrap();
        w.run(attach(system("AdministratorAccess"), "eve")).await.unwrap();
        let eve = w.run(GetUser { name: user_name("eve") }).await.unwrap().user;
        let eve = Principal::user(eve.id, &eve.name, None);
        let delete = |name| DeleteUser { name: user_name(name), with_everything: true };
        let (one, other) = tokio::join!(w.run(delete("eve")), w.run_as(&eve, delete("admin")));
        assert_eq!([&one, &other].iter().filter(|result| result.is_ok()).count(), 1, "{one:?} {other:?}");
    }
}

#[tokio::test]
async fn at_most_five_versions_are_kept() {
    let w = World::new().await;
    let text = |n: u32| document("Allow", "kms:ListSecrets", &format!("acs:kms:*:*:secret/{n}"));
    w.run(new_policy("p", &text(1))).await.unwrap();
    for n in 2..=5 {
        w.run(CreatePolicyVersion { set_default: false, rotate: false, ..next_version("p", text(n)) }).await.unwrap();
    }
    let sixth = |rotate| CreatePolicyVersion { rotate, ..next_version("p", text(6)) };
    assert!(matches!(w.run(sixth(false)).await, Err(CoreError::Limit(_))));
    let made = w.run(sixth(true)).await.unwrap();
    assert_eq!((made.number, made.default), (6, true));
    let versions = w.run(ListPolicyVersions { policy: custom("p") }).await.unwrap();
    let numbers: Vec<_> = versions.iter().map(|text| (text.version.number, text.version.default)).collect();
    assert_eq!(
        numbers,
        [(1, false), (3, false), (4, false), (5, false), (6, true)],
        "the oldest that was not the default is deleted"
    );
    assert!(matches!(w.run(DeletePolicyVersion { name: policy_name("p"), number: 6 }).await, Err(CoreError::InUse(_))));
    w.run(DeletePolicyVersion { name: policy_name("p"), number: 3 }).await.unwrap();
    let gone = GetPolicyVersion { policy: custom("p"), number: 3 };
    assert_eq!(w.run(gone).await.err(), Some(CoreError::NotFound(Thing::PolicyVersion)));
    let stale = w.run_seen(SeenThing::Policy(policy_name("p")), 1, next_version("p", text(7))).await;
    assert_eq!(stale.err(), Some(CoreError::Conflict));
}

#[tokio::test]
async fn resources_in_use_are_not_deleted() {
    let w = World::new().await;
    w.user("bob", &[]).await;
    group(&w, "g").await;
    w.run(new_policy("p", &document("Allow", "kms:*", "*"))).await.unwrap();
    w.run(of_group(custom("p"), "g", true)).await.unwrap();
    w.run(member("bob", "g", true)).await.unwrap();
    let delete = |with_versions| DeletePolicy { name: policy_name("p"), with_versions };
    assert!(matches!(w.run(delete(true)).await, Err(CoreError::InUse(_))));
    let delete_group = || DeleteGroup { name: group_name("g") };
    assert!(matches!(w.run(delete_group()).await, Err(CoreError::InUse(Blocker::GroupHasMembers))));
    let delete_user = || DeleteUser { name: user_name("bob"), with_everything: false };
    assert!(matches!(w.run(delete_user()).await, Err(CoreError::InUse(Blocker::UserInGroup))));
    assert_eq!(w.run(member("bob", "g", true)).await.err(), Some(CoreError::Exists(Thing::Membership)));
    assert_eq!(w.run(of_group(custom("p"), "g", true)).await.err(), Some(CoreError::Exists(Thing::Attachment)));
    let entities = w.run(ListEntitiesForPolicy { policy: custom("p") }).await.unwrap();
    assert_eq!((entities.users.len(), entities.groups[0].what.name.as_str()), (0, "g"));
    w.run(member("bob", "g", false)).await.unwrap();
    assert!(matches!(w.run(delete_group()).await, Err(CoreError::InUse(Blocker::GroupHasPolicies))));
    w.run(of_group(custom("p"), "g", false)).await.unwrap();
    assert_eq!(w.run(of_group(custom("p"), "g", false)).await.err(), Some(CoreError::NotFound(Thing::Attachment)));
    w.run(delete_group()).await.unwrap();
    w.run(delete(false)).await.unwrap();
    w.run(delete_user()).await.unwrap();
}

#[tokio::test]
async fn invalid_policies_change_nothing() {
    let w = World::new().await;
    for (text, rule) in [
        ("", Rule::DocumentShape),
        ("[]", Rule::DocumentShape),
        (r#"{"Version": "2", "Statement": []}"#, Rule::Version),
        (r#"{"Version": "1", "Statement": []}"#, Rule::Statements),
        (&document("allow", "kms:*", "*"), Rule::Effect),
        (&document("Allow", "GetSecretValue", "*"), Rule::Actions),
        (&document("Allow", "kms:*", "secret/a"), Rule::Resources),
        (&document("Allow", "kms:*", &format!("acs:kms:*:*:secret/{}", "x".repeat(6200))), Rule::DocumentSize),
    ] {
        let result = w.run(new_policy("p", text)).await;
        assert!(
            matches!(&result, Err(CoreError::InvalidPolicy { problem, .. }) if problem.rule == rule),
            "{text} {:?}",
            result.err()
        );
    }
    assert!(matches!(
        w.run(new_policy("AdministratorAccess", &document("Deny", "*", "*"))).await,
        Err(CoreError::Exists(_))
    ));
    let (policies, _) = w.run(ListPolicies { kind: Some(PolicyType::Custom), after: None, limit: 10 }).await.unwrap();
    assert!(policies.is_empty());
    for missing in [attach(custom("none"), "admin"), attach(system("None"), "admin")] {
        assert_eq!(w.run(missing).await.err(), Some(CoreError::NotFound(Thing::Policy)));
    }
    assert_eq!(
        w.run(attach(system("AliyunKMSFullAccess"), "nobody")).await.err(),
        Some(CoreError::NotFound(Thing::User))
    );
}

#[tokio::test]
async fn no_spelling_becomes_a_system_policy() {
    let w = World::new().await;
    let bob = w.user("bob", &[]).await;
    w.create("a", "x").await;
    let text = document("Allow", "kms:ListSecrets", "*");
    for name in ["administratoraccess", "ADMINISTRATORACCESS", "AdministratorAccesS"] {
        assert!(matches!(w.run(new_policy(name, &text)).await, Err(CoreError::Exists(_))), "{name}");
        for kind in [PolicyType::System, PolicyType::Custom] {
            let policy = PolicyRef { kind, name: policy_name(name) };
            assert_eq!(w.run(attach(policy, "bob")).await.err(), Some(CoreError::NotFound(Thing::Policy)), "{name}");
        }
    }
    for name in
        ["AdministratorAccess ", " AdministratorAccess", "Administrator\u{ff21}ccess", "Administrator\u{200b}Access"]
    {
        assert!(PolicyName::new(name).is_err(), "{name:?}");
    }
    assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied));
}

#[tokio::test]
async fn explanation_names_the_changes_that_would_allow() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.user("bob", &[]).await;
    group(&w, "readers").await;
    w.run(new_policy("app-read", &document("Allow", "kms:GetSecretValue", "acs:kms:*:*:secret/app/*"))).await.unwrap();
    w.run(of_group(custom("app-read"), "readers", true)).await.unwrap();
    let ask = || ExplainAccess {
        who: subject("bob"),
        action: Action::GetSecretValue,
        resource: Some("app/db".to_owned()),
        circumstances: Circumstances::default(),
        session: None,
    };
    let answer = w.run(ask()).await.unwrap().explanation;
    assert_eq!(answer.decision, Decision::ImplicitDeny);
    let edits: Vec<_> = answer.ways.iter().flat_map(|way| &way.edits).collect();
    assert!(edits.contains(&&Edit::Join { group: "readers".to_owned() }), "{edits:?}");
    assert!(edits.contains(&&Edit::Attach { policy: "app-read".to_owned() }), "{edits:?}");
    w.run(member("bob", "readers", true)).await.unwrap();
    let answer = w.run(ask()).await.unwrap();
    assert_eq!(answer.explanation.decision, Decision::Allow);
    assert_eq!(answer.explanation.deciding[0].statement.policy, "app-read");
}

#[tokio::test]
async fn readers_of_a_secret_and_reach_of_a_user_are_listed() {
    let w = World::new().await;
    for secret in ["app/a", "app/b", "other"] {
        w.create(secret, "x").await;
    }
    w.reader("bob", "app/*").await;
    w.user("nobody", &[]).await;
    let readers = w.run(ListSecretReaders { name: name("app/a"), after: None }).await.unwrap();
    let names: Vec<_> = readers.found.iter().map(|reader| reader.name.as_str()).collect();
    assert_eq!((names.as_slice(), readers.looked_at, readers.next), (["admin", "bob"].as_slice(), 3, None));
    assert_eq!(readers.found[1].access.through[0].statement.policy, "read-bob");
    let reach = w.run(ListReach { who: subject("bob"), after: None }).await.unwrap();
    let names: Vec<_> = reach.found.iter().map(|secret| secret.name.as_str()).collect();
    assert_eq!((names.as_slice(), reach.looked_at), (["app/a", "app/b"].as_slice(), 3));
    let rest = w.run(ListReach { who: subject("bob"), after: Some(name("app/a")) }).await.unwrap();
    assert_eq!((rest.found.len(), rest.looked_at), (1, 2));
}

#[tokio::test]
async fn system_principal_runs_only_its_own_actions() {
    let w = World::new().await;
    w.create("a", "x").await;
    assert_eq!(w.run_as(&Principal::system(), get("a", None, None)).await.err(), Some(CoreError::Denied));
    assert!(w.run_as(&Principal::system(), strongroom_core::ops::trail::VerifyTrail::whole()).await.is_ok());
}

#[tokio::test]
async fn last_read_is_the_last_allowed_read() {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.create("app/other", "x").await;
    let bob = w.reader("bob", "app/*").await;
    let reach = async || {
        let found = w.run(ListReach { who: subject("bob"), after: None }).await.unwrap().found;
        found.into_iter().map(|one| (one.name.to_string(), one.last_read.map(|at| at.0 - START))).collect::<Vec<_>>()
    };
    let both = |db, other| [("app/db".to_owned(), db), ("app/other".to_owned(), other)];
    assert_eq!(reach().await, both(None, None));
    for _ in 0..2 {
        w.pass(1_000);
        w.run_as(&bob, get("app/db", None, None)).await.unwrap();
    }
    w.pass(1_000);
    w.run_as(&bob, get("app/db", Some("absent"), None)).await.err().unwrap();
    w.run(get("app/other", None, None)).await.unwrap();
    assert_eq!(reach().await, both(Some(2_000), None));
    let readers = w.run(ListSecretReaders { name: name("app/other"), after: None }).await.unwrap().found;
    let readers: Vec<_> = readers.iter().map(|one| (one.name.as_str(), one.last_read.map(|at| at.0 - START))).collect();
    assert_eq!(readers, [("admin", Some(3_000)), ("bob", None)]);
}
