//! Changing some keys of a value without seeing the others.

use super::{
    form::PatchForm,
    rows::{FormRows, Rows},
    value_input::ValueInput,
};
use crate::secrets::{dto::Shape, problems::Problems};
use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Checkbox, Chip, Tone};

/// A key that is there.
#[derive(Clone)]
struct Kept {
    key: String,
    /// Its new text; empty leaves it as it is.
    value: RwSignal<String>,
    removed: RwSignal<bool>,
}

/// The keys of an edit.
#[derive(Clone, Copy)]
pub struct KeyEdits {
    kept: RwSignal<Vec<Kept>>,
    added: FormRows,
}

impl KeyEdits {
    /// Nothing changed yet.
    pub fn new(shape: &Shape) -> Self {
        let edits = Self { kept: RwSignal::new(Vec::new()), added: FormRows::new(1) };
        edits.rebase(shape);
        edits
    }

    /// Puts the changes on top of another version: what was typed stays, keys that are gone there become new ones.
    pub fn rebase(self, shape: &Shape) {
        let before = self.kept.get_untracked();
        let find = |key: &String| before.iter().find(|kept| kept.key == *key).cloned();
        let fresh = |key: &String| Kept {
            key: key.clone(),
            value: RwSignal::new(String::new()),
            removed: RwSignal::new(false),
        };
        let keys = if shape.object { shape.keys.as_slice() } else { &[] };
        self.kept.set(keys.iter().map(|key| find(key).unwrap_or_else(|| fresh(key))).collect());
        for lost in before.iter().filter(|kept| !keys.contains(&kept.key)) {
            let value = lost.value.get_untracked();
            if !value.is_empty() && !lost.removed.get_untracked() {
                self.added.add(lost.key.clone(), value);
            }
        }
    }

    /// What the form sends.
    pub fn form(self) -> PatchForm {
        let (added, added_values) = self.added.columns();
        self.kept.with(|kept| PatchForm {
            keys: kept.iter().map(|kept| kept.key.clone()).collect(),
            values: kept.iter().map(|kept| kept.value.get()).collect(),
            added,
            added_values,
            removed: kept.iter().filter(|kept| kept.removed.get()).map(|kept| kept.key.clone()).collect(),
        })
    }

    /// Whether anything has been typed or ticked.
    pub fn is_touched(self) -> bool {
        self.added.is_touched()
            || self
                .kept
                .with(|kept| kept.iter().any(|kept| kept.removed.get() || kept.value.with(|value| !value.is_empty())))
    }
}

/// The keys, each with a field for a new text, and rows for new keys.
#[component]
pub fn KeyFields(
    /// The keys.
    edits: KeyEdits,
    /// What is wrong.
    problems: Problems,
) -> impl IntoView {
    let error =
        Signal::derive(move || problems.of(Field::ValueKey).get().or_else(|| problems.of(Field::SecretValue).get()));
    view! {
        <p class="text-ink-2">"Type a new text where one is to change. A field left empty keeps what is there, unseen."</p>
        <ul class="flex flex-col">
            <For each=move || edits.kept.get() key=|kept| kept.key.clone() children=kept_row/>
        </ul>
        <h3 class="font-medium">"New keys"</h3>
        <Rows lines=edits.added id="new" keys_name="patch[added][]" values_name="patch[added_values][]" error/>
    }
}

fn kept_row(kept: Kept) -> impl IntoView {
    let Kept { key, value, removed } = kept;
    let id = format!("key-{}", crate::paths::escape(&key));
    let state = move || match (removed.get(), value.with(String::is_empty)) {
        (true, _) => view! { <Chip tone=Tone::Red>"removed"</Chip> },
        (false, true) => view! { <Chip>"unchanged"</Chip> },
        (false, false) => view! { <Chip tone=Tone::Amber>"changed"</Chip> },
    };
    view! {
        <li class="flex items-start gap-3 border-b border-line py-2 first:pt-0 phone:flex-wrap">
            <span class="flex w-48 shrink-0 flex-wrap items-center gap-2 py-1 phone:w-full"><code class="break-all">{key.clone()}</code> {state}</span>
            <input type="hidden" name="patch[keys][]" value=key.clone()/>
            <ValueInput id=format!("{id}-value") name="patch[values][]" label=format!("new text of {key}") bind_to=value/>
            <div class="flex h-8 items-center phone:h-9">
                <Checkbox id=format!("{id}-remove") name="patch[removed][]" value=key.clone() label="Remove" bind_to=removed/>
            </div>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(keys: &[&str]) -> Shape {
        Shape { keys: keys.iter().map(|key| (*key).to_owned()).collect(), object: true, bytes: 9 }
    }

    #[test]
    fn my_changes_on_top_of_theirs_lose_nothing_typed() {
        Owner::new().with(|| {
            let edits = KeyEdits::new(&shape(&["host", "password", "old"]));
            let set = |at: usize, text: &str| edits.kept.with_untracked(|kept| kept[at].value.set(text.to_owned()));
            set(1, "mine");
            set(2, "typed");
            assert!(edits.is_touched());
            edits.rebase(&shape(&["host", "password", "theirs"]));
            let form = edits.form();
            assert_eq!(form.keys, ["host", "password", "theirs"]);
            assert_eq!(form.values, ["", "mine", ""]);
            assert_eq!(form.added.last().map(String::as_str), Some("old"));
            assert_eq!(form.added_values.last().map(String::as_str), Some("typed"));
        });
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn a_hostile_key_stays_text() {
        let html = Owner::new().with(|| {
            let key = "\"><script>k<b>".to_owned();
            kept_row(Kept { key, value: RwSignal::new(String::new()), removed: RwSignal::new(false) }).to_html()
        });
        crate::secrets::frame::tests::assert_tame(&html);
        assert!(html.contains("unchanged"));
    }
}
