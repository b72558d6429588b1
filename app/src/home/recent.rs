//! Recent changes.

use crate::audit::EventRow;
use leptos::prelude::*;
use strongroom_ui::{Card, Cell, Chip, Column, Empty, Row, Table, TableBody, TableHead, TextLink, Time};

/// The card with recent changes.
#[component]
pub fn RecentChanges(
    /// Write events, newest first.
    recent: Vec<EventRow>,
) -> impl IntoView {
    if recent.is_empty() {
        return view! { <Card title="Recent changes" flush=true><Empty title="No changes in the last 30 days" detail="Changes to secrets, keys and users appear here."/></Card> }.into_any();
    }
    let rows = recent.into_iter().map(|event| {
        let (tone, word) = event.result.words();
        let word = word.to_owned();
        view! {
            <Row>
                <Cell lead=true><span class="font-semibold break-all">{event.who}</span></Cell>
                <Cell label="Action" mono=true>{event.action}</Cell>
                <Cell label="On"><span class="break-all">{event.target.unwrap_or_else(|| "—".to_owned())}</span></Cell>
                <Cell label="Result"><Chip tone>{word}</Chip></Cell>
                <Cell label="When"><Time at=event.time/></Cell>
            </Row>
        }
    });
    let all = || view! { <TextLink href="/audit?range=30d&write=true">"All changes"</TextLink> };
    view! {
        <Card title="Recent changes" actions=all flush=true>
            <Table label="Recent changes">
                <TableHead>
                    <Column label="Who"/>
                    <Column label="Action"/>
                    <Column label="On"/>
                    <Column label="Result"/>
                    <Column label="When"/>
                </TableHead>
                <TableBody>{rows.collect_view()}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}
