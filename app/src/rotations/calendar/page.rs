//! The calendar of rotations.

use super::{
    calls::LoadCalendar,
    day::day_list,
    dto::{CalendarData, CalendarEntry, CalendarView},
    entry,
    grid::grid,
    query::{CalendarQuery, VIEWS},
};
use crate::{
    client::{ErrorView, Follow, resource},
    current_user::may,
    paths,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use strongroom_domain::Action;
use strongroom_ui::{
    Banner, Button, ButtonSize, Card, PageHeader, PageTitle, PathName, Skeleton, Status, Tab, Tabs, Time, Tone,
};

/// Shortest time between two looks at all dates, in milliseconds.
const PAUSE_MS: u32 = 10_000;
/// Milliseconds after which the page looks again if no events arrive.
const LOOK_MS: u32 = 60_000;

/// What rotates when, by month, week or day.
#[component]
pub fn CalendarPage() -> impl IntoView {
    let params = use_query_map();
    let query = Memo::new(move |_| params.with(CalendarQuery::from_params));
    let reload = RwSignal::new(0_u32);
    let page = resource(move || {
        reload.track();
        let CalendarQuery { view, date, page } = query.get();
        LoadCalendar { view, date, page }
    });
    let again = move || {
        // The page may be gone.
        let _ = reload.try_update(|count| *count = count.wrapping_add(1));
    };
    let follow = Follow::new(|| None, PAUSE_MS, again);
    Effect::new(move || {
        if let Some(Ok(_)) = page.get() {
            follow.look_in(Some(LOOK_MS));
        }
    });
    let lists = may(Action::ListRotations);
    view! {
        <PageTitle text="Calendar of rotations"/>
        <PageHeader
            title="Calendar"
            state=|| "What rotates when, as the schedules say now. All times are in UTC."
            actions=move || lists.then(|| view! { <Button href=paths::ROTATIONS>"List of rotations"</Button> })
        />
        <Transition fallback=|| view! { <Skeleton rows=true lines=8/> }>
            {move || {
                let query = query.get();
                Suspend::new(async move {
                    match page.await {
                        Ok(data) => content(data, &query),
                        Err(error) => view! { <ErrorView error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
}

fn content(data: CalendarData, query: &CalendarQuery) -> AnyView {
    let CalendarData { title, date, today, previous, next, weeks, attention, cut, first } = data;
    let tabs = VIEWS.map(|(view, _, label)| Tab::new(label, CalendarQuery::of(view, &date).address())).to_vec();
    let current = CalendarQuery::of(query.view, &date).address();
    let steps = steps(query.view, title.clone(), &previous, &today, &next);
    let attention = (!attention.is_empty()).then(|| attention_card(attention));
    let cut = cut.then(|| {
        let words = "There are more rotations than the calendar looks at. Those that are due last are left out, and counts may be too low.";
        view! { <Banner tone=Tone::Amber>{words}</Banner> }.into_any()
    });
    let days = match query.view {
        CalendarView::Day => {
            let day = weeks.into_iter().flatten().next();
            day.map(|day| day_list(day, first)).into_any()
        }
        CalendarView::Month | CalendarView::Week => {
            let grid = grid(&title, &today, weeks);
            view! { <Card flush=true>{grid}</Card> }.into_any()
        }
    };
    view! {
        <Tabs label="Calendar by" tabs current/>
        {attention} {cut} {steps} {days}
    }
    .into_any()
}

/// What is shown, and the ways to the time before and after.
fn steps(view: CalendarView, title: String, previous: &str, today: &str, next: &str) -> AnyView {
    let at = |date: &str| CalendarQuery::of(view, date).address();
    let (unit, back, on) = match view {
        CalendarView::Month => ("month", at(previous), at(next)),
        CalendarView::Week => ("week", at(previous), at(next)),
        CalendarView::Day => ("day", at(previous), at(next)),
    };
    let class = "inline-flex h-8 items-center rounded-lg border border-line-strong px-3 font-medium hover:bg-hover phone:h-11.5";
    view! {
        <nav aria-label="Time shown" class="flex flex-wrap items-center gap-2.5">
            <h2 id="calendar-title" class="mr-auto text-lg font-semibold" aria-live="polite">{title}</h2>
            <a href=back rel="prev" class=class>{format!("Previous {unit}")}</a>
            <Button href=at(today)>"Today"</Button>
            <a href=on rel="next" class=class>{format!("Next {unit}")}</a>
        </nav>
    }
    .into_any()
}

/// What does not go on by itself comes before every date.
fn attention_card(entries: Vec<CalendarEntry>) -> AnyView {
    let row = |one: CalendarEntry| {
        let (tone, words) = entry::state(&one);
        let open =
            entry::address(&one).map(|href| view! { <Button size=ButtonSize::Small href>"Open"</Button> }.into_any());
        view! {
            <li class="flex flex-wrap items-center gap-x-4 gap-y-1.5 px-4 py-2.5">
                <Status tone>{words}</Status>
                <span class="min-w-0 wrap-anywhere"><PathName path=entry::name(&one)/></span>
                <span class="text-sm text-ink-3">"since " <Time at=one.at/></span>
                <span class="ml-auto">{open}</span>
            </li>
        }
        .into_any()
    };
    let rows = entries.into_iter().map(row).collect_view();
    view! { <Card title="Needs attention" note="failed and overdue" flush=true><ul class="divide-y divide-line" aria-label="Needs attention">{rows}</ul></Card> }
        .into_any()
}
