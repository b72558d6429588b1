//! Merkle trees as RFC 9162, section 2.1, defines them: SHA-256, byte 0 before a leaf, byte 1 before a node.
//!
//! A tree only grows at its right end. Of a tree that grows, [`Frontier`] keeps the roots of its complete subtrees, one for each bit
//! of its size. The proofs are made from all leaf hashes, and verified from a root and a few hashes.

use sha2::{Digest, Sha256};

/// A hash of the tree.
pub type TreeHash = [u8; 32];

/// The root of a tree without leaves.
pub fn empty_root() -> TreeHash {
    Sha256::digest([]).into()
}

/// The hash of a leaf.
pub fn leaf_hash(entry: &[u8]) -> TreeHash {
    let mut h = Sha256::new();
    h.update([0]);
    h.update(entry);
    h.finalize().into()
}

fn node(left: &TreeHash, right: &TreeHash) -> TreeHash {
    let mut h = Sha256::new();
    h.update([1]);
    h.update(left);
    h.update(right);
    h.finalize().into()
}

/// The right edge of a tree: enough to append to it and to compute its root.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of the complete subtrees, the largest first.
    peaks: Vec<TreeHash>,
}

impl Frontier {
    /// The edge of a tree of `size` leaves; `None` unless there is one subtree for each bit of the size. Compare [`Frontier::root`] with a
    /// root that is trusted before using it.
    pub fn from_peaks(size: u64, peaks: Vec<TreeHash>) -> Option<Self> {
        (peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees, the largest first.
    pub fn peaks(&self) -> &[TreeHash] {
        &self.peaks
    }

    /// Appends a leaf by its hash.
    pub fn push(&mut self, leaf: TreeHash) {
        let mut hash = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                hash = node(&left, &hash);
            }
        }
        self.peaks.push(hash);
        self.size += 1;
    }

    /// The root.
    pub fn root(&self) -> TreeHash {
        self.peaks.iter().copied().rev().reduce(|right, left| node(&left, &right)).unwrap_or_else(empty_root)
    }
}

/// The root of a tree with these leaf hashes.
pub fn root(leaves: &[TreeHash]) -> TreeHash {
    match leaves {
        [] => empty_root(),
        [only] => *only,
        _ => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(&root(left), &root(right))
        }
    }
}

/// The largest power of two below `n`, for `n` above 1.
fn split(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// Shows that a leaf is in a tree (RFC 9162, 2.1.3.1); `None` without such a leaf.
pub fn inclusion_proof(leaves: &[TreeHash], index: usize) -> Option<Vec<TreeHash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = match index.checked_sub(k) {
        None => (inclusion_proof(left, index)?, root(right)),
        Some(index) => (inclusion_proof(right, index)?, root(left)),
    };
    proof.push(other);
    Some(proof)
}

/// Whether the proof shows that a leaf is at this index of the tree with this size and root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: &TreeHash, index: u64, size: u64, proof: &[TreeHash], root: &TreeHash) -> bool {
    if index >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (index, size - 1, *leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(other, &hash);
            (at, last) = to_right_child(at, last);
        } else {
            hash = node(&hash, other);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Goes up while the node is the only child.
fn to_right_child(mut at: u64, mut last: u64) -> (u64, u64) {
    while at & 1 == 0 && at != 0 {
        (at, last) = (at >> 1, last >> 1);
    }
    (at, last)
}

/// Shows that the tree of the first `size` leaves is a prefix of the whole (RFC 9162, 2.1.4.1); `None` if there are fewer leaves, or for
/// size 0, which needs no proof.
pub fn consistency_proof(leaves: &[TreeHash], size: usize) -> Option<Vec<TreeHash>> {
    if size == 0 || size > leaves.len() { None } else { Some(subproof(leaves, size, true)) }
}

fn subproof(leaves: &[TreeHash], size: usize, whole: bool) -> Vec<TreeHash> {
    if size == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let k = split(leaves.len());
    let (left, right) = leaves.split_at(k);
    let (mut proof, other) = match size.checked_sub(k) {
        None | Some(0) => (subproof(left, size, whole), root(right)),
        Some(size) => (subproof(right, size, false), root(left)),
    };
    proof.push(other);
    proof
}

/// Whether the proof shows that the first tree is a prefix of the second (RFC 9162, 2.1.4.2). A tree is a prefix of itself, and the empty one
/// of each, by the empty proof.
pub fn verify_consistency(first: (u64, &TreeHash), second: (u64, &TreeHash), proof: &[TreeHash]) -> bool {
    let ((first_size, first_root), (second_size, second_root)) = (first, second);
    if first_size == second_size {
        return proof.is_empty() && first_root == second_root;
    }
    if first_size == 0 {
        return proof.is_empty() && *first_root == empty_root();
    }
    if first_size > second_size {
        return false;
    }
    // A complete subtree is its own beginning.
    let begin = first_size.is_power_of_two().then_some(first_root);
    let mut path = begin.into_iter().chain(proof);
    let Some(&hash) = path.next() else { return false };
    let (mut at, mut last) = (first_size - 1, second_size - 1);
    let up = at.trailing_ones();
    (at, last) = (at >> up, last >> up);
    let (mut one, mut two) = (hash, hash);
    for other in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (one, two) = (node(other, &one), node(other, &two));
            (at, last) = to_right_child(at, last);
        } else {
            two = node(&two, other);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && one == *first_root && two == *second_root
}
