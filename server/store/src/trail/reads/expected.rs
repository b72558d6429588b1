//! What the rows must say, added up from events.

use super::{
    progress::AddedReads,
    sums::{Sum, SumKey, read},
};
use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
};
use strongroom_trail::Stored;

/// Sums of events. Several reads may be the last at one time: the row has the address of one of them.
#[derive(Default)]
pub(crate) struct ExpectedReads(HashMap<SumKey, (Sum, BTreeSet<Option<IpAddr>>)>);

impl ExpectedReads {
    /// Adds an event, if it is a successful read and in the rows.
    pub fn add(&mut self, stored: &Stored, added: &AddedReads) {
        let Some((key, sum)) = read(&stored.event) else { return };
        if !added.includes(stored.sequence, &key) {
            return;
        }
        let (known, addresses) = self.0.entry(key).or_insert((Sum { count: 0, ..sum }, BTreeSet::new()));
        if sum.last > known.last {
            addresses.clear();
        }
        if sum.last >= known.last {
            addresses.insert(sum.address);
        }
        known.add(sum);
    }

    /// Secret and version of the first row that is not as it must be, too many, or missing.
    pub fn difference(mut self, rows: Vec<(SumKey, Sum)>) -> Option<(String, String)> {
        for (key, found) in rows {
            let same = self.0.remove(&key).is_some_and(|(sum, addresses)| {
                (sum.first, sum.last, sum.count) == (found.first, found.last, found.count)
                    && addresses.contains(&found.address)
            });
            if !same {
                return Some((key.secret, key.version));
            }
        }
        self.0.into_keys().next().map(|key| (key.secret, key.version))
    }
}
