//! The input of the edit form.

use super::{
    calls::EditMode,
    dto::EditBase,
    form::{ValueForm, ValueKind},
    key_fields::KeyEdits,
    review::{Plan, of_patch, of_whole},
    rows::FormRows,
};
use crate::labels::parse_stage;
use leptos::prelude::*;
use strongroom_domain::{FieldError, VersionId};

/// The input of the edit form.
#[derive(Clone, Copy)]
pub(super) struct EditDraft {
    pub mode: RwSignal<String>,
    pub keys: KeyEdits,
    pub kind: RwSignal<String>,
    pub lines: FormRows,
    pub text: RwSignal<String>,
    pub binary: RwSignal<String>,
    pub label: RwSignal<String>,
    pub version: RwSignal<String>,
}

impl EditDraft {
    /// An empty draft with the keys of the base version.
    pub fn new(base: &EditBase) -> Self {
        let empty = || RwSignal::new(String::new());
        let mode = if base.patches() { EditMode::Patch } else { EditMode::Whole };
        let kind = match (base.shape.keys.is_some(), base.version.binary) {
            (true, _) => ValueKind::Keys,
            (false, true) => ValueKind::Binary,
            (false, false) => ValueKind::Text,
        };
        Self {
            mode: RwSignal::new(mode_word(mode).to_owned()),
            keys: KeyEdits::new(&base.shape),
            kind: RwSignal::new(kind.word().to_owned()),
            lines: FormRows::new(1),
            text: empty(),
            binary: empty(),
            label: empty(),
            version: empty(),
        }
    }

    /// Whether the edit replaces the whole value.
    pub fn is_whole(self) -> bool {
        self.mode.with(|mode| mode == mode_word(EditMode::Whole))
    }

    /// The whole value, as the form sends it.
    pub fn whole(self) -> ValueForm {
        let (keys, values, kinds) = self.lines.columns();
        let kind =
            [ValueKind::Text, ValueKind::Binary].into_iter().find(|kind| self.kind.with(|word| word == kind.word()));
        ValueForm {
            kind: kind.unwrap_or_default(),
            keys,
            values,
            kinds,
            text: self.text.get(),
            binary: self.binary.get(),
        }
    }

    /// Whether any value was entered.
    pub fn is_touched(self) -> bool {
        self.keys.is_touched()
            || self.lines.is_touched()
            || [self.text, self.binary].into_iter().any(|text| text.with(|text| !text.is_empty()))
    }

    /// What a save would change, or the rules it would break.
    pub fn plan(self, base: &EditBase) -> Result<Plan, Vec<FieldError>> {
        let mut found = Vec::new();
        let plan = if self.is_whole() {
            self.whole().value().map(|(text, binary)| of_whole(&base.shape, &text, binary))
        } else {
            self.keys.form().changes().and_then(|changes| of_patch(&base.shape, &changes))
        };
        let plan = plan.unwrap_or_else(|broken| {
            found.push(broken);
            Plan::new()
        });
        let (label, version) = (self.label.get(), self.version.get());
        if !label.trim().is_empty() {
            found.extend(parse_stage(label.trim()).err());
        }
        if !version.trim().is_empty() {
            found.extend(VersionId::new(version.trim()).err());
        }
        if found.is_empty() { Ok(plan) } else { Err(found) }
    }
}

/// The form's word for a mode.
pub(super) fn mode_word(mode: EditMode) -> &'static str {
    match mode {
        EditMode::Patch => "Patch",
        EditMode::Whole => "Whole",
    }
}
