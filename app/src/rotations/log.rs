//! What happened in a rotation, newest first.

use super::dto::{LogLine, RotationDetail};
use crate::labels::as_sentence;
use leptos::prelude::*;
use strongroom_domain::{Action, RunPhase, RunProgress, RunStep};
use strongroom_ui::{Card, Cell, Column, Row, Status, Table, TableBody, TableHead, Time, TimeMode, Tone};

/// The log of a rotation. Credentials and texts of the target are never part of it.
pub fn log_card(detail: &RotationDetail) -> AnyView {
    let rows = detail.log.iter().map(row).collect_view();
    let note = if detail.log_cut { "the latest; the audit trail has all of it" } else { "from the audit trail" };
    view! {
        <Card title="Log" note flush=true>
            <Table label="Log of this rotation">
                <TableHead><Column label="What"/><Column label="When"/><Column label="By"/></TableHead>
                <TableBody>{rows}</TableBody>
            </Table>
        </Card>
    }
    .into_any()
}

fn row(line: &LogLine) -> AnyView {
    let alarm = line.alarm.clone().map(|alarm| {
        view! { <span class="block"><Status tone=Tone::Red>{as_sentence(&alarm)}</Status></span> }.into_any()
    });
    let (happened, at, actor) = (happened(line), line.at, line.actor.clone());
    view! {
        <Row>
            <Cell lead=true>{happened} {alarm}</Cell>
            <Cell label="When"><Time at mode=TimeMode::Absolute/></Cell>
            <Cell label="By"><span class="wrap-anywhere">{actor}</span></Cell>
        </Row>
    }
    .into_any()
}

/// What happened, as a sentence.
fn happened(line: &LogLine) -> String {
    if let Some(step) = line.began {
        return begins(step).to_owned();
    }
    let follows = match (line.came_to, &line.note) {
        (Some(progress), _) => Some(came_to(progress).to_owned()),
        (None, Some(note)) => Some(ended(note)),
        (None, None) => None,
    };
    let act = match line.action {
        Action::BeginRotation => Some("The rotation began on schedule."),
        Action::RotateSecret => Some("The rotation began on request."),
        Action::ResumeRotation => Some("Resumed."),
        Action::RollBackRotation => Some("Roll-back requested."),
        Action::ExtendRotation => Some("The old credential was made to work for longer."),
        _ => None,
    };
    [act.map(str::to_owned), follows].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn begins(step: RunStep) -> &'static str {
    match step {
        RunStep::Draw => "Begins to make a new credential.",
        RunStep::Apply => "Begins to set the new credential at the target.",
        RunStep::Probe => "Begins to ask the target which credentials it accepts.",
        RunStep::Verify | RunStep::Watch => "Begins to log in with the new credential.",
        RunStep::Promote => "Begins to give the new credential to applications.",
        RunStep::Revoke => "Begins to revoke the old credential.",
        RunStep::CheckOld => "Begins to log in with the old credential.",
        RunStep::Restore => "Begins to set the old credential again.",
        RunStep::Discard => "Begins to revoke the new credential.",
        RunStep::Offer => "Begins to give the new credential to some applications.",
    }
}

fn came_to(progress: RunProgress) -> &'static str {
    match progress {
        RunProgress::Scheduled => "The target refused the new credential; another one is made.",
        RunProgress::Intent => "The new credential is stored as a pending version; the target does not have it.",
        RunProgress::Uncertain => "Whether the target has the new credential is not known.",
        RunProgress::Applied => "The target says that it has the new credential.",
        RunProgress::Verified => "A log-in with the new credential succeeded.",
        RunProgress::Promoted => "Applications read the new credential.",
        RunProgress::Undoing => "Going back to the old credential.",
        RunProgress::Restoring => "The target refuses the old credential.",
        RunProgress::Restored => "A log-in with the old credential succeeded; applications read it.",
        RunProgress::Offered => "Some applications read the new credential.",
        RunProgress::Accepted => "All applications are to be given the new credential.",
    }
}

/// A state as the trail notes it: the word of a phase, and a cause behind a colon if there is one.
fn ended(note: &str) -> String {
    let (word, cause) = note.split_once(": ").unwrap_or((note, ""));
    let words = match RunPhase::from_word(word) {
        Some(RunPhase::Done) => "The target refuses the old credential: done.",
        Some(RunPhase::RolledBack) => "Rolled back.",
        Some(RunPhase::Superseded) => "Replaced by the next rotation.",
        Some(RunPhase::GivenUp) => "Given up.",
        Some(RunPhase::RetryWait) => return format!("Waits, and tries again: {cause}."),
        Some(RunPhase::NeedsAPerson) => return format!("Stopped: {cause}."),
        Some(RunPhase::Active) | None => return as_sentence(note),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(action: Action) -> LogLine {
        LogLine { at: 0, actor: "m".to_owned(), action, began: None, came_to: None, note: None, alarm: None }
    }

    #[test]
    fn every_entry_is_a_sentence() {
        let report = line(Action::ReportRotationStep);
        let began = RunStep::ALL.iter().map(|step| LogLine { began: Some(*step), ..line(Action::TakeRotationStep) });
        let came = RunProgress::ALL.iter().map(|progress| LogLine { came_to: Some(*progress), ..report.clone() });
        let notes = ["done", "rolled-back", "superseded", "given-up", "waits for readers"];
        let notes = notes.into_iter().chain(["retry-wait: it is away", "needs-a-person: it refuses"]);
        let notes = notes.map(|note| LogLine { note: Some(note.to_owned()), ..report.clone() });
        let acts = [Action::BeginRotation, Action::RotateSecret, Action::ExtendRotation].map(line);
        for line in began.chain(came).chain(notes).chain(acts) {
            let words = happened(&line);
            assert!(words.starts_with(char::is_uppercase) && words.ends_with('.'), "{words}");
        }
        let resumed = LogLine { came_to: Some(RunProgress::Uncertain), ..line(Action::ResumeRotation) };
        assert_eq!(happened(&resumed), "Resumed. Whether the target has the new credential is not known.");
    }
}
