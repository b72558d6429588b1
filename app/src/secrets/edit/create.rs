//! The form for a new secret.

use super::{
    calls::{CreateSecret, KeyChoices},
    dto::KeyChoice,
    form::{ValueForm, ValueKind},
    generator::{Generator, GeneratorDialog},
    rows::FormRows,
    tag_lines::TagLines,
    value_fields::ValueFields,
};
use crate::{
    client::{FormAction, SubmitForm, any_failure, control_name, failure, resource},
    paths,
    secrets::{
        frame::loaded,
        new_kind::NewKind,
        problems::{ActionError, Problems},
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use strongroom_domain::{Description, Field, FieldError, SecretName, TagKey, TagValue, VersionId, limits};
use strongroom_ui::{Button, ButtonKind, Card, Choice, PageHeader, PageTitle, Select, TextArea, TextField};

/// Fields that show their problems themselves.
const FIELDS: &[Field] = &[
    Field::SecretName,
    Field::Description,
    Field::SecretValue,
    Field::ValueKey,
    Field::TagKey,
    Field::TagValue,
    Field::VersionId,
    Field::KeyId,
];

/// A new secret.
#[component]
pub fn NewPage() -> impl IntoView {
    let keys = resource(|| KeyChoices {});
    view! {
        <PageTitle text="New secret"/>
        <PageHeader title="New secret" state=|| "Applications read it by name. Policies decide who can see it."/>
        <NewKind here=paths::NEW_SECRET/>
        {loaded(keys, |keys| view! { <NewForm keys/> }.into_any())}
    }
}

/// The form's input.
#[derive(Clone, Copy)]
struct NewSecretDraft {
    name: RwSignal<String>,
    description: RwSignal<String>,
    kind: RwSignal<String>,
    lines: FormRows,
    text: RwSignal<String>,
    binary: RwSignal<String>,
    tags: FormRows,
    version: RwSignal<String>,
}

impl NewSecretDraft {
    fn new() -> Self {
        let empty = || RwSignal::new(String::new());
        Self {
            name: empty(),
            description: empty(),
            kind: RwSignal::new(ValueKind::Keys.word().to_owned()),
            lines: FormRows::new(3),
            text: empty(),
            binary: empty(),
            tags: FormRows::new(1),
            version: empty(),
        }
    }

    /// Checks every rule that can be checked before sending, with the server's own types.
    fn check(self) -> Vec<FieldError> {
        let mut found = Vec::new();
        let mut check = |result: Result<(), FieldError>| found.extend(result.err());
        check(SecretName::new(self.name.get_untracked().trim()).map(drop));
        check(Description::new(&self.description.get_untracked()).map(drop));
        let (keys, values, kinds) = untrack(|| self.lines.columns());
        let kind = ValueKind::named(&self.kind.get_untracked());
        let (text, binary) = (self.text.get_untracked(), self.binary.get_untracked());
        check(ValueForm { kind, keys, values, kinds, text, binary }.value().map(drop));
        let (keys, values, _) = untrack(|| self.tags.columns());
        for (key, value) in keys.iter().zip(&values).filter(|(key, value)| !(key.is_empty() && value.is_empty())) {
            check(TagKey::new(key.trim()).map(drop));
            check(TagValue::new(value.trim()).map(drop));
        }
        let version = self.version.get_untracked();
        if !version.trim().is_empty() {
            check(VersionId::new(version.trim()).map(drop));
        }
        found
    }
}

#[component]
fn NewForm(keys: Vec<KeyChoice>) -> impl IntoView {
    let action = FormAction::<CreateSecret>::new();
    let draft = NewSecretDraft::new();
    let problems = Problems::new(any_failure(action));
    let generator = Generator::provide();
    let before_send = move |event: SubmitEvent| {
        if !problems.set(draft.check()) {
            event.prevent_default();
        }
    };
    view! {
        <div on:submit:capture=before_send on:input=move |event| problems.changed(&control_name(&event))>
            <SubmitForm action failed="Not created" attr:autocomplete="off" attr:novalidate="" attr:class="flex flex-col gap-5">
                <ActionError error=problems.other(failure(action), FIELDS) title="Not created"/>
                <Card title="Name and description">
                    <div class="flex max-w-160 flex-col gap-4">
                        <TextField id="name" name="name" label="Name" mono=true required=true autofocus=true max_length=limits::SECRET_NAME placeholder="payments/ledger-db" hint="A path, such as team/name. Names cannot be changed later." bind_to=draft.name error=problems.of(Field::SecretName)/>
                        <TextArea id="description" name="description" label="Description" rows=2 hint="Its purpose and owner. Do not include the value: everyone who can list secrets sees this." bind_to=draft.description error=problems.of(Field::Description)/>
                    </div>
                </Card>
                <Card title="Value" note="encrypted before it is stored">
                    <ValueFields prefix="value" kind=draft.kind lines=draft.lines text=draft.text binary=draft.binary problems/>
                </Card>
                <Card title="Tags" note="optional">
                    <TagRows draft problems/>
                </Card>
                <Advanced keys draft problems/>
                <div class="flex flex-wrap items-center gap-2.5">
                    <Button id="create" kind=ButtonKind::Primary submit=true pending=action.pending()>"Create secret"</Button>
                    <Button href=paths::SECRETS>"Cancel"</Button>
                </div>
            </SubmitForm>
        </div>
        <GeneratorDialog generator/>
    }
}

#[component]
fn TagRows(draft: NewSecretDraft, problems: Problems) -> impl IntoView {
    let error = Signal::derive(move || problems.of(Field::TagKey).get().or_else(|| problems.of(Field::TagValue).get()));
    view! { <TagLines lines=draft.tags error/> }
}

#[component]
fn Advanced(keys: Vec<KeyChoice>, draft: NewSecretDraft, problems: Problems) -> impl IntoView {
    let choices = std::iter::once(Choice::new("", "The account's default key"))
        .chain(keys.into_iter().filter(|key| !key.default).map(|key| {
            let short: String = key.id.chars().take(8).collect();
            let label = if key.description.is_empty() { short } else { format!("{} ({short})", key.description) };
            let choice = Choice::new(key.id, label);
            if key.disabled { choice.disabled("This key is disabled") } else { choice }
        }))
        .collect::<Vec<_>>();
    view! {
        <details class="rounded-xl border border-line bg-panel">
            <summary class="px-4 py-3 font-semibold">"Advanced"</summary>
            <div class="flex max-w-160 flex-col gap-4 border-t border-line px-4 py-4">
                <Select id="key" name="key" label="Encryption key" choices hint="Encrypts the data key of each version. Disabling it blocks every read immediately." error=problems.of(Field::KeyId)/>
                <TextField id="version" name="version" label="Version id" mono=true max_length=limits::VERSION_ID hint="Leave empty to let the server generate one." bind_to=draft.version error=problems.of(Field::VersionId)/>
            </div>
        </details>
    }
}
