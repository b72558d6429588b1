//! What stands inside brackets.

use super::{JsonReader, Unreadable};
use crate::json_text::JsonKind;
use serde::{
    Deserializer,
    de::{DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor},
};

/// The elements of an array or the members of an object.
pub(super) struct JsonEntries<'a, 'de> {
    reader: &'a mut JsonReader<'de>,
    close: u8,
    first: bool,
}

impl<'a, 'de> JsonEntries<'a, 'de> {
    /// The entries up to this bracket.
    pub(super) fn up_to(close: u8, reader: &'a mut JsonReader<'de>) -> Self {
        Self { reader, close, first: true }
    }

    /// Goes to the next entry, if there is one. The closing bracket stays.
    fn next(&mut self) -> bool {
        let scanner = &mut self.reader.scanner;
        scanner.space();
        if std::mem::take(&mut self.first) { scanner.peek() != Some(self.close) } else { scanner.eat(b',') }
    }
}

impl<'de> SeqAccess<'de> for JsonEntries<'_, 'de> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Unreadable> {
        if self.next() { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'de> MapAccess<'de> for JsonEntries<'_, 'de> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Unreadable> {
        if !self.next() {
            return Ok(None);
        }
        if self.reader.kind()? != JsonKind::Text {
            return Err(Unreadable);
        }
        seed.deserialize(&mut *self.reader).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Unreadable> {
        self.reader.mark(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant: its name alone, or the only member of an object.
pub(super) struct JsonVariant<'a, 'de> {
    reader: &'a mut JsonReader<'de>,
    alone: bool,
}

impl<'a, 'de> JsonVariant<'a, 'de> {
    /// A variant that has nothing but its name, if it stands alone.
    pub(super) fn new(alone: bool, reader: &'a mut JsonReader<'de>) -> Self {
        Self { reader, alone }
    }

    /// What the variant holds.
    fn content(self) -> Result<Self, Unreadable> {
        if self.alone {
            return Err(Unreadable);
        }
        Ok(self)
    }
}

impl<'de> EnumAccess<'de> for JsonVariant<'_, 'de> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Unreadable> {
        if self.reader.kind()? != JsonKind::Text {
            return Err(Unreadable);
        }
        let variant = seed.deserialize(&mut *self.reader)?;
        if !self.alone {
            self.reader.mark(b':')?;
        }
        Ok((variant, self))
    }
}

impl<'de> VariantAccess<'de> for JsonVariant<'_, 'de> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.alone { Ok(()) } else { self.reader.pass(JsonKind::Null).map(drop) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Unreadable> {
        seed.deserialize(self.content()?.reader)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.content()?.reader.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Result<V::Value, Unreadable> {
        self.content()?.reader.deserialize_map(visitor)
    }
}
