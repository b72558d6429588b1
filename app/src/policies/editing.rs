//! One document, changed as text and as a form.

use super::{
    draft::{Draft, Field, List, Statement},
    print::print,
    report::Report,
};
use leptos::prelude::*;
use strongroom_policy::Kind;

/// A document while it is written. The text is what counts; the form shows its shape and writes it anew.
#[derive(Clone, Copy)]
pub struct Editing {
    /// What the document is for.
    pub kind: Kind,
    text: RwSignal<String>,
    draft: RwSignal<Draft>,
    broken: RwSignal<Option<String>>,
    /// The last text the form shows, whether it read or wrote it.
    written: StoredValue<Option<String>>,
    report: Memo<Report>,
}

impl Editing {
    /// Follows `text`, and writes it when the form changes.
    pub fn new(text: RwSignal<String>, kind: Kind) -> Self {
        let first = Draft::read(&text.read_untracked(), kind);
        let editing = Self {
            kind,
            text,
            broken: RwSignal::new(first.as_ref().err().cloned()),
            written: StoredValue::new(first.is_ok().then(|| text.get_untracked())),
            draft: RwSignal::new(first.unwrap_or_default()),
            report: Memo::new(move |_| text.with(|text| Report::of(text, kind))),
        };
        Effect::new(move || editing.follow());
        editing
    }

    /// Reads the text anew, unless the form wrote it: then the form knows more, such as two conditions on one key.
    fn follow(self) {
        let text = self.text.read();
        if self.written.with_value(|written| written.as_ref() == Some(&*text)) {
            return;
        }
        match Draft::read(&text, self.kind) {
            Ok(draft) => {
                self.written.set_value(Some(text.clone()));
                self.broken.set(None);
                if self.draft.with_untracked(|now| *now != draft) {
                    self.draft.set(draft);
                }
            }
            // The last shape stays in sight. To return to it is a change too.
            Err(why) => {
                self.written.set_value(None);
                self.broken.set(Some(why));
            }
        }
    }

    /// What there is to say about the text.
    pub fn report(self) -> Memo<Report> {
        self.report
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
    pub fn look<T: Default>(self, read: impl FnOnce(&Draft) -> T) -> T {
        self.draft.with(read)
    }

    /// Changes the form, and the text with it; nothing while the form lags behind, or once the page is gone.
    pub fn edit(self, change: impl FnOnce(&mut Draft)) {
        if self.broken.try_read_untracked().is_some_and(|broken| broken.is_none()) {
            self.draft.update(change);
            self.write();
        }
    }

    fn write(self) {
        let text = self.draft.with_untracked(|draft| print(draft, self.kind));
        self.written.set_value(Some(text.clone()));
        self.text.set(text);
    }

    /// Takes a statement out.
    pub fn remove(self, at: usize) -> Option<Statement> {
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
        if self.broken.read_untracked().is_none() {
            self.write();
        }
    }

    /// A signal for a field of the form, which follows the shape and changes it.
    pub fn field(self, statement: usize, field: Field) -> RwSignal<String> {
        let read = move |draft: &Draft| draft.field(statement, field);
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
