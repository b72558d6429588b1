//! The searchable fields of a segment's events as columns, about ten bytes per event.
//!
//! Encoding, version 1: the version; the number of events; each time as the difference to the one before; then per field of
//! [`EventField::ALL`] the ids of the values that occur (differences again) and for each event which of them it has, in one
//! byte, in two when there are more than 256, or not at all when there is one. Id 0 stands for "has no such value". Numbers
//! are LEB128, differences zigzag.

use crate::error::corrupt;
use std::collections::{HashMap, HashSet};
use strongroom_core::ports::StoreError;
use strongroom_domain::EventField;

const VERSION: u64 = 1;
const FIELDS: usize = EventField::ALL.len();

/// The columns of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    /// Time of each event, in milliseconds.
    pub times: Vec<i64>,
    /// One per field, in the order of [`EventField::ALL`].
    pub fields: [Column; FIELDS],
}

/// One field of all events.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Column {
    /// Ids that occur.
    pub ids: Vec<i64>,
    /// For each event the index of its id in `ids`.
    pub places: Vec<u16>,
}

/// Ids per field: each listed field of an event must have one of them.
pub(crate) type Wanted = Vec<(EventField, HashSet<i64>)>;

impl Columns {
    /// Most events of a segment: positions are two bytes.
    pub const MOST: usize = u16::MAX as usize;

    /// Makes columns of rows: a time, and an id per field.
    pub fn of(rows: impl IntoIterator<Item = (i64, [i64; FIELDS])>) -> Self {
        let (times, rows): (_, Vec<_>) = rows.into_iter().unzip();
        let mut columns = Self { times, ..Self::default() };
        for (field, column) in columns.fields.iter_mut().enumerate() {
            let mut known = HashMap::new();
            for ids in &rows {
                let id = ids[field];
                let place = *known.entry(id).or_insert_with(|| {
                    column.ids.push(id);
                    (column.ids.len() - 1) as u16
                });
                column.places.push(place);
            }
        }
        columns
    }

    /// Which events have a wanted id in every wanted field.
    pub fn matches(&self, wanted: &Wanted) -> Vec<bool> {
        let mut mask = vec![true; self.times.len()];
        for (field, ids) in wanted {
            let column = self.field(*field);
            let found: Vec<bool> = column.ids.iter().map(|id| ids.contains(id)).collect();
            for (slot, &place) in mask.iter_mut().zip(&column.places) {
                *slot &= found.get(usize::from(place)).copied().unwrap_or(false);
            }
        }
        mask
    }

    /// The column of a field.
    pub fn field(&self, field: EventField) -> &Column {
        // Codes run from 1 in the order of ALL; a test says so.
        &self.fields[(usize::from(field.code()) - 1).min(FIELDS - 1)]
    }

    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.times.len() * 10);
        number(&mut out, VERSION);
        number(&mut out, self.times.len() as u64);
        differences(&mut out, &self.times);
        for column in &self.fields {
            number(&mut out, column.ids.len() as u64);
            differences(&mut out, &column.ids);
            match column.ids.len() {
                0 | 1 => {}
                2..=256 => out.extend(column.places.iter().map(|&place| place as u8)),
                _ => out.extend(column.places.iter().flat_map(|place| place.to_le_bytes())),
            }
        }
        out
    }

    /// # Errors
    /// The bytes were not written by [`Columns::encode`].
    pub fn decode(bytes: &[u8]) -> Result<Self, StoreError> {
        read(&mut ColumnReader(bytes)).ok_or_else(|| corrupt("trail_segment.columns"))
    }
}

fn read(r: &mut ColumnReader<'_>) -> Option<Columns> {
    if r.number()? != VERSION {
        return None;
    }
    let count = usize::try_from(r.number()?).ok().filter(|&count| count <= Columns::MOST)?;
    let mut columns = Columns { times: r.differences(count)?, ..Columns::default() };
    for column in &mut columns.fields {
        let ids = usize::try_from(r.number()?).ok().filter(|&ids| ids <= count)?;
        column.ids = r.differences(ids)?;
        column.places = match ids {
            0 | 1 => vec![0; count],
            2..=256 => r.take(count)?.iter().map(|&byte| byte.into()).collect(),
            _ => r.take(2 * count)?.chunks_exact(2).map(|two| u16::from_le_bytes([two[0], two[1]])).collect(),
        };
        if column.places.iter().any(|&place| usize::from(place) >= ids) {
            return None;
        }
    }
    r.0.is_empty().then_some(columns)
}

fn number(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn differences(out: &mut Vec<u8>, values: &[i64]) {
    let mut before = 0i64;
    for &value in values {
        let difference = value.wrapping_sub(before);
        number(out, ((difference << 1) ^ (difference >> 63)) as u64);
        before = value;
    }
}

struct ColumnReader<'a>(&'a [u8]);

impl<'a> ColumnReader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(n)?;
        self.0 = tail;
        Some(head)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.take(1)?.first()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn differences(&mut self, count: usize) -> Option<Vec<i64>> {
        let mut before = 0i64;
        (0..count)
            .map(|_| {
                let n = self.number()?;
                before = before.wrapping_add((n >> 1) as i64 ^ -((n & 1) as i64));
                Some(before)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn rows(count: usize, values: i64) -> Vec<(i64, [i64; FIELDS])> {
        let row = |i: i64| {
            (
                1_700_000_000_000 - i * 7,
                std::array::from_fn(|field| if field == 3 { 9 } else { (i * 31 + field as i64) % values }),
            )
        };
        (0..count as i64).map(row).collect()
    }

    #[test]
    fn columns_survive_encoding_and_every_damage_is_refused() {
        for (count, values) in [(0, 1), (1, 1), (300, 2), (700, 256), (700, 257), (700, 600)] {
            let columns = Columns::of(rows(count, values));
            let bytes = columns.encode();
            assert_eq!(Columns::decode(&bytes).unwrap(), columns, "{count} {values}");
            for cut in (0..bytes.len()).step_by(1 + bytes.len() / 50) {
                assert!(Columns::decode(&bytes[..cut]).is_err(), "{count} {values} cut at {cut}");
            }
            assert!(Columns::decode(&[bytes.as_slice(), &[0]].concat()).is_err());
        }
    }

    #[test]
    fn fields_lie_in_the_order_of_their_codes() {
        for (at, field) in EventField::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(field.code()), at + 1);
        }
    }

    #[test]
    fn fields_are_and_ed_and_ids_or_ed() {
        let columns = Columns::of([(1, [1, 5, 0, 0, 0, 0, 0]), (2, [2, 5, 0, 0, 0, 0, 0]), (3, [3, 6, 0, 0, 0, 0, 0])]);
        let mask = |wanted: &[(EventField, &[i64])]| {
            columns.matches(&wanted.iter().map(|(f, ids)| (*f, ids.iter().copied().collect())).collect())
        };
        assert_eq!(mask(&[]), [true, true, true]);
        assert_eq!(mask(&[(EventField::Actor, &[1, 3])]), [true, false, true]);
        assert_eq!(mask(&[(EventField::Actor, &[1, 3]), (EventField::Action, &[6])]), [false, false, true]);
        assert_eq!(mask(&[(EventField::Actor, &[])]), [false, false, false]);
    }
}
