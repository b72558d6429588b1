//! Deciding statements, and changes that lead to Allow.

use crate::random::{OwnedRequest, Pool, question};
use fastrand::Rng;
use serde_json::json;
use std::sync::Arc;
use strongroom_policy::*;

const SECRET: &str = "acs:kms:r:1000000000000101:secret/prod/db";
const KEY: &str = "acs:kms:r:1000000000000101:key/k1";

fn doc(kind: Kind, statements: serde_json::Value) -> Arc<Document> {
    Document::parse(&json!({ "Version": "1", "Statement": statements }).to_string(), kind).unwrap().into()
}

fn user_policy(name: &str, statements: serde_json::Value) -> Attached {
    Attached { name: name.into(), holder: Holder::User("u".into()), document: Ok(doc(Kind::Identity, statements)) }
}

fn allow(action: &str, resource: &str) -> serde_json::Value {
    json!({ "Effect": "Allow", "Action": action, "Resource": resource })
}

fn deny(action: &str, resource: &str) -> serde_json::Value {
    json!({ "Sid": "stop", "Effect": "Deny", "Action": action, "Resource": resource })
}

/// User u wants to read SECRET.
fn reading(identity: Vec<Attached>) -> OwnedRequest {
    let arn = "acs:ram::1000000000000101:user/u".to_owned();
    OwnedRequest {
        caller: Caller { kind: CallerKind::User, account: "1000000000000101".into(), arn: arn.clone(), id: None },
        policies: Policies { identity, ..Policies::default() },
        context: [("acs:PrincipalARN", arn)].into_iter().collect(),
        checks: vec![check("kms:GetSecretValue", SECRET)],
    }
}

fn check(action: &str, resource: &str) -> Check {
    Check {
        action: action.into(),
        resource: resource.into(),
        context: ConditionContext::default(),
        resource_policy: None,
    }
}

fn catalogue() -> Catalogue {
    let narrow = doc(Kind::Identity, json!([allow("kms:GetSecretValue", "acs:kms:*:*:secret/prod/*")]));
    let group = user_policy("team", json!([allow("kms:Get*", "acs:kms:*:*:secret/*")]));
    let useless = doc(Kind::Identity, json!([allow("kms:List*", "*")]));
    let mut catalogue = Catalogue::default();
    catalogue
        .policies
        .push(("AdministratorAccess".into(), system::find("AdministratorAccess").unwrap().document.clone()));
    catalogue.policies.push(("prod-readers".into(), narrow));
    catalogue.policies.push(("listers".into(), useless));
    catalogue.groups.push(("team".into(), vec![Attached { holder: Holder::Group("team".into()), ..group }]));
    catalogue
}

#[test]
fn implicit_deny_lists_changes_from_narrow_to_wide() {
    let explanation = explain(&reading(Vec::new()).request(), &catalogue());
    assert_eq!((explanation.decision, explanation.deciding.len()), (Decision::ImplicitDeny, 0));
    let edits: Vec<_> = explanation.ways.iter().map(|way| way.edits.clone()).collect();
    let add = |stage, holder, statement: serde_json::Value| {
        vec![Edit::Add { stage, policy: None, holder, statement: statement.to_string() }]
    };
    let at_secret = json!({ "Effect": "Allow", "Principal": { "RAM": "acs:ram::1000000000000101:user/u" }, "Action": "kms:GetSecretValue", "Resource": "*" });
    assert_eq!(
        edits,
        [
            add(PolicyStage::Identity, Holder::User("u".into()), allow("kms:GetSecretValue", SECRET)),
            add(PolicyStage::Resource, Holder::Resource(SECRET.into()), at_secret),
            vec![Edit::Attach { policy: "prod-readers".into() }],
            vec![Edit::Join { group: "team".into() }],
            vec![Edit::Attach { policy: "AdministratorAccess".into() }],
        ]
    );
    assert_eq!(explanation.ways[0].additional, 1, "only what was asked for");
    assert!(explanation.ways.is_sorted_by_key(|way| way.additional));
}

#[test]
fn statements_are_added_to_existing_custom_policies_only() {
    let own = user_policy("mine", json!([allow("kms:List*", "*")]));
    let system = Attached { name: "AliyunKMSReadOnlyAccess".into(), ..own.clone() };
    let explanation = explain(&reading(vec![system, own]).request(), &Catalogue::default());
    let Edit::Add { policy, .. } = &explanation.ways[0].edits[0] else { panic!("{:?}", explanation.ways) };
    assert_eq!(policy.as_deref(), Some("mine"));
}

#[test]
fn every_check_gets_the_missing_statement() {
    let mut asked = reading(Vec::new());
    asked.checks.push(check("kms:Decrypt", KEY));
    let explanation = explain(&asked.request(), &Catalogue::default());
    let edits = &explanation.ways[0].edits;
    assert_eq!(edits.len(), 2, "{edits:?}");
    let Edit::Add { statement, .. } = &edits[1] else { panic!("{edits:?}") };
    assert_eq!(*statement, allow("kms:Decrypt", KEY).to_string());
}

