//! Name, description and tags of a new secret.

use super::dto::AboutDraft;
use crate::secrets::{
    edit::{FormRows, TagLines},
    problems::Problems,
};
use leptos::prelude::*;
use strongroom_domain::{Description, Field, FieldError, SecretName, TagKey, TagValue, limits};
use strongroom_ui::{TextArea, TextField};

/// What is entered.
#[derive(Clone, Copy)]
pub(super) struct AboutInput {
    pub name: RwSignal<String>,
    description: RwSignal<String>,
    tags: FormRows,
}

impl AboutInput {
    pub fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self { name: empty(), description: empty(), tags: FormRows::new(1) }
    }

    fn draft(self) -> AboutDraft {
        let (tag_keys, tag_values, _) = self.tags.columns();
        AboutDraft { name: self.name.get(), description: self.description.get(), tag_keys, tag_values }
    }

    /// What is wrong with it.
    pub fn check(self) -> Vec<FieldError> {
        let AboutDraft { name, description, tag_keys, tag_values } = self.draft();
        let mut found = Vec::new();
        found.extend(SecretName::new(name.trim()).err());
        found.extend(Description::new(&description).err());
        for (key, value) in
            tag_keys.iter().zip(&tag_values).filter(|(key, value)| !(key.is_empty() && value.is_empty()))
        {
            found.extend(TagKey::new(key.trim()).err());
            found.extend(TagValue::new(value.trim()).err());
        }
        found
    }
}

/// The fields.
#[component]
pub(super) fn AboutFields(
    /// What is entered.
    about: AboutInput,
    /// The form's problems.
    problems: Problems,
) -> impl IntoView {
    let tags = Signal::derive(move || problems.of(Field::TagKey).get().or_else(|| problems.of(Field::TagValue).get()));
    view! {
        <TextField id="name" name="name" label="Name" mono=true required=true max_length=limits::SECRET_NAME placeholder="payments/ledger-db" hint="A path, such as team/name. Names cannot be changed later." bind_to=about.name error=problems.of(Field::SecretName)/>
        <TextArea id="description" name="description" label="Description" rows=2 hint="Its purpose and owner. Everyone who can list secrets sees this." bind_to=about.description error=problems.of(Field::Description)/>
        <fieldset class="flex flex-col gap-2">
            <legend class="mb-2 font-medium">"Tags"</legend>
            <TagLines lines=about.tags error=tags/>
        </fieldset>
    }
}
