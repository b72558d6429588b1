//! JSON text read into a type.
//!
//! For what our own server wrote. Unlike `serde_json`, this knows no fractions, since none of our types has any, and does not say
//! what is wrong. That is far less code, and the browser loads it with every page.

mod inside;
#[cfg(test)]
mod tests;

use super::{
    scan::{JsonKind, Scanner},
    string::unquote,
};
use inside::{JsonEntries, JsonVariant};
use serde::{
    Deserialize, Deserializer,
    de::{self, Visitor},
    forward_to_deserialize_any,
};
use std::{borrow::Cow, fmt};

/// The text is not JSON, or not of the type. Never carries the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not JSON of this type")]
pub struct Unreadable;

/// Reads a JSON text. Members that the type does not have are skipped.
///
/// # Errors
/// The text is not JSON, or not of the type. Numbers with a fraction or an exponent are of no type.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Unreadable> {
    let mut reader = JsonReader { text, scanner: Scanner::new(text) };
    let value = T::deserialize(&mut reader)?;
    reader.scanner.space();
    if reader.scanner.is_at_end() { Ok(value) } else { Err(Unreadable) }
}

/// Where reading is.
struct JsonReader<'de> {
    text: &'de str,
    scanner: Scanner<'de>,
}

impl<'de> JsonReader<'de> {
    fn kind(&mut self) -> Result<JsonKind, Unreadable> {
        self.scanner.space();
        self.scanner.kind().ok_or(Unreadable)
    }

    /// Passes a value of this kind.
    fn pass(&mut self, kind: JsonKind) -> Result<&'de str, Unreadable> {
        if self.kind()? != kind {
            return Err(Unreadable);
        }
        let from = self.scanner.at();
        self.scanner.value().ok_or(Unreadable)?;
        self.text.get(from..self.scanner.at()).ok_or(Unreadable)
    }

    fn text(&mut self) -> Result<Cow<'de, str>, Unreadable> {
        unquote(self.pass(JsonKind::Text)?).ok_or(Unreadable)
    }

    /// Passes one byte, and the space before it.
    fn mark(&mut self, byte: u8) -> Result<(), Unreadable> {
        self.scanner.space();
        if self.scanner.eat(byte) { Ok(()) } else { Err(Unreadable) }
    }
}

impl de::Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    // Without these, serde words the difference, of which nothing would be left.
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

macro_rules! read_alike {
    ($like:ident: $($name:ident)+) => {
        $(fn $name<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            self.$like(visitor)
        })+
    };
}

impl<'de> Deserializer<'de> for &mut JsonReader<'de> {
    type Error = Unreadable;

    read_alike! { deserialize_i64: deserialize_i8 deserialize_i16 deserialize_i32 }
    read_alike! { deserialize_i64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }
    read_alike! { deserialize_str: deserialize_string deserialize_identifier deserialize_char }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.kind()? {
            JsonKind::Null => self.deserialize_unit(visitor),
            JsonKind::Boolean => self.deserialize_bool(visitor),
            JsonKind::Number => self.deserialize_i64(visitor),
            JsonKind::Text => self.deserialize_str(visitor),
            JsonKind::Array => self.deserialize_seq(visitor),
            JsonKind::Object => self.deserialize_map(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_bool(self.pass(JsonKind::Boolean)? == "true")
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let text = self.pass(JsonKind::Number)?;
        match text.starts_with('-') {
            true => visitor.visit_i64(text.parse().map_err(|_| Unreadable)?),
            false => visitor.visit_u64(text.parse().map_err(|_| Unreadable)?),
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        match self.text()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            // Handed on and not copied: it may be a value, and is wiped where it ends.
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.pass(JsonKind::Null)?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if self.kind()? != JsonKind::Null {
            return visitor.visit_some(self);
        }
        self.pass(JsonKind::Null)?;
        visitor.visit_none()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.mark(b'[')?;
        let value = visitor.visit_seq(JsonEntries::up_to(b']', self))?;
        self.mark(b']')?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.mark(b'{')?;
        let value = visitor.visit_map(JsonEntries::up_to(b'}', self))?;
        self.mark(b'}')?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        let alone = self.kind()? == JsonKind::Text;
        if alone {
            return visitor.visit_enum(JsonVariant::new(alone, self));
        }
        self.mark(b'{')?;
        let value = visitor.visit_enum(JsonVariant::new(alone, self))?;
        self.mark(b'}')?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let kind = self.kind()?;
        self.pass(kind)?;
        visitor.visit_unit()
    }

    // None of our types has these; a number with a fraction fails as an integer.
    forward_to_deserialize_any! { f32 f64 i128 u128 bytes byte_buf }
}
