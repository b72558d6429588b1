//! The log of messages: what was sent, what came of it, and when it is tried next.

use super::{
    calls::ListDeliveries,
    dto::{ChannelCheck, DeliveryLine, DeliveryList},
    query::{DeliveryQuery, FILTERS},
    words,
};
use crate::{
    client::{ErrorView, page_links, resource},
    current_user::LinkFor,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Card, Cell, Column, Empty, EmptyKind, FilterChip, Row, Skeleton, Status, Tab, Table, TableBody, TableHead, Tabs,
    Time,
};

/// Messages in the states of the address, newest first.
pub fn log_card() -> AnyView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(DeliveryQuery::from_params));
    let page = resource(move || {
        let DeliveryQuery { states, channel, cursor } = query.get();
        ListDeliveries { states, channel, cursor }
    });
    view! {
        <section aria-labelledby="messages" class="flex flex-col gap-3">
            <h2 id="messages" class="text-lg font-semibold">"Messages"</h2>
            <Transition fallback=|| view! { <Skeleton rows=true lines=4/> }>
                {move || {
                    let query = query.get();
                    Suspend::new(async move {
                        match page.await {
                            Ok(list) => view! { {filters(&query)} {content(list, &query)} }.into_any(),
                            Err(error) => view! { {filters(&query)} <ErrorView error/> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </section>
    }
    .into_any()
}

fn filters(query: &DeliveryQuery) -> AnyView {
    let tabs = FILTERS.map(|(states, _, label)| Tab::new(label, query.in_states(states).address())).to_vec();
    let current = query.at(None).address();
    let chip = query.channel.clone().map(|channel| {
        view! { <FilterChip name="Channel" value=channel remove_href=query.to_channel(None).address()/> }.into_any()
    });
    view! {
        <Tabs label="Messages by state" tabs=tabs current=current/>
        {chip.map(|chip| view! { <div class="flex flex-wrap items-center gap-2">{chip}</div> })}
    }
    .into_any()
}

fn content(list: DeliveryList, query: &DeliveryQuery) -> AnyView {
    let DeliveryList { deliveries, next } = list;
    if deliveries.is_empty() {
        let filtered = *query != DeliveryQuery::default();
        let kind = if filtered { EmptyKind::NoMatch } else { EmptyKind::Nothing };
        let title = if filtered { "No messages match these filters" } else { "No messages" };
        let detail =
            if filtered { "Remove a filter." } else { "Nothing has been worth a notice yet. The log keeps 30 days." };
        return view! { <Card flush=true><Empty kind title detail/></Card> {pages(query, None)} }.into_any();
    }
    let rows = deliveries.into_iter().map(|line| row(line, query)).collect_view();
    view! {
        <Card flush=true>
            <Table label="Messages">
                <TableHead>
                    <Column label="Message"/>
                    <Column label="Channel"/>
                    <Column label="State"/>
                    <Column label="Created"/>
                    <Column label="Next try"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        {pages(query, next)}
    }
    .into_any()
}

fn pages(query: &DeliveryQuery, next: Option<String>) -> AnyView {
    let first = query.cursor.is_some().then(|| query.at(None).address());
    let next = next.map(|cursor| query.at(Some(cursor)).address());
    page_links("Pages of messages", first, next)
}

fn row(line: DeliveryLine, query: &DeliveryQuery) -> AnyView {
    let (tone, state) = words::state(&line);
    let title = line.kind.title(line.resolved);
    let tries = match line.attempts {
        0 | 1 => String::new(),
        n => format!(" {n} tries."),
    };
    let told =
        line.outcome.map(|outcome| format!("{}{tries}", words::outcome(ChannelCheck { outcome, status: line.status })));
    let told = told.map(|told| view! { <span class="text-sm text-ink-3 wrap-anywhere">{told}</span> }.into_any());
    let texts =
        line.texts.into_iter().map(|text| view! { <li class="wrap-anywhere">{text}</li> }.into_any()).collect_view();
    let more = (line.more > 0).then(|| view! { <li>{format!("and {} more", line.more)}</li> }.into_any());
    let next = match line.next_try {
        Some(at) => view! { <Time at/> }.into_any(),
        None => view! { <span data-time="" class="text-ink-3">"none"</span> }.into_any(),
    };
    let channel = match query.channel {
        Some(_) => view! { <span class="break-all">{line.channel}</span> }.into_any(),
        None => {
            let href = paths::channel(&line.channel);
            view! { <LinkFor action=Action::DescribeNotificationChannel href><span class="break-all">{line.channel}</span></LinkFor> }
                .into_any()
        }
    };
    view! {
        <Row>
            <Cell lead=true>
                <details>
                    <summary class="w-fit cursor-pointer">{title}</summary>
                    <ul class="mt-1 flex flex-col gap-1 text-sm text-ink-2">{texts} {more} <li class="text-ink-3">"Id " <code class="break-all">{line.id}</code></li></ul>
                </details>
            </Cell>
            <Cell label="Channel">{channel}</Cell>
            <Cell label="State"><span class="flex flex-col"><Status tone>{state}</Status>{told}</span></Cell>
            <Cell label="Created"><Time at=line.created/></Cell>
            <Cell label="Next try">{next}</Cell>
        </Row>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::{DeliveryOutcome, DeliveryState, NoticeKind};

    #[test]
    fn rows_say_what_came_of_a_message_and_are_escaped() {
        let line = DeliveryLine {
            id: "0198".to_owned(),
            channel: "ops".to_owned(),
            kind: NoticeKind::NeedsAPerson,
            resolved: false,
            texts: vec!["<b>x</b>".to_owned()],
            more: 12,
            created: 0,
            state: DeliveryState::Waiting,
            attempts: 3,
            outcome: Some(DeliveryOutcome::Refused),
            status: Some(500),
            next_try: Some(0),
        };
        let html = Owner::new().with(|| row(line, &DeliveryQuery::default()).to_html());
        assert!(!html.contains("<b>"), "{html}");
        assert!(html.contains("The receiver refused the message (500). 3 tries."), "{html}");
        assert!(html.contains("Trying again") && html.contains("and 12 more"), "{html}");
    }
}
