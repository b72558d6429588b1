//! The report about a text: problems, advice, and its meaning.

use super::meaning::Meaning;
use serde::{Deserialize, Serialize};
use strongroom_ui::{LineMark, Tone};

#[cfg(feature = "ssr")]
use strongroom_policy::{Document, Finding, Kind, PolicyProblem, Severity, lint, sentences};

/// The report about a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Problems; if there are none, advice.
    pub remarks: Vec<Remark>,
    /// The meaning of each statement. `None` if there are problems, because an invalid document is never evaluated.
    pub sentences: Option<Vec<Meaning>>,
}

/// A problem or advice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Path of the element.
    pub path: String,
    /// Line and column, from 1.
    pub place: (u32, u32),
    /// Its level.
    pub level: RemarkLevel,
    /// Its kind, in a word or two.
    pub word: String,
    /// The message.
    pub text: String,
}

/// Level of a remark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RemarkLevel {
    /// Must be fixed.
    Error,
    /// Should be reviewed.
    Warning,
    /// Worth knowing.
    Note,
}

impl Report {
    /// Analyzes a text.
    #[cfg(feature = "ssr")]
    pub fn of(text: &str, kind: Kind) -> Self {
        match Document::parse(text, kind) {
            Ok(document) => Self {
                remarks: lint(&document).into_iter().map(finding).collect(),
                sentences: Some(
                    sentences(&document).into_iter().map(|sentence| Meaning { sentence, examples: None }).collect(),
                ),
            },
            Err(problems) => Self { remarks: problems.into_iter().map(problem).collect(), sentences: None },
        }
    }

    /// Adds advice that takes more than the text.
    #[cfg(feature = "ssr")]
    pub fn advise(&mut self, document: &Document, path: String, sentence: &str) {
        let position = document.position(&path);
        let advice = Finding { severity: Severity::Warning, position, path, sentence: sentence.to_owned() };
        self.remarks.push(finding(advice));
        self.remarks.sort_by_key(|remark| remark.place);
    }

    /// All remarks, in the order of the text.
    pub fn marks(&self) -> Vec<LineMark> {
        self.remarks.iter().map(mark).collect()
    }

    /// The remarks about one statement.
    pub fn about(&self, statement: usize) -> Vec<LineMark> {
        let path = format!("Statement[{statement}]");
        let about =
            |found: &str| found.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.remarks.iter().filter(|remark| about(&remark.path)).map(mark).collect()
    }
}

fn mark(remark: &Remark) -> LineMark {
    let tone = match remark.level {
        RemarkLevel::Error => Tone::Red,
        RemarkLevel::Warning => Tone::Amber,
        RemarkLevel::Note => Tone::Neutral,
    };
    let ((line, column), word, text) = (remark.place, remark.word.clone(), remark.text.clone());
    LineMark { line, column, tone, word, text }
}

#[cfg(feature = "ssr")]
fn problem(problem: PolicyProblem) -> Remark {
    let PolicyProblem { rule: _, position, path, sentence } = problem;
    let place = (position.line, position.column);
    Remark { path, place, level: RemarkLevel::Error, word: "problem".to_owned(), text: sentence }
}

#[cfg(feature = "ssr")]
fn finding(finding: Finding) -> Remark {
    let Finding { severity, position, path, sentence } = finding;
    let (level, word) = match severity {
        Severity::Error => (RemarkLevel::Error, "no effect"),
        Severity::Warning => (RemarkLevel::Warning, "warning"),
        Severity::Note => (RemarkLevel::Note, "note"),
    };
    Remark { path, place: (position.line, position.column), level, word: word.to_owned(), text: sentence }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn problems_first_then_advice() {
        let text = "{\"Version\": \"1\",\n \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:*\",\n  \"Resource\": 1}]}";
        let broken = Report::of(text, Kind::Identity);
        assert_eq!(broken.sentences, None);
        let marks = broken.marks();
        assert_eq!(marks.len(), 1);
        assert_eq!((marks[0].line, marks[0].tone, marks[0].word.as_str()), (3, Tone::Red, "problem"));
        assert_eq!((broken.about(0), broken.about(1)), (marks, Vec::new()));

        let wide = Report::of(&text.replace('1', "\"*\"").replacen("\"\"*\"\"", "\"1\"", 1), Kind::Identity);
        assert_eq!(wide.sentences.map(|sentences| sentences.len()), Some(1));
        assert!(
            wide.remarks
                .iter()
                .all(|remark| remark.path.starts_with("Statement[0]") && remark.level == RemarkLevel::Warning)
        );
        assert!(!wide.remarks.is_empty());
    }

    #[test]
    fn statement_one_is_not_statement_ten() {
        let remark = |path: &str| Remark {
            path: path.to_owned(),
            place: (1, 1),
            level: RemarkLevel::Error,
            word: String::new(),
            text: String::new(),
        };
        let remarks = vec![remark("Statement[10].Action[0]"), remark("Statement[1]")];
        assert_eq!(Report { remarks, sentences: None }.about(1).len(), 1);
    }
}
