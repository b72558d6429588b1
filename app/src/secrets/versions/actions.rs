//! What can be done to versions.

use super::calls::{MoveLabel, RestoreVersion, RevokeVersion};
use crate::client::FormAction;
use leptos::prelude::*;

/// Actions that the rows share.
#[derive(Clone, Copy)]
pub struct VersionActions {
    /// Stores a version's value anew.
    pub restore: FormAction<RestoreVersion>,
    /// Moves or removes a label.
    pub label: FormAction<MoveLabel>,
    /// Revokes a version, or allows reading it again.
    pub revoke: FormAction<RevokeVersion>,
    /// Whether the secret is not being deleted.
    pub live: bool,
    /// Whether the user may store values.
    pub restores: bool,
    /// Whether the user may move labels.
    pub moves: bool,
    /// Whether the user may revoke versions.
    pub revokes: bool,
    /// The secret's revision, as the page shows it.
    pub revision: u64,
}

/// Whether the dialogs of a row are open.
#[derive(Clone, Copy)]
pub struct DialogsOfRow {
    /// To restore it.
    pub restore: RwSignal<bool>,
    /// To move a label to it.
    pub label: RwSignal<bool>,
    /// To revoke it.
    pub revoke: RwSignal<bool>,
}

impl DialogsOfRow {
    /// None is open.
    pub fn closed() -> Self {
        Self { restore: RwSignal::new(false), label: RwSignal::new(false), revoke: RwSignal::new(false) }
    }
}
