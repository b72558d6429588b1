//! Advice on documents that are valid but may not do what the author intended.

use crate::{
    document::{Document, Effect, Kind, Statement},
    problem::TextPosition,
};
use serde::{Deserialize, Serialize};

mod actions;
mod conditions;
mod resources;

pub use actions::known as known_actions;

/// Severity of advice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Allows more, or denies less, than it seems to.
    Warning,
    /// Has no effect.
    Error,
}

/// One piece of advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Its severity.
    pub severity: Severity,
    /// TextPosition in the text.
    pub position: TextPosition,
    /// The element, such as `Statement[1].Action[0]`.
    pub path: String,
    /// The message.
    pub sentence: String,
}

/// Analyzes a document. Findings are in the order of the text.
pub fn lint(document: &Document) -> Vec<Finding> {
    let mut findings = Findings { document, found: Vec::new() };
    for (n, statement) in document.statements().iter().enumerate() {
        let path = format!("Statement[{n}]");
        let earlier = document.statements().iter().take(n);
        duplicate(&mut findings, earlier, statement, &path);
        actions::look(&mut findings, statement, &path);
        resources::look(&mut findings, statement, &path);
        conditions::look(&mut findings, statement, &path);
        principals(&mut findings, statement, &path);
    }
    let mut found = findings.found;
    found.sort_by_key(|finding| finding.position);
    found
}

struct Findings<'d> {
    document: &'d Document,
    found: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, severity: Severity, path: String, sentence: impl Into<String>) {
        let position = self.document.position(&path);
        self.found.push(Finding { severity, position, path, sentence: sentence.into() });
    }

    fn kind(&self) -> Kind {
        self.document.kind()
    }
}

fn duplicate<'s>(
    findings: &mut Findings<'_>,
    mut earlier: impl Iterator<Item = &'s Statement>,
    statement: &Statement,
    path: &str,
) {
    let bare = |statement: &Statement| Statement { sid: None, ..statement.clone() };
    if let Some(first) = earlier.position(|other| bare(other) == bare(statement)) {
        let sentence = format!("This statement is a duplicate of Statement[{first}].");
        findings.add(Severity::Warning, path.to_owned(), sentence);
    }
}

/// Principals are compared whole, and roles are written in lower case in ARNs.
fn principals(findings: &mut Findings<'_>, statement: &Statement, path: &str) {
    let names = statement.principal.iter().flat_map(|principals| principals.ram.iter().enumerate());
    for (n, arn) in names {
        let path = format!("{path}.Principal.RAM[{n}]");
        let who = arn.splitn(5, ':').nth(4).unwrap_or_default();
        let account = arn.strip_prefix("acs:ram::").and_then(|rest| rest.split(':').next()).unwrap_or_default();
        let known = who == "*" || who == "root" || who.starts_with("user/") || who.starts_with("role/");
        if who.starts_with("group/") {
            findings.add(Severity::Error, path, "A group cannot be a principal. Use its users or a role instead.");
        } else if !known || account.is_empty() || arn.contains('?') || arn.trim_end_matches(":*").contains('*') {
            let harm = match statement.effect {
                Effect::Allow => "allows nothing",
                Effect::Deny => "denies nothing",
            };
            let sentence = format!(
                "Principals must match exactly and cannot contain wildcards, so this one {harm}. Use acs:ram::ACCOUNT:user/NAME, role/NAME or root."
            );
            findings.add(Severity::Error, path, sentence);
        } else if mixed_case_role(arn) {
            findings.add(Severity::Warning, path, MIXED_CASE);
        }
    }
}

const MIXED_CASE: &str = "Role names are always lower case in ARNs, so this one may never match.";

fn mixed_case_role(arn: &str) -> bool {
    arn.split_once("role/").is_some_and(|(_, name)| name.chars().any(|c| c.is_ascii_uppercase()))
}
