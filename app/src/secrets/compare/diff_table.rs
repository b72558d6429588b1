//! The keys of two versions, each with its difference.

use super::{
    dto::{ComparedLine, Diff},
    first_difference::TextParts,
    query::ComparisonQuery,
    revealed_pair::RevealedPair,
    shown_pair::{ShownPair, shown_pair},
    visible_text::visible_text,
};
use crate::secrets::dto::Version;
use leptos::prelude::*;
use strongroom_ui::{Cell, Chip, Column, MASK, Row, Table, TableBody, TableHead, Tone};

/// The comparison table. Only changed keys show their values.
#[component]
pub fn DiffTable(
    /// The older version.
    older: Version,
    /// The newer version.
    newer: Version,
    /// Each key with its difference.
    keys: Vec<ComparedLine>,
    /// The address.
    asked: Memo<ComparisonQuery>,
    /// The revealed values, if any.
    revealed: RevealedPair,
) -> impl IntoView {
    let changed = keys.iter().any(|line| line.diff != Diff::Same);
    let rows = keys
        .into_iter()
        .map(|line| {
            let diff = line.diff;
            let shows = move || !(asked.with(|asked| asked.only_changed) && diff == Diff::Same);
            move || shows().then(|| diff_row(line.clone(), revealed))
        })
        .collect_view();
    let nothing = move || {
        (!changed && asked.with(|asked| asked.only_changed))
            .then(|| view! { <p class="px-4 py-6 text-ink-2">"No key differs."</p> }.into_any())
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

fn diff_row(line: ComparedLine, revealed: RevealedPair) -> AnyView {
    let (name, diff) = (line.shown(), line.diff);
    let chip = line.duplicated.then(|| view! { <Chip tone=Tone::Amber>"duplicated"</Chip> });
    let pair = Memo::new(move |_| match diff {
        // What is the same stays hidden.
        Diff::Same => None,
        _ => revealed.with(|older, newer| shown_pair(older, newer, &line)),
    });
    let older = value(diff == Diff::Added, &name, move || pair.with(|pair| pair.as_ref()?.older.clone()));
    let newer = value(diff == Diff::Removed, &name, move || pair.with(|pair| pair.as_ref()?.newer.clone()));
    let note = move || {
        let note = pair.with(|pair| pair.as_ref().and_then(|pair: &ShownPair| pair.note.clone()));
        note.map(|note| view! { <p class="pt-1 text-sm text-ink-2">{note}</p> }.into_any())
    };
    view! {
        <Row>
            <Cell lead=true mono=true><span class="break-words whitespace-pre-wrap">{name}</span></Cell>
            <Cell><Chip tone=diff.tone()>{diff.word()}</Chip> {chip}</Cell>
            <Cell label="Older">{older}</Cell>
            <Cell label="Newer">{newer} {note}</Cell>
        </Row>
    }
    .into_any()
}

/// Dots, a dash if the key does not exist, or the revealed text.
fn value(missing: bool, name: &str, text: impl Fn() -> Option<TextParts> + Send + Sync + 'static) -> AnyView {
    if missing {
        return view! { <span class="text-ink-3">"—"</span> }.into_any();
    }
    let hidden = format!("{name} is hidden");
    view! {
        {move || match text() {
            Some(parts) => visible_text(parts),
            None => view! { <span role="img" aria-label=hidden.clone() class="font-mono text-mono tracking-wider select-none">{MASK}</span> }.into_any(),
        }}
    }
    .into_any()
}

/// "2 same · 2 changed · 1 added · 1 removed".
pub fn counts(keys: &[ComparedLine]) -> String {
    let count = |diff| keys.iter().filter(|line| line.diff == diff).count();
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

    fn line(name: &str, diff: Diff) -> ComparedLine {
        ComparedLine { name: Some(name.to_owned()), diff, duplicated: false }
    }

    #[test]
    fn values_are_masked_and_hostile_keys_are_escaped() {
        let html = Owner::new().with(|| {
            let revealed = use_revealed_pair();
            [Diff::Same, Diff::Changed, Diff::Added, Diff::Removed]
                .map(|diff| diff_row(line("\"><script>k<b>", diff), revealed).to_html())
                .concat()
        });
        assert_escaped(&html);
        assert_eq!(html.matches(MASK).count(), 6);
        assert_eq!(html.matches("—").count(), 2);
    }

    #[test]
    fn differences_are_counted() {
        let keys = [line("a", Diff::Same), line("b", Diff::Changed), line("", Diff::Same)];
        assert_eq!(counts(&keys), "2 same · 1 changed");
    }
}
