//! The latest rotations of a secret.

use crate::{
    paths,
    rotations::{RotationLine, words},
};
use leptos::prelude::*;
use strongroom_ui::{Card, Cell, Column, Empty, Row, Status, Table, TableBody, TableHead, TextLink, Time};

/// The latest rotations, newest first.
#[component]
pub(super) fn History(
    /// Name of the secret.
    name: String,
    /// The rotations.
    runs: Vec<RotationLine>,
) -> impl IntoView {
    if runs.is_empty() {
        return view! { <Card title="History"><Empty title="No rotation yet"/></Card> }.into_any();
    }
    let all = format!("{}?secret={}", paths::ROTATIONS, paths::escape(&name));
    let rows = runs.into_iter().map(|run| row(&name, run)).collect_view();
    view! {
        <Card title="History" flush=true actions=move || view! { <TextLink href=all.clone()>"All rotations of this secret"</TextLink> }>
            <Table label="Latest rotations">
                <TableHead>
                    <Column label="Started"/>
                    <Column label="State"/>
                    <Column label="By"/>
                    <Column label="Duration"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(name: &str, run: RotationLine) -> AnyView {
    let (tone, state) = words::state(&run);
    let cause = run.cause.map(|cause| {
        view! { <span class="block text-sm text-ink-2">{words::cause(cause)}</span> }
    });
    let took = run.ended.map_or_else(|| "–".to_owned(), |ended| words::duration(ended - run.started));
    let href = paths::rotation(&run.id, name);
    view! {
        <Row>
            <Cell lead=true><TextLink href><Time at=run.started/></TextLink></Cell>
            <Cell label="State"><Status tone>{state}</Status> {cause}</Cell>
            <Cell label="By">{run.starter}</Cell>
            <Cell label="Duration">{took}</Cell>
        </Row>
    }
    .into_any()
}
