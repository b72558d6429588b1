//! Access that depends on conditions: lists and explanations agree with the door.

use crate::world::*;
use fastrand::Rng;
use std::net::IpAddr;
use strongroom_core::{
    AskedTime, Call, Circumstances, CoreError, Thing, Transport,
    ops::{keys::*, policies::*, roles::*, secrets::*},
};
use strongroom_domain::*;
use strongroom_policy::{Decision, PartialDecision};

/// Statements on reading `app/db` with a condition.
fn conditional(effect: &str, condition: &str) -> String {
    format!(
        r#"{{"Effect": "{effect}", "Action": "kms:GetSecretValue", "Resource": "acs:kms:*:*:secret/app/*", "Condition": {condition}}}"#
    )
}

fn document_of(statements: &[String]) -> String {
    format!(r#"{{"Version": "1", "Statement": [{}]}}"#, statements.join(", "))
}

/// Bob, who has these statements.
async fn world(statements: &[String]) -> (World, Principal) {
    let w = World::new().await;
    w.create("app/db", "x").await;
    w.create("other", "x").await;
    let bob = w.user("bob", &[]).await;
    w.run(new_policy("limited", &document_of(statements))).await.unwrap();
    w.run(SetAttachment { policy: custom("limited"), bearer: Bearer::User(user_name("bob")), attached: true })
        .await
        .unwrap();
    (w, bob)
}

async fn listed(w: &World) -> Option<Option<String>> {
    let readers = w.run(ListSecretReaders { name: name("app/db"), after: None }).await.unwrap().found;
    let reach = w.run(ListReach { who: subject("bob"), after: None }).await.unwrap().found;
    let as_reader = readers.into_iter().find(|reader| reader.name == "bob").map(|reader| reader.access);
    let reached = reach.into_iter().find(|secret| secret.name == name("app/db")).map(|secret| secret.access);
    assert_eq!(as_reader, reached);
    as_reader.map(|access| access.conditions.map(|residual| residual.sentence()))
}

fn ask(circumstances: Circumstances) -> ExplainAccess {
    let (action, resource) = (Action::GetSecretValue, Some("app/db".to_owned()));
    ExplainAccess { who: subject("bob"), action, resource, circumstances, session: None }
}

#[tokio::test]
async fn access_under_a_condition_is_listed_with_the_condition() {
    for (condition, words) in [
        (r#"{"IpAddress": {"acs:SourceIp": "192.0.2.0/24"}}"#, "only from 192.0.2.0/24"),
        (r#"{"Bool": {"acs:SecureTransport": "true"}}"#, "only over TLS"),
        (r#"{"Bool": {"acs:MFAPresent": "true"}}"#, "only with MFA"),
        (r#"{"DateGreaterThanEquals": {"acs:CurrentTime": "2090-01-01T00:00:00Z"}}"#, "from 1 Jan 2090 on"),
    ] {
        let (w, bob) = world(&[conditional("Allow", condition)]).await;
        assert_eq!(listed(&w).await, Some(Some(words.to_owned())), "{condition}");
        let explained = w.run(ask(Circumstances::ANY)).await.unwrap();
        let PartialDecision::Conditional(residual) = explained.decision else { panic!("{condition}: {explained:?}") };
        assert_eq!(residual.sentence(), words);
        assert_eq!(explained.explanation.deciding[0].statement.policy, "limited");
        let allowed = w.run_as(&bob, get("app/db", None, None)).await.is_ok();
        assert_eq!(allowed, words.contains("192.0.2") || words.contains("TLS"), "{condition}");
    }
}

#[tokio::test]
async fn denial_by_a_condition_names_the_condition() {
    let (w, bob) = world(&[conditional("Allow", r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#)]).await;
    assert_eq!(w.run_as(&bob, get("app/db", None, None)).await.err(), Some(CoreError::Denied));
    let from = |address: &str| Circumstances { address: Some(address.parse().unwrap()), ..Circumstances::default() };
    let refused = w.run(ask(from("192.0.2.1"))).await.unwrap();
    assert_eq!((refused.decision, refused.explanation.decision), (PartialDecision::Denied, Decision::ImplicitDeny));
    assert_eq!(refused.otherwise.unwrap().sentence(), "only from 10.0.0.0/8");
    let inside = w.run(ask(from("::ffff:10.1.2.3"))).await.unwrap();
    assert_eq!((inside.decision, inside.otherwise), (PartialDecision::Allowed, None));
    assert_eq!(inside.explanation.decision, Decision::Allow);
    // Where no condition helps, none is named.
    let (action, resource) = (Action::GetSecretValue, Some("other".to_owned()));
    let never = ExplainAccess { action, resource, ..ask(Circumstances::default()) };
    assert_eq!(w.run(never).await.unwrap().otherwise, None);
}

const CONDITIONS: &[&str] = &[
    r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#,
    r#"{"NotIpAddress": {"acs:SourceIp": ["10.1.0.0/16", "2001:db8::/32"]}}"#,
    r#"{"Bool": {"acs:SecureTransport": "true"}}"#,
    r#"{"Bool": {"acs:SecureTransport": "false"}}"#,
    r#"{"Bool": {"acs:MFAPresent": "true"}}"#,
    r#"{"StringNotEquals": {"acs:MFAPresent": "true"}}"#,
    r#"{"DateLessThan": {"acs:CurrentTime": "LIMIT"}}"#,
    r#"{"DateGreaterThanEquals": {"acs:CurrentTime": "LIMIT"}}"#,
    r#"{"StringLike": {"acs:SourceIp": "10.1.*"}}"#,
    r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}, "Bool": {"acs:MFAPresent": "true"}}"#,
    r#"{"StringEquals": {"acs:PrincipalARN": "acs:ram::1000000000000001:user/eve"}}"#,
];

/// What the door says about every kind of request, what Explain says about it, and what the lists say, for random policies.
#[tokio::test]
async fn door_explanation_and_lists_agree() {
    let mut rng = Rng::with_seed(5);
    let (mut conditionally, mut allowed_ever) = (0, 0);
    for round in 0..14 {
        let some = |rng: &mut Rng| {
            let one = |rng: &mut Rng| {
                let effect = if rng.u8(..3) == 0 { "Deny" } else { "Allow" };
                let limit = Timestamp(START + 5_000).rfc3339_seconds();
                conditional(effect, &rng.choice(CONDITIONS).unwrap().replace("LIMIT", &limit))
            };
            (0..rng.usize(1..4)).map(|_| one(rng)).collect::<Vec<_>>()
        };
        let statements = some(&mut rng);
        let (w, bob) = world(&statements).await;
        if rng.bool() {
            let own: Vec<_> = some(&mut rng)
                .iter()
                .map(|one| {
                    one.replace("acs:kms:*:*:secret/app/*", "*").replacen(
                        '{',
                        &format!(r#"{{"Principal": {{"RAM": ["{}"]}}, "#, w.arn("user/bob")),
                        1,
                    )
                })
                .collect();
            let document = Some(document_of(&own));
            w.run(SetSecretPolicy { name: name("app/db"), document }).await.unwrap();
        }
        let listed = listed(&w).await;
        let mut allowed = Vec::new();
        for (pass, seconds) in [(0, 0), (5, 5), (1, 6)] {
            w.pass(pass * 1_000);
            for address in [None, Some("10.0.0.1"), Some("10.1.0.1"), Some("192.0.2.1"), Some("2001:db8::1")] {
                for encrypted in [None, Some(true), Some(false)] {
                    for mfa in [true, false] {
                        let address: Option<IpAddr> = address.map(|text| text.parse().unwrap());
                        let call = Call { address, encrypted, mfa, ..w.call_of(&bob) };
                        let door = w.engine.call(&call, &get("app/db", None, None)).await.is_ok();
                        allowed.push(door);
                        let transport = match encrypted {
                            Some(true) => Transport::Tls,
                            Some(false) => Transport::Plain,
                            None => Transport::Unknown,
                        };
                        let (transport, time) = (Some(transport), AskedTime::At(Timestamp(START + seconds * 1_000)));
                        let given = Circumstances { address, transport, mfa: Some(mfa), time };
                        let explained = w.run(ask(given)).await.unwrap();
                        let what = || format!("round {round}: {statements:?} {given:?} {explained:?}");
                        if address.is_some() {
                            let said = explained.decision == PartialDecision::Allowed;
                            assert_eq!(
                                (said, explained.decision != PartialDecision::Denied),
                                (door, door),
                                "{}",
                                what()
                            );
                            assert_eq!(explained.explanation.decision == Decision::Allow, door, "{}", what());
                        }
                        // What is left open is decided for every completion.
                        let open = Circumstances { mfa: None, ..given };
                        match w.run(ask(open)).await.unwrap().decision {
                            PartialDecision::Allowed => assert!(door, "{}", what()),
                            PartialDecision::Denied => assert!(!door, "{}", what()),
                            PartialDecision::Conditional(_) => {}
                        }
                    }
                }
            }
        }
        match &listed {
            None => assert!(!allowed.contains(&true), "{statements:?}"),
            Some(None) => assert!(!allowed.contains(&false), "{statements:?}"),
            Some(Some(_)) => conditionally += 1,
        }
        allowed_ever += usize::from(allowed.contains(&true));
    }
    assert!(conditionally > 5 && allowed_ever > 5, "{conditionally} {allowed_ever}");
}

#[tokio::test]
async fn conditions_of_key_users_are_listed_per_use() {
    let (w, _) = world(&[conditional("Allow", r#"{"Bool": {"acs:SecureTransport": "true"}}"#)]).await;
    let id = w.run(CreateKey { description: Description::new("").unwrap(), policy: None }).await.unwrap().id;
    let statement = |action: &str, condition: &str| {
        let who = w.arn("user/bob");
        format!(
            r#"{{"Effect": "Allow", "Principal": {{"RAM": ["{who}"]}}, "Action": "{action}", "Resource": "*", "Condition": {condition}}}"#
        )
    };
    let document = document_of(&[
        statement("kms:Decrypt", r#"{"IpAddress": {"acs:SourceIp": "10.0.0.0/8"}}"#),
        statement("kms:GenerateDataKey", r#"{"Bool": {"acs:MFAPresent": "true"}}"#),
    ]);
    w.run(SetKeyPolicy { id, document: Some(document) }).await.unwrap();
    let users = w.run(ListKeyUsers { id, after: None }).await.unwrap().found;
    let bob = users.into_iter().find(|user| user.name == "bob").unwrap();
    let words = |access: Option<GrantedAccess>| access.unwrap().conditions.unwrap().sentence();
    assert_eq!((words(bob.decrypt), words(bob.encrypt)), ("only from 10.0.0.0/8".into(), "only with MFA".into()));
}

#[tokio::test]
async fn role_session_has_no_second_factor() {
    let (w, _) = world(&[conditional("Allow", r#"{"Bool": {"acs:MFAPresent": "true"}}"#)]).await;
    let trust = format!(
        r#"{{"Version": "1", "Statement": [{{"Effect": "Allow", "Principal": {{"RAM": ["{}"]}}, "Action": "sts:AssumeRole"}}]}}"#,
        w.arn("root")
    );
    let role = RoleName::new("deployer").unwrap();
    let new = CreateRole { name: role.clone(), description: comments(""), trust, max_session_s: 3_600 };
    w.run(new).await.unwrap();
    w.run(SetAttachment { policy: custom("limited"), bearer: Bearer::Role(role), attached: true }).await.unwrap();
    let readers = w.run(ListSecretReaders { name: name("app/db"), after: None }).await.unwrap().found;
    assert!(readers.iter().all(|reader| reader.kind != ReaderKind::Role), "{readers:?}");
    assert!(listed(&w).await.is_some());
}

#[tokio::test]
async fn condition_keys_of_an_operation_are_part_of_the_explanation() {
    let statement = conditional("Allow", r#"{"NumericGreaterThanEquals": {"kms:RecoveryWindowInDays": "14"}}"#)
        .replace("kms:GetSecretValue", "kms:DeleteSecret");
    let (w, bob) = world(&[statement]).await;
    let delete = ExplainAccess { action: Action::DeleteSecret, ..ask(Circumstances::default()) };
    let PartialDecision::Conditional(residual) = w.run(delete).await.unwrap().decision else { panic!() };
    assert_eq!(residual.sentence(), "when kms:RecoveryWindowInDays is 14 to 30");
    let of = |days| DeleteSecret { name: name("app/db"), mode: DeleteMode::Window(days) };
    assert_eq!(w.run_as(&bob, of(13)).await.err(), Some(CoreError::Denied));
    assert!(w.run_as(&bob, of(14)).await.is_ok());
}

#[tokio::test]
async fn explanation_says_what_does_not_exist() {
    let (w, _) = world(&[conditional("Allow", "{}").replace(r#", "Condition": {}"#, "")]).await;
    let about = |action, resource: &str| {
        let resource = Some(resource.to_owned());
        ExplainAccess { action, resource, ..ask(Circumstances::default()) }
    };
    for (action, there, absent, thing) in [
        (Action::GetSecretValue, "app/db", "app/dbb", Thing::Secret),
        (Action::GetSecretValue, "app/db", "not a name", Thing::Secret),
        (Action::GetUser, "bob", "bobb", Thing::User),
        (Action::GetPolicy, "limited", "unlimited", Thing::Policy),
        (Action::GetPolicy, "AdministratorAccess", "unlimited", Thing::Policy),
    ] {
        assert_eq!(w.run(about(action, there)).await.unwrap().missing, None, "{action:?} {there}");
        assert_eq!(w.run(about(action, absent)).await.unwrap().missing, Some(thing), "{action:?} {absent}");
    }
    for (action, absent, thing) in [
        (Action::DescribeKey, "0198", Thing::Key),
        (Action::GetGroup, "nobody", Thing::Group),
        (Action::AssumeRole, "nobody", Thing::Role),
    ] {
        assert_eq!(w.run(about(action, absent)).await.unwrap().missing, Some(thing), "{action:?}");
    }
    for (action, new) in [(Action::CreateUser, "new"), (Action::CreateSecret, "new"), (Action::LookupEvents, "x")] {
        assert_eq!(w.run(about(action, new)).await.unwrap().missing, None, "{action:?}");
    }
    let nobody = ExplainAccess { who: subject("nobody"), ..ask(Circumstances::default()) };
    assert!(matches!(w.run(nobody).await, Err(CoreError::NotFound(Thing::User))));
}

#[tokio::test]
async fn action_that_needs_no_policy_is_allowed_without_one() {
    let (w, _) = world(&[conditional("Allow", "{}").replace(r#", "Condition": {}"#, "")]).await;
    let about = |action| ExplainAccess { action, resource: None, ..ask(Circumstances::default()) };
    let own = w.run(about(Action::ChangePassword)).await.unwrap();
    assert!(own.without_policy && own.decision == PartialDecision::Allowed && own.explanation.ways.is_empty());
    assert_eq!(own.explanation.decision, Decision::Allow);
    let other = w.run(about(Action::ListUsers)).await.unwrap();
    assert!(!other.without_policy && other.decision == PartialDecision::Denied && !other.explanation.ways.is_empty());
}
