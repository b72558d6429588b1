//! Who has read the new version of a secret, and who still has the old one.

use crate::{
    CoreError,
    engine::Context,
    ports::{ReadSlice, VersionReads},
    rows::SecretRow,
};
use std::collections::BTreeMap;
use strongroom_domain::{Reader, ReaderNetwork, Surface, Timestamp, VersionId};

/// At most this many sums of reads are compared, those of the latest reads.
const MOST: u32 = 10_000;

/// Readers between two versions. People who look at a value in the console are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migration {
    /// Those whose last read was of the new version.
    pub moved: Vec<MigratingReader>,
    /// Those whose last read was of the old version.
    pub remaining: Vec<MigratingReader>,
    /// Whether there were more readers than are compared, so that some may be missing.
    pub more: bool,
}

/// One reader, in one network: elsewhere it may be at another version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigratingReader {
    /// Who.
    pub reader: Reader,
    /// From where.
    pub network: Option<ReaderNetwork>,
    /// The last read of either version.
    pub last: Timestamp,
}

/// The readers of two versions of a secret.
pub(crate) async fn migration(
    cx: &Context<'_>,
    secret: &SecretRow,
    old: &VersionId,
    new: &VersionId,
) -> Result<Migration, CoreError> {
    let versions = vec![old.clone(), new.clone()];
    // Version ids of an earlier secret of this name may be the same.
    let slice = ReadSlice { secret: secret.name.clone(), versions, since: secret.created, limit: MOST };
    let reads = cx.store().version_reads(&slice).await?;
    Ok(Migration { more: reads.len() >= MOST as usize, ..between(&reads, new) })
}

fn between(reads: &[VersionReads], new: &VersionId) -> Migration {
    let mut readers: BTreeMap<(&Reader, Option<ReaderNetwork>), [Option<Timestamp>; 2]> = BTreeMap::new();
    for read in reads.iter().filter(|read| read.surface != Surface::Console) {
        let [of_old, of_new] = readers.entry((&read.reader, read.network)).or_default();
        let last = if read.version == *new { of_new } else { of_old };
        *last = Some(read.last).max(*last);
    }
    let mut migration = Migration::default();
    for ((reader, network), [of_old, of_new]) in readers {
        // Of two in the same millisecond the old one may have been the last.
        let list = if of_new > of_old { &mut migration.moved } else { &mut migration.remaining };
        let last = of_new.max(of_old).unwrap_or(Timestamp(i64::MIN));
        list.push(MigratingReader { reader: reader.clone(), network, last });
    }
    migration
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn reader_has_moved_when_its_last_read_was_of_the_new_version() {
        let read = |name: &str, network: &str, version: &str, last: i64, surface| VersionReads {
            version: VersionId::new(version).unwrap(),
            reader: Reader { is_role: false, name: name.to_owned() },
            surface,
            network: network.parse().ok(),
            client: String::new(),
            address: None,
            first: Timestamp(0),
            last: Timestamp(last),
            count: 1,
        };
        let (here, there, api) = ("10.0.0.0/24", "10.0.1.0/24", Surface::Aliyun);
        let reads = [
            read("a", here, "v1", 1, api),
            read("a", here, "v2", 2, api),
            read("a", there, "v1", 3, api),
            read("b", here, "v2", 4, api),
            read("b", here, "v1", 5, api),
            read("c", here, "v2", 6, api),
            read("person", here, "v1", 7, Surface::Console),
        ];
        let Migration { moved, remaining, .. } = between(&reads, &VersionId::new("v2").unwrap());
        let names = |list: &[MigratingReader]| -> Vec<_> {
            list.iter().map(|one| (one.reader.name.clone(), one.network.unwrap().to_string())).collect()
        };
        assert_eq!(names(&moved), [("a".to_owned(), here.to_owned()), ("c".to_owned(), here.to_owned())]);
        assert_eq!(names(&remaining), [("a".to_owned(), there.to_owned()), ("b".to_owned(), here.to_owned())]);
        let tie = [read("a", here, "v1", 1, api), read("a", here, "v2", 1, api)];
        assert_eq!(between(&tie, &VersionId::new("v2").unwrap()).remaining.len(), 1, "a tie counts as the old one");
    }
}
