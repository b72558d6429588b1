//! The bytes of checkpoints and their signature.

use ed25519_dalek::{Signer, SigningKey};
use proptest::prelude::*;
use strongroom_domain::Timestamp;
use strongroom_trail::*;

fn key() -> (SigningKey, CheckpointKey) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let public = CheckpointKey(key.verifying_key().to_bytes());
    (key, public)
}

fn head(n: u8) -> Head {
    Head { writer: WriterId([n; 16]), sequence: u64::from(n) * 10, hash: [n; 32] }
}

fn checkpoint() -> Checkpoint {
    Checkpoint {
        installation: [1; 16],
        number: 5,
        time: Timestamp(1_795_000_000_000),
        follows: Predecessor::Previous(CheckpointLink { number: 4, digest: [9; 32] }),
        moved: vec![head(1), head(3)],
        heads: heads_root(&[head(1), head(2), head(3)]),
        tree: TreeHead { size: 77, root: [8; 32] },
        registry: None,
    }
}

fn signed(checkpoint: Checkpoint) -> SignedCheckpoint {
    let signature = key().0.sign(&checkpoint.bytes()).to_bytes();
    SignedCheckpoint { checkpoint, signature }
}

#[test]
fn checkpoints_survive_encoding_and_lines() {
    let link = CheckpointLink { number: 4, digest: [9; 32] };
    for follows in [
        Predecessor::First,
        Predecessor::Previous(link),
        Predecessor::Accepted(None),
        Predecessor::Accepted(Some(link)),
    ] {
        for registry in [None, Some([6; 32])] {
            let number = if follows == Predecessor::First { 1 } else { 5 };
            let one = Checkpoint { number, follows, registry, ..checkpoint() };
            assert_eq!(Checkpoint::decode(&one.bytes()).unwrap(), one);
            let line = signed(one.clone()).line();
            assert!(!line.contains('\n'));
            let read = SignedCheckpoint::from_line(&line).unwrap();
            assert_eq!(read.verify(&key().1).unwrap(), &one);
        }
    }
}

#[test]
fn numbers_and_writers_out_of_order_are_no_checkpoint() {
    let link = CheckpointLink { number: 5, digest: [9; 32] };
    for bad in [
        Checkpoint { follows: Predecessor::First, ..checkpoint() },
        Checkpoint { follows: Predecessor::Previous(link), ..checkpoint() },
        Checkpoint { follows: Predecessor::Accepted(Some(link)), ..checkpoint() },
        Checkpoint { follows: Predecessor::Accepted(None), number: 0, ..checkpoint() },
        Checkpoint { moved: vec![head(3), head(1)], ..checkpoint() },
        Checkpoint { moved: vec![head(3), head(3)], ..checkpoint() },
    ] {
        assert_eq!(Checkpoint::decode(&bad.bytes()), Err(CheckpointError::Malformed), "{bad:?}");
    }
    let mut newer = checkpoint().bytes();
    newer[4] = 2;
    assert_eq!(Checkpoint::decode(&newer), Err(CheckpointError::Newer));
}

#[test]
fn every_cut_extension_and_flipped_bit_is_refused() {
    let good = signed(checkpoint());
    let bytes = good.checkpoint.bytes();
    for cut in 0..bytes.len() {
        assert!(Checkpoint::decode(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    assert!(Checkpoint::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
    for at in 0..bytes.len() * 8 {
        let mut bad = bytes.clone();
        bad[at / 8] ^= 1 << (at % 8);
        if let Ok(checkpoint) = Checkpoint::decode(&bad) {
            assert_eq!(checkpoint.bytes(), bad, "one encoding each");
            let forged = SignedCheckpoint { checkpoint, signature: good.signature };
            assert_eq!(forged.verify(&key().1), Err(CheckpointError::Signature), "bit {at}");
        }
    }
    for at in 0..512 {
        let mut forged = good.clone();
        forged.signature[at / 8] ^= 1 << (at % 8);
        assert!(forged.verify(&key().1).is_err(), "bit {at} of the signature");
    }
    assert!(good.verify(&CheckpointKey([0; 32])).is_err());
}

#[test]
fn lines_of_strangers_are_refused() {
    let line = signed(checkpoint()).line();
    let other_number = line.replacen('5', "6", 1);
    for bad in ["", "5", "5 x y z", &line[..line.len() - 1], &format!("{line} "), &other_number, &line.to_uppercase()] {
        assert_eq!(SignedCheckpoint::from_line(bad), Err(CheckpointError::Malformed), "{bad}");
    }
}

proptest! {
    #[test]
    fn different_heads_have_different_roots(a in proptest::collection::btree_map(0u8..9, 0u64..4, 0..6),
                                            b in proptest::collection::btree_map(0u8..9, 0u64..4, 0..6)) {
        let root = |map: &std::collections::BTreeMap<u8, u64>| {
            let heads: Vec<_> = map.iter().map(|(n, sequence)| Head { sequence: *sequence, ..head(*n) }).collect();
            heads_root(&heads)
        };
        prop_assert_eq!(root(&a) == root(&b), a == b);
    }

    #[test]
    fn arbitrary_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let magic = [b"SRCP\x01".as_slice(), &bytes].concat();
        if let Ok(read) = Checkpoint::decode(&magic) {
            prop_assert_eq!(read.bytes(), magic);
        }
    }
}
