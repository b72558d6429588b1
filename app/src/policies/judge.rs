//! What the server says about a text while it is written: the same code judges that decides.
//!
//! It stays on the server. In the browser the language would weigh a third of a page, on every page.

use super::{draft::PolicyDraft, report::Report};
use crate::error::UiError;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use strongroom_policy::Kind;

#[cfg(feature = "ssr")]
use super::meaning::statements;
#[cfg(feature = "ssr")]
use crate::door;
#[cfg(feature = "ssr")]
use strongroom_policy::Document;

/// A text's meaning and shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgedPolicy {
    /// What there is to say about it.
    pub report: Report,
    /// Its shape, or a sentence that says why it has none.
    pub shape: Result<PolicyDraft, String>,
}

impl JudgedPolicy {
    /// Judges a text.
    #[cfg(feature = "ssr")]
    pub fn of(text: &str, kind: Kind) -> Self {
        Self { report: Report::of(text, kind), shape: PolicyDraft::read(text, kind) }
    }
}

/// Judges a text for whoever is signed in. Nothing is stored.
#[server]
pub async fn judge(text: String, kind: Kind) -> Result<JudgedPolicy, UiError> {
    door::principal().await?;
    let mut judged = JudgedPolicy::of(&text, kind);
    if let Ok(document) = Document::parse(&text, kind) {
        judged.report.sentences = Some(statements(&document).await?);
    }
    Ok(judged)
}
