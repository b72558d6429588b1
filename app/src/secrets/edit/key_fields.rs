//! Changes some keys of a value without revealing the others.

use super::{
    patch_form::{KindChoice, PatchForm},
    rows::{FormRows, Rows, kind_word},
    value_input::ValueInput,
};
use crate::{
    labels::at_field,
    secrets::{
        dto::{KeyShape, Shape},
        problems::Problems,
    },
};
use leptos::prelude::*;
use strongroom_domain::{Field, json_text::JsonKind, visible};
use strongroom_ui::{Checkbox, Chip, Choice, Select, Tone};

/// An existing key.
#[derive(Clone)]
struct ExistingKey {
    /// Its position in the base version.
    at: usize,
    key: KeyShape,
    /// Whether other keys have its name, so that it cannot be changed.
    duplicated: bool,
    value: RwSignal<String>,
    /// The word of a [`KindChoice`].
    kind: RwSignal<String>,
    removed: RwSignal<bool>,
}

impl ExistingKey {
    fn new(at: usize, key: KeyShape, duplicated: bool) -> Self {
        let kind = RwSignal::new(KindChoice::AsNow(key.kind).word());
        let (value, removed) = (RwSignal::new(String::new()), RwSignal::new(false));
        Self { at, key, duplicated, value, kind, removed }
    }

    /// Two keys with the same one may keep their row.
    fn identity(&self) -> String {
        format!("{} {} {} {}", self.at, self.key.kind, self.duplicated, self.key.name)
    }

    fn choice(&self) -> KindChoice {
        KindChoice::parse(&self.kind.get()).unwrap_or(KindChoice::AsNow(self.key.kind))
    }

    /// Whether its value is to change.
    fn is_set(&self) -> bool {
        !self.value.with(String::is_empty) || !matches!(self.choice(), KindChoice::AsNow(_))
    }

    /// What is wrong with what was entered for it.
    fn problem(&self) -> Option<String> {
        let wrong = self.choice().write(&self.value.get()).err().filter(|_| !self.removed.get());
        wrong.map(|error| at_field(error.problem))
    }
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
        let fresh = |(at, key): (usize, &KeyShape)| {
            let duplicated = shape.is_duplicated(&key.name);
            let new = ExistingKey::new(at, key.clone(), duplicated);
            let Some(old) = before.iter().find(|old| old.key.name == key.name && !old.duplicated && !duplicated) else {
                return new;
            };
            // The kind it had is chosen where another one is there now.
            let kind = old.kind.get_untracked();
            if untrack(|| old.is_set()) {
                new.kind.set(match KindChoice::parse(&kind) {
                    Ok(KindChoice::AsNow(kind) | KindChoice::Other(kind)) if kind == key.kind => {
                        new.kind.get_untracked()
                    }
                    Ok(KindChoice::AsNow(kind)) => KindChoice::Other(kind).word(),
                    _ => kind,
                });
            }
            ExistingKey { value: old.value, removed: old.removed, ..new }
        };
        self.existing.set(shape.keys().iter().enumerate().map(fresh).collect());
        let stays = |old: &ExistingKey| shape.keys().iter().any(|key| key.name == old.key.name);
        for lost in before.iter().filter(|old| !stays(old) && untrack(|| old.is_set())) {
            if !lost.removed.get_untracked() {
                let kind = match untrack(|| lost.choice()) {
                    KindChoice::AsNow(kind) | KindChoice::Other(kind) => kind,
                    KindChoice::Empty => JsonKind::Text,
                };
                self.added.add_of_kind(lost.key.name.clone(), lost.value.get_untracked(), kind);
            }
        }
    }

    /// The form's data.
    pub fn form(self) -> PatchForm {
        let (added, added_values, added_kinds) = self.added.columns();
        self.existing.with(|existing| {
            let editable: Vec<_> = existing.iter().filter(|existing| !existing.duplicated).collect();
            PatchForm {
                at: editable.iter().map(|existing| existing.at).collect(),
                values: editable.iter().map(|existing| existing.value.get()).collect(),
                kinds: editable.iter().map(|existing| existing.kind.get()).collect(),
                removed: editable
                    .iter()
                    .filter(|existing| existing.removed.get())
                    .map(|existing| existing.at)
                    .collect(),
                added,
                added_values,
                added_kinds,
            }
        })
    }

    /// Whether anything was entered or selected.
    pub fn is_touched(self) -> bool {
        self.added.is_touched()
            || self.existing.with(|existing| existing.iter().any(|key| key.removed.get() || key.is_set()))
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
    let of_value = problems.of(Field::SecretValue);
    // A problem of an existing key is shown at the key.
    let at_key = Signal::derive(move || {
        edits.existing.with(|existing| existing.iter().any(|existing| existing.problem().is_some()))
    });
    let error =
        Signal::derive(move || problems.of(Field::ValueKey).get().or_else(|| of_value.get().filter(|_| !at_key.get())));
    let checked = Signal::derive(move || of_value.get().is_some());
    view! {
        <p class="text-ink-2">"Enter a new value for each key to change. Empty fields keep their current value. To empty a key, set its type to “empty text”."</p>
        <ul class="flex flex-col">
            <For each=move || edits.existing.get() key=ExistingKey::identity children=move |existing| existing_row(existing, checked)/>
        </ul>
        <h3 class="font-medium">"New keys"</h3>
        <Rows lines=edits.added id="new" keys_name="patch[added][]" values_name="patch[added_values][]" kinds_name="patch[added_kinds][]" error/>
    }
}

