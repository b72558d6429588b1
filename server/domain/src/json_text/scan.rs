//! Finds where JSON values begin and end.

use crate::{Field, FieldError, Form, Problem};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a JSON value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum JsonKind {
    /// A string.
    Text,
    /// A number of any length and precision.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `null`.
    Null,
    /// An object.
    Object,
    /// An array.
    Array,
}

impl JsonKind {
    /// Every kind, the most common first.
    pub const ALL: [Self; 6] = [Self::Text, Self::Number, Self::Boolean, Self::Null, Self::Object, Self::Array];

    /// What a JSON text is, if it is one value.
    pub fn of(text: &str) -> Option<Self> {
        let mut scanner = Scanner::new(text);
        scanner.space();
        let kind = scanner.value()?;
        scanner.space();
        scanner.is_at_end().then_some(kind)
    }

    /// The JSON text of what a person entered for a value of this kind: a string is quoted, anything else is taken as it
    /// is, without the space around it.
    ///
    /// # Errors
    /// It is not a value of this kind. The error never repeats it.
    pub fn write(self, entered: &str) -> Result<String, FieldError> {
        let trimmed = entered.trim_matches([' ', '\t', '\n', '\r']);
        match self {
            Self::Text => Ok(super::quote(entered)),
            Self::Null if trimmed.is_empty() => Ok("null".to_owned()),
            _ if Self::of(trimmed) == Some(self) => Ok(trimmed.to_owned()),
            _ => Err(FieldError::new(Field::SecretValue, Problem::Malformed(Form::Json(self)))),
        }
    }
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Null => "null",
            Self::Object => "object",
            Self::Array => "array",
        })
    }
}

/// A position in a text. Every method returns `None` where the text breaks the grammar.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { bytes: text.as_bytes(), at: 0 }
    }

    pub(super) fn at(&self) -> usize {
        self.at
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// Skips white space.
    pub(super) fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Skips one byte, if it is this one.
    pub(super) fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    fn require(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    /// Skips a string with its quotes.
    pub(super) fn string(&mut self) -> Option<()> {
        self.require(b'"')?;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(());
                }
                b'\\' => self.escape()?,
                0..=0x1f => return None,
                _ => self.at += 1,
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let length = match self.bytes.get(self.at + 1)? {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => 2,
            b'u' if self.bytes.get(self.at + 2..self.at + 6)?.iter().all(u8::is_ascii_hexdigit) => 6,
            _ => return None,
        };
        self.at += length;
        Some(())
    }

    fn digits(&mut self) -> Option<()> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        self.eat(b'-');
        if !self.eat(b'0') {
            self.digits()?;
        }
        if self.eat(b'.') {
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        Some(())
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let there = self.bytes.get(self.at..)?.starts_with(word);
        self.at += word.len();
        there.then_some(())
    }

    /// Skips the name of a member and the colon after it.
    fn name(&mut self) -> Option<()> {
        self.string()?;
        self.colon()
    }

    /// Skips a colon and the space around it.
    pub(super) fn colon(&mut self) -> Option<()> {
        self.space();
        self.require(b':')?;
        self.space();
        Some(())
    }

    /// What kind of value comes next, if it is one.
    pub(super) fn kind(&self) -> Option<JsonKind> {
        Some(match self.peek()? {
            b'"' => JsonKind::Text,
            b'{' => JsonKind::Object,
            b'[' => JsonKind::Array,
            b't' | b'f' => JsonKind::Boolean,
            b'n' => JsonKind::Null,
            _ => JsonKind::Number,
        })
    }

    /// Skips a value. Takes no stack for nested ones, so that their depth needs no limit.
    pub(super) fn value(&mut self) -> Option<JsonKind> {
        let outermost = self.kind()?;
        // Closing brackets of what is open, the innermost last.
        let mut open: Vec<u8> = Vec::new();
        loop {
            match self.kind()? {
                JsonKind::Text => self.string()?,
                JsonKind::Number => self.number()?,
                JsonKind::Null => self.word(b"null")?,
                JsonKind::Boolean => self.word(if self.peek()? == b't' { b"true" } else { b"false" })?,
                kind @ (JsonKind::Object | JsonKind::Array) => {
                    let close = if kind == JsonKind::Object { b'}' } else { b']' };
                    self.at += 1;
                    self.space();
                    if !self.eat(close) {
                        open.push(close);
                        if kind == JsonKind::Object {
                            self.name()?;
                        }
                        continue;
                    }
                }
            }
            // A value has ended: the next one follows, or what holds it ends, too.
            loop {
                let Some(&close) = open.last() else { return Some(outermost) };
                self.space();
                if self.eat(b',') {
                    self.space();
                    if close == b'}' {
                        self.name()?;
                    }
                    break;
                }
                self.require(close)?;
                open.pop();
            }
        }
    }
}
