//! The server function of the calendar.

use super::dto::{CalendarData, CalendarView};
use crate::error::UiError;
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::{
    civil::Day,
    dto::{CalendarDay, CalendarEntry, CrowdedLine, EntryState},
};
#[cfg(feature = "ssr")]
use crate::door::{self, ops::rotations as op};

/// Entries of the list of a day that a page shows.
pub(super) const LISTED: u32 = 50;

/// Days that a page shows: the first one, how many, and the entries of each.
#[cfg(feature = "ssr")]
struct Shown {
    first: Day,
    days: u32,
    entries: u32,
    title: String,
    previous: Day,
    next: Day,
}

#[cfg(feature = "ssr")]
impl Shown {
    fn of(view: CalendarView, day: Day) -> Self {
        match view {
            CalendarView::Month => {
                let first = day.first_of_month().monday();
                // Whole weeks, up to six.
                let last = day.next_month().plus(-1).monday().plus(6);
                let days = u32::try_from(first.until(last) + 1).unwrap_or(42);
                let (previous, next) = (day.previous_month(), day.next_month());
                Self { first, days, entries: 3, title: day.month_name(), previous, next }
            }
            CalendarView::Week => {
                let first = day.monday();
                let title = format!("Week of {}", first.full_name());
                Self { first, days: 7, entries: 12, title, previous: day.plus(-7), next: day.plus(7) }
            }
            CalendarView::Day => {
                let title = day.full_name();
                Self { first: day, days: 1, entries: LISTED, title, previous: day.plus(-1), next: day.plus(1) }
            }
        }
    }
}

/// The rotations around a day, such as `2026-11-29`; around today if that is not a day.
///
/// # Errors
/// The caller may not list rotations, or an error of the core.
#[server]
pub async fn load_calendar(view: CalendarView, date: String, page: u32) -> Result<CalendarData, UiError> {
    let today = Day::of(door::console()?.engine.now());
    let day = Day::parse(&date).unwrap_or(today);
    let shown = Shown::of(view, day);
    let skip = if view == CalendarView::Day { page.saturating_sub(1).saturating_mul(LISTED) } else { 0 };
    let list = op::ListRotationDates { from: shown.first.begins(), days: shown.days, entries: shown.entries, skip };
    let op::RotationCalendar { days, attention, cut } = door::call(list).await?;
    let month = day.first_of_month();
    let days: Vec<_> = days
        .into_iter()
        .map(|one| {
            let own = Day::of(one.from);
            calendar_day(one, own, view != CalendarView::Month || own.first_of_month() == month)
        })
        .collect();
    Ok(CalendarData {
        title: shown.title,
        date: day.date(),
        today: today.date(),
        previous: shown.previous.date(),
        next: shown.next.date(),
        weeks: days.chunks(7).map(<[_]>::to_vec).collect(),
        attention: attention.into_iter().map(entry).collect(),
        cut,
        first: skip.saturating_add(1),
    })
}

#[cfg(feature = "ssr")]
fn calendar_day(day: op::RotationDay, own: Day, inside: bool) -> CalendarDay {
    let crowded = day.crowded.into_iter().map(|hour| CrowdedLine {
        target: hour.target.map(String::from),
        from: hour.from.0,
        count: hour.count,
    });
    CalendarDay {
        date: own.date(),
        name: own.full_name(),
        inside,
        due: day.due,
        overdue: day.overdue,
        failed: day.failed,
        open: day.open,
        ended: day.ended,
        frozen: day.frozen,
        crowded: crowded.collect(),
        shared: day.shared,
        entries: day.entries.into_iter().map(entry).collect(),
    }
}

#[cfg(feature = "ssr")]
fn entry(date: op::RotationDate) -> CalendarEntry {
    CalendarEntry {
        at: date.at.0,
        secret: date.secret.map(String::from),
        target: date.target.map(String::from),
        state: match date.state {
            op::DateState::Due => EntryState::Due,
            op::DateState::Overdue => EntryState::Overdue,
            op::DateState::Run(id, state) => {
                EntryState::Run { id: id.to_string(), phase: state.phase, progress: state.progress }
            }
        },
        crowded: date.crowded,
        shared: date.shared,
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn month_is_shown_in_whole_weeks() {
        for (date, first, days, previous, next) in [
            ("2026-11-29", "2026-10-26", 42, "2026-10-01", "2026-12-01"),
            ("2027-02-14", "2027-02-01", 28, "2027-01-01", "2027-03-01"),
            ("2026-12-01", "2026-11-30", 35, "2026-11-01", "2027-01-01"),
        ] {
            let shown = Shown::of(CalendarView::Month, Day::parse(date).unwrap());
            assert_eq!((shown.first.date().as_str(), shown.days), (first, days), "{date}");
            assert_eq!((shown.previous.date().as_str(), shown.next.date().as_str()), (previous, next), "{date}");
        }
        let week = Shown::of(CalendarView::Week, Day::parse("2026-11-29").unwrap());
        assert_eq!((week.first.date().as_str(), week.days, week.next.date().as_str()), ("2026-11-23", 7, "2026-12-06"));
    }
}
