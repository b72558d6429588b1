//! The keys of two versions, each with its difference.

use super::{
    dto::Diff,
    query::ComparisonQuery,
    revealed_pair::{PairSide, RevealedPair},
};
use crate::secrets::{dto::Version, value::revealed::RevealedValue};
use leptos::prelude::*;
use strongroom_ui::{Cell, Chip, Column, MASK, Row, Table, TableBody, TableHead};

/// The comparison table. Only changed keys show their values.
#[component]
pub fn DiffTable(
    /// The older version.
    older: Version,
    /// The newer version.
    newer: Version,
    /// Each key with its difference.
    keys: Vec<(String, Diff)>,
    /// The address.
    asked: Memo<ComparisonQuery>,
    /// The revealed values, if any.
    revealed: RevealedPair,
) -> impl IntoView {
    let changed = keys.iter().any(|(_, diff)| *diff != Diff::Same);
    let rows = keys
        .into_iter()
        .map(|(key, diff)| {
            let shows = move || !(asked.with(|asked| asked.only_changed) && diff == Diff::Same);
            move || shows().then(|| diff_row(key.clone(), diff, revealed))
        })
        .collect_view();
    let nothing = move || {
        (!changed && asked.with(|asked| asked.only_changed))
            .then(|| view! { <p class="px-4 py-6 text-ink-2">"The versions are identical."</p> }.into_any())
    };
    view! {
        <Table few=true label=format!("Differences from v{} to v{}", older.number, newer.number)>
            <TableHead>
                <Column label="Key"/>
                <Column label="Difference" quiet=true/>
                <Column label=format!("v{}", older.number)/>
                <Column label=format!("v{}", newer.number)/>
            </TableHead>
            <TableBody>{rows}</TableBody>
        </Table>
        {nothing}
    }
}

fn diff_row(key: String, diff: Diff, revealed: RevealedPair) -> AnyView {
    let name = if key.is_empty() { "whole value".to_owned() } else { key.clone() };
    let older = value(key.clone(), &name, diff, PairSide::Older, revealed);
    let newer = value(key, &name, diff, PairSide::Newer, revealed);
    view! {
        <Row>
            <Cell lead=true mono=true>{name}</Cell>
            <Cell><Chip tone=diff.tone()>{diff.word()}</Chip></Cell>
            <Cell label="Older">{older}</Cell>
            <Cell label="Newer">{newer}</Cell>
        </Row>
    }
    .into_any()
}

/// Dots, a dash if the key does not exist, or the revealed text of a changed key.
fn value(key: String, name: &str, diff: Diff, side: PairSide, revealed: RevealedPair) -> AnyView {
    let missing = match side {
        PairSide::Older => diff == Diff::Added,
        PairSide::Newer => diff == Diff::Removed,
    };
    if missing {
        return view! { <span class="text-ink-3">"—"</span> }.into_any();
    }
    let hidden = format!("{name} is hidden");
    let text = move || {
        revealed
            .text(side, |value: &RevealedValue| value.expose(&key).map(str::to_owned))
            .filter(|_| diff != Diff::Same)
    };
    view! {
        {move || match text() {
            Some(text) => view! { <code data-revealed="" class="break-all whitespace-pre-wrap text-ink">{text}</code> }.into_any(),
            None => view! { <span role="img" aria-label=hidden.clone() class="font-mono text-mono tracking-wider select-none">{MASK}</span> }.into_any(),
        }}
    }
    .into_any()
}

/// "2 same · 2 changed · 1 added · 1 removed".
pub fn counts(keys: &[(String, Diff)]) -> String {
    let count = |diff| keys.iter().filter(|(_, one)| *one == diff).count();
    let parts = [Diff::Same, Diff::Changed, Diff::Added, Diff::Removed].map(|diff| (count(diff), diff.word()));
    parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect::<Vec<_>>()
        .join(" · ")
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::secrets::{compare::revealed_pair::use_revealed_pair, frame::tests::assert_escaped};

    #[test]
    fn values_are_masked_and_hostile_keys_are_escaped() {
        let html = Owner::new().with(|| {
            let revealed = use_revealed_pair();
            [Diff::Same, Diff::Changed, Diff::Added, Diff::Removed]
                .map(|diff| diff_row("\"><script>k<b>".to_owned(), diff, revealed).to_html())
                .concat()
        });
        assert_escaped(&html);
        assert_eq!(html.matches(MASK).count(), 6);
        assert_eq!(html.matches("—").count(), 2);
    }

    #[test]
    fn differences_are_counted() {
        let keys = [("a".to_owned(), Diff::Same), ("b".to_owned(), Diff::Changed), ("c".to_owned(), Diff::Same)];
        assert_eq!(counts(&keys), "2 same · 1 changed");
    }
}
