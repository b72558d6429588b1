//! A line diff of two texts.

/// Whether a line is in the old text, the new text, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineChange {
    /// In both texts.
    Same,
    /// Only in the new text.
    Added,
    /// Only in the old text.
    Removed,
}

/// Above this many pairs of lines, the differing part is reported as removed and added.
const MOST_PAIRS: usize = 4_000_000;

/// Every line of both texts, in order, removed lines before added ones. Matches as many lines as possible.
pub fn compare<'a>(older: &'a str, newer: &'a str) -> Vec<(LineChange, &'a str)> {
    let (old, new): (Vec<_>, Vec<_>) = (older.lines().collect(), newer.lines().collect());
    let start = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (head, old, new) = (old.iter().take(start), old.get(start..).unwrap_or(&[]), new.get(start..).unwrap_or(&[]));
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let (old, tail) = old.split_at(old.len() - end);
    let new = new.split_at(new.len() - end).0;
    let mut changes: Vec<_> = head.map(|line| (LineChange::Same, *line)).collect();
    middle(old, new, &mut changes);
    changes.extend(tail.iter().map(|line| (LineChange::Same, *line)));
    changes
}

/// The longest common subsequence, by a table of its lengths from each pair of lines.
fn middle<'a>(old: &[&'a str], new: &[&'a str], changes: &mut Vec<(LineChange, &'a str)>) {
    let width = new.len() + 1;
    let fits = (old.len() + 1).saturating_mul(width) <= MOST_PAIRS;
    let mut lengths = vec![0_u32; if fits { (old.len() + 1) * width } else { 0 }];
    let length = |lengths: &[u32], i: usize, j: usize| lengths.get(i * width + j).copied().unwrap_or_default();
    if fits {
        for (i, a) in old.iter().enumerate().rev() {
            for (j, b) in new.iter().enumerate().rev() {
                let longest = match a == b {
                    true => length(&lengths, i + 1, j + 1) + 1,
                    false => length(&lengths, i + 1, j).max(length(&lengths, i, j + 1)),
                };
                if let Some(place) = lengths.get_mut(i * width + j) {
                    *place = longest;
                }
            }
        }
    }
    let (mut i, mut j) = (0, 0);
    loop {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if fits && a == b => {
                changes.push((LineChange::Same, a));
                (i, j) = (i + 1, j + 1);
            }
            (Some(a), b) if b.is_none() || length(&lengths, i + 1, j) >= length(&lengths, i, j + 1) => {
                changes.push((LineChange::Removed, a));
                i += 1;
            }
            (_, Some(b)) => {
                changes.push((LineChange::Added, b));
                j += 1;
            }
            _ => break,
        }
    }
}

/// Consecutive lines that are shown or collapsed together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiffPart<'a> {
    /// Whether they are collapsed because they are far from every change.
    pub folded: bool,
    /// Each line with its numbers in the old and the new text.
    pub lines: Vec<(LineChange, Option<usize>, Option<usize>, &'a str)>,
}

/// Numbers the lines and collapses those farther than `near` lines from every change, if there are more than two.
pub fn parts<'a>(changes: &[(LineChange, &'a str)], near: usize) -> Vec<DiffPart<'a>> {
    let changed = |at: usize| changes.get(at).is_some_and(|(change, _)| *change != LineChange::Same);
    let far = |at: usize| !(at.saturating_sub(near)..=at + near).any(changed);
    let (mut older, mut newer) = (0, 0);
    let mut parts: Vec<DiffPart<'a>> = Vec::new();
    for (at, (change, text)) in changes.iter().enumerate() {
        older += usize::from(*change != LineChange::Added);
        newer += usize::from(*change != LineChange::Removed);
        let line = (
            *change,
            (*change != LineChange::Added).then_some(older),
            (*change != LineChange::Removed).then_some(newer),
            *text,
        );
        match parts.last_mut() {
            Some(part) if part.folded == far(at) => part.lines.push(line),
            _ => parts.push(DiffPart { folded: far(at), lines: vec![line] }),
        }
    }
    for part in &mut parts {
        part.folded &= part.lines.len() > 2;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use LineChange::{Added, Removed, Same};

    #[test]
    fn equal_lines_are_matched() {
        assert_eq!(compare("", ""), []);
        assert_eq!(compare("a\nb", "a\nb"), [(Same, "a"), (Same, "b")]);
        assert_eq!(compare("", "a"), [(Added, "a")]);
        assert_eq!(compare("a", ""), [(Removed, "a")]);
        assert_eq!(compare("a\nb\nc", "a\nx\nc"), [(Same, "a"), (Removed, "b"), (Added, "x"), (Same, "c")]);
        assert_eq!(
            compare("1\n2\n3\n4", "0\n2\n4\n5"),
            [(Removed, "1"), (Added, "0"), (Same, "2"), (Removed, "3"), (Same, "4"), (Added, "5")]
        );
        // A repeated line is not absorbed by the equal ends.
        assert_eq!(compare("a\na", "a"), [(Same, "a"), (Removed, "a")]);
    }

    #[test]
    fn changes_contain_both_texts() {
        let text = |seed: u32| -> String {
            let mut state = seed.wrapping_mul(2_654_435_761).wrapping_add(1);
            let mut next = || {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                state >> 24
            };
            (0..next() % 20).map(|_| ["a\n", "b\n", "c\n"][next() as usize % 3]).collect()
        };
        for seed in 0..500 {
            let (older, newer) = (text(seed), text(seed + 1_000));
            let changes = compare(&older, &newer);
            let without = |gone: LineChange| -> String {
                changes.iter().filter(|(change, _)| *change != gone).map(|(_, line)| format!("{line}\n")).collect()
            };
            assert_eq!((without(Added), without(Removed)), (older, newer));
        }
    }

    #[test]
    fn very_long_texts_use_no_table() {
        let older: String = (0..3_000).map(|n| format!("old {n}\n")).collect();
        let newer: String = (0..3_000).map(|n| format!("new {n}\n")).collect();
        let changes = compare(&older, &newer);
        assert_eq!(changes.len(), 6_000);
        assert!(changes.iter().take(3_000).all(|(change, _)| *change == Removed));
    }

    #[test]
    fn lines_far_from_changes_are_collapsed() {
        let older: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let newer = older.replace("10\n", "ten\n");
        let parts = parts(&compare(&older, &newer), 3);
        let shape: Vec<_> = parts.iter().map(|part| (part.folded, part.lines.len())).collect();
        assert_eq!(shape, [(true, 6), (false, 8), (true, 7)]);
        assert_eq!(parts[1].lines[3], (Removed, Some(10), None, "10"));
        assert_eq!(parts[1].lines[4], (Added, None, Some(10), "ten"));
        assert_eq!(parts[2].lines[0], (Same, Some(14), Some(14), "14"));
    }
}
