//! The readers of two versions on a card.

use super::{
    calls::LoadVersionReaders,
    dto::{VersionReaderLine, VersionReaders},
};
use crate::{
    client::{ErrorView, resource},
    principals::PrincipalLink,
};
use leptos::prelude::*;
use strongroom_ui::{
    Card, Cell, Column, Empty, Progress, Row, Skeleton, Status, Table, TableBody, TableHead, Time, Tone, grouped,
};

/// How far the readers of a secret have moved from its old version to its new one; nothing if the user may not see it.
#[component]
pub fn VersionReadersCard(
    /// The secret.
    name: String,
    /// Id of the version that is to go.
    old: String,
    /// Id of the version to come.
    new: String,
) -> impl IntoView {
    let readers = resource(move || LoadVersionReaders { name: name.clone(), old: old.clone(), new: new.clone() });
    view! {
        <Transition fallback=|| view! { <Skeleton lines=3/> }>
            {move || Suspend::new(async move {
                match readers.await {
                    Ok(Some(readers)) => card(readers),
                    Ok(None) => ().into_any(),
                    Err(error) => view! { <ErrorView error/> }.into_any(),
                }
            })}
        </Transition>
    }
}

fn card(readers: VersionReaders) -> AnyView {
    let VersionReaders { moved, left, lines } = readers;
    let all = moved.saturating_add(left);
    let more = u64::from(all).saturating_sub(lines.len() as u64);
    let more = (more > 0)
        .then(|| view! { <p class="px-4 py-3 text-sm text-ink-3">{format!("and {} more", grouped(more))}</p> });
    let body = if all == 0 {
        let detail = "Applications appear here when they read one of the two versions.";
        view! { <Empty title="No reads through the API yet" detail/> }.into_any()
    } else {
        let rows = lines.into_iter().map(row).collect_view();
        let part = f64::from(moved) / f64::from(all);
        let words = format!("{} of {} read the new version", grouped(moved.into()), grouped(all.into()));
        view! {
            <div class="px-4 pt-3 pb-1"><Progress label="Readers with the new version" part=Signal::stored(part) wide=true>{words}</Progress></div>
            <Table label="Readers of the old and the new version">
                <TableHead><Column label="Who"/><Column label="Has"/><Column label="From"/><Column label="Last read"/></TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
            {more}
        }
        .into_any()
    };
    view! { <Card title="Readers" note="by their last read of either version" flush=true>{body}</Card> }.into_any()
}

fn row(line: VersionReaderLine) -> AnyView {
    let VersionReaderLine { name, role, network, moved, last } = line;
    let (tone, words) = if moved { (Tone::Accent, "new") } else { (Tone::Amber, "old") };
    let network = if network.is_empty() { "this server".to_owned() } else { network };
    view! {
        <Row>
            <Cell lead=true><PrincipalLink name role person=false/></Cell>
            <Cell label="Has"><Status tone>{words}</Status></Cell>
            <Cell label="From"><code>{network}</code></Cell>
            <Cell label="Last read"><Time at=last/></Cell>
        </Row>
    }
    .into_any()
}
