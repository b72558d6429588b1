//! Policies that customers' keys carry.

use crate::world::*;
use strongroom_core::{
    Blocker, Circumstances, CoreError, SeenThing, Thing,
    ops::{keys::*, policies::*, secrets::*},
};
use strongroom_domain::*;
use strongroom_policy::{Decision, Edit, PolicyStage, Rule};
use strongroom_trail::{Detail, Outcome};

/// A world in which `a` and `b` are under a customer's key each, and `c` under the default key.
async fn world() -> (World, CmkId, CmkId) {
    let w = World::new().await;
    let key = || CreateKey { description: Description::new("").unwrap(), policy: None };
    let (one, other) = (w.run(key()).await.unwrap().id, w.run(key()).await.unwrap().id);
    w.run(CreateSecret { cmk: Some(one), ..create("a", "x") }).await.unwrap();
    w.run(CreateSecret { cmk: Some(other), ..create("b", "x") }).await.unwrap();
    w.create("c", "x").await;
    (w, one, other)
}

/// One statement about a user, role or, with `*`, the account.
fn statement(w: &World, effect: &str, who: &str, action: &str) -> String {
    let account = &w.first.account;
    format!(
        r#"{{"Effect": "{effect}", "Principal": {{"RAM": ["acs:ram::{account}:{who}"]}}, {action}, "Resource": "*"}}"#
    )
}

