//! Shows what a save will change, key by key. Values stay masked.

use super::patch_form::ValueKeyChange;
use crate::secrets::dto::Shape;
use leptos::prelude::*;
use strongroom_domain::{
    Field, FieldError, Problem, Unit,
    json_text::{JsonKind, ObjectText},
    limits, visible,
};
use strongroom_ui::{Cell, Chip, Column, MASK, Row, Table, TableBody, TableHead, Tone};

/// What a save does to a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlannedChange {
    /// Unchanged.
    Same,
    /// Gets a new value.
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

/// A key, and what a save does to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedKey {
    /// Its name; `None` for the whole value.
    pub name: Option<String>,
    /// What happens to it.
    pub planned: PlannedChange,
    /// What its value is now and afterwards, where it is there.
    pub kinds: (Option<JsonKind>, Option<JsonKind>),
}

/// The keys in order, removed ones last.
pub type Plan = Vec<PlannedKey>;

/// The plan of an edit that changes some keys.
///
/// # Errors
/// A new key has the name of one that stays, none is left, or there are too many.
pub fn of_patch(shape: &Shape, changes: &[ValueKeyChange]) -> Result<Plan, FieldError> {
    let key = |at: usize, name: &str, kind| {
        let change = changes.iter().find(|change| match change {
            ValueKeyChange::Set { at: one, .. } | ValueKeyChange::Remove { at: one } => *one == at,
            ValueKeyChange::Add { .. } => false,
        });
        let (planned, after) = match change {
            Some(ValueKeyChange::Remove { .. }) => (PlannedChange::Removed, None),
            Some(ValueKeyChange::Set { json, .. }) => (PlannedChange::Changed, JsonKind::of(json)),
            _ => (PlannedChange::Same, Some(kind)),
        };
        PlannedKey { name: Some(name.to_owned()), planned, kinds: (Some(kind), after) }
    };
    let mut plan: Plan = shape.keys().iter().enumerate().map(|(at, one)| key(at, &one.name, one.kind)).collect();
    for change in changes {
        let ValueKeyChange::Add { name, json } = change else { continue };
        let taken = |key: &PlannedKey| key.name.as_ref() == Some(name) && key.planned != PlannedChange::Removed;
        if plan.iter().any(taken) {
            return Err(FieldError::new(Field::ValueKey, Problem::Duplicate));
        }
        let kinds = (None, JsonKind::of(json));
        plan.push(PlannedKey { name: Some(name.clone()), planned: PlannedChange::Added, kinds });
    }
    plan.sort_by_key(|key| key.planned == PlannedChange::Removed);
    match plan.iter().filter(|key| key.planned != PlannedChange::Removed).count() {
        0 => Err(FieldError::new(Field::SecretValue, Problem::TooFew { min: 1, unit: Unit::Keys })),
        1..=limits::VALUE_KEYS => Ok(plan),
        _ => {
            let problem = Problem::TooMany { max: limits::VALUE_KEYS, unit: Unit::Keys };
            Err(FieldError::new(Field::SecretValue, problem))
        }
    }
}

/// The plan of an edit that replaces the whole value with `text`.
pub fn of_whole(shape: &Shape, text: &str, binary: bool) -> Plan {
    let object = if binary { None } else { ObjectText::parse(text) };
    let Some(object) = object.filter(|_| shape.keys.is_some()) else {
        return vec![PlannedKey { name: None, planned: PlannedChange::Replaced, kinds: (None, None) }];
    };
    let before = |name: &str| shape.keys().iter().find(|key| key.name == name);
    let given = object.members().iter().map(|member| {
        let before = before(&member.name).map(|key| key.kind);
        let planned = if before.is_some() { PlannedChange::Replaced } else { PlannedChange::Added };
        PlannedKey { name: Some(member.name.to_string()), planned, kinds: (before, Some(member.kind)) }
    });
    let gone = shape.keys().iter().filter(|key| object.members().iter().all(|member| member.name != key.name));
    let gone = gone.map(|key| {
        let kinds = (Some(key.kind), None);
        PlannedKey { name: Some(key.name.clone()), planned: PlannedChange::Removed, kinds }
    });
    given.chain(gone).collect()
}

