//! The list of rotations.

use super::{
    calls::ListRotations,
    dto::{RotationLine, RotationList},
    query::{FILTERS, RotationQuery},
    words,
};
use crate::{
    client::{ErrorView, Follow, page_links, resource},
    current_user::{LinkFor, may},
    error::{ErrorKind, UiError},
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::{Action, RunFilter};
use strongroom_ui::{
    Button, Card, Cell, Column, Empty, EmptyKind, FilterChip, Glyph, PageHeader, PageTitle, PathName, Row, SearchField,
    Skeleton, Status, Tab, Table, TableBody, TableHead, Tabs, Time,
};

/// Shortest time between two looks at the list, in milliseconds: many rotations may be under way.
const LIST_PAUSE_MS: u32 = 3_000;
/// Milliseconds after which the list looks again while one is open, if no events arrive.
const LOOK_MS: u32 = 10_000;

/// Every rotation, newest first, with what each waits for.
#[component]
pub fn RotationsPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(RotationQuery::from_params));
    let reload = RwSignal::new(0_u32);
    let page = resource(move || {
        reload.track();
        let RotationQuery { states, secret, cursor } = query.get();
        ListRotations { states, secret, cursor }
    });
    let again = move || {
        // The page may be gone.
        let _ = reload.try_update(|count| *count = count.wrapping_add(1));
    };
    let follow = Follow::new(move || query.get().secret, LIST_PAUSE_MS, again);
    Effect::new(move || {
        if let Some(Ok(list)) = page.get() {
            follow.look_in(list.rotations.iter().any(RotationLine::is_open).then_some(LOOK_MS));
        }
    });
    let lists = may(Action::ListRotations);
    view! {
        <PageTitle text="Rotations"/>
        <PageHeader
            title="Rotations"
            state=|| "Every change of a credential at its target, newest first."
            actions=move || lists.then(|| view! { <Button href=paths::CALENDAR icon=Glyph::Clock>"Calendar"</Button> })
        />
        <Transition fallback=|| view! { <Skeleton rows=true lines=6/> }>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(list) => view! { {filters(&query)} {content(list, &query)} }.into_any(),
                        Err(error) => failed(error, &query),
                    }
                })
            }}
        </Transition>
    }
}

/// Nothing can be filtered by a secret that is not there: the filters stay, to remove it.
fn failed(error: UiError, query: &RotationQuery) -> AnyView {
    if query.secret.is_none() || !matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) {
        return view! { <ErrorView error/> }.into_any();
    }
    let detail = "Enter the whole name. A secret that was purged has taken its rotations along.";
    let all = query.of_secret(None).address();
    view! {
        {filters(query)}
        <Card flush=true>
            <Empty kind=EmptyKind::NoMatch title="No secret of this name" detail><Button href=all>"All secrets' rotations"</Button></Empty>
        </Card>
    }
    .into_any()
}

fn filters(query: &RotationQuery) -> AnyView {
    let tabs = FILTERS.map(|(states, _, label)| Tab::new(label, query.in_states(states).address())).to_vec();
    let current = query.at(None).address();
    let word = Some(query.word()).filter(|word| !word.is_empty());
    let chip = query.secret.clone().map(|secret| {
        view! { <FilterChip name="Secret" value=secret remove_href=query.of_secret(None).address()/> }.into_any()
    });
    let search = query.secret.is_none().then(|| {
        view! {
            <form action=paths::ROTATIONS role="search" class="w-full max-w-sm">
                {word.map(|word| view! { <input type="hidden" name="state" value=word/> })}
                <SearchField id="find" name="secret" label="Rotations of a secret" placeholder="Whole name of a secret"/>
            </form>
        }
        .into_any()
    });
    view! {
        <Tabs label="Rotations by state" tabs=tabs current=current/>
        <div class="flex flex-wrap items-center gap-2">{chip} {search}</div>
    }
    .into_any()
}

fn content(list: RotationList, query: &RotationQuery) -> AnyView {
    let RotationList { rotations, next } = list;
    if rotations.is_empty() {
        let (nothing, pages) = (nothing(query), pages(query, None));
        return view! { <Card flush=true>{nothing}</Card> {pages} }.into_any();
    }
    let rows = rotations.into_iter().map(row).collect_view();
    view! {
        <Card flush=true>
            <Table label="Rotations">
                <TableHead>
                    <Column label="Secret"/>
                    <Column label="State"/>
                    <Column label="Target"/>
                    <Column label="Begun by"/>
                    <Column label="Begun"/>
                    <Column label="Duration"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        {pages(query, next)}
    }
    .into_any()
}

