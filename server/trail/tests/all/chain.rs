//! The encoding of events, and their chain.

use super::event;
use strongroom_domain::*;
use strongroom_trail::*;

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
    assert_eq!(decode(&version), Err(DecodeError::Newer));
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

/// The last detail of an event, its code replaced by one that only a newer program knows.
fn of_newer_program(block: &mut Block) {
    let text = b"\x0aACSCurrent";
    let at = block.body.windows(text.len()).rposition(|bytes| bytes == text).unwrap();
    block.body[at - 1] = 250;
}

#[test]
fn chain_with_events_of_a_newer_program_verifies_and_only_they_are_not_decoded() {
    // Hashed as the newer program does it: over the bytes.
    let (chain, mut blocks) = three_blocks();
    of_newer_program(&mut blocks[2]);
    assert_eq!(blocks[2].events(), Err(DecodeError::Newer));
    let changed = verify(chain.clone(), &blocks);
    assert_eq!(changed, Err(ChainError::Altered { first: 5 }), "the hash still covers what cannot be decoded");

    let start = chain.clone();
    let mut head = Chain::new(WriterId([1; 16]));
    let mut newer = head.block([&event(1)]);
    newer.hash = {
        of_newer_program(&mut newer);
        use sha2::{Digest, Sha256};
        let length = newer.body.len() - newer.body.iter().position(|byte| byte & 0x80 == 0).unwrap() - 1;
        let mut h = Sha256::new();
        h.update(b"strongroom/trail/1");
        h.update([1; 16]);
        h.update(1u64.to_be_bytes());
        h.update(GENESIS);
        h.update(&newer.body[newer.body.len() - length..]);
        h.finalize().into()
    };
    head.advance(&newer);
    let after = head.block([&event(2)]);
    verify(start, &[newer, after]).unwrap();
}

#[test]
fn only_refused_unseals_are_of_a_sealed_server() {
    let refused = Event {
        action: Action::Unseal,
        actor: Actor { kind: PrincipalKind::Anonymous, id: UserId([0; 16]), name: String::new(), access_key: None },
        outcome: Outcome::Failed { code: "Unauthenticated".into(), reason: "wrong passphrase".into() },
        ..event(1)
    };
    let of = |events: &[Event]| Chain::new(WriterId([1; 16])).block(events).is_of_sealed_server();
    assert!(of(&[refused.clone(), refused.clone()]));
    assert!(!of(&[refused.clone(), event(1)]));
    assert!(!of(&[Event { outcome: Outcome::Ok, ..refused.clone() }]));
    assert!(!of(&[Event { actor: event(1).actor, ..refused }]));
}