#[test]
fn deny_is_reported_narrowed_or_removed() {
    let readers = user_policy("readers", json!([allow("kms:GetSecretValue", "*")]));
    let fence = Attached {
        holder: Holder::Group("g".into()),
        ..user_policy("fence", json!([allow("ram:*", "*"), deny("kms:*", "*")]))
    };
    let explanation = explain(&reading(vec![readers, fence]).request(), &Catalogue::default());
    assert_eq!(explanation.decision, Decision::ExplicitDeny);
    let at = At { stage: PolicyStage::Identity, policy: "fence".into(), holder: Holder::Group("g".into()), index: 1 };
    let deciding = Deciding { check: 0, statement: at.clone(), effect: Effect::Deny, sid: Some("stop".into()) };
    assert_eq!(explanation.deciding, [deciding]);
    let edits: Vec<_> = explanation.ways.iter().map(|way| &way.edits[..]).collect();
    let [
        [Edit::Narrow { statement: resource, .. }],
        [Edit::Narrow { statement: caller, .. }],
        [Edit::Remove { at: removed }],
    ] = edits[..]
    else {
        panic!("{edits:#?}")
    };
    assert!(resource.contains(&format!(r#""NotResource":"{SECRET}""#)), "{resource}");
    assert!(
        caller.contains(r#""StringNotEquals":{"acs:PrincipalARN":"acs:ram::1000000000000101:user/u"}"#),
        "{caller}"
    );
    assert_eq!(*removed, at);
}

#[test]
fn deny_with_missing_grant_needs_two_edits() {
    let fence = user_policy("fence", json!([deny("kms:*", "*")]));
    let explanation = explain(&reading(vec![fence]).request(), &Catalogue::default());
    assert!(!explanation.ways.is_empty());
    assert!(explanation.ways.iter().all(|way| way.edits.len() == 2), "{:#?}", explanation.ways);
}

#[test]
fn secret_policy_is_narrowed_within_its_grammar() {
    let mut asked = reading(vec![user_policy("all", json!([allow("kms:*", "*")]))]);
    let deny = json!([{ "Effect": "Deny", "Principal": { "RAM": "acs:ram::1000000000000101:*" }, "Action": "kms:*", "Resource": "*" }]);
    let policy = doc(Kind::Resource, deny);
    asked.checks[0].resource_policy =
        Some(Attached { name: "default".into(), holder: Holder::Resource(SECRET.into()), document: Ok(policy) });
    let explanation = explain(&asked.request(), &Catalogue::default());
    let edits: Vec<_> = explanation.ways.iter().flat_map(|way| &way.edits).collect();
    assert!(matches!(edits[..], [Edit::Narrow { .. }, Edit::Remove { .. }]), "{edits:#?}");
}

#[test]
fn cross_account_access_needs_both_policies() {
    let mut asked = reading(Vec::new());
    asked.checks[0].resource = SECRET.replace("0101", "0202");
    let explanation = explain(&asked.request(), &Catalogue::default());
    assert_eq!(explanation.ways.len(), 1, "{:#?}", explanation.ways);
    let stages: Vec<_> = explanation.ways[0]
        .edits
        .iter()
        .map(|edit| match edit {
            Edit::Add { stage, .. } => *stage,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(stages, [PolicyStage::Identity, PolicyStage::Resource]);
}

#[test]
fn invalid_policy_is_reported_without_proposals() {
    let broken = Attached {
        document: Err(Document::parse("[]", Kind::Identity).unwrap_err()),
        ..user_policy("bad", json!([allow("*", "*")]))
    };
    let explanation = explain(&reading(vec![broken]).request(), &catalogue());
    assert_eq!((explanation.decision, explanation.ways.len()), (Decision::Invalid, 0));
    assert_eq!(explanation.broken[0].0, "bad");
    assert_eq!(explanation.broken[0].1[0].rule, Rule::DocumentShape);
}

/// Proposals lead to Allow if applied. This tests the additions to identity policies.
#[test]
fn proposals_lead_to_allow_for_random_requests() {
    let mut rng = Rng::with_seed(11);
    let pool = Pool::new(&mut rng);
    let mut tried = 0;
    for _ in 0..1_500 {
        let mut asked = OwnedRequest::new(&question(&mut rng, &pool));
        let explanation = explain(&asked.request(), &catalogue());
        assert!(explanation.decision != Decision::Allow || explanation.ways.is_empty());
        let Some(way) = explanation
            .ways
            .iter()
            .find(|way| way.edits.iter().all(|edit| matches!(edit, Edit::Add { stage: PolicyStage::Identity, .. })))
        else {
            continue;
        };
        for edit in &way.edits {
            let Edit::Add { statement, .. } = edit else { continue };
            let statement: serde_json::Value = serde_json::from_str(statement).unwrap();
            asked.policies.identity.push(user_policy("added", json!([statement])));
        }
        assert_eq!(evaluate(&asked.request()), Decision::Allow);
        tried += 1;
    }
    assert!(tried > 100, "{tried}");
}
