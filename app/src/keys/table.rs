//! The list of keys.

use super::dto::{KeyInfo, secrets_words};
use crate::paths;
use leptos::prelude::*;
use strongroom_ui::{
    Align, Card, Cell, Chip, Column, Empty, Row, Status, Table, TableBody, TableHead, Time, TimeMode, Tone,
};

/// Address of the list with a key selected.
pub fn key_address(id: &str) -> String {
    format!("{}?key={}", paths::KEYS, paths::escape(id))
}

/// Keys, each a link to its card.
#[component]
pub fn KeyTable(
    /// The keys.
    keys: Vec<KeyInfo>,
    /// Id of the selected key.
    selected: Option<String>,
) -> impl IntoView {
    if keys.is_empty() {
        return view! { <Card flush=true><Empty title="No keys" detail="The first secret creates the default key."/></Card> }.into_any();
    }
    let rows = keys.into_iter().map(|key| {
        let open = selected.as_ref() == Some(&key.id);
        row(key, open)
    });
    let rows = rows.collect_view();
    view! {
        <Card flush=true>
            <Table label="Customer master keys">
                <TableHead>
                    <Column label="Key"/>
                    <Column label="State"/>
                    <Column label="Version" align=Align::End/>
                    <Column label="Used by" align=Align::End/>
                    <Column label="Created"/>
                    <Column label="Rotated"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(key: KeyInfo, open: bool) -> AnyView {
    let (title, href) = (key.title(), key_address(&key.id));
    let KeyInfo { id, default, enabled, delete_at, version, secrets, created, rotated, .. } = key;
    view! {
        <Row selected=open>
            <Cell lead=true>
                <a href=href aria-current=open.then_some("true") class="flex min-w-0 flex-col hover:underline underline-offset-3">
                    <span class="flex flex-wrap items-center gap-2">
                        <span class="font-semibold break-words">{title}</span>
                        {default.then(|| view! { <Chip tone=Tone::Accent>"default"</Chip> })}
                    </span>
                    <code class="text-ink-3">{id}</code>
                </a>
            </Cell>
            <Cell label="State"><KeyState enabled delete_at/></Cell>
            <Cell label="Version" align=Align::End><Chip>{format!("v{version}")}</Chip></Cell>
            <Cell label="Used by" align=Align::End><span class="whitespace-nowrap">{secrets_words(secrets)}</span></Cell>
            <Cell label="Created"><Time at=created mode=TimeMode::Date/></Cell>
            <Cell label="Rotated"><Rotated version at=rotated/></Cell>
        </Row>
    }
    .into_any()
}

/// Enabled, disabled, or when it is deleted.
#[component]
pub fn KeyState(
    /// Whether it is enabled.
    enabled: bool,
    /// When it is deleted, in milliseconds since 1970, if it is scheduled for deletion.
    delete_at: Option<i64>,
) -> impl IntoView {
    let (tone, word) = match (enabled, delete_at) {
        (_, Some(_)) => (Tone::Red, "Deletion on"),
        (true, None) => (Tone::Accent, "Enabled"),
        (false, None) => (Tone::Red, "Disabled"),
    };
    let when = delete_at.map(|at| view! { <span>" "<Time at mode=TimeMode::Date/></span> });
    view! { <span class="whitespace-nowrap"><Status tone>{word}{when}</Status></span> }
}

/// When a key's last version was added; "never" if it has only one version.
#[component]
pub fn Rotated(
    /// The key's version, from 1.
    version: u32,
    /// When it was added, in milliseconds since 1970.
    at: i64,
) -> impl IntoView {
    match version {
        1 => view! { <span class="text-ink-3" data-time="">"never"</span> }.into_any(),
        _ => view! { <Time at/> }.into_any(),
    }
}
