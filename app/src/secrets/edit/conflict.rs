//! Somebody else saved meanwhile.

use super::{calls::StartEdit, dto::EditBase};
use crate::{
    client::call,
    error::UiError,
    paths::{self, SecretRoute},
    secrets::compare::{calls::CompareSecretVersions, dto::Diff},
};
use leptos::prelude::*;
use strongroom_ui::{Banner, Button, ButtonKind, Card, Cell, Chip, Row, Table, TableBody, Time, Tone};

/// What they did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// What an edit would start from now.
    pub theirs: EditBase,
    /// How the keys differ from what this edit started from; none when only other facts changed.
    pub keys: Vec<(String, Diff)>,
}

/// Finds out what changed since `mine`. None when nothing did, so that the refusal had another reason.
///
/// # Errors
/// The secret cannot be loaded any more.
pub async fn look(mine: EditBase) -> Result<Option<Conflict>, UiError> {
    let name = mine.facts.name.clone();
    let theirs = call(StartEdit { name: name.clone() }).await?;
    if theirs.facts.revision == mine.facts.revision {
        return Ok(None);
    }
    let compared =
        call(CompareSecretVersions { name, older: mine.version.id.clone(), newer: theirs.version.id.clone() }).await;
    // The version this edit started from may have fallen off; then only the newest is known.
    let keys = compared.ok().and_then(|compared| compared.pair).map(|pair| pair.keys).unwrap_or_default();
    let keys = if mine.version.id == theirs.version.id { Vec::new() } else { keys };
    Ok(Some(Conflict { theirs, keys }))
}

/// What they changed, and the two ways on.
#[component]
pub fn ConflictView(
    /// What they did.
    conflict: Conflict,
    /// The number of the version this edit started from.
    mine: u64,
    /// Whether the whole value is given: then theirs would be replaced.
    whole: bool,
    /// Puts the changes of this edit on top of theirs.
    on_rebase: Callback<EditBase>,
) -> impl IntoView {
    let Conflict { theirs, keys } = conflict;
    let overview = paths::secret(SecretRoute::Overview, &theirs.facts.name);
    let (number, creator, created) = (theirs.version.number, theirs.version.creator.clone(), theirs.version.created);
    let same_value = number == mine;
    let rows = keys
        .into_iter()
        .filter(|(_, diff)| *diff != Diff::Same)
        .map(|(key, diff)| {
            let name = if key.is_empty() { "whole value".to_owned() } else { key };
            view! { <Row><Cell lead=true mono=true>{name}</Cell><Cell label="They"><Chip tone=diff.tone()>{diff.word()}</Chip></Cell></Row> }
        })
        .collect::<Vec<_>>();
    let table =
        (!rows.is_empty()).then(|| view! { <Table label="What they changed"><TableBody>{rows}</TableBody></Table> });
    let words = if whole { "Save mine instead of theirs" } else { "Put my changes on top of theirs" };
    let title = if same_value { "The value is the same".to_owned() } else { format!("v{number} is current now") };
    view! {
        <Banner tone=Tone::Amber title="Somebody else saved meanwhile">
            <p>"Nothing of yours was stored, and nothing you typed is lost."</p>
        </Banner>
        <Card title flush=true footer=move || {
            let base = theirs.clone();
            view! {
                <Button href=overview.clone()>"Discard mine"</Button>
                <Button kind=ButtonKind::Primary on_press=move |()| on_rebase.run(base.clone())>{words}</Button>
            }
        }>
            <p class="px-4 py-3 text-ink-2">
                {if same_value {
                    view! { "Description, tags or labels changed. Your changes still fit." }.into_any()
                } else {
                    view! { {creator} " saved it " <Time at=created/> ". You started from v" {mine} "." }.into_any()
                }}
            </p>
            {table}
        </Card>
    }
}
