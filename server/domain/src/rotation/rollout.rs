//! A rotation that first gives part of the readers the new credential.

use crate::{Field, FieldError, Problem, Reader, ReaderNetwork, RoleName, Unit, UserName, VersionId, limits};
use serde::{Deserialize, Serialize};

/// Which readers are given the new credential first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RolloutGroup {
    /// These, from wherever they read.
    Named(Vec<Reader>),
    /// This share of all, in percent: 1 to 99.
    Share(u8),
}

/// How a rotation rolls out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rollout {
    /// Who is first.
    pub group: RolloutGroup,
    /// After how many seconds all the others follow; only when a person says so if absent.
    pub all_after_s: Option<u32>,
}

/// The version that part of a secret's readers are given as its current one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedVersion {
    /// The version.
    pub version: VersionId,
    /// To whom.
    pub group: RolloutGroup,
}

impl Rollout {
    /// Checks names, share and time.
    ///
    /// # Errors
    /// The rule that does not hold.
    pub fn check(&self) -> Result<(), FieldError> {
        let range = |field, min, max, unit| Err(FieldError::new(field, Problem::Range { min, max, unit }));
        match &self.group {
            RolloutGroup::Named(readers) if readers.is_empty() || readers.len() > limits::ROLLOUT_READERS => {
                return range(Field::RolloutReaders, 1, limits::ROLLOUT_READERS as u32, Unit::Entries);
            }
            RolloutGroup::Share(share) if !(1..=99).contains(share) => {
                return range(Field::RolloutShare, 1, 99, Unit::Percent);
            }
            RolloutGroup::Named(readers) => check_names(readers)?,
            RolloutGroup::Share(_) => {}
        }
        match self.all_after_s {
            Some(seconds) if !(limits::ROLLOUT_MIN_S..=limits::GRACE_MAX_S).contains(&seconds) => {
                range(Field::RolloutTime, limits::ROLLOUT_MIN_S, limits::GRACE_MAX_S, Unit::Seconds)
            }
            _ => Ok(()),
        }
    }
}

fn check_names(readers: &[Reader]) -> Result<(), FieldError> {
    let named = |error: FieldError| FieldError { field: Field::RolloutReaders, ..error };
    for (at, Reader { is_role, name }) in readers.iter().enumerate() {
        let checked = if *is_role { RoleName::new(name).map(drop) } else { UserName::new(name).map(drop) };
        checked.map_err(named)?;
        if readers[..at].iter().any(|earlier| earlier.is_role == *is_role && earlier.name == *name) {
            return Err(FieldError::new(Field::RolloutReaders, Problem::Duplicate));
        }
    }
    Ok(())
}

impl OfferedVersion {
    /// Whether a reader is given it. The same reader in the same network always is, or never.
    pub fn is_for(&self, reader: &Reader, network: Option<ReaderNetwork>) -> bool {
        match &self.group {
            RolloutGroup::Named(readers) => readers.contains(reader),
            RolloutGroup::Share(share) => {
                let network = network.map(|network| network.to_string()).unwrap_or_default();
                let kind = if reader.is_role { "role" } else { "user" };
                // Of each version others are first.
                percentile([self.version.as_str(), kind, &reader.name, &network]) < u64::from(*share)
            }
        }
    }
}

/// A number below 100 for these texts: FNV-1a over each with its end, then the mixing of SplitMix64. Spread evenly, not secret.
fn percentile(texts: [&str; 4]) -> u64 {
    let bytes = texts.iter().flat_map(|text| text.bytes().chain([0xff]));
    let mut hash = bytes
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (hash ^ (hash >> 31)) % 100
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn reader(n: usize) -> Reader {
        Reader { is_role: n.is_multiple_of(2), name: format!("service-{}", n / 2) }
    }

    fn offered(group: RolloutGroup) -> OfferedVersion {
        OfferedVersion { version: VersionId::new("v2").unwrap(), group }
    }

    #[test]
    fn share_is_about_the_share_and_grows_without_losing_anybody() {
        let network = "10.0.0.0/24".parse().ok();
        let mut before = Vec::new();
        for share in [1, 10, 50, 99] {
            let offered = offered(RolloutGroup::Share(share));
            let now: Vec<_> = (0..10_000).map(|n| offered.is_for(&reader(n), network)).collect();
            let count = now.iter().filter(|is| **is).count();
            assert!(count.abs_diff(usize::from(share) * 100) < 200, "{share}: {count}");
            assert!(before.iter().zip(&now).all(|(before, now): (&bool, _)| !before || *now));
            before = now;
        }
    }

    #[test]
    fn named_readers_are_meant_with_their_kind() {
        let role = Reader { is_role: true, name: "web".to_owned() };
        let offered = offered(RolloutGroup::Named(vec![role.clone()]));
        assert!(offered.is_for(&role, None) && !offered.is_for(&Reader { is_role: false, ..role }, None));
    }

    #[test]
    fn limits_are_checked() {
        let rollout = |group, all_after_s| Rollout { group, all_after_s }.check().err().map(|error| error.field);
        assert_eq!(rollout(RolloutGroup::Share(50), Some(600)), None);
        for share in [0, 100] {
            assert_eq!(rollout(RolloutGroup::Share(share), None), Some(Field::RolloutShare));
        }
        assert_eq!(rollout(RolloutGroup::Named(Vec::new()), None), Some(Field::RolloutReaders));
        let role = |name: &str| Reader { is_role: true, name: name.to_owned() };
        for names in [vec![role("web/pod-1")], vec![role("")], vec![role("web"), role("web")]] {
            assert_eq!(rollout(RolloutGroup::Named(names), None), Some(Field::RolloutReaders));
        }
        assert_eq!(rollout(RolloutGroup::Share(1), Some(1)), Some(Field::RolloutTime));
    }
}
