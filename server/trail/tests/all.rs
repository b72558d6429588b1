//! Tests of the encoding and the hash chain through the public API.
#![allow(clippy::unwrap_used)]

use strongroom_domain::*;
use strongroom_trail::*;

fn event(n: i64) -> Event {
    Event {
        time: Timestamp(1_700_000_000_000 + n),
        request: RequestId([7; 16]),
        action: Action::GetSecretValue,
        surface: Surface::Aliyun,
        actor: Actor {
            kind: PrincipalKind::User,
            id: UserId([3; 16]),
            name: "ledger-api".into(),
            access_key: Some(AccessKeyId::new("SRabcdefghijklmnop").unwrap()),
        },
        address: Some("192.0.2.7".parse().unwrap()),
        agent: "python/2".into(),
        target: Some(Target {
            kind: ResourceKind::Secret,
            name: "payments/ledger-db".into(),
            version: Some("v1".into()),
        }),
        outcome: Outcome::Ok,
        details: vec![(Detail::Stage, "ACSCurrent".into())],
    }
}

fn bytes(event: &Event) -> Vec<u8> {
    let mut out = Vec::new();
    encode(event, &mut out);
    out
}

#[test]
fn events_survive_encoding() {
    let mut other = event(2);
    other.actor = Actor { kind: PrincipalKind::Anonymous, id: UserId([0; 16]), name: String::new(), access_key: None };
    other.address = Some("2001:db8::1".parse().unwrap());
    other.target = None;
    other.outcome =
        Outcome::Failed { code: "Denied".into(), reason: "no statement allows it — nicht erlaubt".into() };
    other.details.clear();
    for e in [event(1), other] {
        assert_eq!(decode(&bytes(&e)).unwrap(), e);
    }
    assert!(bytes(&event(1)).len() < 140, "{}", bytes(&event(1)).len());
}

#[test]
fn long_text_is_truncated_at_a_character_boundary() {
    let mut e = event(1);
    e.agent = "ü".repeat(2000);
    assert_eq!(decode(&bytes(&e)).unwrap().agent, "ü".repeat(512));
}

#[test]
fn truncated_or_extended_event_is_rejected() {
    let good = bytes(&event(1));
    for n in 0..good.len() {
        assert!(decode(&good[..n]).is_err(), "cut at {n}");
    }
    let mut long = good.clone();
    long.push(0);
    assert!(decode(&long).is_err());
    let mut version = good;
    version[0] = 2;
    assert!(decode(&version).is_err());
}

fn three_blocks() -> (Chain, Vec<Block>) {
    let start = Chain::new(WriterId([1; 16]));
    let mut chain = start.clone();
    let mut blocks = Vec::new();
    for size in [1i64, 3, 2] {
        let events: Vec<_> = (0..size).map(event).collect();
        let block = chain.block(&events);
        chain.advance(&block);
        blocks.push(block);
    }
    (start, blocks)
}

fn verify(mut chain: Chain, blocks: &[Block]) -> Result<(), ChainError> {
    blocks.iter().try_for_each(|b| verify_block(&mut chain, b))
}

#[test]
fn chain_verifies_and_returns_its_events() {
    let (chain, blocks) = three_blocks();
    verify(chain, &blocks).unwrap();
    let sequences: Vec<_> = blocks.iter().flat_map(|b| b.events().unwrap()).map(|s| s.sequence).collect();
    assert_eq!(sequences, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn flipped_bit_fails_verification() {
    let (chain, blocks) = three_blocks();
    for at in 0..blocks[1].body.len() * 8 {
        let mut bad = blocks.clone();
        bad[1].body[at / 8] ^= 1 << (at % 8);
        assert!(verify(chain.clone(), &bad).is_err(), "bit {at}");
    }
}

#[test]
fn removed_reordered_or_foreign_blocks_fail_verification() {
    let (chain, blocks) = three_blocks();
    let gone = [blocks[0].clone(), blocks[2].clone()];
    assert_eq!(verify(chain.clone(), &gone), Err(ChainError::Gap { expected: 2, found: 5 }));
    let swapped = [blocks[1].clone(), blocks[0].clone()];
    assert!(verify(chain.clone(), &swapped).is_err());
    let mut renumbered = gone.clone();
    renumbered[1].first = 2;
    assert_eq!(verify(chain.clone(), &renumbered), Err(ChainError::Altered { first: 2 }));
    assert!(verify(Chain::new(WriterId([2; 16])), &blocks).is_err());
    let mut emptied = blocks;
    emptied[1].count = 0;
    emptied[1].body.clear();
    assert!(verify(chain, &emptied).is_err());
}

#[test]
fn filter_matches_events_by_field() {
    let e = event(1);
    let filter = |terms: &[(EventField, &str)]| EventFilter {
        terms: terms.iter().map(|(f, v)| (*f, (*v).to_owned())).collect(),
        write: None,
    };
    assert!(e.matches(&filter(&[])));
    assert!(e.matches(&filter(&[
        (EventField::Actor, "x"),
        (EventField::Actor, "ledger-api"),
        (EventField::Result, "ok")
    ])));
    assert!(!e.matches(&filter(&[(EventField::Actor, "ledger-api"), (EventField::Result, "Denied")])));
    assert!(e.matches(&filter(&[(EventField::Address, "192.0.2.7")])));
    assert!(!e.matches(&EventFilter { write: Some(true), ..Default::default() }));
}
