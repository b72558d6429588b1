//! The newest versions, on the overview; and the labels of a version, on every page.

use crate::{
    labels,
    paths::{self, SecretRoute},
    secrets::dto::{Version, label_tone},
};
use leptos::prelude::*;
use strongroom_domain::Stage;
use strongroom_ui::{Card, Cell, Chip, Row, Table, TableBody, TextLink, Time};

/// Number of versions shown.
const SHOWN: usize = 4;

/// A short table of the newest versions.
#[component]
pub fn RecentVersions(
    /// The secret.
    name: String,
    /// Its versions, newest first.
    versions: Vec<Version>,
) -> impl IntoView {
    let all = paths::secret(SecretRoute::Versions, &name);
    let count = versions.len();
    let rows = versions
        .into_iter()
        .take(SHOWN)
        .map(|version| {
            view! {
                <Row>
                    <Cell lead=true><span class="font-semibold whitespace-nowrap" data-numbers="">{format!("v{}", version.number)}</span></Cell>
                    <Cell label="Labels"><Labels labels=version.labels/></Cell>
                    <Cell label="By">{version.creator}</Cell>
                    <Cell label="When"><Time at=version.created/></Cell>
                </Row>
            }
        })
        .collect_view();
    view! {
        <Card title="Versions" flush=true actions=move || view! { <TextLink href=all.clone()>{format!("All {count}")}</TextLink> }>
            <Table label="Newest versions"><TableBody>{rows}</TableBody></Table>
        </Card>
    }
}

/// Labels as coloured chips.
#[component]
pub fn Labels(
    /// The labels.
    labels: Vec<Stage>,
) -> impl IntoView {
    if labels.is_empty() {
        return view! { <span class="text-ink-3">"no label"</span> }.into_any();
    }
    let chip = |label: Stage| {
        let text = labels::stage(&label).to_owned();
        view! { <Chip tone=label_tone(&label)>{text}</Chip> }
    };
    let chips = labels.into_iter().map(chip).collect_view();
    view! { <span class="inline-flex flex-wrap gap-1.5">{chips}</span> }.into_any()
}
