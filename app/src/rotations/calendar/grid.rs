//! The days of a month or week: a table, which becomes a list of days on a phone.
//!
//! ARIA roles are explicit because the phone layout changes `display`, which removes the implicit table roles.

use super::{
    dto::{CalendarDay, CalendarEntry, CalendarView},
    entry,
    keys::on_key,
    query::CalendarQuery,
};
use leptos::prelude::*;
use strongroom_ui::{Tone, grouped, utc_time};

const WEEKDAYS: [(&str, &str); 7] = [
    ("Mon", "Monday"),
    ("Tue", "Tuesday"),
    ("Wed", "Wednesday"),
    ("Thu", "Thursday"),
    ("Fri", "Friday"),
    ("Sat", "Saturday"),
    ("Sun", "Sunday"),
];

/// The weeks.
pub(super) fn grid(title: &str, today: &str, weeks: Vec<Vec<CalendarDay>>) -> AnyView {
    let label = format!("Rotations, {title}");
    let head = WEEKDAYS.map(|(short, full)| {
        view! { <th scope="col" role="columnheader" class="h-9 px-2 text-start text-xs font-medium text-ink-3" abbr=full>{short}</th> }
            .into_any()
    });
    let rows = weeks
        .into_iter()
        .map(|week| {
            let days = week.into_iter().map(|day| cell(today, day)).collect_view();
            view! { <tr role="row" class="phone:block">{days}</tr> }.into_any()
        })
        .collect_view();
    view! {
        <table role="table" aria-label=label class="w-full table-fixed border-collapse phone:block" on:keydown=|event| on_key(&event)>
            <thead role="rowgroup" class="phone:sr-only"><tr role="row">{head.into_iter().collect_view()}</tr></thead>
            <tbody role="rowgroup" class="phone:block">{rows}</tbody>
        </table>
    }
    .into_any()
}

fn cell(today: &str, day: CalendarDay) -> AnyView {
    let is_today = day.date == today;
    let (total, summary) = (day.total(), day.summary());
    // A phone shows the days of a list: those with something on them, and today.
    let on_phone = if total > 0 || day.frozen > 0 || is_today { "phone:block" } else { "phone:hidden" };
    let ground = match (is_today, day.inside) {
        (true, _) => "bg-accent-tint",
        (false, true) => "",
        (false, false) => "bg-sunk",
    };
    let class = [
        "h-28 border border-line p-1.5 align-top phone:h-auto phone:border-x-0 phone:px-4 phone:py-3",
        on_phone,
        ground,
    ];
    let class = class.join(" ");
    let number = day.date.rsplit('-').next().unwrap_or_default().trim_start_matches('0').to_owned();
    let number_class = match (is_today, day.inside) {
        (true, _) => "font-semibold text-accent",
        (false, true) => "font-medium text-ink",
        (false, false) => "text-ink-3",
    };
    let href = CalendarQuery::of(CalendarView::Day, &day.date).address();
    let spoken = if summary.is_empty() { ": nothing".to_owned() } else { format!(": {summary}") };
    let current = is_today.then_some("date");
    let shown: Vec<_> = day.entries.iter().map(line).collect();
    let more = u64::from(total).saturating_sub(shown.len() as u64);
    let more = (more > 0)
        .then(|| view! { <li class="text-xs text-ink-3">{format!("and {} more", grouped(more))}</li> }.into_any());
    let marks = marks(&day);
    let name = day.name.clone();
    view! {
        <td role="cell" class=class>
            <a href=href data-day="" aria-current=current class="flex flex-wrap items-baseline gap-x-2 rounded-md hover:underline underline-offset-3">
                <span class=[number_class, "phone:hidden"].join(" ") aria-hidden="true" data-numbers="">{number}</span>
                <span class=["sr-only phone:not-sr-only", number_class].join(" ")>{name}</span>
                <span class="sr-only">{spoken}</span>
                <span class="ml-auto text-xs text-ink-3" aria-hidden="true">{(total > 0).then(|| grouped(total.into()))}</span>
            </a>
            <ul class="mt-1 flex flex-col">{shown} {more} {marks}</ul>
        </td>
    }
    .into_any()
}

/// One entry: time and name.
fn line(one: &CalendarEntry) -> AnyView {
    let (tone, words) = entry::state(one);
    let colour = colour(tone);
    let name = entry::name(one);
    let time = utc_time(one.at).get(..5).unwrap_or_default().to_owned();
    let title = format!("{time} UTC {name}: {words}");
    let content = view! {
        <span data-numbers="" class="text-ink-3">{time}</span> " " <span class=colour>{name}</span> <span class="sr-only">{format!(", {words}")}</span>
    }
    .into_any();
    let content = match entry::address(one) {
        // As high as WCAG 2.2 asks of targets: other entries are close.
        Some(href) => {
            let class = "block truncate hover:underline underline-offset-3 phone:whitespace-normal";
            view! { <a href=href class=class>{content}</a> }.into_any()
        }
        None => content,
    };
    view! { <li class="truncate text-xs leading-6 phone:whitespace-normal phone:text-sm phone:leading-6" title=title>{content}</li> }.into_any()
}

/// The colour of a name.
pub(super) fn colour(tone: Tone) -> &'static str {
    match tone {
        Tone::Red => "font-medium text-red",
        Tone::Amber => "text-amber",
        Tone::Accent => "text-accent",
        Tone::Violet => "text-violet",
        Tone::Neutral => "text-ink-2",
    }
}

/// What stands in the way on a day.
fn marks(day: &CalendarDay) -> Vec<AnyView> {
    let crowded = day.crowded.first().map(|hour| {
        let target = hour.target.clone().unwrap_or_else(|| "one target".to_owned());
        format!("{} at {target} within an hour", hour.count)
    });
    let shared = (day.shared > 0).then(|| format!("{} set an account of another secret", day.shared));
    let frozen = (day.frozen > 0).then(|| format!("{} frozen", day.frozen));
    let mark = |(words, class): (String, &'static str)| {
        view! { <li class=class title=words.clone()>{words.clone()}</li> }.into_any()
    };
    let amber = "truncate text-xs text-amber phone:whitespace-normal";
    let marks = [crowded.map(|words| (words, amber)), shared.map(|words| (words, amber))];
    let frozen = frozen.map(|words| (words, "truncate text-xs text-violet phone:whitespace-normal"));
    marks.into_iter().chain([frozen]).flatten().map(mark).collect()
}
