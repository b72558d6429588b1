//! Analyzes a text while it is edited, with the code that also evaluates policies.
//!
//! This runs on the server: the policy language would add a third to the size of every page.

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

/// The analysis of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyAnalysis {
    /// Problems, advice and meaning.
    pub report: Report,
    /// The draft for the form, or a sentence that explains why there is none.
    pub draft: Result<PolicyDraft, String>,
}

impl PolicyAnalysis {
    /// Analyzes a text.
    #[cfg(feature = "ssr")]
    pub fn of(text: &str, kind: Kind) -> Self {
        Self { report: Report::of(text, kind), draft: PolicyDraft::read(text, kind) }
    }
}

/// Analyzes a text for the signed-in user. Stores nothing.
#[server]
pub async fn analyze_policy(text: String, kind: Kind) -> Result<PolicyAnalysis, UiError> {
    door::principal().await?;
    let mut analysis = PolicyAnalysis::of(&text, kind);
    if let Ok(document) = Document::parse(&text, kind) {
        analysis.report.sentences = Some(statements(&document).await?);
        for path in door::unknown_principals(&document).await? {
            let sentence = "No user or role has this name. Create it, then save the policy again; until then this statement has no effect for it.";
            analysis.report.advise(&document, path, sentence);
        }
    }
    Ok(analysis)
}
