//! Histogram of events over time, with a selectable range.

use super::{
    dto::{EventsPage, Slice},
    query::AuditQuery,
    scope::AuditScope,
};
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;
use strongroom_ui::{Bar, BarRange, Histogram, iso, utc, utc_date, utc_time};

/// Labels below the axis.
const TICKS: i64 = 7;
/// Longer periods have dates below the axis, shorter ones times.
const HOURS_UP_TO_MS: i64 = 2 * 86_400_000;

/// The histogram. Selecting bars opens the same search over their period.
#[component]
pub fn Chart(
    /// Results of the search.
    page: EventsPage,
    /// Page that shows the search.
    scope: AuditScope,
    /// The current search.
    query: AuditQuery,
) -> impl IntoView {
    let navigate = use_navigate();
    let (slices, to) = (page.slices.clone(), page.to);
    let brush = Callback::new(move |chosen: BarRange| {
        if let Some((from, to)) = moments(&slices, to, chosen) {
            navigate(&scope.address(&query.with_between(&iso(from), &iso(to))), Default::default());
        }
    });
    let ticks = ticks(page.from, page.to);
    view! { <Histogram label="Events over time" first="allowed" second="denied or failed" bars=bars(&page.slices) ticks brush/> }
}

fn bars(slices: &[Slice]) -> Vec<Bar> {
    slices.iter().map(|slice| Bar { label: utc(slice.from), value: slice.ok, second: slice.failed }).collect()
}

/// From the start of the first selected slice to the end of the last.
fn moments(slices: &[Slice], end: i64, (first, last): BarRange) -> Option<(i64, i64)> {
    let from = slices.get(first)?.from;
    let to = slices.get(last.saturating_add(1)).map_or(end, |next| next.from);
    (from < to).then_some((from, to))
}

fn ticks(from: i64, to: i64) -> Vec<String> {
    let span = to.saturating_sub(from).max(0);
    let label = |at: i64| if span > HOURS_UP_TO_MS { utc_date(at) } else { utc_time(at).chars().take(5).collect() };
    (0..TICKS).map(|n| label(from.saturating_add(span / (TICKS - 1) * n))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slices() -> Vec<Slice> {
        (0..3).map(|n| Slice { from: n * 10, ok: 1, failed: 0 }).collect()
    }

    #[test]
    fn selected_bars_become_a_period() {
        assert_eq!(moments(&slices(), 30, (0, 1)), Some((0, 20)));
        assert_eq!(moments(&slices(), 30, (2, 2)), Some((20, 30)));
        for nothing in [(3, 3), (9, 9), (2, 0)] {
            assert_eq!(moments(&slices(), 30, nothing), None);
        }
        assert_eq!(moments(&[], 30, (0, 0)), None);
    }

    #[test]
    fn ticks_are_times_or_dates() {
        assert_eq!(ticks(0, 86_400_000).join(" "), "00:00 04:00 08:00 12:00 16:00 20:00 00:00");
        assert_eq!(ticks(0, 6 * 86_400_000).first().map(String::as_str), Some("1970-01-01"));
        assert_eq!(ticks(i64::MIN, i64::MAX).len(), 7);
    }
}
