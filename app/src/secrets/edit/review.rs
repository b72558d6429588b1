//! Shows what a save will change, key by key. Values stay masked.

use super::form::PatchForm;
use crate::secrets::dto::Shape;
use leptos::prelude::*;
use strongroom_ui::{Cell, Chip, Column, MASK, Row, Table, TableBody, TableHead, Tone};

/// What a save does to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedChange {
    /// Unchanged.
    Same,
    /// Gets a new text.
    Changed,
    /// Existing key in a replaced value; it may or may not differ.
    Replaced,
    /// New.
    Added,
    /// Removed.
    Removed,
}

impl PlannedChange {
    const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Changed => "changed",
            Self::Replaced => "replaced",
            Self::Added => "added",
            Self::Removed => "removed",
        }
    }

    const fn tone(self) -> Tone {
        match self {
            Self::Same => Tone::Neutral,
            Self::Changed | Self::Replaced => Tone::Amber,
            Self::Added => Tone::Accent,
            Self::Removed => Tone::Red,
        }
    }
}

/// The keys in order, removed ones last.
pub type Plan = Vec<(String, PlannedChange)>;

/// The plan of an edit that changes some keys.
pub fn of_patch(shape: &Shape, form: &PatchForm) -> Plan {
    let (set, removed) = form.patch().unwrap_or_default();
    let planned = |key: &String| match key {
        key if removed.contains(key) => PlannedChange::Removed,
        key if set.iter().any(|(name, _)| name == key) => PlannedChange::Changed,
        _ => PlannedChange::Same,
    };
    let there = shape.keys.iter().map(|key| (key.clone(), planned(key)));
    let new =
        set.iter().filter(|(key, _)| !shape.keys.contains(key)).map(|(key, _)| (key.clone(), PlannedChange::Added));
    let mut plan: Plan = there.chain(new).collect();
    plan.sort_by_key(|(_, planned)| *planned == PlannedChange::Removed);
    plan
}

/// The plan of an edit that replaces the whole value with `text`.
pub fn of_whole(shape: &Shape, text: &str, binary: bool) -> Plan {
    let object: Option<serde_json::Map<String, serde_json::Value>> =
        (!binary).then(|| serde_json::from_str(text).ok()).flatten();
    let Some(object) = object.filter(|object| !object.is_empty() && shape.object) else {
        return vec![(String::new(), PlannedChange::Replaced)];
    };
    let given = object.keys().map(|key| {
        let planned = if shape.keys.contains(key) { PlannedChange::Replaced } else { PlannedChange::Added };
        (key.clone(), planned)
    });
    let gone =
        shape.keys.iter().filter(|key| !object.contains_key(*key)).map(|key| (key.clone(), PlannedChange::Removed));
    given.chain(gone).collect()
}

/// The plan as a table.
#[component]
pub fn PlanTable(
    /// The plan.
    plan: Plan,
) -> impl IntoView {
    let dots = || {
        view! { <span class="font-mono text-mono tracking-wider select-none" aria-hidden="true">{MASK}</span> }
            .into_any()
    };
    let dash = || view! { <span class="text-ink-3">"—"</span> }.into_any();
    let rows = plan
        .into_iter()
        .map(|(key, planned)| {
            let name = if key.is_empty() { "whole value".to_owned() } else { key };
            let before = if planned == PlannedChange::Added { dash() } else { dots() };
            let after = if planned == PlannedChange::Removed { dash() } else { dots() };
            view! {
                <Row>
                    <Cell lead=true mono=true>{name}</Cell>
                    <Cell><Chip tone=planned.tone()>{planned.word()}</Chip></Cell>
                    <Cell label="Now">{before}</Cell>
                    <Cell label="After saving">{after}</Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Table label="What changes" few=true>
            <TableHead>
                <Column label="Key"/>
                <Column label="Difference" quiet=true/>
                <Column label="Now"/>
                <Column label="After saving"/>
            </TableHead>
            <TableBody>{rows}</TableBody>
        </Table>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(keys: &[&str]) -> Shape {
        Shape { keys: keys.iter().map(|key| (*key).to_owned()).collect(), object: true, bytes: 9 }
    }

    fn words(plan: &Plan) -> String {
        plan.iter().map(|(key, planned)| format!("{key}:{}", planned.word())).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn patch_plan_lists_every_key() {
        let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let form = PatchForm {
            keys: texts(&["host", "old", "password"]),
            values: texts(&["", "", "new"]),
            added: texts(&["ssl"]),
            added_values: texts(&["on"]),
            removed: texts(&["old"]),
        };
        assert_eq!(
            words(&of_patch(&shape(&["host", "old", "password"]), &form)),
            "host:same password:changed ssl:added old:removed"
        );
    }

    #[test]
    fn replacement_plan_compares_keys() {
        let before = shape(&["host", "old"]);
        assert_eq!(words(&of_whole(&before, r#"{"host":"a","ssl":1}"#, false)), "host:replaced ssl:added old:removed");
        for other in ["text", "[1]", "{}", "{broken"] {
            assert_eq!(words(&of_whole(&before, other, false)), ":replaced");
        }
        assert_eq!(words(&of_whole(&before, r#"{"host":"a"}"#, true)), ":replaced");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn table_contains_no_values_and_no_markup() {
        let plan = vec![("<script>k".to_owned(), PlannedChange::Changed), (String::new(), PlannedChange::Added)];
        let html = Owner::new().with(|| view! { <PlanTable plan/> }.to_html());
        assert!(!html.contains("<script") && html.contains("whole value") && html.matches(MASK).count() == 3, "{html}");
    }
}
