//! The state of the calendar: its address.

use super::dto::CalendarView;
use crate::paths;
use leptos_router::params::ParamsMap;

/// The views, each with its word in addresses and its label.
pub const VIEWS: [(CalendarView, &str, &str); 3] =
    [(CalendarView::Month, "", "Month"), (CalendarView::Week, "week", "Week"), (CalendarView::Day, "day", "Day")];

/// What the calendar shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CalendarQuery {
    /// How much.
    pub view: CalendarView,
    /// Around which day, such as `2026-11-29`; empty for today.
    pub date: String,
    /// Page of the list of a day, from 1.
    pub page: u32,
}

impl CalendarQuery {
    /// This view of this day.
    pub fn of(view: CalendarView, date: &str) -> Self {
        Self { view, date: date.to_owned(), page: 1 }
    }

    /// Reads an address and ignores what it does not know.
    pub fn from_params(params: &ParamsMap) -> Self {
        let one = |key: &str| params.get_str(key).unwrap_or_default().trim().to_owned();
        let word = one("view");
        let view = VIEWS.into_iter().find(|(_, own, _)| *own == word).map(|(view, ..)| view);
        let page = one("page").parse().unwrap_or(1).max(1);
        Self { view: view.unwrap_or_default(), date: one("date"), page }
    }

    /// The address.
    pub fn address(&self) -> String {
        let word = VIEWS.into_iter().find(|(view, ..)| *view == self.view).map_or("", |(_, word, _)| word);
        let page = if self.page > 1 { self.page.to_string() } else { String::new() };
        let pairs = [("view", word), ("date", &self.date), ("page", &page)];
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = pairs.map(|(key, value)| format!("{key}={}", paths::escape(value))).collect();
        paths::address(paths::CALENDAR, &pairs.join("&"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> CalendarQuery {
        let mut params = ParamsMap::new();
        for (key, value) in pairs {
            params.insert(*key, (*value).to_owned());
        }
        CalendarQuery::from_params(&params)
    }

    #[test]
    fn query_round_trips_through_the_address() {
        let query = read(&[("view", "day"), ("date", "2026-11-29"), ("page", "3")]);
        assert_eq!(query.address(), "/rotations/calendar?view=day&date=2026-11-29&page=3");
        assert_eq!(
            CalendarQuery::of(CalendarView::Week, "2026-11-29").address(),
            "/rotations/calendar?view=week&date=2026-11-29"
        );
        let unknown = read(&[("view", "year"), ("page", "-1")]);
        assert_eq!((unknown.address().as_str(), unknown.page), ("/rotations/calendar", 1));
    }
}
