//! Pages of secrets: order, ties, both directions, every filter compared with a simple implementation.

use crate::support::*;
use strongroom_core::{
    ports::{Expect, SecretChange, SecretPosition, SecretSlice, SecretStore},
    rows::SecretRow,
};
use strongroom_domain::*;

on_both! {
    pages_are_contiguous_in_both_directions
    filters_agree_with_a_simple_implementation
    many_matches_agree_with_a_simple_implementation
    changed_secret_moves_in_the_order_by_change
    arbitrary_positions_are_not_errors
}

const SORTS: [SecretSort; 6] = [
    SecretSort::Name,
    SecretSort::NameDown,
    SecretSort::Updated,
    SecretSort::UpdatedUp,
    SecretSort::Created,
    SecretSort::CreatedUp,
];

fn position(row: &SecretRow, sort: SecretSort) -> SecretPosition {
    let key = match sort {
        SecretSort::Name | SecretSort::NameDown => row.name.to_string(),
        SecretSort::Updated | SecretSort::UpdatedUp => row.updated.0.to_string(),
        SecretSort::Created | SecretSort::CreatedUp => row.created.0.to_string(),
    };
    SecretPosition { key, id: row.id.0 }
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

/// Varied secrets, many with equal times.
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
                &[("team", pick(&["a", "b", "core"])), (pick(&["env", "stage"]), pick(&["prod", "Prod", "test", ""]))],
            );
            row.creator = pick(&["m.ortega", "app"]).to_owned();
            row.cmk = CmkId(id(pick(&["1", "22", "333"]).len() as u128));
            row.kind = if n % 3 == 0 { SecretKind::Rds } else { SecretKind::Generic };
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
) -> (Vec<SecretRow>, bool, Total) {
    let list = bed.store.secrets(filter, sort, &slice, limit).await.unwrap();
    (list.rows.verified(), list.more, list.total)
}

/// The total that a page reports.
fn total(filter: &SecretFilter, matches: usize) -> Total {
    let matches = matches as u64;
    if *filter == SecretFilter::default() || matches <= limits::COUNTED {
        Total::Exactly(matches)
    } else {
        Total::Over(limits::COUNTED)
    }
}

async fn walk(bed: &Bed, filter: &SecretFilter, sort: SecretSort, limit: u32, expected: &[SecretRow]) {
    let (mut seen, mut at) = (Vec::new(), None);
    loop {
        let (rows, more, said) = page(bed, filter, sort, SecretSlice::After(at), limit).await;
        assert_eq!(said, total(filter, expected.len()), "{filter:?}");
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

async fn pages_are_contiguous_in_both_directions(bed: Bed) {
    let rows = filled(&bed, 60).await;
    for sort in SORTS {
        walk(&bed, &SecretFilter::default(), sort, 7, &sorted(rows.clone(), sort)).await;
        let skipped = page(&bed, &SecretFilter::default(), sort, SecretSlice::Skip(55), 10).await;
        assert_eq!(skipped, (sorted(rows.clone(), sort)[55..].to_vec(), false, Total::Exactly(60)));
    }
    assert_eq!(
        page(&bed, &SecretFilter::default(), SecretSort::Name, SecretSlice::Skip(u64::MAX), 10).await,
        (vec![], false, Total::Exactly(60))
    );
}

fn matches(row: &SecretRow, filter: &SecretFilter) -> bool {
    let lower = |text: &str| text.to_lowercase();
    let texts: Vec<String> = [row.name.as_str(), row.description.as_str()]
        .into_iter()
        .chain(row.tags.iter().flat_map(|(k, v)| [k.as_str(), v.as_str()]))
        .map(lower)
        .collect();
    let any = |list: &[String], includes: &dyn Fn(&String) -> bool| list.is_empty() || list.iter().any(includes);
    filter.text.split_whitespace().all(|word| texts.iter().any(|text| text.contains(&lower(word))))
        && any(&filter.names, &|n| texts[0].contains(&lower(n)))
        && any(&filter.descriptions, &|d| texts[1].contains(&lower(d)))
        && any(&filter.tag_keys, &|key| row.tags.keys().any(|k| k.as_str() == key))
        && any(&filter.tag_values, &|value| row.tags.values().any(|v| v.as_str() == value))
        && any(&filter.creators, &|c| row.creator == *c)
        && (filter.keys.is_empty() || filter.keys.contains(&row.cmk))
        && (filter.kinds.is_empty() || filter.kinds.contains(&row.kind))
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
            text: pick(
                2,
                &[
                    "payments",
                    "PAY",
                    "db",
                    "1",
                    "100%",
                    "größe",
                    "ÄÖ",
                    "\"quoted\"",
                    "core",
                    "led 00",
                    "/",
                    "team",
                    "prod",
                ],
            )
            .join(" "),
            names: pick(4, &["pay", "hr/", "9", "-1"]),
            descriptions: pick(5, &["ledger", "it's", "of"]),
            tag_keys: pick(4, &["env", "stage", "Env", "prod", "none"]),
            tag_values: pick(4, &["prod", "Prod", "", "core", "env", "nothing"]),
            creators: pick(6, &["app", "m.ortega", "nobody"]),
            state: pick(4, &["a", "d"])
                .first()
                .map(|s| if s == "a" { SecretState::Active } else { SecretState::Deleting }),
            rotation: None,
            keys: pick(5, &["1", "22"]).iter().map(|key| CmkId(id(key.len() as u128))).collect(),
            kinds: pick(5, &["a", "d"])
                .iter()
                .map(|kind| if kind == "a" { SecretKind::Generic } else { SecretKind::Rds })
                .collect(),
        })
        .collect()
}