fn nothing(query: &RotationQuery) -> AnyView {
    let (kind, title, detail) = match (query.states, &query.secret) {
        (RunFilter::NeedsAPerson, _) => {
            (EmptyKind::NoMatch, "No rotation needs attention", "Each goes on by itself, or has ended.")
        }
        (RunFilter::Open, _) => (EmptyKind::NoMatch, "No rotation is open", "Each has ended."),
        (_, None) => (
            EmptyKind::Nothing,
            "No rotations",
            "A managed secret rotates on its schedule, or when someone rotates it on its page.",
        ),
        (_, Some(_)) => (EmptyKind::NoMatch, "No rotations of this secret", "It has not rotated in these states."),
    };
    view! { <Empty kind title detail/> }.into_any()
}

fn pages(query: &RotationQuery, next: Option<String>) -> AnyView {
    let first = query.cursor.is_some().then(|| query.at(None).address());
    let next = next.map(|cursor| query.at(Some(cursor)).address());
    page_links("Pages", first, next)
}

fn row(line: RotationLine) -> AnyView {
    let (tone, words) = words::state(&line);
    let cause = line
        .cause
        .filter(|_| line.is_open())
        .map(|cause| view! { <span class="text-sm text-ink-3">{words::cause(cause)}</span> }.into_any());
    let RotationLine { id, secret, target, trigger, starter, started, ended, .. } = line;
    let name = match secret {
        Some(secret) => view! {
            <LinkFor action=Action::DescribeRotation href=paths::rotation(&id, &secret)><PathName path=secret/></LinkFor>
        }
        .into_any(),
        None => view! { <span class="text-ink-3">"deleted"</span> }.into_any(),
    };
    let target = match target {
        Some(target) => {
            let href = paths::target(&target);
            view! { <LinkFor action=Action::DescribeTarget href><span class="break-all">{target}</span></LinkFor> }
                .into_any()
        }
        None => view! { <span class="text-ink-3">"deleted"</span> }.into_any(),
    };
    let duration = match ended {
        Some(ended) => words::duration(ended - started).into_any(),
        None => view! { <span class="text-ink-3">"not ended"</span> }.into_any(),
    };
    view! {
        <Row>
            <Cell lead=true>{name}</Cell>
            <Cell label="State"><span class="flex flex-col"><Status tone>{words}</Status>{cause}</span></Cell>
            <Cell label="Target">{target}</Cell>
            <Cell label="Begun by" minor=true><span data-time=""><span class="wrap-anywhere">{starter}</span> ", " <span class="text-ink-3">{words::trigger(trigger)}</span></span></Cell>
            <Cell label="Begun"><Time at=started/></Cell>
            <Cell label="Duration" minor=true><span data-time="" class="whitespace-nowrap">{duration}</span></Cell>
        </Row>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::{RunCause, RunPhase, RunProgress, RunTrigger};

    fn line(phase: RunPhase) -> RotationLine {
        RotationLine {
            id: "0198".to_owned(),
            secret: Some("payments/db".to_owned()),
            target: Some("ledger".to_owned()),
            generated: false,
            phase,
            progress: RunProgress::Intent,
            cause: Some(RunCause::ManagerRefused),
            due: 0,
            trigger: RunTrigger::Caller,
            starter: "<b>m</b>".to_owned(),
            started: 0,
            ended: (phase == RunPhase::RolledBack).then_some(65_000),
        }
    }

    #[test]
    fn rows_link_and_say_what_each_waits_for() {
        let query = RotationQuery { states: RunFilter::Open, ..RotationQuery::default() };
        let list = RotationList { rotations: vec![line(RunPhase::NeedsAPerson)], next: Some("c".to_owned()) };
        let html = Owner::new().with(|| content(list, &query).to_html());
        assert!(html.contains("href=\"/rotations/0198/payments/db\"") && html.contains("href=\"/targets/ledger\""));
        assert!(html.contains("The target refuses the managing account.") && !html.contains("<b>"), "{html}");
        assert!(html.contains("/rotations?state=open&amp;cursor=c"), "{html}");
    }

    #[test]
    fn ended_rotation_shows_its_duration_and_no_old_cause() {
        let list = RotationList { rotations: vec![line(RunPhase::RolledBack)], next: None };
        let html = Owner::new().with(|| content(list, &RotationQuery::default()).to_html());
        assert!(html.contains("1 min 5 s") && !html.contains("refuses"), "{html}");
    }
}
