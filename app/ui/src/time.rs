//! Times: absolute in the server's HTML, relative after hydration.

use std::time::Duration;

use js_sys::Reflect;
use leptos::prelude::*;

use crate::clock::{iso, utc, utc_date, utc_time, with_offset};

/// Format of a time. The tooltip always has the full time in UTC and in the local time zone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeMode {
    /// "2026-11-22 14:02:10 UTC" before hydration, then "4 min ago" or "in 12 d".
    #[default]
    Relative,
    /// "2026-11-22 14:02:10 UTC".
    Absolute,
    /// "2026-11-22".
    Date,
    /// "14:02:10.114" in UTC, for rows of the same day.
    Clock,
}

/// A time.
#[component]
pub fn Time(
    /// Milliseconds since 1970-01-01 UTC.
    #[prop(into)]
    at: Signal<i64>,
    /// Format.
    #[prop(optional)]
    mode: TimeMode,
    /// The time may lie in the future, such as a deadline. Any other time that seems to is "just now": the clock that counts is
    /// the server's, and this page's copy of it lags by up to ten seconds.
    #[prop(optional)]
    upcoming: bool,
) -> impl IntoView {
    // `None` on the server and during hydration, so that both render the same text.
    let now = use_now();
    let words = move || match (mode, now.get()) {
        (TimeMode::Relative, Some(now)) if upcoming => relative(at.get(), now),
        (TimeMode::Relative, Some(now)) => relative(at.get().min(now), now),
        (TimeMode::Relative | TimeMode::Absolute, _) => utc(at.get()),
        (TimeMode::Date, _) => utc_date(at.get()),
        (TimeMode::Clock, _) => utc_time(at.get()),
    };
    let title = move || match now.get() {
        Some(_) => format!("{} · {} local time", utc(at.get()), with_offset(at.get(), minutes_east(at.get()))),
        None => utc(at.get()),
    };
    let numbers = (mode == TimeMode::Clock).then_some("");
    view! { <time data-numbers=numbers datetime=move || iso(at.get()) title=title class="whitespace-nowrap">{words}</time> }
}

/// Milliseconds between two ticks of the page's clock: so far it may be behind.
const LAG: i64 = 10_000;

/// The page's clock, so that all times share one timer.
#[derive(Clone, Copy)]
struct Now(RwSignal<Option<i64>>);

/// Provides the clock to this component's children. Called by the shell.
pub fn provide_now() {
    provide_context(start());
}

/// The server's current time in milliseconds since 1970-01-01 UTC, updated every ten seconds. `None` on the server and during
/// hydration.
#[must_use]
pub fn use_now() -> Signal<Option<i64>> {
    use_context().unwrap_or_else(start).0.into()
}

fn start() -> Now {
    let now = RwSignal::new(None);
    Effect::new(move || {
        let ahead = server_ahead();
        now.set(Some(read() + ahead));
        let tick = move || {
            let _ = now.try_set(Some(read() + ahead));
        };
        let timer = set_interval_with_handle(tick, Duration::from_millis(LAG.unsigned_abs())).ok();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    });
    Now(now)
}

fn read() -> i64 {
    js_sys::Date::now() as i64
}

/// How far the server's clock is ahead of the browser's, in milliseconds. The server writes its time into each page as
/// `<meta name="server-time">`.
fn server_ahead() -> i64 {
    let written = || {
        let meta = document().query_selector("meta[name=server-time]").ok()??;
        meta.get_attribute("content")?.parse::<i64>().ok()
    };
    let loaded = || {
        let performance = window().performance()?;
        let asked = performance.time_origin();
        let entries = performance.get_entries_by_type("navigation");
        let answered = Reflect::get(&entries.get(0), &"responseStart".into()).ok().and_then(|at| at.as_f64());
        Some((asked as i64, answered.map_or_else(read, |after| (asked + after) as i64)))
    };
    written().zip(loaded()).map_or(0, |(server, (asked, answered))| ahead(server, asked, answered))
}

/// The smallest difference of two clocks that explains that a page asked for at `asked` and received from `answered` on was
/// written at `server`.
fn ahead(server: i64, asked: i64, answered: i64) -> i64 {
    server - server.clamp(asked, answered.max(asked))
}

/// Offset of the local time zone at a time, in minutes east of UTC.
fn minutes_east(at: i64) -> i64 {
    -js_sys::Date::new(&(at as f64).into()).get_timezone_offset() as i64
}

/// "just now", "4 min ago", "in 12 d". The past is rounded down: 59 min 59 s ago is "59 min ago". The future is rounded up, and
/// what the page's clock may lag is not counted: a window of 30 days that has just begun ends "in 30 d", not "in 31 d".
fn relative(at: i64, now: i64) -> String {
    let away = at.saturating_sub(now);
    let unit = match away {
        172_800_000.. => 86_400_000,
        3_600_000.. => 3_600_000,
        60_000.. => 60_000,
        _ => 1_000,
    };
    let up = match away {
        ..=0 => 0,
        _ if unit > LAG => unit - 1 - LAG,
        _ => unit - 1,
    };
    let seconds = (away.saturating_add(up) / unit).unsigned_abs() * unit.unsigned_abs() / 1_000;
    let amount = match seconds {
        0..=4 => return "just now".to_owned(),
        5..=59 => format!("{seconds} s"),
        60..=3_599 => format!("{} min", seconds / 60),
        3_600..=172_799 => format!("{} h", seconds / 3_600),
        172_800..=31_535_999 => format!("{} d", seconds / 86_400),
        _ => format!("{} y", seconds / 31_536_000),
    };
    if away > 0 { format!("in {amount}") } else { format!("{amount} ago") }
}

#[cfg(test)]
mod tests {
    use super::{ahead, relative};

    #[test]
    fn relative_time_is_rounded_down() {
        let now = 1_795_356_130_000;
        for (away, words) in [
            (0, "just now"),
            (-4_999, "just now"),
            (-59_999, "59 s ago"),
            (-3_599_999, "59 min ago"),
            (-47 * 3_600_000, "47 h ago"),
            (-48 * 3_600_000, "2 d ago"),
            (12 * 86_400_000, "in 12 d"),
            (-400 * 86_400_000, "1 y ago"),
        ] {
            assert_eq!(relative(now + away, now), words);
        }
        assert!(relative(i64::MIN, i64::MAX).ends_with("y ago"));
        assert!(relative(i64::MAX, i64::MIN).starts_with("in "));
    }

    #[test]
    fn deadline_that_was_just_set_is_its_whole_window_away() {
        for (away, words) in [
            (30 * 86_400_000, "in 30 d"),
            (30 * 86_400_000 - 9_000, "in 30 d"),
            (30 * 86_400_000 + 9_000, "in 30 d"),
            (3_600_000 + 9_000, "in 1 h"),
            (29 * 86_400_000, "in 29 d"),
            (7 * 86_400_000 - 1, "in 7 d"),
            (24 * 3_600_000 - 1, "in 24 h"),
            (59_001, "in 1 min"),
            (3_599_999, "in 1 h"),
        ] {
            assert_eq!(relative(1_795_356_130_000 + away, 1_795_356_130_000), words);
        }
    }

    #[test]
    fn clocks_differ_only_where_the_page_could_not_have_been_written_otherwise() {
        for (server, expected) in [(1_500, 0), (1_000, 0), (2_000, 0), (90_000, 88_000), (-4_000, -5_000)] {
            assert_eq!(ahead(server, 1_000, 2_000), expected);
        }
        assert_eq!(ahead(1_500, 1_000, 0), 500, "an answer from before the question counts as none");
    }
}
