//! Changes some keys of a value without revealing the others.

use super::{
    form::PatchForm,
    rows::{FormRows, Rows},
    value_input::ValueInput,
};
use crate::secrets::{dto::Shape, problems::Problems};
use leptos::prelude::*;
use strongroom_domain::Field;
use strongroom_ui::{Checkbox, Chip, Tone};

/// An existing key.
#[derive(Clone)]
struct ExistingKey {
    key: String,
    /// Its new text; empty keeps the current text.
    value: RwSignal<String>,
    removed: RwSignal<bool>,
}

/// Changes to the keys of a value.
#[derive(Clone, Copy)]
pub struct KeyEdits {
    existing: RwSignal<Vec<ExistingKey>>,
    added: FormRows,
}

impl KeyEdits {
    /// Starts without changes.
    pub fn new(shape: &Shape) -> Self {
        let edits = Self { existing: RwSignal::new(Vec::new()), added: FormRows::new(1) };
        edits.rebase(shape);
        edits
    }

    /// Applies the changes to another version. Edited keys that it no longer has become new keys.
    pub fn rebase(self, shape: &Shape) {
        let before = self.existing.get_untracked();
        let find = |key: &String| before.iter().find(|existing| existing.key == *key).cloned();
        let fresh = |key: &String| ExistingKey {
            key: key.clone(),
            value: RwSignal::new(String::new()),
            removed: RwSignal::new(false),
        };
        let keys = if shape.object { shape.keys.as_slice() } else { &[] };
        self.existing.set(keys.iter().map(|key| find(key).unwrap_or_else(|| fresh(key))).collect());
        for lost in before.iter().filter(|existing| !keys.contains(&existing.key)) {
            let value = lost.value.get_untracked();
            if !value.is_empty() && !lost.removed.get_untracked() {
                self.added.add(lost.key.clone(), value);
            }
        }
    }

    /// The form's data.
    pub fn form(self) -> PatchForm {
        let (added, added_values) = self.added.columns();
        self.existing.with(|existing| PatchForm {
            keys: existing.iter().map(|existing| existing.key.clone()).collect(),
            values: existing.iter().map(|existing| existing.value.get()).collect(),
            added,
            added_values,
            removed: existing
                .iter()
                .filter(|existing| existing.removed.get())
                .map(|existing| existing.key.clone())
                .collect(),
        })
    }

    /// Whether anything was entered or selected.
    pub fn is_touched(self) -> bool {
        self.added.is_touched()
            || self.existing.with(|existing| {
                existing.iter().any(|existing| existing.removed.get() || existing.value.with(|value| !value.is_empty()))
            })
    }
}

/// The existing keys, each with a field for a new value, and rows for new keys.
#[component]
pub fn KeyFields(
    /// The keys.
    edits: KeyEdits,
    /// Validation problems.
    problems: Problems,
) -> impl IntoView {
    let error =
        Signal::derive(move || problems.of(Field::ValueKey).get().or_else(|| problems.of(Field::SecretValue).get()));
    view! {
        <p class="text-ink-2">"Enter a new value for each key to change. Empty fields keep their current value."</p>
        <ul class="flex flex-col">
            <For each=move || edits.existing.get() key=|existing| existing.key.clone() children=existing_row/>
        </ul>
        <h3 class="font-medium">"New keys"</h3>
        <Rows lines=edits.added id="new" keys_name="patch[added][]" values_name="patch[added_values][]" error/>
    }
}

fn existing_row(existing: ExistingKey) -> impl IntoView {
    let ExistingKey { key, value, removed } = existing;
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
            <ValueInput id=format!("{id}-value") name="patch[values][]" label=format!("new value of {key}") bind_to=value/>
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
    fn rebase_keeps_all_input() {
        Owner::new().with(|| {
            let edits = KeyEdits::new(&shape(&["host", "password", "old"]));
            let set = |at: usize, text: &str| {
                edits.existing.with_untracked(|existing| existing[at].value.set(text.to_owned()))
            };
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
    fn hostile_key_is_escaped() {
        let html = Owner::new().with(|| {
            let key = "\"><script>k<b>".to_owned();
            existing_row(ExistingKey { key, value: RwSignal::new(String::new()), removed: RwSignal::new(false) })
                .to_html()
        });
        crate::secrets::frame::tests::assert_escaped(&html);
        assert!(html.contains("unchanged"));
    }
}
