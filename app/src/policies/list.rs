//! The list of policies.

use super::{
    calls::ListPolicies,
    dto::{PolicyLine, PolicyList},
};
use crate::{
    client::{ErrorView, resource},
    current_user::{LinkFor, may},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{Action, PolicyType};
use strongroom_ui::{
    Align, Button, ButtonKind, Card, Cell, Chip, Column, Empty, Glyph, PageHeader, PageTitle, Row, Skeleton, Table,
    TableBody, TableHead, Time,
};

/// Custom policies and system policies.
#[component]
pub fn PoliciesPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after")));
    let page = resource(move || ListPolicies { after: after.get() });
    view! {
        <PageTitle text="Policies"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=6/> }>
            {move || {
                let inside = after.with(Option::is_some);
                Suspend::new(async move {
                    match page.await {
                        Ok(policies) => content(policies, inside),
                        Err(error) => view! { <h1 class="sr-only">"Policies"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn content(policies: PolicyList, inside: bool) -> AnyView {
    let PolicyList { policies, more } = policies;
    let (custom, system): (Vec<_>, Vec<_>) =
        policies.into_iter().partition(|line| line.policy.kind == PolicyType::Custom);
    let count = custom.len();
    let words = format!("{count}{} custom · {} system", if more { "+" } else { "" }, system.len());
    let words = if inside { "Custom policies".to_owned() } else { words };
    let new = move || {
        let button = || {
            view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_POLICY>"New policy"</Button> }
        };
        may(Action::CreatePolicy).then(|| button().into_any())
    };
    let next = custom.last().filter(|_| more).map(|last| {
        let href = format!("{}?after={}", paths::POLICIES, paths::escape(last.policy.name.as_str()));
        view! { <nav aria-label="Pages"><Button href>"Next"</Button></nav> }.into_any()
    });
    let own = match custom.is_empty() {
        true => view! { <Card title="Custom" flush=true><Empty title="No custom policies" detail="A policy is a JSON document that allows actions on resources. Start with one that lets an application read its secrets."/></Card> }.into_any(),
        false => table("Custom", custom),
    };
    let system = (!inside).then(|| table("System", system));
    view! {
        <PageHeader title="Policies" state=move || words.clone() actions=new/>
        <div class="flex flex-col gap-4">{own} {next} {system}</div>
    }
    .into_any()
}

fn table(title: &'static str, lines: Vec<PolicyLine>) -> AnyView {
    let rows = lines.into_iter().map(row).collect_view();
    view! {
        <Card title flush=true>
            <Table label=format!("{title} policies")>
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Attached" align=Align::End/>
                    <Column label="Version" align=Align::End/>
                    <Column label="Changed"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(line: PolicyLine) -> AnyView {
    let PolicyLine { policy, description, default, attachments, updated, .. } = line;
    let (href, name) = (paths::policy(&policy), policy.name.to_string());
    let description =
        (!description.is_empty()).then(|| view! { <span class="text-sm text-ink-3">{description}</span> }.into_any());
    let changed = match updated {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span class="text-ink-3">"built in"</span> }.into_any(),
    };
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::GetPolicy href class="flex min-w-0 flex-col">
                    <span class="font-semibold break-all">{name}</span>
                    {description}
                </LinkFor>
            </Cell>
            <Cell label="Attached" align=Align::End>{attachments}</Cell>
            <Cell label="Version" align=Align::End><Chip>{format!("v{default}")}</Chip></Cell>
            <Cell label="Changed">{changed}</Cell>
        </Row>
    }
    .into_any()
}
