//! One document, changed as text and as a form.

use super::{
    draft::{DraftField, DraftStatement, List, PolicyDraft},
    judge::{Judge, JudgedPolicy},
    print::print,
    report::{Remark, Report, Weight},
};
use crate::{client::call, error::UiError};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*, task::spawn_local};
use std::time::Duration;
use strongroom_policy::Kind;

/// So long after the last key the text is judged.
const PAUSE: Duration = Duration::from_millis(200);

/// A document while it is written. The text is what counts; the form shows its shape and writes it anew.
#[derive(Clone, Copy)]
pub struct Editing {
    /// What the document is for.
    pub kind: Kind,
    text: RwSignal<String>,
    draft: RwSignal<PolicyDraft>,
    broken: RwSignal<Option<String>>,
    /// The last text the form shows, whether it read or wrote it.
    written: RwSignal<Option<String>>,
    report: RwSignal<Report>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Editing {
    /// Follows `text`, of which the first judgement is known, and writes it when the form changes.
    pub fn new(text: RwSignal<String>, kind: Kind, first: Result<JudgedPolicy, UiError>) -> Self {
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
            let judged = call(Judge { text: text.clone(), kind: self.kind }).await;
            // The page may be gone, or the text have changed: then another question is on its way.
            if self.text.try_with_untracked(|now| *now == text) == Some(true) {
                self.take(text, judged);
            }
        });
    }

    /// Shows what was found, but the shape of a text that the form wrote: then the form knows more, such as two conditions on
    /// one key.
    fn take(self, text: String, judged: Result<JudgedPolicy, UiError>) {
        let judged = match judged {
            Ok(judged) => judged,
            Err(error) => return self.report.set(unchecked(error)),
        };
        self.report.set(judged.report);
        if self.written.with_untracked(|written| written.as_ref() == Some(&text)) {
            return;
        }
        match judged.shape {
            Ok(draft) => {
                self.written.set(Some(text));
                self.broken.set(None);
                if self.draft.with_untracked(|now| *now != draft) {
                    self.draft.set(draft);
                }
            }
            // The last shape stays in sight. To return to it is a change too.
            Err(why) => {
                self.written.set(None);
                self.broken.set(Some(why));
            }
        }
    }

    /// What there is to say about the text.
    pub fn report(self) -> RwSignal<Report> {
        self.report
    }

    /// Whether the form shows another text than there is: it must not write over that.
    pub fn behind(self) -> bool {
        self.written.with(|written| self.text.with(|text| written.as_ref() != Some(text)))
    }

    /// Why the form cannot show the text, if it cannot. It shows the last text it could.
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

    /// What replaces the texts of a list.
    pub fn set_list(self, statement: usize, list: List) -> Callback<Vec<String>> {
        Callback::new(move |texts| self.edit(|draft| draft.set_list(statement, list, texts)))
    }

    /// Something else about the shape.
    pub fn look<T: Default>(self, read: impl FnOnce(&PolicyDraft) -> T) -> T {
        self.draft.with(read)
    }

    /// Changes the form, and the text with it; nothing while the form lags behind, or once the page is gone.
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

    /// Takes a statement out.
    pub fn remove(self, at: usize) -> Option<DraftStatement> {
        let mut gone = None;
        self.edit(|draft| gone = draft.remove(at));
        gone
    }

    /// Why the text cannot be put in order, if it cannot.
    pub fn unformatted(self) -> Option<String> {
        self.broken.get().map(|why| format!("The text cannot be put in order yet: {why}"))
    }

    /// Puts the text in order.
    pub fn format(self) {
        if !untrack(|| self.behind()) {
            self.write();
        }
    }

    /// A signal for a field of the form, which follows the shape and changes it.
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

/// What is known while the server cannot be asked.
fn unchecked(error: UiError) -> Report {
    let (path, word) = (String::new(), "not checked".to_owned());
    Report {
        remarks: vec![Remark { path, place: (1, 1), weight: Weight::Look, word, text: error.message }],
        sentences: None,
    }
}
