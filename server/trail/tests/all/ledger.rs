//! Blocks against checkpoints.

use super::blocks;
use strongroom_domain::Timestamp;
use strongroom_trail::{merkle::Frontier, *};

const INSTALLATION: [u8; 16] = [1; 16];

/// Two chains with a checkpoint after each step of them: blocks in the order of their leaves, and the checkpoints.
fn trail() -> Vec<(Vec<Block>, Checkpoint)> {
    let (a, b) = (blocks(1, &[1, 3, 2, 5]), blocks(2, &[4, 1]));
    let steps =
        [vec![a[0].clone(), a[1].clone()], vec![a[2].clone(), b[0].clone()], vec![b[1].clone()], vec![a[3].clone()]];
    let mut ledger = Ledger::new();
    let step = |(time, blocks): (usize, Vec<Block>)| {
        blocks.iter().for_each(|block| ledger.add(block).unwrap());
        let checkpoint = ledger.checkpoint(INSTALLATION, Timestamp(time as i64));
        ledger.reach(&checkpoint).unwrap();
        (blocks, checkpoint)
    };
    steps.into_iter().enumerate().map(step).collect()
}

fn verify(trail: &[(Vec<Block>, Checkpoint)]) -> Result<Ledger, TrailFault> {
    let mut ledger = Ledger::new();
    for (blocks, checkpoint) in trail {
        blocks.iter().try_for_each(|block| ledger.add(block))?;
        ledger.reach(checkpoint)?;
    }
    Ok(ledger)
}

#[test]
fn trail_verifies_against_its_checkpoints() {
    let trail = trail();
    let ledger = verify(&trail).unwrap();
    assert_eq!((ledger.blocks(), ledger.events()), (6, 16));
    let numbers: Vec<_> = trail.iter().map(|(_, checkpoint)| checkpoint.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4]);
    assert_eq!(trail[2].1.moved.len(), 1, "only chains that moved are named");
}

#[test]
fn ledger_continues_at_a_checkpoint_with_what_was_stored_beside_it() {
    let trail = trail();
    let before = verify(&trail[..2]).unwrap();
    let heads: Vec<_> = before.heads().copied().collect();
    let tree = Frontier::from_peaks(before.tree().size(), before.tree().peaks().to_vec());
    let mut ledger = Ledger::at(&trail[1].1, heads.clone(), tree.clone()).unwrap();
    for (blocks, checkpoint) in &trail[2..] {
        blocks.iter().for_each(|block| ledger.add(block).unwrap());
        assert_eq!(ledger.checkpoint(INSTALLATION, checkpoint.time), *checkpoint);
        ledger.reach(checkpoint).unwrap();
    }
    let mut fewer = heads.clone();
    fewer.pop();
    let mut changed = heads.clone();
    changed[0].sequence -= 1;
    let smaller = Frontier::from_peaks(2, tree.clone().unwrap().peaks()[..1].to_vec());
    for (heads, tree) in [(fewer, tree.clone()), (changed, tree), (heads.clone(), smaller), (heads, None)] {
        assert_eq!(Ledger::at(&trail[1].1, heads, tree).err(), Some(TrailFault::Tree { number: 2 }));
    }
}

#[test]
fn removed_replaced_and_rebuilt_parts_are_named() {
    let good = trail();
    let writer = WriterId([1; 16]);

    let mut middle = good.clone();
    middle[0].0.remove(1);
    let fault = verify(&middle).err().unwrap();
    assert_eq!(fault, TrailFault::Replaced { writer, sequence: 4 });

    let mut newest = good.clone();
    newest[3].0.clear();
    assert_eq!(verify(&newest).err(), Some(TrailFault::Replaced { writer, sequence: 11 }));

    let mut gap = good.clone();
    gap[1].0.remove(0);
    assert!(matches!(verify(&gap).err(), Some(TrailFault::Replaced { sequence: 6, .. })));

    // The whole chain made anew without one event: its own hashes are right.
    let mut rebuilt = good.clone();
    rebuilt[0].0 = blocks(1, &[1, 2]);
    assert_eq!(verify(&rebuilt).err(), Some(TrailFault::Replaced { writer, sequence: 4 }));

    // The same events in other blocks: the same hashes, another tree.
    let mut reblocked = good.clone();
    reblocked[0].0 = blocks(1, &[4]);
    let fault = verify(&reblocked).err().unwrap();
    assert!(matches!(fault, TrailFault::Replaced { .. } | TrailFault::Tree { number: 1 }), "{fault:?}");

    // A second chain that no checkpoint saw born.
    let mut unseen = good.clone();
    unseen[2].0.push(blocks(3, &[1])[0].clone());
    assert_eq!(verify(&unseen).err(), Some(TrailFault::Tree { number: 3 }));

    let mut without = good.clone();
    without.remove(2);
    assert!(verify(&without).is_err());
    let mut swapped = good;
    swapped[2].1.time = Timestamp(99);
    assert_eq!(verify(&swapped).err(), Some(TrailFault::CheckpointGap { number: 4 }), "the next one names the other");
}

#[test]
fn accepted_checkpoint_begins_a_tree_of_its_own() {
    let trail = trail();
    let (a, b) = (blocks(1, &[1, 3, 2, 5]), blocks(2, &[4, 1]));
    let mut ledger = Ledger::new();
    a[..3].iter().chain(&b[..1]).for_each(|block| ledger.add(block).unwrap());
    let accepted = ledger.accepted(INSTALLATION, 120, Timestamp(9), Some(trail[1].1.link()));
    assert!(accepted.begins_tree());
    assert_eq!(Checkpoint::decode(&accepted.bytes()).unwrap(), accepted);
    ledger.reach(&accepted).unwrap();
    ledger.add(&b[1]).unwrap();
    let next = ledger.checkpoint(INSTALLATION, Timestamp(10));
    assert_eq!((next.number, next.follows), (121, Predecessor::Previous(accepted.link())));
    ledger.reach(&next).unwrap();
    // It follows nothing, so it cannot be put behind a ledger that has begun.
    assert_eq!(verify(&trail).unwrap().reach(&accepted), Err(TrailFault::CheckpointGap { number: 120 }));
}