fn existing_row(existing: ExistingKey, checked: Signal<bool>) -> AnyView {
    let (at, shown) = (existing.at, visible(&existing.key.name).into_owned());
    let name = view! { <code class="max-w-full break-words whitespace-pre-wrap">{shown.clone()}</code> };
    if existing.duplicated {
        return view! {
            <li class="flex items-start gap-3 border-b border-line py-2 first:pt-0 phone:flex-wrap">
                <span class="flex w-48 shrink-0 flex-wrap items-center gap-2 py-1 phone:w-full">{name} <Chip tone=Tone::Amber>"duplicated"</Chip></span>
                <p class="py-1 text-ink-2">"More than one key has this name, and applications differ in which one they read. To change it, replace the whole value."</p>
            </li>
        }
        .into_any();
    }
    let (value, kind, removed) = (existing.value, existing.kind, existing.removed);
    let choices = kind_choices(existing.key.kind);
    let is_set = {
        let existing = existing.clone();
        move || existing.is_set()
    };
    let problem = Signal::derive(move || existing.problem().filter(|_| checked.get()));
    let state = move || match (removed.get(), is_set()) {
        (true, _) => view! { <Chip tone=Tone::Red>"removed"</Chip> },
        (false, false) => view! { <Chip>"unchanged"</Chip> },
        (false, true) => view! { <Chip tone=Tone::Amber>"changed"</Chip> },
    };
    view! {
        <li class="flex items-start gap-3 border-b border-line py-2 first:pt-0 phone:flex-wrap">
            <span class="flex w-48 shrink-0 flex-wrap items-center gap-2 py-1 phone:w-full">{name} {state}</span>
            <input type="hidden" name="patch[at][]" value=at.to_string()/>
            <ValueInput id=format!("key-{at}-value") name="patch[values][]" label=format!("new value of {shown}") bind_to=value error=problem/>
            <div class="w-36 shrink-0">
                <Select id=format!("key-{at}-kind") name="patch[kinds][]" label=format!("Type of {shown}") quiet_label=true choices bind_to=kind/>
            </div>
            <div class="flex h-8 items-center phone:h-9">
                <Checkbox id=format!("key-{at}-remove") name="patch[removed][]" value=at.to_string() label="Remove" bind_to=removed/>
            </div>
        </li>
    }
    .into_any()
}

/// The present kind first, then the others.
fn kind_choices(now: JsonKind) -> Vec<Choice> {
    let choice = |choice: KindChoice, label: String| Choice::new(choice.word(), label);
    let others = JsonKind::ALL.into_iter().filter(|kind| *kind != now);
    let mut choices = vec![choice(KindChoice::AsNow(now), kind_word(now).to_owned())];
    choices.push(choice(KindChoice::Empty, "empty text".to_owned()));
    choices.extend(others.map(|kind| choice(KindChoice::Other(kind), kind_word(kind).to_owned())));
    choices
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(keys: &[(&str, JsonKind)]) -> Shape {
        let key = |(name, kind): &(&str, JsonKind)| KeyShape { name: (*name).to_owned(), kind: *kind };
        Shape { keys: Some(keys.iter().map(key).collect()), bytes: 9 }
    }

    #[test]
    fn rebase_keeps_all_input() {
        use JsonKind::{Boolean, Number, Text};
        Owner::new().with(|| {
            let before = [("host", Text), ("password", Text), ("old", Number), ("port", Number), ("note", Text)];
            let edits = KeyEdits::new(&shape(&before));
            let set = |at: usize, text: &str| {
                edits.existing.with_untracked(|existing| existing[at].value.set(text.to_owned()));
            };
            set(1, "mine");
            set(2, "7");
            set(3, "5433");
            edits.existing.with_untracked(|existing| existing[4].kind.set(KindChoice::Empty.word()));
            assert!(edits.is_touched());
            let theirs = [("note", Text), ("port", Text), ("password", Text), ("theirs", Boolean), ("host", Text)];
            edits.rebase(&shape(&theirs));
            let form = edits.form();
            assert_eq!(form.at, [0, 1, 2, 3, 4]);
            assert_eq!(form.values, ["", "5433", "mine", "", ""]);
            assert_eq!(form.kinds, ["empty", "number", "now-text", "now-boolean", "now-text"]);
            assert_eq!(form.added.last().map(String::as_str), Some("old"));
            assert_eq!(form.added_values.last().map(String::as_str), Some("7"));
            assert_eq!(form.added_kinds.last().map(String::as_str), Some("number"));
        });
    }

    #[test]
    fn duplicated_keys_are_not_sent() {
        Owner::new().with(|| {
            let text = JsonKind::Text;
            let edits = KeyEdits::new(&shape(&[("a", text), ("b", text), ("a", text)]));
            assert_eq!(edits.form().at, [1]);
            assert!(!edits.is_touched());
        });
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn hostile_key_is_escaped() {
        let html = Owner::new().with(|| {
            let key = KeyShape { name: "\"><script>k<b>".to_owned(), kind: JsonKind::Text };
            let shown = Signal::from(false);
            let one = existing_row(ExistingKey::new(0, key.clone(), false), shown).to_html();
            one + &existing_row(ExistingKey::new(1, key, true), shown).to_html()
        });
        crate::secrets::frame::tests::assert_escaped(&html);
        assert!(html.contains("unchanged") && html.contains("duplicated"));
    }
}
