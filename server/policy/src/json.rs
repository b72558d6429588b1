//! Parses JSON text with the position of every value.
//!
//! `jsonc-parser` provides the positions, and `serde_json` rejects what the former accepts beyond JSON. See
//! `docs/decisions/policy-json.md`.

use crate::problem::TextPosition;
use jsonc_parser::{
    CollectOptions, ParseOptions,
    ast::{Object, Value},
    common::Ranged,
    parse_to_ast,
};

const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Reads exactly one JSON value.
///
/// # Errors
/// The text is not JSON: the position, and the parser's message.
pub fn read(text: &str) -> Result<Value<'_>, (TextPosition, String)> {
    let parsed = parse_to_ast(text, &CollectOptions::default(), &STRICT)
        .map_err(|error| (TextPositions::new(text).at(error.range().start), error.kind().to_string().to_lowercase()))?;
    serde_json::from_str::<serde::de::IgnoredAny>(text).map_err(|error| {
        let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
        // serde_json counts bytes; positions count characters.
        let before = line.get(..line.floor_char_boundary(error.column().saturating_sub(1))).unwrap_or_default();
        let position = TextPosition { line: error.line().max(1) as u32, column: before.chars().count() as u32 + 1 };
        let said = error.to_string();
        (position, said.split(" at line ").next().unwrap_or_default().to_owned())
    })?;
    parsed.value.ok_or((TextPosition { line: 1, column: 1 }, "the text contains no value".to_owned()))
}

/// Reports duplicate names in an object, anywhere within `value`, with the position of the second.
pub fn repeated(value: &Value<'_>, path: &str, found: &mut impl FnMut(String, usize)) {
    match value {
        Value::Object(object) => {
            for (index, member) in object.properties.iter().enumerate() {
                let name = member.name.as_str();
                let inner = join(path, name);
                if object.properties.iter().take(index).any(|earlier| earlier.name.as_str() == name) {
                    found(inner.clone(), member.range.start);
                }
                repeated(&member.value, &inner, found);
            }
        }
        Value::Array(array) => {
            for (index, element) in array.elements.iter().enumerate() {
                repeated(element, &format!("{path}[{index}]"), found);
            }
        }
        _ => {}
    }
}

/// The first member of this name.
pub fn member<'o, 'a>(object: &'o Object<'a>, name: &str) -> Option<&'o Value<'a>> {
    object.properties.iter().find(|member| member.name.as_str() == name).map(|member| &member.value)
}

/// The path of a member.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

/// Byte offset of a value.
pub fn start(value: &Value<'_>) -> usize {
    value.start()
}

/// Line and column of every byte of a text.
pub struct TextPositions(Vec<TextPosition>);

impl TextPositions {
    /// Scans `text` once.
    pub fn new(text: &str) -> Self {
        let mut at = TextPosition { line: 1, column: 1 };
        let mut places = Vec::with_capacity(text.len() + 1);
        for c in text.chars() {
            places.extend(std::iter::repeat_n(at, c.len_utf8()));
            at = match c {
                '\n' => TextPosition { line: at.line + 1, column: 1 },
                _ => TextPosition { line: at.line, column: at.column + 1 },
            };
        }
        places.push(at);
        Self(places)
    }

    /// The position of a byte; the end of the text for larger offsets.
    pub fn at(&self, byte: usize) -> TextPosition {
        self.0.get(byte).or(self.0.last()).copied().unwrap_or_default()
    }
}