async fn filters_agree_with_a_simple_implementation(bed: Bed) {
    let rows = filled(&bed, 120).await;
    for (n, filter) in some_filters(120).into_iter().enumerate() {
        let sort = SORTS[n % SORTS.len()];
        let expected = sorted(rows.iter().filter(|row| matches(row, &filter)).cloned().collect(), sort);
        walk(&bed, &filter, sort, 9, &expected).await;
    }
}

/// More matches than are counted, all at one end of every order, after more rows than are tested one by one.
async fn many_matches_agree_with_a_simple_implementation(bed: Bed) {
    let rows: Vec<SecretRow> = zoo(3900)
        .into_iter()
        .enumerate()
        .map(|(n, mut row)| {
            let end = if n < 1200 { "early" } else { "late" };
            row.name = SecretName::new(&format!("{end}/{}", row.name)).unwrap();
            row.tags.insert(TagKey::new(end).unwrap(), TagValue::new("Yes").unwrap());
            row.created = Timestamp(n as i64 / 3);
            row.updated = Timestamp(n as i64 / 100);
            row.delete_at = n.is_multiple_of(50).then_some(Timestamp(9));
            if n >= 1200 {
                row.creator = "late".into();
            }
            row
        })
        .collect();
    for chunk in rows.chunks(300) {
        bed.put(chunk.iter().cloned().map(absent).collect()).await.unwrap();
    }
    let list = |text: &str| vec![text.to_owned()];
    let late = SecretFilter { text: "late".into(), ..Default::default() };
    let filters = [
        late.clone(),
        SecretFilter { text: "te".into(), tag_keys: list("late"), ..Default::default() },
        SecretFilter { text: "LATE team".into(), tag_values: list("Yes"), ..Default::default() },
        SecretFilter { state: Some(SecretState::Active), ..late.clone() },
        SecretFilter { creators: list("late"), ..Default::default() },
        SecretFilter { creators: list("late"), keys: vec![CmkId(id(1)), CmkId(id(2)), CmkId(id(3))], ..late.clone() },
        SecretFilter { names: list("late/"), tag_keys: list("team"), ..Default::default() },
        SecretFilter { tag_values: list("Yes"), ..Default::default() },
        SecretFilter { state: Some(SecretState::Active), ..Default::default() },
        SecretFilter { state: Some(SecretState::Deleting), ..late },
    ];
    for (n, filter) in filters.iter().enumerate() {
        for sort in [SORTS[n % SORTS.len()], SORTS[(n + 3) % SORTS.len()]] {
            let expected = sorted(rows.iter().filter(|row| matches(row, filter)).cloned().collect(), sort);
            walk(&bed, filter, sort, 100, &expected).await;
            let all = Total::Exactly(expected.len() as u64);
            for skip in [0, 40, 1900, expected.len(), expected.len() + 1] {
                let rest: Vec<SecretRow> = expected.iter().skip(skip).take(20).cloned().collect();
                let more = skip + 20 < expected.len();
                let skipped = page(&bed, filter, sort, SecretSlice::Skip(skip as u64), 20).await;
                assert_eq!(skipped, (rest, more, all), "{sort:?} {filter:?} after {skip}");
            }
        }
    }
}

async fn changed_secret_moves_in_the_order_by_change(bed: Bed) {
    let mut rows = filled(&bed, 60).await;
    let mut moved = described(rows[3].clone(), "somewhere else");
    (moved.revision, moved.updated) = (2, Timestamp(77));
    bed.put(vec![SecretChange::Put(auth(moved.clone()), Expect::Revision(1)).into()]).await.unwrap();
    rows[3] = moved;
    let narrow = SecretFilter { text: "somewhere".into(), ..Default::default() };
    walk(&bed, &narrow, SecretSort::Updated, 10, &[rows[3].clone()]).await;
    let first = page(&bed, &SecretFilter::default(), SecretSort::Updated, SecretSlice::After(None), 1).await;
    assert_eq!(first, (vec![rows[3].clone()], true, Total::Exactly(60)));
}

async fn arbitrary_positions_are_not_errors(bed: Bed) {
    filled(&bed, 20).await;
    for key in ["", "not a number", "99999999999999999999999", "\0", "'", "💥"] {
        for sort in SORTS {
            let at = SecretPosition { key: key.into(), id: [255; 16] };
            page(&bed, &SecretFilter::default(), sort, SecretSlice::After(Some(at.clone())), 5).await;
            page(&bed, &SecretFilter::default(), sort, SecretSlice::Before(at), 5).await;
        }
    }
}
