//! What a search has found.

use super::{
    chart::Chart, dto::EventsPage, facets::Facets, place::Place, query::AuditQuery, range::Range, table::EventTable,
};
use crate::system::{ErrorView, Loaded};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonSize, Card, Empty, EmptyKind, Glyph, Skeleton, grouped};

/// Histogram, frequent values, rows, and the way to older ones. While a changed search runs, the old rows stay, dimmed.
#[component]
pub fn Results(
    /// Where.
    place: Place,
    /// The search in force.
    query: Memo<AuditQuery>,
    /// What it finds.
    found: Loaded<EventsPage>,
) -> impl IntoView {
    let pending = RwSignal::new(false);
    let class = move || if pending.get() { "flex flex-col gap-4 opacity-60" } else { "flex flex-col gap-4" };
    view! {
        <div class=class aria-busy=move || pending.get().then_some("true")>
            <Transition fallback=|| view! { <Card flush=true><Skeleton rows=true lines=8/></Card> } set_pending=pending>
                {move || {
                    let (place, query) = (place.clone(), query.get());
                    Suspend::new(async move {
                        match found.await {
                            Ok(page) => loaded(page, place, query),
                            Err(error) => view! { <Card flush=true><ErrorView error/></Card> }.into_any(),
                        }
                    })
                }}
            </Transition>
        </div>
    }
}

fn loaded(page: EventsPage, place: Place, query: AuditQuery) -> AnyView {
    if page.events.is_empty() {
        return nothing(&place, &query);
    }
    let (total, failed, shown, next) = (page.total(), page.failed(), page.events.len() as u64, page.next.clone());
    let (facets, events) = (page.facets.clone(), page.events.clone());
    let pager = pager(&place, &query, next, shown, total, failed);
    let table = view! { <EventTable events place=place.clone() query=query.clone()/> };
    view! {
        <Card flush=true>
            <Chart page place=place.clone() query=query.clone()/>
            <Facets facets place query/>
        </Card>
        {table}
        {pager}
    }
    .into_any()
}

fn pager(place: &Place, query: &AuditQuery, next: Option<String>, shown: u64, total: u64, failed: u64) -> AnyView {
    let newest = query.cursor.is_some().then(|| place.address(&query.with_cursor(None)));
    let older = next.map(|cursor| place.address(&query.with_cursor(Some(cursor))));
    view! {
        <nav aria-label="Pages" class="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 text-ink-3">
            <span data-numbers="">{format!("{} of {} events · {} denied or failed", grouped(shown), grouped(total), grouped(failed))}</span>
            <span class="ml-auto flex gap-2">
                {newest.map(|href| view! { <Button size=ButtonSize::Small icon=Glyph::ChevronLeft href>"Newest"</Button> })}
                {older.map(|href| view! { <Button size=ButtonSize::Small icon=Glyph::ChevronRight href>"Older"</Button> })}
            </span>
        </nav>
    }
    .into_any()
}

fn nothing(place: &Place, query: &AuditQuery) -> AnyView {
    let filtered = !query.filter.terms.is_empty() || query.filter.write.is_some();
    let wider = (query.between.is_some() || query.range != Range::Month)
        .then(|| place.address(&query.with_range(Range::Month)));
    let unfiltered = filtered.then(|| place.address(&query.unfiltered()));
    let detail = if filtered {
        "No event in this time fits every filter. Values are exact and case counts."
    } else {
        "Nothing was recorded in this time."
    };
    view! {
        <Card flush=true>
            <Empty kind=EmptyKind::NoMatch title="No events" detail>
                {wider.map(|href| view! { <Button href>"Look at the last 30 days"</Button> })}
                {unfiltered.map(|href| view! { <Button href>"Remove the filters"</Button> })}
            </Empty>
        </Card>
    }
    .into_any()
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use strongroom_domain::EventField;

    #[test]
    fn an_empty_result_offers_the_way_out() {
        let html = |query: AuditQuery| Owner::new().with(|| nothing(&Place::audit(), &query).to_html());
        let filtered = html(AuditQuery::default().with(EventField::Actor, "nobody"));
        assert!(filtered.contains("Remove the filters") && filtered.contains("range=30d"));
        let widest = html(AuditQuery::default().with_range(Range::Month));
        assert!(!widest.contains("30 days") && !widest.contains("Remove the filters"));
    }

    #[test]
    fn pages_are_links() {
        let query = AuditQuery::default().with_cursor(Some("b".to_owned()));
        let html = Owner::new().with(|| pager(&Place::audit(), &query, Some("c".to_owned()), 50, 1_284, 7).to_html());
        assert!(html.contains("href=\"/audit\"") && html.contains("href=\"/audit?cursor=c\""));
        assert!(html.contains("50 of 1,284 events · 7 denied or failed"));
    }
}
