//! Trees: the customary vectors, and proofs against brute force.

use proptest::prelude::*;
use strongroom_trail::{hex, merkle::*};

/// The eight leaves of the tests of RFC 6962, and the roots by size.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves(count: usize) -> Vec<TreeHash> {
    (0..count).map(|n| leaf_hash(&n.to_be_bytes())).collect()
}

#[test]
fn roots_are_those_of_the_published_vectors() {
    let leaves: Vec<_> = LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect();
    let mut grown = Frontier::default();
    for size in 0..=8 {
        assert_eq!(hex(&root(&leaves[..size])), ROOTS[size]);
        assert_eq!(hex(&grown.root()), ROOTS[size]);
        if let Some(next) = leaves.get(size) {
            grown.push(*next);
        }
    }
}

#[test]
fn grown_tree_has_the_root_of_the_whole_and_continues_from_its_peaks() {
    let all = leaves(300);
    let mut grown = Frontier::default();
    for (size, leaf) in all.iter().enumerate() {
        assert_eq!(grown.root(), root(&all[..size]));
        grown = Frontier::from_peaks(grown.size(), grown.peaks().to_vec()).unwrap();
        grown.push(*leaf);
    }
    assert_eq!((grown.size(), grown.root()), (300, root(&all)));
    assert_eq!(Frontier::from_peaks(300, vec![[0; 32]]), None);
}

#[test]
fn every_inclusion_proof_up_to_40_leaves_verifies_at_its_place_alone() {
    for size in 0..=40 {
        let all = leaves(size);
        let root = root(&all);
        assert_eq!(inclusion_proof(&all, size), None);
        for index in 0..size {
            let proof = inclusion_proof(&all, index).unwrap();
            for at in 0..size {
                let holds = verify_inclusion(&all[index], at as u64, size as u64, &proof, &root);
                assert_eq!(holds, at == index, "{index} at {at} of {size}");
            }
            assert!(!verify_inclusion(&leaf_hash(b"x"), index as u64, size as u64, &proof, &root));
            assert!(!verify_inclusion(&all[index], size as u64, size as u64, &proof, &root));
        }
    }
}

#[test]
fn every_consistency_proof_up_to_40_leaves_verifies_for_its_sizes_alone() {
    for size in 1..=40 {
        let all = leaves(size);
        let whole = (size as u64, &root(&all));
        for first in 1..=size {
            let proof = consistency_proof(&all, first).unwrap();
            let before = root(&all[..first]);
            assert!(verify_consistency((first as u64, &before), whole, &proof), "{first} of {size}");
            for other in 1..=size {
                let claimed = root(&all[..other]);
                let holds = verify_consistency((other as u64, &claimed), whole, &proof);
                assert_eq!(holds, other == first, "the proof for {first} of {size} as one for {other}");
            }
            // Another history of the same length.
            let mut changed = all.clone();
            changed[first - 1] = leaf_hash(b"changed");
            assert!(!verify_consistency((first as u64, &root(&changed[..first])), whole, &proof));
        }
        assert!(verify_consistency((0, &empty_root()), whole, &[]));
        assert_eq!(consistency_proof(&all, 0), None);
        assert_eq!(consistency_proof(&all, size + 1), None);
    }
}

proptest! {
    #[test]
    fn proofs_of_large_trees_verify_and_altered_ones_do_not(size in 1usize..3000, a in 0usize..3000, bit in 0usize..256) {
        let all = leaves(size);
        let (index, whole) = (a % size, root(&all));
        let mut proof = inclusion_proof(&all, index).unwrap();
        prop_assert!(verify_inclusion(&all[index], index as u64, size as u64, &proof, &whole));
        if let Some(hash) = proof.first_mut() {
            hash[bit / 8] ^= 1 << (bit % 8);
            prop_assert!(!verify_inclusion(&all[index], index as u64, size as u64, &proof, &whole));
        }
        let first = index + 1;
        let before = root(&all[..first]);
        let mut proof = consistency_proof(&all, first).unwrap();
        prop_assert!(verify_consistency((first as u64, &before), (size as u64, &whole), &proof));
        proof.push([0; 32]);
        prop_assert!(!verify_consistency((first as u64, &before), (size as u64, &whole), &proof));
        proof.truncate(proof.len().saturating_sub(2));
        let shorter = verify_consistency((first as u64, &before), (size as u64, &whole), &proof);
        prop_assert!(!shorter || first == size);
    }
}
