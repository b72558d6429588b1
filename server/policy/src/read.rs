//! Parses text into a valid document.

use crate::{
    document::{Document, Entries, Kind, Statement},
    json::{TextPositions, join, member, read, repeated, start},
    problem::{PolicyProblem, Rule, TextPosition},
};
use jsonc_parser::ast::{Object, Value};
use std::collections::BTreeMap;
use strongroom_domain::Unit;

mod condition;
mod statement;

/// Whether a text keeps to the size limit of its kind.
pub fn within_limit(text: &str, kind: Kind) -> bool {
    let (most, unit) = kind.limit();
    let length = if unit == Unit::Bytes { text.len() } else { text.chars().count() };
    length <= most
}

/// See [`Document::parse`].
pub fn document(text: &str, kind: Kind) -> Result<Document, Vec<PolicyProblem>> {
    let whole = |rule, position, sentence| vec![PolicyProblem { rule, position, path: String::new(), sentence }];
    if !within_limit(text, kind) {
        let (most, unit) = kind.limit();
        let sentence = format!("The document is longer than the {most} {unit} allowed for its kind.");
        return Err(whole(Rule::DocumentSize, TextPosition { line: 1, column: 1 }, sentence));
    }
    let value = read(text).map_err(|(position, said)| {
        whole(Rule::DocumentShape, position, format!("The text is not valid JSON: {said}."))
    })?;
    let mut reader =
        DocumentReader { kind, places: TextPositions::new(text), problems: Vec::new(), found: BTreeMap::new() };
    repeated(&value, "", &mut |path, byte| {
        reader.problem(
            Rule::UniqueNames,
            &path,
            byte,
            "This name is duplicated. Parsers disagree on which value applies.",
        );
    });
    let statements = reader.document(&value);
    let DocumentReader { mut problems, found, .. } = reader;
    problems.sort_by_key(|problem| problem.position);
    if problems.is_empty() { Ok(Document { kind, statements, places: found }) } else { Err(problems) }
}

/// Collects problems and positions.
struct DocumentReader {
    kind: Kind,
    places: TextPositions,
    problems: Vec<PolicyProblem>,
    found: BTreeMap<String, TextPosition>,
}

impl DocumentReader {
    fn problem(&mut self, rule: Rule, path: &str, byte: usize, sentence: impl Into<String>) {
        let position = self.places.at(byte);
        self.problems.push(PolicyProblem { rule, position, path: path.to_owned(), sentence: sentence.into() });
    }

    fn document(&mut self, value: &Value<'_>) -> Vec<Statement> {
        let Some(object) = value.as_object() else {
            self.problem(
                Rule::DocumentShape,
                "",
                start(value),
                "A policy is a JSON object with Version and Statement.",
            );
            return Vec::new();
        };
        self.only(
            Rule::DocumentShape,
            object,
            "",
            &["Version", "Statement"],
            "A policy has only Version and Statement.",
        );
        match member(object, "Version") {
            None => self.problem(Rule::DocumentShape, "", object.range.start, "Version is missing; it must be \"1\"."),
            Some(Value::StringLit(version)) if version.value == "1" => {}
            Some(other) => self.problem(Rule::Version, "Version", start(other), "Version must be the string \"1\"."),
        }
        match member(object, "Statement") {
            None => {
                self.problem(Rule::DocumentShape, "", object.range.start, "Statement is missing.");
                Vec::new()
            }
            Some(Value::Array(list)) if !list.elements.is_empty() => {
                let numbered = list.elements.iter().enumerate();
                numbered.filter_map(|(n, value)| self.statement(value, &format!("Statement[{n}]"))).collect()
            }
            Some(other) => {
                self.problem(
                    Rule::Statements,
                    "Statement",
                    start(other),
                    "Statement must be a list of at least one statement.",
                );
                Vec::new()
            }
        }
    }

    /// Exactly one of two members, with entries that `new` accepts.
    fn entries<P>(
        &mut self,
        object: &Object<'_>,
        path: &str,
        [plain, not]: [&str; 2],
        rule: Rule,
        new: impl Fn(&str) -> Result<P, &'static str>,
    ) -> Option<Entries<P>> {
        let (value, name, except) = match (member(object, plain), member(object, not)) {
            (Some(value), None) => (value, plain, false),
            (None, Some(value)) => (value, not, true),
            _ => {
                self.problem(rule, path, object.range.start, format!("A statement has either {plain} or {not}."));
                return None;
            }
        };
        let path = join(path, name);
        let texts = self.texts(value, &path, rule);
        let count = texts.len();
        let mut patterns = Vec::with_capacity(count);
        for (n, text) in texts.iter().enumerate() {
            match new(text) {
                Ok(pattern) => patterns.push(pattern),
                Err(sentence) => {
                    let path = format!("{path}[{n}]");
                    let position = self.found.get(&path).copied().unwrap_or_default();
                    self.problems.push(PolicyProblem { rule, position, path, sentence: sentence.to_owned() });
                }
            }
        }
        (count > 0 && patterns.len() == count).then_some(Entries { except, patterns })
    }

    /// A string, or a list of at least one. Positions are recorded by list entry.
    fn texts(&mut self, value: &Value<'_>, path: &str, rule: Rule) -> Vec<String> {
        let one = std::slice::from_ref(value);
        let elements = value.as_array().map_or(one, |array| &array.elements);
        if elements.is_empty() {
            self.problem(rule, path, start(value), "The list must have at least one entry.");
        }
        let mut texts = Vec::with_capacity(elements.len());
        for (n, element) in elements.iter().enumerate() {
            let path = format!("{path}[{n}]");
            match element.as_string_lit() {
                Some(text) => {
                    self.found.insert(path, self.places.at(text.range.start));
                    texts.push(text.value.to_string());
                }
                None => self.problem(rule, &path, start(element), "This must be a string."),
            }
        }
        texts
    }

    fn only(&mut self, rule: Rule, object: &Object<'_>, path: &str, known: &[&str], sentence: &str) {
        for member in &object.properties {
            let name = member.name.as_str();
            if !known.contains(&name) {
                self.problem(rule, &join(path, name), member.range.start, sentence);
            }
        }
    }
}
