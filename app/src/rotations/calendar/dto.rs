//! Data of the calendar. Times are milliseconds since 1970, days are in UTC.

use serde::{Deserialize, Serialize};
use strongroom_domain::{RunPhase, RunProgress};

/// How much the calendar shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum CalendarView {
    /// Whole weeks that contain a month.
    #[default]
    Month,
    /// Monday to Sunday.
    Week,
    /// Every rotation of a day.
    Day,
}

/// What the calendar shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarData {
    /// The month, week or day in words.
    pub title: String,
    /// The day that it is about, such as `2026-11-29`.
    pub date: String,
    /// Today.
    pub today: String,
    /// A day of the month, week or day before.
    pub previous: String,
    /// A day of the one after.
    pub next: String,
    /// Its days, in weeks.
    pub weeks: Vec<Vec<CalendarDay>>,
    /// What does not go on without a person or is overdue, on whichever day.
    pub attention: Vec<CalendarEntry>,
    /// Whether there is more than was looked at.
    pub cut: bool,
    /// Number of the first entry shown, in the list of a day.
    pub first: u32,
}

/// One day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// `2026-11-29`.
    pub date: String,
    /// `Sunday, 29 November 2026`.
    pub name: String,
    /// Whether it belongs to the month that is shown.
    pub inside: bool,
    /// Rotations that are due.
    pub due: u32,
    /// Secrets that were due and have not begun.
    pub overdue: u32,
    /// Rotations that do not go on without a person.
    pub failed: u32,
    /// Rotations that are under way.
    pub open: u32,
    /// Rotations that have ended.
    pub ended: u32,
    /// Secrets that do not rotate by themselves at some time of the day.
    pub frozen: u32,
    /// Hours in which many secrets rotate at one target.
    pub crowded: Vec<CrowdedLine>,
    /// Entries of secrets whose account another secret sets too.
    pub shared: u32,
    /// The first entries, what needs attention before others.
    pub entries: Vec<CalendarEntry>,
}

impl CalendarDay {
    /// All entries.
    pub fn total(&self) -> u32 {
        [self.due, self.overdue, self.failed, self.open, self.ended].into_iter().fold(0, u32::saturating_add)
    }

    /// What the day has, as a sentence without its end: "2 due, 1 failed".
    pub fn summary(&self) -> String {
        let counts = [
            (self.failed, "failed"),
            (self.overdue, "overdue"),
            (self.open, "under way"),
            (self.due, "due"),
            (self.ended, "ended"),
            (self.frozen, "frozen"),
        ];
        let counts =
            counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, words)| format!("{count} {words}"));
        counts.collect::<Vec<_>>().join(", ")
    }
}

/// Many rotations at one target within an hour.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrowdedLine {
    /// The target, if it is still there.
    pub target: Option<String>,
    /// The beginning of the hour.
    pub from: i64,
    /// How many.
    pub count: u32,
}

/// A rotation, or a date of one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarEntry {
    /// When it is due, or began.
    pub at: i64,
    /// The secret; `None` if it was purged.
    pub secret: Option<String>,
    /// The target; `None` if it was deleted.
    pub target: Option<String>,
    /// What it is.
    pub state: EntryState,
    /// Whether many secrets rotate at its target in its hour.
    pub crowded: bool,
    /// Whether another secret sets the same account.
    pub shared: bool,
}

/// What an entry is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EntryState {
    /// To come.
    Due,
    /// Was to come, and did not.
    Overdue,
    /// A rotation.
    Run {
        /// Its id.
        id: String,
        /// Whether it goes on.
        phase: RunPhase,
        /// How far it has come.
        progress: RunProgress,
    },
}
