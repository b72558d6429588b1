//! Results of a search.

use super::{
    chart::Chart, dto::EventsPage, facets::Facets, query::AuditQuery, range::Range, scope::AuditScope,
    table::EventTable,
};
use crate::client::{ErrorView, ServerResource};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonSize, Card, Empty, EmptyKind, Glyph, Skeleton, grouped};

/// Histogram, frequent values, rows and paging. While a changed search runs, the old rows stay visible, dimmed.
#[component]
pub fn Results(
    /// Page that shows the search.
    scope: AuditScope,
    /// The current search.
    query: Memo<AuditQuery>,
    /// Results of the search.
    found: ServerResource<EventsPage>,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let class = move || if pending.get() { "flex flex-col gap-4 opacity-60" } else { "flex flex-col gap-4" };
    view! {
        <div class=class aria-busy=move || pending.get().then_some("true")>
            <Transition fallback=|| view! { <Card flush=true><Skeleton rows=true lines=8/></Card> } set_pending=pending>
                {move || {
                    let (scope, query) = (scope.clone(), query.get());
                    Suspend::new(async move {
                        match found.await {
                            Ok(page) => loaded(page, scope, query),
                            Err(error) => view! { <Card flush=true><ErrorView error/></Card> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

fn loaded(page: EventsPage, scope: AuditScope, query: AuditQuery) -> AnyView {
    if page.events.is_empty() {
        return no_events(&scope, &query);
    }
    let (facets, events) = (page.facets.clone(), page.events.clone());
    let pager = pager(&scope, &query, &page);
    let table = view! { <EventTable events scope=scope.clone() query=query.clone()/> };
    view! {
        <Card flush=true>
            <Chart page scope=scope.clone() query=query.clone()/>
            <Facets facets scope query/>
        </Card>
        {table}
        {pager}
    }
    .into_any()
}

fn pager(scope: &AuditScope, query: &AuditQuery, page: &EventsPage) -> AnyView {
    let (shown, total, failed) = (page.events.len() as u64, page.total(), page.failed());
    let address = |cursor: &String| scope.address(&query.with_cursor(Some(cursor.clone())));
    let (older, newer) = (page.next.as_ref().map(address), page.newer.as_ref().map(address));
    let newest = newer.is_some().then(|| scope.address(&query.with_cursor(None)));
    view! {
        <nav aria-label="Pages" class="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 text-ink-3">
            <span data-numbers="">{format!("{} of {} events · {} denied or failed", grouped(shown), grouped(total), grouped(failed))}</span>
            <span class="ml-auto flex gap-2">
                {newest.map(|href| view! { <Button size=ButtonSize::Small href>"Newest"</Button> })}
                {newer.map(|href| view! { <Button size=ButtonSize::Small icon=Glyph::ChevronLeft href>"Newer"</Button> })}
                {older.map(|href| view! { <Button size=ButtonSize::Small icon=Glyph::ChevronRight href>"Older"</Button> })}
            </span>
        </nav>
    }
    .into_any()
}

fn no_events(scope: &AuditScope, query: &AuditQuery) -> AnyView {
    let filtered = !query.filter.terms.is_empty() || query.filter.write.is_some();
    let wider = (query.between.is_some() || query.range != Range::Month)
        .then(|| scope.address(&query.with_range(Range::Month)));
    let unfiltered = filtered.then(|| scope.address(&query.unfiltered()));
    let detail = if filtered {
        "No events match these filters in this period. Values must match exactly, including upper and lower case."
    } else {
        "No events were recorded in this period."
    };
    view! {
        <Card flush=true>
            <Empty kind=EmptyKind::NoMatch title="No events" detail>
                {wider.map(|href| view! { <Button href>"Show the last 30 days"</Button> })}
                {unfiltered.map(|href| view! { <Button href>"Remove the filters"</Button> })}
            </Empty>
        </Card>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::audit::{
        dto::{OutsideCopy, Slice, TrailIntegrity},
        table::tests::event,
    };
    use strongroom_domain::EventField;

    #[test]
    fn empty_result_offers_wider_range_and_filter_removal() {
        let html = |query: AuditQuery| Owner::new().with(|| no_events(&AuditScope::audit(), &query).to_html());
        let filtered = html(AuditQuery::default().with(EventField::Actor, "nobody"));
        assert!(filtered.contains("Remove the filters") && filtered.contains("range=30d"));
        let widest = html(AuditQuery::default().with_range(Range::Month));
        assert!(!widest.contains("30 days") && !widest.contains("Remove the filters"));
    }

    #[test]
    fn paging_links_follow_the_cursors() {
        let html = |cursor: Option<&str>, next: Option<&str>, newer: Option<&str>| {
            let query = AuditQuery::default().with_cursor(cursor.map(str::to_owned));
            let (next, newer) = (next.map(str::to_owned), newer.map(str::to_owned));
            let integrity = TrailIntegrity {
                checkpoint: None,
                outside: OutsideCopy::Off,
                place: None,
                begun_anew: false,
                swept: None,
                public_key: None,
                alarm: None,
            };
            let slices = vec![Slice { from: 0, ok: 1_277, failed: 7 }];
            let page = EventsPage {
                from: 0,
                to: 1,
                events: vec![event(); 50],
                next,
                newer,
                facets: vec![],
                slices,
                integrity,
            };
            Owner::new().with(|| pager(&AuditScope::audit(), &query, &page).to_html())
        };
        let between = html(Some("b"), Some("c"), Some("a&z"));
        for (word, href) in [("Newest", "/audit"), ("Newer", "/audit?cursor=a%26z"), ("Older", "/audit?cursor=c")] {
            assert!(between.contains(word) && between.contains(&format!("href=\"{href}\"")), "{word}: {between}");
        }
        assert!(between.contains("50 of 1,284 events · 7 denied or failed"));
        // A page without newer events is the newest, even if a cursor led to it.
        let newest = html(Some("a&z"), Some("c"), None);
        assert!(newest.contains("Older") && !newest.contains("Newer") && !newest.contains("Newest"), "{newest}");
        let oldest = html(Some("c"), None, Some("b"));
        assert!(oldest.contains("Newer") && !oldest.contains("Older"));
    }
}
