#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    Timestamp::parse(Field::StartTime, text).unwrap()
}

fn weekly() -> Schedule {
    Schedule::each(RotationPeriod::parse("7d").unwrap())
}

fn within(window: &str) -> Schedule {
    Schedule { window: Some(RotationWindow::parse(window).unwrap()), ..weekly() }
}

fn freeze(from: &str, to: &str) -> Freeze {
    Freeze { from: at(from), to: at(to) }
}

#[test]
fn next_is_a_period_after_the_last_spread_by_the_seed() {
    let (last, now) = (at("2026-11-01T10:00:00Z"), at("2026-11-03T00:00:00Z"));
    assert_eq!(weekly().next_after(last, now, 0), at("2026-11-08T10:00:00Z"));
    assert_eq!(weekly().next_after(last, now, 1 << 63), at("2026-11-08T10:30:00Z"));
    let short = Schedule::each(RotationPeriod::parse("6h").unwrap());
    let latest = short.next_after(last, last, u64::MAX);
    assert!(latest <= last.plus_ms(6 * 3_600_000 + 216_000), "a hundredth of the period: {latest:?}");
}

#[test]
fn missed_rotations_are_caught_up_once_and_at_once() {
    let (last, now) = (at("2026-01-01T00:00:00Z"), at("2026-11-03T12:34:56Z"));
    assert_eq!(weekly().next_after(last, now, u64::MAX), now);
    assert_eq!(weekly().next_after(now, now, 0), now.plus_ms(7 * Timestamp::DAY_MS), "one, not forty-four");
}

#[test]
fn clock_that_was_set_back_neither_doubles_nor_delays() {
    let (last, now) = (at("2027-11-01T00:00:00Z"), at("2026-11-01T00:00:00Z"));
    assert_eq!(weekly().next_after(last, now, 0), at("2026-11-08T00:00:00Z"));
}

#[test]
fn window_holds_in_its_own_zone_and_past_midnight() {
    let night = within("22:00-04:00+08:00");
    let noon = at("2026-11-03T04:00:00Z");
    assert!(!night.allows(noon), "12:00 in Shanghai");
    for (time, allowed) in [("13:59:59", false), ("14:00:00", true), ("19:59:59", true), ("20:00:00", false)] {
        assert_eq!(night.allows(at(&format!("2026-11-03T{time}Z"))), allowed, "{time}");
    }
    let last = at("2026-10-27T04:00:00Z");
    assert_eq!(night.next_after(last, noon, 0), at("2026-11-03T14:00:00Z"), "missed, but not before the window opens");
    assert_eq!(night.next_after(last, noon, 1 << 63), at("2026-11-03T14:30:00Z"), "and not all at its first minute");
    let minute = within("22:00-22:01Z").next_after(last, noon, u64::MAX);
    assert!(minute < at("2026-11-03T22:01:00Z"), "the spread stays within the window: {minute:?}");
}

#[test]
fn nothing_begins_in_a_freeze() {
    let freezes = vec![
        freeze("2026-11-08T00:00:00Z", "2026-11-12T00:00:00Z"),
        freeze("2026-11-11T00:00:00Z", "2026-11-14T00:00:00Z"),
    ];
    let frozen = Schedule { freezes, ..weekly() };
    let last = at("2026-11-01T10:00:00Z");
    assert_eq!(frozen.next_after(last, last, 0), at("2026-11-14T00:00:00Z"));
    let windowed = Schedule { window: RotationWindow::parse("09:00-10:00Z").ok(), ..frozen };
    assert_eq!(windowed.next_after(last, last, 0), at("2026-11-14T09:00:00Z"));
    assert!(!windowed.allows(at("2026-11-11T09:30:00Z")) && windowed.allows(at("2026-11-14T09:30:00Z")));
}

#[test]
fn windows_are_read_and_shown_in_one_form() {
    for text in ["22:00-04:00+08:00", "00:00-23:59Z", "09:30-10:00-03:30", "00:00-00:01+14:00"] {
        assert_eq!(RotationWindow::parse(text).unwrap().to_string(), text);
    }
    assert_eq!(RotationWindow::parse("01:00-02:00+00:00").unwrap().to_string(), "01:00-02:00Z");
    let bad =
        ["", "22:00", "22:00-22:00Z", "24:00-01:00Z", "1:00-2:00Z", "01:60-02:00Z", "01:00-02:00", "01:00-02:00+15:00"];
    for text in bad.into_iter().chain(["01:00-02:00 Z", "01:00-02:00+8", "01:00-02:00€", "-1:00-02:00Z"]) {
        let error = RotationWindow::parse(text).unwrap_err();
        assert_eq!((error.field, error.problem), (Field::RotationWindow, Problem::Malformed(Form::Window)), "{text}");
    }
}

