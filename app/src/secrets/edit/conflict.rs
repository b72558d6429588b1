//! A concurrent save by someone else.

use super::{calls::StartEdit, dto::EditBase};
use crate::{
    client::call,
    error::UiError,
    paths::{self, SecretRoute},
    secrets::compare::{
        calls::CompareSecretVersions,
        dto::{ComparedLine, Diff},
    },
};
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonKind, Card, Cell, Chip, Row, Table, TableBody, Time, Tone};

/// The concurrent change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditConflict {
    /// The new base of the edit.
    pub theirs: EditBase,
    /// How the keys differ from the old base; empty if only metadata changed.
    pub keys: Vec<ComparedLine>,
    /// Whether the secret of the old base was deleted, and this is another one of its name.
    pub recreated: bool,
}

/// Loads what changed since `mine`. `None` if nothing did, so the error has another reason.
///
/// # Errors
/// The secret can no longer be loaded.
pub async fn load_conflict(mine: EditBase) -> Result<Option<EditConflict>, UiError> {
    let name = mine.facts.name.clone();
    let theirs = call(StartEdit { name: name.clone() }).await?;
    if theirs.facts.revision == mine.facts.revision {
        return Ok(None);
    }
    if theirs.facts.id != mine.facts.id {
        return Ok(Some(EditConflict { theirs, keys: Vec::new(), recreated: true }));
    }
    let compared =
        call(CompareSecretVersions { name, older: mine.version.id.clone(), newer: theirs.version.id.clone() }).await;
    // The base version may have been deleted; then only the newest is known.
    let keys = compared.ok().and_then(|compared| compared.pair).map(|pair| pair.keys).unwrap_or_default();
    let keys = if mine.version.id == theirs.version.id { Vec::new() } else { keys };
    Ok(Some(EditConflict { theirs, keys, recreated: false }))
}

/// What changed, and the choice between applying this edit and discarding it.
#[component]
pub fn ConflictView(
    /// The concurrent change.
    conflict: EditConflict,
    /// The number of the version this edit started from.
    mine: u64,
    /// Whether this edit replaces the whole value, including the concurrent change.
    whole: bool,
    /// Applies this edit on top of the new base.
    on_rebase: Callback<EditBase>,
) -> impl IntoView {
    let EditConflict { theirs, keys, recreated } = conflict;
    let overview = paths::secret(SecretRoute::Overview, &theirs.facts.name);
    let (number, creator, created) = (theirs.version.number, theirs.version.creator.clone(), theirs.version.created);
    let same_value = number == mine && !recreated;
    let rows = keys
        .into_iter()
        .filter(|line| line.diff != Diff::Same)
        .map(|line| {
            let (name, diff) = (line.shown(), line.diff);
            view! { <Row><Cell lead=true mono=true>{name}</Cell><Cell label="They"><Chip tone=diff.tone()>{diff.word()}</Chip></Cell></Row> }
        })
        .collect::<Vec<_>>();
    let table = (!rows.is_empty())
        .then(|| view! { <Table label="What they changed" few=true><TableBody>{rows}</TableBody></Table> });
    let words = if whole { "Replace their value with mine" } else { "Apply my changes to the new version" };
    let title = if recreated {
        "This is another secret now".to_owned()
    } else if same_value {
        "The value did not change".to_owned()
    } else {
        format!("v{number} is now the current version")
    };
    view! {
        <Banner tone=Tone::Amber title="Someone else saved this secret">
            <p>"Your changes were not saved. This page still has what you entered."</p>
        </Banner>
        <Card title flush=true footer=move || {
            let base = theirs.clone();
            view! {
                <Button href=overview.clone()>"Discard my changes"</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| on_rebase.run(base.clone())>{words}</Button>
            }
        }>
            <p class="px-4 py-3 text-ink-2">
                {if recreated {
                    view! { "The secret you edited was deleted. " {creator} " made a new one of its name, " <Time at=created/> "." }.into_any()
                } else if same_value {
                    view! { "The description, tags or labels changed. Your changes still apply." }.into_any()
                } else {
                    view! { {creator} " saved it " <Time at=created/> ". You started from v" {mine} "." }.into_any()
                }}
            </p>
            {table}
        </Card>
    }
}
