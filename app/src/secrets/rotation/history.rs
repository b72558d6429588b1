//! The latest rotations of a secret.

use super::{dto::RunDetails, words};
use leptos::prelude::*;
use strongroom_ui::{Card, Cell, Column, Empty, Row, Status, Table, TableBody, TableHead, Time, capital};

/// The latest rotations, newest first.
#[component]
pub(super) fn History(
    /// The rotations.
    runs: Vec<RunDetails>,
) -> impl IntoView {
    if runs.is_empty() {
        return view! { <Card title="History"><Empty title="No rotation yet"/></Card> }.into_any();
    }
    let rows = runs.into_iter().map(row).collect_view();
    view! {
        <Card title="History" flush=true>
            <Table label="Latest rotations" few=true>
                <TableHead>
                    <Column label="Outcome"/>
                    <Column label="Started"/>
                    <Column label="By"/>
                    <Column label="Account"/>
                    <Column label="Took"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(run: RunDetails) -> impl IntoView {
    let (tone, outcome) = words::outcome(run.phase);
    let cause = run.cause.map(|cause| {
        view! { <span class="block text-sm text-ink-2">{capital(&cause.to_string())}</span> }
    });
    let took = run.ended.map_or_else(|| "–".to_owned(), |ended| words::took(ended - run.started));
    view! {
        <Row>
            <Cell label="Outcome" lead=true><Status tone>{outcome}</Status> {cause}</Cell>
            <Cell label="Started"><Time at=run.started/></Cell>
            <Cell label="By">{run.starter}</Cell>
            <Cell label="Account" mono=true>{run.account.unwrap_or_else(|| "–".to_owned())}</Cell>
            <Cell label="Took">{took}</Cell>
        </Row>
    }
}
