//! What there is to say about a text: problems, advice, and what it does in plain words.

use strongroom_policy::{Document, Finding, Kind, Problem, Severity, lint, sentences};
use strongroom_ui::{LineMark, Tone};

/// What there is to say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Problems, or advice where there are none, with the element each is about.
    pub remarks: Vec<(String, LineMark)>,
    /// What each statement does. `None` while there are problems: an invalid document does nothing.
    pub sentences: Option<Vec<String>>,
}

impl Report {
    /// Judges a text.
    pub fn of(text: &str, kind: Kind) -> Self {
        match Document::parse(text, kind) {
            Ok(document) => Self {
                remarks: lint(&document).into_iter().map(finding).collect(),
                sentences: Some(sentences(&document)),
            },
            Err(problems) => Self { remarks: problems.into_iter().map(problem).collect(), sentences: None },
        }
    }

    /// All remarks, in the order of the text.
    pub fn marks(&self) -> Vec<LineMark> {
        self.remarks.iter().map(|(_, mark)| mark.clone()).collect()
    }

    /// The remarks about one statement.
    pub fn about(&self, statement: usize) -> Vec<LineMark> {
        let path = format!("Statement[{statement}]");
        let about =
            |found: &str| found.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.remarks.iter().filter(|(found, _)| about(found)).map(|(_, mark)| mark.clone()).collect()
    }
}

fn problem(problem: Problem) -> (String, LineMark) {
    let Problem { rule, position, path, sentence } = problem;
    let word = format!("problem {rule}");
    (path, LineMark { line: position.line, column: position.column, tone: Tone::Red, word, text: sentence })
}

fn finding(finding: Finding) -> (String, LineMark) {
    let Finding { severity, position, path, sentence } = finding;
    let (tone, word) = match severity {
        Severity::Error => (Tone::Red, "without effect"),
        Severity::Warning => (Tone::Amber, "warning"),
        Severity::Note => (Tone::Neutral, "note"),
    };
    let word = word.to_owned();
    (path, LineMark { line: position.line, column: position.column, tone, word, text: sentence })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn problems_first_then_advice() {
        let text = "{\"Version\": \"1\",\n \"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"kms:*\",\n  \"Resource\": 1}]}";
        let broken = Report::of(text, Kind::Identity);
        assert_eq!(broken.sentences, None);
        let marks = broken.marks();
        assert_eq!(marks.len(), 1);
        assert_eq!((marks[0].line, marks[0].tone, marks[0].word.as_str()), (3, Tone::Red, "problem V6"));
        assert_eq!((broken.about(0), broken.about(1)), (marks, Vec::new()));

        let wide = Report::of(&text.replace('1', "\"*\"").replacen("\"\"*\"\"", "\"1\"", 1), Kind::Identity);
        assert_eq!(wide.sentences.map(|sentences| sentences.len()), Some(1));
        assert!(wide.remarks.iter().all(|(path, mark)| path.starts_with("Statement[0]") && mark.tone == Tone::Amber));
        assert!(!wide.remarks.is_empty());
    }

    #[test]
    fn statement_one_is_not_statement_ten() {
        let mark = LineMark { line: 1, column: 1, tone: Tone::Red, word: String::new(), text: String::new() };
        let remarks = vec![("Statement[10].Action[0]".to_owned(), mark.clone()), ("Statement[1]".to_owned(), mark)];
        assert_eq!(Report { remarks, sentences: None }.about(1).len(), 1);
    }
}