/// The plan as a table.
#[component]
pub fn PlanTable(
    /// The plan.
    plan: Plan,
) -> impl IntoView {
    let rows = plan
        .into_iter()
        .map(|PlannedKey { name, planned, kinds }| {
            let name = name.map_or_else(|| "whole value".to_owned(), |name| visible(&name).into_owned());
            // A change of kind is part of the change: "5432" and 5432 are different values.
            let told = matches!(kinds, (Some(before), Some(after)) if before != after);
            let value = |kind: Option<JsonKind>| {
                let kind = kind.filter(|_| told);
                let kind = kind.map(|kind| view! { <span class="ps-2 text-sm text-ink-2">{kind.to_string()}</span> });
                view! { <span class="font-mono text-mono tracking-wider select-none" aria-hidden="true">{MASK}</span>{kind} }
                    .into_any()
            };
            let dash = || view! { <span class="text-ink-3">"—"</span> }.into_any();
            let before = if planned == PlannedChange::Added { dash() } else { value(kinds.0) };
            let after = if planned == PlannedChange::Removed { dash() } else { value(kinds.1) };
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
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::secrets::dto::KeyShape;

    fn shape(keys: &[&str]) -> Shape {
        let key = |name: &&str| KeyShape { name: (*name).to_owned(), kind: JsonKind::Text };
        Shape { keys: Some(keys.iter().map(key).collect()), bytes: 9 }
    }

    fn words(plan: &Plan) -> String {
        let name = |key: &PlannedKey| key.name.clone().unwrap_or_else(|| "*".to_owned());
        plan.iter().map(|key| format!("{}:{}", name(key), key.planned.word())).collect::<Vec<_>>().join(" ")
    }

    fn set(at: usize, json: &str) -> ValueKeyChange {
        ValueKeyChange::Set { at, json: json.to_owned() }
    }

    fn add(name: &str) -> ValueKeyChange {
        ValueKeyChange::Add { name: name.to_owned(), json: "1".to_owned() }
    }

    #[test]
    fn patch_plan_lists_every_key() {
        let changes = [ValueKeyChange::Remove { at: 1 }, set(2, "5"), add("ssl")];
        let plan = of_patch(&shape(&["host", "old", "password"]), &changes).unwrap();
        assert_eq!(words(&plan), "host:same password:changed ssl:added old:removed");
        assert_eq!(plan[1].kinds, (Some(JsonKind::Text), Some(JsonKind::Number)));
    }

    #[test]
    fn patch_plan_refuses_what_the_server_would_refuse() {
        let before = shape(&["a", "user ", ""]);
        assert_eq!(of_patch(&before, &[add("a")]).unwrap_err().problem, Problem::Duplicate);
        let again = of_patch(&before, &[ValueKeyChange::Remove { at: 0 }, add("a")]).unwrap();
        assert_eq!(words(&again), "user :same :same a:added a:removed");
        assert_eq!(words(&of_patch(&before, &[add("user")]).unwrap()), "a:same user :same :same user:added");
        let all: Vec<_> = (0..3).map(|at| ValueKeyChange::Remove { at }).collect();
        assert!(matches!(of_patch(&before, &all).unwrap_err().problem, Problem::TooFew { .. }));
        let full = shape(&["k"; limits::VALUE_KEYS]);
        assert!(matches!(of_patch(&full, &[add("x")]).unwrap_err().problem, Problem::TooMany { .. }));
        assert!(of_patch(&full, &[set(3, "1")]).is_ok());
    }

    #[test]
    fn replacement_plan_compares_keys() {
        let before = shape(&["host", "old"]);
        assert_eq!(words(&of_whole(&before, r#"{"host":"a","ssl":1}"#, false)), "host:replaced ssl:added old:removed");
        for other in ["text", "[1]", "{}", "{broken"] {
            assert_eq!(words(&of_whole(&before, other, false)), "*:replaced");
        }
        assert_eq!(words(&of_whole(&before, r#"{"host":"a"}"#, true)), "*:replaced");
        assert_eq!(words(&of_whole(&Shape { keys: None, bytes: 1 }, r#"{"host":"a"}"#, false)), "*:replaced");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn table_contains_no_values_and_no_markup() {
        let key = |name: Option<&str>, planned, kinds| PlannedKey { name: name.map(str::to_owned), planned, kinds };
        let plan = vec![
            key(Some("<script>k"), PlannedChange::Changed, (Some(JsonKind::Number), Some(JsonKind::Text))),
            key(None, PlannedChange::Added, (None, None)),
            key(Some(""), PlannedChange::Same, (Some(JsonKind::Null), Some(JsonKind::Null))),
        ];
        let html = Owner::new().with(|| view! { <PlanTable plan/> }.to_html());
        assert!(!html.contains("<script") && html.contains("whole value") && html.matches(MASK).count() == 5, "{html}");
        assert!(html.contains("number") && html.contains("text") && !html.contains("null"), "{html}");
    }
}
