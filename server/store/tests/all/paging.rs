//! Pages of secrets: order, ties, both directions, every filter against a slow obvious one.

use crate::support::*;
use strongroom_core::{
    ports::{Change, Expect, Position, SecretSlice, Store},
    rows::SecretRow,
};
use strongroom_domain::*;

on_both! { pages_join_up_both_ways filters_agree_with_a_slow_one two_thousand_secrets odd_positions_are_no_errors }

const SORTS: [SecretSort; 6] = [
    SecretSort::Name,
    SecretSort::NameDown,
    SecretSort::Updated,
    SecretSort::UpdatedUp,
    SecretSort::Created,
    SecretSort::CreatedUp,
];

fn position(row: &SecretRow, sort: SecretSort) -> Position {
    let key = match sort {
        SecretSort::Name | SecretSort::NameDown => row.name.to_string(),
        SecretSort::Updated | SecretSort::UpdatedUp => row.updated.0.to_string(),
        SecretSort::Created | SecretSort::CreatedUp => row.created.0.to_string(),
    };
    Position { key, id: row.id.0 }
}

fn sorted(mut rows: Vec<SecretRow>, sort: SecretSort) -> Vec<SecretRow> {
    match sort {
        SecretSort::Name | SecretSort::NameDown => rows.sort_by_key(|row| row.name.clone()),
        SecretSort::Updated | SecretSort::UpdatedUp => rows.sort_by_key(|row| (row.updated, row.id)),
        SecretSort::Created | SecretSort::CreatedUp => rows.sort_by_key(|row| (row.created, row.id)),
    }
    if matches!(sort, SecretSort::NameDown | SecretSort::Updated | SecretSort::Created) {
        rows.reverse();
    }
    rows
}

/// Secrets of all sorts, with many equal times.
fn zoo(count: u64) -> Vec<SecretRow> {
    let mut dice = Dice(7);
    let mut pick = |list: &[&'static str]| list[dice.roll(list.len() as u64) as usize];
    (0..count)
        .map(|n| {
            let name = format!(
                "{}/{}-{n}",
                pick(&["payments", "Payments", "hr", "9lives", "_x"]),
                pick(&["db", "key", "API"])
            );
            let mut row = described(
                secret(u128::from(n % 7) << 64 | u128::from(n), &name),
                pick(&["", "Ledger 100% of it", "größe ÄÖ", "it's \"quoted\""]),
            );
            row = tagged(
                row,
                &[("team", pick(&["a", "b", "core"])), (pick(&["env", "stage"]), pick(&["prod", "test", ""]))],
            );
            row.creator = pick(&["m.ortega", "app"]).to_owned();
            row.cmk = CmkId(id(pick(&["1", "22", "333"]).len() as u128));
            row.created = Timestamp(pick(&["", "1", "22"]).len() as i64);
            row.updated = Timestamp(pick(&["", "1", "22", "333"]).len() as i64);
            row.delete_at = (pick(&["", "", "x"]) == "x").then_some(Timestamp(9));
            row
        })
        .collect()
}

async fn filled(bed: &Bed, count: u64) -> Vec<SecretRow> {
    let rows = zoo(count);
    for chunk in rows.chunks(200) {
        bed.put(chunk.iter().cloned().map(absent).collect()).await.unwrap();
    }
    rows
}

async fn page(
    bed: &Bed,
    filter: &SecretFilter,
    sort: SecretSort,
    slice: SecretSlice,
    limit: u32,
) -> (Vec<SecretRow>, bool, u64) {
    let list = bed.store.secrets(filter, sort, &slice, limit).await.unwrap();
    (list.rows, list.more, list.total)
}

async fn walk(bed: &Bed, filter: &SecretFilter, sort: SecretSort, limit: u32, expected: &[SecretRow]) {
    let (mut seen, mut at) = (Vec::new(), None);
    loop {
        let (rows, more, total) = page(bed, filter, sort, SecretSlice::After(at), limit).await;
        assert_eq!(total, expected.len() as u64, "{filter:?}");
        at = rows.last().map(|row| position(row, sort));
        assert!(rows.len() <= limit as usize && (!more || rows.len() == limit as usize));
        seen.extend(rows);
        if !more {
            break;
        }
    }
    assert_eq!(seen, expected, "{sort:?} {filter:?} forwards");
    let Some(last) = expected.last() else { return };
    let (mut seen, mut at) = (vec![last.clone()], position(last, sort));
    loop {
        let (rows, more, _) = page(bed, filter, sort, SecretSlice::Before(at.clone()), limit).await;
        if let Some(first) = rows.first() {
            at = position(first, sort);
        }
        seen.splice(..0, rows);
        if !more {
            break;
        }
    }
    assert_eq!(seen, expected, "{sort:?} {filter:?} backwards");
}

async fn pages_join_up_both_ways(bed: Bed) {
    let rows = filled(&bed, 60).await;
    for sort in SORTS {
        walk(&bed, &SecretFilter::default(), sort, 7, &sorted(rows.clone(), sort)).await;
        let skipped = page(&bed, &SecretFilter::default(), sort, SecretSlice::Skip(55), 10).await;
        assert_eq!(skipped, (sorted(rows.clone(), sort)[55..].to_vec(), false, 60));
    }
    assert_eq!(
        page(&bed, &SecretFilter::default(), SecretSort::Name, SecretSlice::Skip(u64::MAX), 10).await,
        (vec![], false, 60)
    );
}

fn fits(row: &SecretRow, filter: &SecretFilter) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let texts: Vec<String> = [row.name.as_str(), row.description.as_str()]
        .into_iter()
        .chain(row.tags.iter().flat_map(|(k, v)| [k.as_str(), v.as_str()]))
        .map(lower)
        .collect();
    let any = |list: &[String], holds: &dyn Fn(&String) -> bool| list.is_empty() || list.iter().any(holds);
    filter.text.split_whitespace().all(|word| texts.iter().any(|text| text.contains(&lower(word))))
        && any(&filter.names, &|n| texts[0].contains(&lower(n)))
        && any(&filter.descriptions, &|d| texts[1].contains(&lower(d)))
        && any(&filter.tag_keys, &|key| row.tags.keys().any(|k| k.as_str() == key))
        && any(&filter.tag_values, &|value| row.tags.values().any(|v| v.as_str() == value))
        && any(&filter.creators, &|c| row.creator == *c)
        && (filter.keys.is_empty() || filter.keys.contains(&row.cmk))
        && filter.state.is_none_or(|state| (state == SecretState::Deleting) == row.delete_at.is_some())
}

