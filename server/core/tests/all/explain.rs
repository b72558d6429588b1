//! Explanations of sessions that have a policy of their own.

use crate::world::*;
use strongroom_core::{
    Circumstances, CoreError, Thing,
    ops::{policies::*, roles::CreateRole},
};
use strongroom_domain::*;
use strongroom_policy::{Decision, Holder};

/// A role that may read everything.
async fn world() -> World {
    let w = World::new().await;
    w.create("app/db", "x").await;
    let trust = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": {"RAM": ["acs:ram::1:root"]},
        "Action": "sts:AssumeRole"}]}"#;
    let name = RoleName::new("deployer").unwrap();
    let role =
        CreateRole { name: name.clone(), description: comments(""), trust: trust.to_owned(), max_session_s: 3_600 };
    w.run(role).await.unwrap();
    w.run(new_policy("read", &document("Allow", "kms:GetSecretValue", "*"))).await.unwrap();
    w.run(SetAttachment { policy: custom("read"), bearer: Bearer::Role(name), attached: true }).await.unwrap();
    w.user("bob", &[]).await;
    w
}

fn ask(who: &str, session: Option<&str>) -> ExplainAccess {
    ExplainAccess {
        who: subject(who),
        action: Action::GetSecretValue,
        resource: Some("app/db".to_owned()),
        circumstances: Circumstances::default(),
        session: session.map(str::to_owned),
    }
}

#[tokio::test]
async fn session_explanation_needs_role_and_session_policy() {
    let w = world().await;
    let decided = async |session: Option<&str>| w.run(ask("role/deployer", session)).await.unwrap();
    assert_eq!(decided(None).await.explanation.decision, Decision::Allow);
    let same = document("Allow", "kms:*", "acs:kms:*:*:secret/app/*");
    let answer = decided(Some(&same)).await;
    assert_eq!(answer.explanation.decision, Decision::Allow);
    assert!(answer.trace.checks[0].policies.iter().any(|policy| policy.holder == Holder::Session), "it was looked at");
    let other = document("Allow", "kms:*", "acs:kms:*:*:secret/other");
    assert_eq!(decided(Some(&other)).await.explanation.decision, Decision::ImplicitDeny);
    let answer = decided(Some(&document("Deny", "kms:GetSecretValue", "*"))).await;
    assert_eq!(answer.explanation.decision, Decision::ExplicitDeny);
    assert_eq!(answer.explanation.deciding[0].statement.holder, Holder::Session);
    // Asking changes nothing, and a session policy gives nothing.
    let bearer = Bearer::Role(RoleName::new("deployer").unwrap());
    w.run(SetAttachment { policy: custom("read"), bearer, attached: false }).await.unwrap();
    assert_eq!(decided(Some(&same)).await.explanation.decision, Decision::ImplicitDeny);
}

#[tokio::test]
async fn invalid_session_policy_is_rejected() {
    let w = world().await;
    let long = document("Allow", "kms:*", &"x".repeat(2_048));
    let trust = r#"{"Version": "1", "Statement": [{"Effect": "Allow", "Principal": {"RAM": ["acs:ram::1:root"]},
        "Action": "kms:*", "Resource": "*"}]}"#;
    for bad in ["", " ", "{}", "[]", "null", "{\"Version\": \"1\"", "\u{0}", &long, trust] {
        let refused = w.run(ask("role/deployer", Some(bad))).await.err();
        assert!(
            matches!(&refused, Some(CoreError::InvalidPolicy { field: Field::SessionPolicy, .. })),
            "{bad}: {refused:?}"
        );
    }
    let good = document("Allow", "kms:*", "*");
    let of_user = w.run(ask("bob", Some(&good))).await.err();
    let roles_only = |error: &FieldError| (error.field, error.problem) == (Field::SessionPolicy, Problem::RolesOnly);
    assert!(matches!(&of_user, Some(CoreError::Invalid(error)) if roles_only(error)), "{of_user:?}");
    let bob = w.user("eve", &[]).await;
    assert_eq!(w.run_as(&bob, ask("role/deployer", Some(&good))).await.err(), Some(CoreError::Denied));
    assert!(matches!(w.run(ask("role/absent", Some(&good))).await, Err(CoreError::NotFound(Thing::Role))));
}
