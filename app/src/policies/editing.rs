//! One document, edited as text and as a form.

use super::{
    analysis::{AnalyzePolicy, PolicyAnalysis},
    draft::{DraftField, DraftStatement, List, PolicyDraft},
    print::print,
    report::{Remark, RemarkLevel, Report},
};
use crate::{client::call, error::UiError};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use strongroom_policy::Kind;

/// Pause in typing after which the text is analyzed.
const PAUSE: Duration = Duration::from_millis(200);

/// A document being edited. The text is authoritative; the form shows a draft of it and prints its changes to the text.
#[derive(Clone, Copy)]
pub struct Editing {
    /// What the document is for.
    pub kind: Kind,
    text: RwSignal<String>,
    draft: RwSignal<PolicyDraft>,
    broken: RwSignal<Option<String>>,
    /// The text that the form shows, whether it was read or printed.
    written: RwSignal<Option<String>>,
    report: RwSignal<Report>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Editing {
    /// Follows `text`, starting from its first analysis, and updates it when the form changes.
    pub fn new(text: RwSignal<String>, kind: Kind, first: Result<PolicyAnalysis, UiError>) -> Self {
        let editing = Self {
            kind,
            text,
            draft: RwSignal::default(),
            broken: RwSignal::new(None),
            written: RwSignal::new(None),
            report: RwSignal::default(),
            timer: StoredValue::new(None),
        };
        editing.take(text.get_untracked(), first);
        Effect::new(move |before: Option<String>| {
            let text = text.get();
            if before.is_some_and(|before| before != text) {
                editing.stop();
                editing.timer.set_value(set_timeout_with_handle(move || editing.ask(), PAUSE).ok());
            }
            text
        });
        on_cleanup(move || editing.stop());
        editing
    }

    fn stop(self) {
        if let Some(Some(timer)) = self.timer.try_update_value(Option::take) {
            timer.clear();
        }
    }

    fn ask(self) {
        let Some(text) = self.text.try_get_untracked() else { return };
        spawn_local(async move {
            let analysis = call(AnalyzePolicy { text: text.clone(), kind: self.kind }).await;
            // If the page is gone or the text has changed, this result is outdated.
            if self.text.try_with_untracked(|now| *now == text) == Some(true) {
                self.take(text, analysis);
            }
        });
    }

    /// Shows an analysis. Keeps the form's own draft if the form printed the text: the form knows more, such as two conditions
    /// on one key.
    fn take(self, text: String, analysis: Result<PolicyAnalysis, UiError>) {
        let analysis = match analysis {
            Ok(analysis) => analysis,
            Err(error) => return self.report.set(unchecked(error)),
        };
        self.report.set(analysis.report);
        if self.written.with_untracked(|written| written.as_ref() == Some(&text)) {
            return;
        }
        match analysis.draft {
            Ok(draft) => {
                self.written.set(Some(text));
                self.broken.set(None);
                if self.draft.with_untracked(|now| *now != draft) {
                    self.draft.set(draft);
                }
            }
            // The last draft stays visible. Returning to its text counts as a change.
            Err(why) => {
                self.written.set(None);
                self.broken.set(Some(why));
            }
        }
    }

    /// Problems, advice and meaning of the text.
    pub fn report(self) -> RwSignal<Report> {
        self.report
    }

    /// Whether the form shows an outdated text. Then it must not overwrite the text.
    pub fn behind(self) -> bool {
        self.written.with(|written| self.text.with(|text| written.as_ref() != Some(text)))
    }

    /// Why the form cannot show the text, if so. It then shows the last text that it could.
    pub fn broken(self) -> Option<String> {
        self.broken.get()
    }

    /// How many statements there are.
    pub fn count(self) -> usize {
        self.draft.with(|draft| draft.statements.len())
    }

    /// The texts of a list.
    pub fn list(self, statement: usize, list: List) -> Signal<Vec<String>> {
        Signal::derive(move || self.draft.with(|draft| draft.list(statement, list).to_vec()))
    }

    /// A callback that replaces the texts of a list.
    pub fn set_list(self, statement: usize, list: List) -> Callback<Vec<String>> {
        Callback::new(move |texts| self.edit(|draft| draft.set_list(statement, list, texts)))
    }

    /// Reads from the draft.
    pub fn look<T: Default>(self, read: impl FnOnce(&PolicyDraft) -> T) -> T {
        self.draft.with(read)
    }

    /// Changes the draft and the text. Does nothing if the form is outdated or the page is gone.
    pub fn edit(self, change: impl FnOnce(&mut PolicyDraft)) {
        if self.text.try_read_untracked().is_some() && !untrack(|| self.behind()) {
            self.draft.update(change);
            self.write();
        }
    }

    fn write(self) {
        let text = self.draft.with_untracked(|draft| print(draft, self.kind));
        self.written.set(Some(text.clone()));
        self.text.set(text);
    }

    /// Removes a statement.
    pub fn remove(self, at: usize) -> Option<DraftStatement> {
        let mut gone = None;
        self.edit(|draft| gone = draft.remove(at));
        gone
    }

    /// Why the text cannot be formatted, if so.
    pub fn unformatted(self) -> Option<String> {
        self.broken.get().map(|why| format!("The text cannot be formatted: {why}"))
    }

    /// Formats the text.
    pub fn format(self) {
        if !untrack(|| self.behind()) {
            self.write();
        }
    }

    /// A two-way signal for a field of the draft.
    pub fn field(self, statement: usize, field: DraftField) -> RwSignal<String> {
        let read = move |draft: &PolicyDraft| draft.field(statement, field);
        let seen = Memo::new(move |_| self.draft.with(read));
        let signal = RwSignal::new(seen.get_untracked());
        Effect::new(move || {
            let seen = seen.get();
            if signal.with_untracked(|shown| *shown != seen) {
                signal.set(seen);
            }
        });
        Effect::new(move || {
            let shown = signal.get();
            if self.draft.with_untracked(|draft| statement < draft.statements.len() && read(draft) != shown) {
                self.edit(|draft| draft.set_field(statement, field, shown));
            }
        });
        signal
    }
}

/// The report if the server cannot be reached.
fn unchecked(error: UiError) -> Report {
    let (path, word) = (String::new(), "not checked".to_owned());
    Report {
        remarks: vec![Remark { path, place: (1, 1), level: RemarkLevel::Warning, word, text: error.message }],
        sentences: None,
    }
}