#[test]
fn freezes_are_checked() {
    let backwards = Schedule { freezes: vec![freeze("2026-11-09T00:00:00Z", "2026-11-08T00:00:00Z")], ..weekly() };
    assert_eq!(backwards.check().unwrap_err().problem, Problem::NotBefore(Field::EndTime));
    let one = freeze("2026-11-08T00:00:00Z", "2026-11-09T00:00:00Z");
    let many = Schedule { freezes: vec![one; limits::FREEZES + 1], ..weekly() };
    assert_eq!(many.check().unwrap_err().field, Field::Freezes);
    assert!(Schedule { freezes: vec![one; limits::FREEZES], ..weekly() }.check().is_ok());
}

#[test]
fn first_date_is_when_the_schedule_begins() {
    let (now, day) = (at("2026-11-03T00:00:00Z"), Timestamp::DAY_MS);
    let begins = |days: i64| Schedule { begins: Some(now.plus_ms(days * day)), ..weekly() };
    for days in [1, 30] {
        let ahead: Vec<_> = begins(days).dates(begins(days).next_after(now, now, 0), now, 0).take(2).collect();
        assert_eq!(ahead, [now.plus_ms(days * day), now.plus_ms((days + 7) * day)], "sooner or later than a period");
        assert!(!begins(days).allows(now));
    }
    let begun = begins(-3).next_after(now.plus_ms(-day), now, 0);
    assert_eq!(begun, now.plus_ms(6 * day), "it has rotated since");
    assert_eq!(begins(-3).next_after(now.plus_ms(-10 * day), now, 0), now, "it was missed");
    let within = Schedule { window: RotationWindow::parse("09:00-10:00Z").ok(), ..begins(1) };
    assert_eq!(within.next_after(now, now, 0), at("2026-11-04T09:00:00Z"));
}

#[test]
fn dates_follow_the_first_and_what_was_missed_counts_once() {
    let (now, day) = (at("2026-11-03T00:00:00Z"), Timestamp::DAY_MS);
    let ahead: Vec<_> = weekly().dates(now.plus_ms(day), now, 0).take(3).collect();
    assert_eq!(ahead, [now.plus_ms(day), now.plus_ms(8 * day), now.plus_ms(15 * day)]);
    let missed: Vec<_> = weekly().dates(now.plus_ms(-30 * day), now, 0).take(3).collect();
    assert_eq!(missed, [now.plus_ms(-30 * day), now.plus_ms(7 * day), now.plus_ms(14 * day)]);
}

fn schedules() -> impl Strategy<Value = Schedule> {
    let window = (0..1440_i64, 1..1440_i64, -840..=840_i64).prop_map(|(from, length, offset)| RotationWindow {
        from,
        to: (from + length) % 1440,
        offset,
    });
    let freeze = (0..400_i64, 1..30_i64).prop_map(|(day, days)| Freeze {
        from: Timestamp(day * Timestamp::DAY_MS + 12_345),
        to: Timestamp((day + days) * Timestamp::DAY_MS),
    });
    let freezes = prop::collection::vec(freeze, 0..4);
    (21_600..=31_536_000_u32, prop::option::of(window), freezes).prop_map(|(seconds, window, freezes)| Schedule {
        period: RotationPeriod::from_seconds(seconds).unwrap(),
        window,
        freezes,
        begins: None,
    })
}

proptest! {
    #[test]
    fn next_is_allowed_never_early_and_never_in_the_past(
        schedule in schedules(), last in 0..400 * Timestamp::DAY_MS, now in 0..400 * Timestamp::DAY_MS, seed in any::<u64>()
    ) {
        let (last, now) = (Timestamp(last), Timestamp(now));
        let next = schedule.next_after(last, now, seed);
        prop_assert!(schedule.allows(next));
        prop_assert!(next >= now);
        prop_assert!(next >= last.min(now).plus_ms(schedule.period.ms()), "a full period apart");
        // Whoever asks again on the way is told the same time.
        if last <= now && next > now && schedule.window.is_none() && schedule.freezes.is_empty() {
            prop_assert_eq!(schedule.next_after(last, now.plus_ms(1).min(next), seed), next);
        }
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[0-9:Z+€ -]{0,20}") {
        if let Ok(window) = RotationWindow::parse(&text) {
            prop_assert_eq!(RotationWindow::parse(&window.to_string()), Ok(window));
        }
    }
}
