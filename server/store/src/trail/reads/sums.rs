//! Reads added up.

use crate::trail::values::storable;
use serde::{Deserialize, Serialize};
use std::{collections::HashMap, net::IpAddr};
use strongroom_domain::{Action, Reader, ReaderNetwork, Timestamp};
use strongroom_trail::{Event, Outcome};

/// Whose reads are added up: the key of a row. Rows are written in the order of their keys.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct SumKey {
    pub secret: String,
    pub version: String,
    pub is_role: bool,
    pub reader: String,
    pub surface: u8,
    /// Empty if the reads came from no address.
    pub network: String,
    pub client: String,
}

/// What is known about them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sum {
    pub address: Option<IpAddr>,
    pub first: Timestamp,
    pub last: Timestamp,
    pub count: u64,
}

/// Sums of some events.
#[derive(Debug, Default)]
pub(super) struct Sums(pub HashMap<SumKey, Sum>);

impl Sums {
    /// Adds reads.
    pub fn add(&mut self, key: SumKey, sum: Sum) {
        self.0.entry(key).and_modify(|known| known.add(sum)).or_insert(sum);
    }
}

impl Sum {
    /// Adds what is known about further reads.
    pub fn add(&mut self, other: Self) {
        if other.last >= self.last {
            self.address = other.address;
        }
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.count += other.count;
    }
}

/// What an event adds to the sums; `None` unless it is a successful read.
pub(super) fn read(event: &Event) -> Option<(SumKey, Sum)> {
    if event.action != Action::GetSecretValue || event.outcome != Outcome::Ok {
        return None;
    }
    let target = event.target.as_ref()?;
    let reader = Reader::of(event.actor.kind, &event.actor.name);
    let text = |text: &str| storable(text).into_owned();
    let key = SumKey {
        secret: text(&target.name),
        version: text(target.version.as_deref()?),
        is_role: reader.is_role,
        reader: text(&reader.name),
        surface: event.surface.code(),
        network: event.address.map(|address| ReaderNetwork::of(address).to_string()).unwrap_or_default(),
        client: text(&event.agent),
    };
    Some((key, Sum { address: event.address, first: event.time, last: event.time, count: 1 }))
}
