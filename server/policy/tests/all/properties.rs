//! Properties of every request and every text. The seeds are fixed, so failures are reproducible.

use crate::{
    random::{OwnedRequest, Pool, attached, document, question},
    slow,
};
use fastrand::Rng;
use std::collections::BTreeMap;
use strongroom_policy::*;

fn word(decision: Decision) -> String {
    format!("{decision:?}")
}

#[test]
fn second_evaluator_agrees_on_a_million_requests() {
    const COUNT: u64 = 1_000_000;
    let mut rng = Rng::with_seed(1);
    let mut pool = Pool::new(&mut rng);
    let mut answers = BTreeMap::<_, u64>::new();
    for n in 0..COUNT {
        if n % 50_000 == 0 {
            pool = Pool::new(&mut rng);
        }
        let question = question(&mut rng, &pool);
        let asked = OwnedRequest::new(&question);
        let expected = slow::answer(&question);
        let decision = evaluate(&asked.request());
        assert_eq!(word(decision), expected, "case {n}: {:#?}\n{:#?}", asked.caller, trace(&asked.request()));
        *answers.entry(expected).or_default() += 1;
    }
    // Every decision must be frequent, or the agreement would prove little.
    for answer in [slow::ALLOW, slow::EXPLICIT, slow::IMPLICIT] {
        assert!(answers.get(answer).is_some_and(|n| n * 10 > COUNT), "{answers:?}");
    }
}

#[test]
fn trace_agrees_with_the_decision() {
    let mut rng = Rng::with_seed(3);
    let pool = Pool::new(&mut rng);
    for _ in 0..5_000 {
        let asked = OwnedRequest::new(&question(&mut rng, &pool));
        let trace = trace(&asked.request());
        assert_eq!(trace.decision, evaluate(&asked.request()));
        for check in &trace.checks {
            let matched =
                |effect| check.policies.iter().flat_map(|p| &p.statements).any(|s| s.effect == effect && s.matched());
            match check.decision {
                Decision::Allow => assert!(check.stages.is_none() || matched(Effect::Allow)),
                Decision::ExplicitDeny => assert!(matched(Effect::Deny)),
                Decision::ImplicitDeny | Decision::Invalid => {}
            }
        }
    }
}

#[test]
fn adding_a_deny_never_allows_more() {
    let mut rng = Rng::with_seed(4);
    let pool = Pool::new(&mut rng);
    for _ in 0..20_000 {
        let mut asked = OwnedRequest::new(&question(&mut rng, &pool));
        let before = evaluate(&asked.request());
        let mut deny = document(&mut rng, Kind::Identity);
        for statement in deny["Statement"].as_array_mut().unwrap() {
            statement["Effect"] = "Deny".into();
        }
        asked.policies.identity.push(attached(&deny, Kind::Identity));
        let after = evaluate(&asked.request());
        assert!(before == Decision::Allow || after != Decision::Allow);
        assert!(before != Decision::ExplicitDeny || after == before);
    }
}

#[test]
fn invalid_document_denies_everyone_but_the_account() {
    let mut rng = Rng::with_seed(5);
    let pool = Pool::new(&mut rng);
    for _ in 0..5_000 {
        let mut asked = OwnedRequest::new(&question(&mut rng, &pool));
        let broken = Document::parse("{}", Kind::Identity).map(std::sync::Arc::new);
        let holder = Holder::Group("g".into());
        asked.policies.identity.insert(0, Attached { name: "broken".into(), holder, document: broken });
        if asked.caller.kind != CallerKind::Root {
            assert_eq!(evaluate(&asked.request()), Decision::Invalid);
        }
    }
}

#[test]
fn printed_documents_parse_to_equal_documents() {
    let mut rng = Rng::with_seed(6);
    for kind in [Kind::Identity, Kind::Resource, Kind::Trust, Kind::Session, Kind::Control] {
        for _ in 0..2_000 {
            let text = document(&mut rng, kind).to_string();
            let first = Document::parse(&text, kind).unwrap();
            let printed = first.print();
            let second = Document::parse(&printed, kind).unwrap();
            assert_eq!(second, first, "{text}");
            assert_eq!(second.print(), printed);
        }
    }
}

#[test]
fn no_text_panics() {
    const PARTS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u00",
        "Version",
        "\"1\"",
        "Statement",
        "Effect",
        "Allow",
        "Action",
        "\"*\"",
        "Resource",
        "Condition",
        "StringLike",
        "acs:",
        "kms:*",
        " ",
        "\n",
        "\u{feff}",
        "ü",
        "\0",
        "1e9",
        "null",
        "Principal",
        "IpAddress",
        "/",
        "Bool",
        "-",
        "\u{1f600}",
        "//",
    ];
    let mut rng = Rng::with_seed(7);
    for _ in 0..50_000 {
        let text: String = (0..rng.usize(..30)).map(|_| PARTS[rng.usize(..PARTS.len())]).collect();
        // Half of the texts start like a document.
        let text = if rng.bool() { text } else { format!("{{\"Version\":\"1\",\"Statement\":[{{{text}") };
        let _ = Document::parse(&text, Kind::Identity);
    }
    // Mutations of valid documents reach further into the parser.
    for _ in 0..20_000 {
        let kind = [Kind::Identity, Kind::Resource, Kind::Trust][rng.usize(..3)];
        let mut text: Vec<char> = document(&mut rng, kind).to_string().chars().collect();
        for _ in 0..rng.usize(1..4) {
            let at = rng.usize(..text.len());
            match rng.u8(..3) {
                0 if text.len() > 1 => drop(text.remove(at)),
                0 => {}
                1 => text[at] = rng.char(..),
                _ => text.truncate(at + 1),
            }
        }
        if let Ok(document) = Document::parse(&text.into_iter().collect::<String>(), kind) {
            assert_eq!(Document::parse(&document.print(), kind), Ok(document));
        }
    }
}

#[test]
fn many_wildcards_stay_fast() {
    let pattern = "kms:".to_owned() + &"a*".repeat(1_000) + "b";
    let text = format!(r#"{{"Version":"1","Statement":[{{"Effect":"Allow","Action":"{pattern}","Resource":"*"}}]}}"#);
    let mut rng = Rng::with_seed(8);
    let pool = Pool::new(&mut rng);
    let (mut asked, policy) = (OwnedRequest::new(&question(&mut rng, &pool)), Document::parse(&text, Kind::Identity));
    asked.policies = Policies::default();
    asked.policies.identity.push(Attached {
        name: "stars".into(),
        holder: Holder::User("u".into()),
        document: policy.map(Into::into),
    });
    asked.checks.truncate(1);
    asked.checks[0].action = "kms:".to_owned() + &"a".repeat(20_000);
    let began = std::time::Instant::now();
    assert_ne!(evaluate(&asked.request()), Decision::Allow);
    assert!(began.elapsed().as_secs() < 5);
}