fn some_filters(count: usize) -> Vec<SecretFilter> {
    let mut dice = Dice(3);
    let mut pick = |odds: u64, list: &[&str]| -> Vec<String> {
        let times = if dice.roll(odds) == 0 { 1 + dice.roll(2) } else { 0 };
        (0..times).map(|_| list[dice.roll(list.len() as u64) as usize].to_owned()).collect()
    };
    (0..count)
        .map(|_| SecretFilter {
            text: pick(2, &["payments", "PAY", "db", "1", "100%", "größe", "ÄÖ", "\"quoted\"", "core", "led 00", "/"])
                .join(" "),
            names: pick(4, &["pay", "hr/", "9", "-1"]),
            descriptions: pick(5, &["ledger", "it's", "of"]),
            tag_keys: pick(5, &["env", "stage", "none"]),
            tag_values: pick(5, &["prod", "", "core", "nothing"]),
            creators: pick(6, &["app", "m.ortega", "nobody"]),
            state: pick(4, &["a", "d"])
                .first()
                .map(|s| if s == "a" { SecretState::Active } else { SecretState::Deleting }),
            keys: pick(5, &["1", "22"]).iter().map(|key| CmkId(id(key.len() as u128))).collect(),
        })
        .collect()
}

async fn filters_agree_with_a_slow_one(bed: Bed) {
    let rows = filled(&bed, 120).await;
    for (n, filter) in some_filters(120).into_iter().enumerate() {
        let sort = SORTS[n % SORTS.len()];
        let expected = sorted(rows.iter().filter(|row| fits(row, &filter)).cloned().collect(), sort);
        walk(&bed, &filter, sort, 9, &expected).await;
    }
}

/// Enough for the way large results are read, and a change that moves a row.
async fn two_thousand_secrets(bed: Bed) {
    let mut rows = filled(&bed, 2500).await;
    let everything = SecretFilter { text: "team".into(), ..Default::default() };
    walk(&bed, &everything, SecretSort::Name, 100, &sorted(rows.clone(), SecretSort::Name)).await;
    walk(&bed, &everything, SecretSort::Updated, 100, &sorted(rows.clone(), SecretSort::Updated)).await;
    let mut moved = described(rows[3].clone(), "somewhere else");
    (moved.revision, moved.updated) = (2, Timestamp(77));
    bed.put(vec![Change::PutSecret(moved.clone(), Expect::Revision(1))]).await.unwrap();
    rows[3] = moved;
    let narrow = SecretFilter { text: "somewhere".into(), ..Default::default() };
    walk(&bed, &narrow, SecretSort::Updated, 10, &[rows[3].clone()]).await;
    let first = page(&bed, &SecretFilter::default(), SecretSort::Updated, SecretSlice::After(None), 1).await;
    assert_eq!(first, (vec![rows[3].clone()], true, 2500));
}

async fn odd_positions_are_no_errors(bed: Bed) {
    filled(&bed, 20).await;
    for key in ["", "not a number", "99999999999999999999999", "\0", "'", "💥"] {
        for sort in SORTS {
            let at = Position { key: key.into(), id: [255; 16] };
            page(&bed, &SecretFilter::default(), sort, SecretSlice::After(Some(at.clone())), 5).await;
            page(&bed, &SecretFilter::default(), sort, SecretSlice::Before(at), 5).await;
        }
    }
}
