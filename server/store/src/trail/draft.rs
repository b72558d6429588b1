//! An unfinished segment.

use super::values::storable;
use std::collections::HashMap;
use strongroom_domain::EventField;
use strongroom_trail::{Outcome, Stored};

/// The id at a position of a draft; 0 for no value.
pub(super) fn id(ids: &[(EventField, i64)], place: usize) -> i64 {
    place.checked_sub(1).and_then(|at| ids.get(at)).map_or(0, |&(_, id)| id)
}

/// Events to be encoded as columns. Each value is stored once, to save memory.
#[derive(Default)]
pub(super) struct SegmentDraft {
    pub first: u64,
    pub last: u64,
    pub ok: i64,
    /// Per event its time and, for each field, one more than the value's index in `values`; 0 for no value.
    pub rows: Vec<(i64, [usize; EventField::ALL.len()])>,
    pub values: Vec<(EventField, String)>,
    places: HashMap<EventField, HashMap<String, usize>>,
}

impl SegmentDraft {
    pub fn add(&mut self, stored: &Stored) {
        if self.rows.is_empty() {
            self.first = stored.sequence;
        }
        self.last = stored.sequence;
        self.ok += i64::from(stored.event.outcome == Outcome::Ok);
        let places =
            EventField::ALL.map(|field| stored.event.field(field).map_or(0, |value| self.place(field, &value)));
        self.rows.push((stored.event.time.0, places));
    }

    fn place(&mut self, field: EventField, value: &str) -> usize {
        let value = storable(value);
        let places = self.places.entry(field).or_default();
        if let Some(&place) = places.get(value.as_ref()) {
            return place;
        }
        self.values.push((field, value.clone().into_owned()));
        places.insert(value.into_owned(), self.values.len());
        self.values.len()
    }
}