fn policy(w: &World, effect: &str, who: &str, action: &str) -> String {
    let action = format!(r#""Action": ["{}"]"#, action.replace(' ', "\", \""));
    format!(r#"{{"Version": "1", "Statement": [{}]}}"#, statement(w, effect, who, &action))
}

fn set(id: CmkId, document: impl Into<Option<String>>) -> SetKeyPolicy {
    SetKeyPolicy { id, document: document.into() }
}

async fn reason(w: &World) -> String {
    let Outcome::Failed { reason, .. } = w.last_event().await.outcome else { panic!("denied calls are recorded") };
    reason
}

#[tokio::test]
async fn key_policy_grants_use_of_that_key_only() {
    let (w, one, _) = world().await;
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let read = async |secret| w.run_as(&bob, get(secret, None, None)).await.map(|_| ());
    assert_eq!(read("a").await, Err(CoreError::Denied));
    let text = policy(&w, "Allow", "user/bob", "kms:Decrypt");
    w.run(set(one, text.clone())).await.unwrap();
    let event = w.last_event().await;
    assert_eq!((event.action, event.details), (Action::SetKeyPolicy, vec![(Detail::Policy, "set".to_owned())]));
    assert_eq!((read("a").await, read("c").await), (Ok(()), Ok(())));
    assert_eq!(read("b").await, Err(CoreError::Denied), "another key");
    assert_eq!(w.run(GetKeyPolicy { id: one }).await.unwrap(), (Some(text), 2));

    w.run(new_policy("put", &document("Allow", "kms:PutSecretValue", "*"))).await.unwrap();
    w.run(attach(custom("put"), "bob")).await.unwrap();
    let write = async |id| w.run_as(&bob, put("a", id, "y", &["ACSCurrent"])).await.map(|_| ());
    assert_eq!(write("v2").await, Err(CoreError::Denied), "reading is not writing");
    w.run(set(one, policy(&w, "Allow", "user/bob", "kms:GenerateDataKey"))).await.unwrap();
    assert_eq!((write("v2").await, read("a").await), (Ok(()), Err(CoreError::Denied)));
    w.run(set(one, None)).await.unwrap();
    assert_eq!(w.last_event().await.details, [(Detail::Policy, "removed".to_owned())]);
    assert_eq!(write("v3").await, Err(CoreError::Denied));
    assert_eq!(w.run(GetKeyPolicy { id: one }).await.unwrap().0, None);
}

#[tokio::test]
async fn key_policy_deny_stops_readers_of_secrets_under_that_key_only() {
    let (w, one, _) = world().await;
    let bob = w.user("bob", &[system("AliyunKMSFullAccess")]).await;
    let read = async |secret| w.run_as(&bob, get(secret, None, None)).await.map(|_| ());
    assert_eq!(read("a").await, Ok(()));
    w.run(set(one, policy(&w, "Deny", "user/bob", "kms:Decrypt"))).await.unwrap();
    assert_eq!(read("a").await, Err(CoreError::Denied));
    let why = reason(&w).await;
    assert!(why.contains("statement 1 of policy default of acs:kms:local:") && why.contains("kms:Decrypt"), "{why}");
    assert!(why.contains(&one.to_string()), "{why}");
    assert_eq!((read("b").await, read("c").await), (Ok(()), Ok(())));
    w.run_as(&bob, put("a", "v2", "y", &["ACSCurrent"])).await.unwrap();
    w.run(set(one, policy(&w, "Deny", "*", "kms:Decrypt"))).await.unwrap();
    assert_eq!(w.read("a", None, None).await, Err(CoreError::Denied), "an account-wide Deny is for everybody");
}

#[tokio::test]
async fn account_as_principal_grants_nothing() {
    let (w, one, _) = world().await;
    let bob = w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    for whole in ["*", "root"] {
        w.run(set(one, policy(&w, "Allow", whole, "kms:*"))).await.unwrap();
        assert_eq!(w.run_as(&bob, get("a", None, None)).await.err(), Some(CoreError::Denied), "{whole}");
        assert_eq!(w.run_as(&bob, DisableKey { id: one }).await, Err(CoreError::Denied), "{whole}");
        assert!(w.read("a", None, None).await.is_ok(), "and takes nothing");
    }
}

#[tokio::test]
async fn key_policy_decides_actions_on_the_key() {
    let (w, one, other) = world().await;
    let bob = w.user("bob", &[]).await;
    w.run(set(one, policy(&w, "Allow", "user/bob", "kms:DescribeKey kms:DisableKey kms:ListKeyUsers"))).await.unwrap();
    assert_eq!(w.run_as(&bob, DescribeKey { id: one }).await.unwrap().secrets, 1);
    w.run_as(&bob, DisableKey { id: one }).await.unwrap();
    assert_eq!(w.run_as(&bob, EnableKey { id: one }).await, Err(CoreError::Denied));
    assert_eq!(w.run_as(&bob, DisableKey { id: other }).await, Err(CoreError::Denied));
    let offered =
        async |id: CmkId| w.engine.offered(&w.call_of(&bob), ResourceKind::Key, &id.to_string()).await.unwrap();
    assert_eq!(offered(one).await, [Action::ListKeyUsers]);
    assert_eq!(offered(other).await, []);

    w.run(set(one, policy(&w, "Deny", "user/admin", "kms:CreateKeyVersion kms:EnableKey"))).await.unwrap();
    assert_eq!(w.run(CreateKeyVersion { id: one }).await, Err(CoreError::Denied));
    assert_eq!(w.run(EnableKey { id: one }).await, Err(CoreError::Denied));
    assert_eq!(w.run(CreateKeyVersion { id: other }).await, Ok(2));
}

#[tokio::test]
async fn explanations_readers_and_reach_include_the_key_policy() {
    let (w, one, _) = world().await;
    w.user("bob", &[system("AliyunKMSSecretUserAccess")]).await;
    let readers = async |secret| {
        let found = w.run(ListSecretReaders { name: name(secret), after: None }).await.unwrap().found;
        found.into_iter().map(|reader| reader.name).collect::<Vec<_>>()
    };
    let reach = async |who| {
        let found = w.run(ListReach { who: subject(who), after: None }).await.unwrap().found;
        found.into_iter().map(|reached| reached.name.to_string()).collect::<Vec<_>>()
    };
    let explain = async |who| {
        let (action, resource) = (Action::GetSecretValue, Some("a".to_owned()));
        w.run(ExplainAccess {
            who: subject(who),
            action,
            resource,
            circumstances: Circumstances::default(),
            session: None,
        })
        .await
        .unwrap()
        .explanation
    };
    assert_eq!((readers("a").await, reach("bob").await), (vec!["admin".to_owned()], vec!["c".to_owned()]));
    w.run(set(one, policy(&w, "Allow", "user/bob", "kms:Decrypt"))).await.unwrap();
    assert_eq!(
        (readers("a").await, reach("bob").await),
        (vec!["admin".into(), "bob".into()], vec!["a".into(), "c".into()])
    );
    assert_eq!(readers("b").await, ["admin"]);
    let told = explain("bob").await;
    assert_eq!(told.decision, Decision::Allow);
    let by_key = told.deciding.iter().find(|one| one.check == 1).unwrap();
    assert_eq!((by_key.statement.stage, by_key.statement.policy.as_str()), (PolicyStage::Resource, "default"));
    w.run(set(one, policy(&w, "Deny", "user/admin", "kms:Decrypt"))).await.unwrap();
    assert_eq!((readers("a").await, readers("b").await), (vec![], vec!["admin".to_owned()]));
    assert_eq!(reach("admin").await, ["b", "c"]);
    assert_eq!(explain("admin").await.decision, Decision::ExplicitDeny);
    let (action, resource) = (Action::DisableKey, Some(one.to_string()));
    let of_key = |who| ExplainAccess {
        who: subject(who),
        action,
        resource: resource.clone(),
        circumstances: Circumstances::default(),
        session: None,
    };
    w.run(set(one, policy(&w, "Allow", "user/bob", "kms:DisableKey"))).await.unwrap();
    assert_eq!(w.run(of_key("bob")).await.unwrap().explanation.decision, Decision::Allow);
}

#[tokio::test]
async fn key_users_are_listed_with_their_statements() {
    let (w, one, other) = world().await;
    w.user("bob", &[]).await;
    w.user("eve", &[system("AliyunKMSCryptoUserAccess")]).await;
    w.run(set(one, policy(&w, "Allow", "user/bob", "kms:Decrypt"))).await.unwrap();
    let users = async |id| {
        let found = w.run(ListKeyUsers { id, after: None }).await.unwrap().found;
        found.into_iter().map(|u| (u.name, u.decrypt.is_some(), u.encrypt.is_some())).collect::<Vec<_>>()
    };
    let (admin, bob, eve) =
        (("admin".to_owned(), true, true), ("bob".to_owned(), true, false), ("eve".to_owned(), true, true));
    assert_eq!(users(one).await, [admin.clone(), bob, eve.clone()]);
    assert_eq!(users(other).await, [admin.clone(), eve]);
    w.run(set(other, policy(&w, "Deny", "user/eve", "kms:*"))).await.unwrap();
    assert_eq!(users(other).await, [admin]);
    let rest = w.run(ListKeyUsers { id: one, after: Some(user_name("bob")) }).await.unwrap();
    assert_eq!((rest.found.len(), rest.looked_at), (1, 1));
    let access = rest.found[0].decrypt.as_ref().unwrap();
    assert_eq!(access.through[0].statement.policy, "AliyunKMSCryptoUserAccess");
    let missing = ListKeyUsers { id: CmkId([7; 16]), after: None };
    assert_eq!(w.run(missing).await.err(), Some(CoreError::NotFound(Thing::Key)));
}

#[tokio::test]
async fn rejected_changes_have_no_effect() {
    let (w, one, _) = world().await;
    let good = policy(&w, "Allow", "user/bob", "kms:Decrypt");
    w.run(set(one, good.clone())).await.unwrap();
    for (text, rule) in [
        (String::new(), Rule::DocumentShape),
        ("null".to_owned(), Rule::DocumentShape),
        ("{".to_owned(), Rule::DocumentShape),
        (good.replace(r#""Version": "1""#, r#""Version": "2""#), Rule::Version),
        (r#"{"Version": "1", "Statement": []}"#.to_owned(), Rule::Statements),
        (good.replace("Allow", "allow"), Rule::Effect),
        (document("Allow", "kms:Decrypt", "*"), Rule::Elements),
        (good.replace(r#""Resource": "*""#, r#""Resource": "acs:kms:*:*:key/*""#), Rule::ResourcePolicyScope),
        (good.replace("kms:Decrypt", "ram:ListUsers"), Rule::ResourcePolicyScope),
        (good.replace("kms:Decrypt", "*"), Rule::ResourcePolicyScope),
        (good.replace("kms:Decrypt", &format!("kms:{}", "x".repeat(32_768))), Rule::DocumentSize),
    ] {
        let refused = w.run(set(one, text.clone())).await;
        let Err(CoreError::InvalidPolicy { field, problem }) = refused else {
            panic!("{text} must be refused: {refused:?}")
        };
        assert_eq!((field, problem.rule), (Field::PolicyDocument, rule), "{text}: {problem:?}");
    }
    assert_eq!(w.run_seen(SeenThing::Key(one), 1, set(one, None)).await, Err(CoreError::Conflict));
    let nobody = CmkId([7; 16]);
    assert_eq!(w.run(set(nobody, good.clone())).await, Err(CoreError::NotFound(Thing::Key)));
    assert_eq!(w.run(GetKeyPolicy { id: nobody }).await, Err(CoreError::NotFound(Thing::Key)));
    let default = w.run(ListKeys).await.unwrap().into_iter().find(|facts| facts.default).unwrap().id;
    for document in [Some(good.clone()), None] {
        let refused = w.run(set(default, document)).await;
        assert!(matches!(refused, Err(CoreError::InUse(Blocker::DefaultKeyPolicy))), "{refused:?}");
    }
    w.user("bob", &[]).await;
    let ways_to_key = async |id: CmkId| {
        let (action, resource) = (Action::DescribeKey, Some(id.to_string()));
        let asked = ExplainAccess {
            who: subject("bob"),
            action,
            resource,
            circumstances: Circumstances::default(),
            session: None,
        };
        let ways = w.run(asked).await.unwrap().explanation.ways;
        let edits = ways.into_iter().flat_map(|way| way.edits);
        edits.filter(|edit| matches!(edit, Edit::Add { stage: PolicyStage::Resource, .. })).count()
    };
    let own = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    assert_eq!((ways_to_key(own).await, ways_to_key(default).await), (1, 0), "no explanation proposes it");
    assert_eq!(w.run(GetKeyPolicy { id: default }).await, Ok((None, 1)));
    assert_eq!(w.run(GetKeyPolicy { id: one }).await, Ok((Some(good), 2)));
}

#[tokio::test]
async fn account_wide_deny_of_policy_changes_is_rejected() {
    let (w, one, _) = world().await;
    let shut = |action: &str| format!(r#"{{"Version": "1", "Statement": [{}]}}"#, statement(&w, "Deny", "*", action));
    let conditional = statement(&w, "Deny", "root", r#""Action": "kms:*""#)
        .replace("\"Resource\"", r#""Condition": {"NotIpAddress": {"acs:SourceIp": "192.0.2.0/24"}}, "Resource""#);
    for text in [
        shut(r#""Action": "kms:*""#),
        shut(r#""Action": ["kms:Decrypt", "kms:setkeypolicy"]"#),
        shut(r#""Action": "kms:Get*Policy""#),
        shut(r#""NotAction": "kms:Decrypt""#),
        format!(r#"{{"Version": "1", "Statement": [{conditional}]}}"#),
    ] {
        let refused = w.run(set(one, text.clone())).await;
        assert!(
            matches!(&refused, Err(CoreError::Invalid(e)) if matches!(e.problem, Problem::LocksOut(_))),
            "{text} {refused:?}"
        );
        let refused = w.run(SetSecretPolicy { name: name("a"), document: Some(text.clone()) }).await;
        let kept = text.contains("setkeypolicy");
        assert_eq!(refused.is_ok(), kept, "a secret keeps its own two: {text} {refused:?}");
    }
    w.run(SetSecretPolicy { name: name("a"), document: None }).await.unwrap();
    w.run(set(one, shut(r#""NotAction": "kms:*KeyPolicy""#))).await.unwrap();
    assert_eq!(w.read("a", None, None).await, Err(CoreError::Denied));
    w.run(set(one, None)).await.unwrap();
    // Of named users an administrator can make others.
    w.run(set(one, policy(&w, "Deny", "user/admin", "kms:*"))).await.unwrap();
    assert_eq!(w.run(set(one, None)).await, Err(CoreError::Denied));
    let eve = w.user("eve", &[system("AdministratorAccess")]).await;
    w.run_as(&eve, set(one, None)).await.unwrap();
    assert!(w.read("a", None, None).await.is_ok());
}

#[tokio::test]
async fn altered_row_is_detected_and_policy_survives_a_restart() {
    let (w, one, _) = world().await;
    w.user("bob", &[]).await;
    w.run(set(one, policy(&w, "Deny", "user/admin", "kms:Decrypt"))).await.unwrap();
    assert_eq!(crate::tamper::reread(&w, "a", None).await, Err(CoreError::Denied));
    crate::tamper::sql(&w, "UPDATE cmk SET policy = NULL").await;
    assert!(matches!(crate::tamper::reread(&w, "a", None).await, Err(CoreError::Internal(_))));
}

#[tokio::test]
async fn last_versions_of_a_policy_are_kept() {
    let (w, one, _) = world().await;
    let versions = async |of_key: bool| {
        let found = match of_key {
            true => w.run(ListKeyPolicyVersions { id: one }).await.unwrap(),
            false => w.run(ListSecretPolicyVersions { name: name("a") }).await.unwrap(),
        };
        found.into_iter().map(|v| (v.number, v.current, v.document, v.creator)).collect::<Vec<_>>()
    };
    let of_secret = async |document: Option<String>| {
        w.run(SetSecretPolicy { name: name("a"), document }).await.unwrap();
    };
    let of_key = async |document: Option<String>| w.run(set(one, document)).await.unwrap();
    let document = |n: usize| policy(&w, "Allow", &format!("user/u{n}"), "kms:Decrypt");
    let admin = || Some("admin".to_owned());
    for key in [true, false] {
        let save =
            async |document: Option<String>| if key { of_key(document).await } else { of_secret(document).await };
        assert_eq!(versions(key).await, []);
        save(Some(document(1))).await;
        save(Some(document(1))).await;
        assert_eq!(versions(key).await, [(1, true, Some(document(1)), admin())], "saving the same makes no version");
        save(None).await;
        assert_eq!(versions(key).await, [(2, true, None, admin()), (1, false, Some(document(1)), admin())]);
        for n in 2..=6 {
            save(Some(document(n))).await;
        }
        let kept: Vec<_> = versions(key).await.into_iter().map(|(number, current, ..)| (number, current)).collect();
        assert_eq!(kept, [(7, true), (6, false), (5, false), (4, false), (3, false)]);
        // Rolling back saves the old document as a new version.
        let old = versions(key).await.last().unwrap().2.clone();
        save(old.clone()).await;
        assert_eq!(versions(key).await[0], (8, true, old, admin()));
    }
    // A rejected change keeps nothing.
    assert!(w.run(set(one, Some("{}".to_owned()))).await.is_err());
    assert_eq!(versions(true).await[0].0, 8);
    // Reading versions takes the right to read the policy.
    let bob = w.user("bob", &[]).await;
    let denied = |error: Option<CoreError>| assert_eq!(error, Some(CoreError::Denied));
    denied(w.run_as(&bob, ListSecretPolicyVersions { name: name("a") }).await.err());
    denied(w.run_as(&bob, ListKeyPolicyVersions { id: one }).await.err());
    // They go with the secret, and a new secret of the name begins with none.
    w.run(DeleteSecret { name: name("a"), mode: DeleteMode::Force }).await.unwrap();
    w.create("a", "x").await;
    assert_eq!(versions(false).await, []);
}

#[tokio::test]
async fn policy_from_before_versions_is_kept_as_the_first() {
    let (w, one, _) = world().await;
    let text = policy(&w, "Allow", "user/bob", "kms:Decrypt");
    w.run(set(one, text.clone())).await.unwrap();
    // As a database of an earlier release has it: a policy without a version.
    crate::tamper::sql(&w, "DELETE FROM resource_policy_version").await;
    assert_eq!(w.run(ListKeyPolicyVersions { id: one }).await.unwrap(), []);
    w.run(set(one, None)).await.unwrap();
    let versions = w.run(ListKeyPolicyVersions { id: one }).await.unwrap();
    let kept: Vec<_> = versions.into_iter().map(|v| (v.number, v.document, v.creator.is_some())).collect();
    assert_eq!(kept, [(2, None, true), (1, Some(text), false)]);
    crate::tamper::sql(&w, "UPDATE resource_policy_version SET document = '{}' WHERE number = 1").await;
    assert!(w.run(ListKeyPolicyVersions { id: one }).await.is_err());
}
