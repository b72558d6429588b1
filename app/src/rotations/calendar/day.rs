//! The list of one day.

use super::{
    calls::LISTED,
    dto::{CalendarDay, CalendarEntry, CalendarView},
    entry,
    query::CalendarQuery,
};
use crate::{current_user::LinkFor, paths};
use leptos::prelude::*;
use strongroom_domain::Action;
use strongroom_ui::{
    Banner, Card, Cell, Column, Empty, EmptyKind, Pager, PathName, Row, Status, Table, TableBody, TableHead, Time,
    TimeMode, Tone, grouped,
};

/// Every entry of a day, a page at a time; `first` is the number of the first one shown.
pub(super) fn day_list(day: CalendarDay, first: u32) -> AnyView {
    let (total, page) = (day.total(), first / LISTED + 1);
    let at = |page: u32| CalendarQuery { page, ..CalendarQuery::of(CalendarView::Day, &day.date) }.address();
    let shown = u32::try_from(day.entries.len()).unwrap_or(u32::MAX);
    let last = first.saturating_sub(1).saturating_add(shown);
    let previous = (page > 1).then(|| at(page - 1));
    let next = (last < total && shown > 0).then(|| at(page + 1));
    let notes = notes(&day);
    if shown == 0 {
        let detail = "Secrets that rotate by themselves appear on the days that their schedules say.";
        return view! { {notes} <Card flush=true><Empty kind=EmptyKind::NoMatch title="No rotations" detail/></Card> }
            .into_any();
    }
    let rows = day.entries.into_iter().map(row).collect_view();
    view! {
        {notes}
        <Card flush=true>
            <Table label="Rotations of this day">
                <TableHead>
                    <Column label="Secret"/>
                    <Column label="Time"/>
                    <Column label="State"/>
                    <Column label="Target"/>
                </TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
        <Pager first=first.into() last=last.into() total=grouped(total.into()) previous next/>
    }
    .into_any()
}

/// What stands in the way on this day.
fn notes(day: &CalendarDay) -> Vec<AnyView> {
    let note = |words: String| view! { <Banner tone=Tone::Amber>{words}</Banner> }.into_any();
    let mut notes = Vec::new();
    for hour in &day.crowded {
        let target = hour.target.clone().unwrap_or_else(|| "a deleted target".to_owned());
        let words = format!("{} secrets rotate at {target} within an hour, from ", grouped(hour.count.into()));
        let from = hour.from;
        notes.push(
            view! { <Banner tone=Tone::Amber>{words} <Time at=from mode=TimeMode::Absolute/> " on."</Banner> }
                .into_any(),
        );
    }
    if day.frozen > 0 {
        notes.push(note(format!(
            "{} secrets have freeze dates on this day: none of them rotates by itself in that time.",
            grouped(day.frozen.into())
        )));
    }
    notes
}

fn row(one: CalendarEntry) -> AnyView {
    let (tone, words) = entry::state(&one);
    let warnings = entry::warnings(&one)
        .into_iter()
        .map(|words| view! { <span class="block text-sm text-amber">{words}</span> }.into_any())
        .collect_view();
    let name = match entry::address(&one) {
        Some(href) => view! { <PathName path=entry::name(&one) href/> }.into_any(),
        None => view! { <PathName path=entry::name(&one)/> }.into_any(),
    };
    let target = match one.target {
        Some(target) => {
            let href = paths::target(&target);
            view! { <LinkFor action=Action::DescribeTarget href><span class="break-all">{target}</span></LinkFor> }
                .into_any()
        }
        None => view! { <span class="text-ink-3">"deleted"</span> }.into_any(),
    };
    view! {
        <Row>
            <Cell lead=true>{name}</Cell>
            <Cell label="Time"><Time at=one.at mode=TimeMode::Absolute/></Cell>
            <Cell label="State"><Status tone>{words}</Status> {warnings}</Cell>
            <Cell label="Target">{target}</Cell>
        </Row>
    }
    .into_any()
}
