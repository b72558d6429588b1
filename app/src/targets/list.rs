//! The list of targets.

use super::{
    calls::ListTargets,
    dto::{TargetLine, TargetList, TargetProof, address},
    words,
};
use crate::{
    client::{ErrorView, resource},
    current_user::{LinkFor, may},
    paths,
    principals::users::{noun, pages},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Button, ButtonKind, Card, Cell, Chip, Column, Empty, Glyph, Icon, PageHeader, PageTitle, Row, Skeleton, Status,
    Table, TableBody, TableHead, Tone,
};

/// Targets, each a link to its page.
#[component]
pub fn TargetsPage() -> impl IntoView {
    let query = use_query_map();
    let after = Memo::new(move |_| query.with(|query| query.get("after")));
    let page = resource(move || ListTargets { after: after.get() });
    view! {
        <PageTitle text="Targets"/>
        <Transition fallback=|| view! { <Skeleton rows=true lines=4/> }>
            {move || {
                let inside = after.with(Option::is_some);
                Suspend::new(async move {
                    match page.await {
                        Ok(list) => view! { {head(&list, inside)} {content(list, inside)} }.into_any(),
                        Err(error) => view! { <h1 class="sr-only">"Targets"</h1> <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn new_button() -> Option<AnyView> {
    let button =
        || view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus href=paths::NEW_TARGET>"New target"</Button> };
    may(Action::CreateTarget).then(|| button().into_any())
}

fn head(list: &TargetList, inside: bool) -> AnyView {
    let TargetList { targets, more } = list;
    let plain = targets.iter().filter(|target| target.proof == TargetProof::Plain).count();
    let count = targets.len();
    let words = format!("{count}{} {}", if *more { "+" } else { "" }, noun(count, "target", "targets"));
    let words = if inside { format!("{words} on this page") } else { words };
    let state = move || match plain {
        0 => words.clone().into_any(),
        plain => view! { <Status tone=Tone::Amber>{format!("{words} · {plain} without TLS")}</Status> }.into_any(),
    };
    view! { <PageHeader title="Targets" state actions=new_button/> }.into_any()
}

fn content(list: TargetList, inside: bool) -> AnyView {
    let TargetList { targets, more } = list;
    if targets.is_empty() {
        let detail = if inside {
            "There are no targets after this page."
        } else {
            "A target is a database or another system where Strongroom changes credentials. Create one, then create secrets that rotate at it."
        };
        return view! { <Card flush=true><Empty title="No targets" detail>{new_button()}</Empty></Card> }.into_any();
    }
    let last = targets.last().map(|target| target.name.clone());
    let rows = targets.into_iter().map(row).collect_view();
    view! {
        <Card flush=true>
            <Table label="Targets">
                <TableHead>
                    <Column label="Name"/>
                    <Column label="Kind"/>
                    <Column label="Address"/>
                    <Column label="Connection"/>
                    <Column label="Managing account"/>
                    <Column label="Used by"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        {pages(paths::TARGETS, last.filter(|_| more), inside, "")}
    }
    .into_any()
}

fn row(target: TargetLine) -> AnyView {
    let TargetLine { name, kind, host, port, proof, manager, secrets } = target;
    let manager = match manager {
        Some(account) => view! { <code data-time="" class="break-all">{account}</code> }.into_any(),
        None => view! { <span data-time="" class="text-ink-3">"none"</span> }.into_any(),
    };
    let protection = words::protection(proof);
    let protection = match proof {
        TargetProof::Plain => view! { <Chip tone=Tone::Amber>{protection}</Chip> }.into_any(),
        _ => protection.into_any(),
    };
    let used = if secrets == 0 { "text-ink-3 whitespace-nowrap" } else { "whitespace-nowrap" };
    view! {
        <Row>
            <Cell lead=true>
                <LinkFor action=Action::DescribeTarget href=paths::target(&name) class="inline-flex items-center gap-2.5">
                    <Icon glyph=Glyph::Database class="shrink-0 text-ink-3"/>
                    <span class="font-semibold break-all">{name}</span>
                </LinkFor>
            </Cell>
            <Cell label="Kind">{words::kind(kind)}</Cell>
            <Cell label="Address"><code class="break-all">{address(&host, port)}</code></Cell>
            <Cell label="Connection">{protection}</Cell>
            <Cell label="Managing account" minor=true>{manager}</Cell>
            <Cell label="Used by"><span data-time="" class=used>{words::secrets(secrets)}</span></Cell>
        </Row>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::TargetKind;

    fn line(name: &str, proof: TargetProof) -> TargetLine {
        TargetLine {
            name: name.to_owned(),
            kind: TargetKind::Postgresql,
            host: "\"><b>db</b>".to_owned(),
            port: 5432,
            proof,
            manager: Some("<i>admin</i>".to_owned()),
            secrets: 1,
        }
    }

    #[test]
    fn rows_show_address_and_use_and_are_escaped() {
        let targets = vec![line("ledger", TargetProof::Plain), line("other", TargetProof::System)];
        let list = TargetList { targets, more: true };
        let html = Owner::new().with(|| view! { {head(&list, false)} {content(list, false)} }.to_html());
        assert!(!html.contains("<b>") && !html.contains("<i>"), "{html}");
        assert!(html.contains("2+ targets · 1 without TLS") && html.contains("1 secret<"), "{html}");
        assert!(html.contains("href=\"/targets/ledger\"") && html.contains("/targets?after=other"), "{html}");
    }

    #[test]
    fn empty_list_says_what_a_target_is() {
        let list = TargetList { targets: Vec::new(), more: false };
        let html = Owner::new().with(|| content(list, false).to_html());
        assert!(html.contains("where Strongroom changes credentials") && html.contains("/targets/new"), "{html}");
    }
}
