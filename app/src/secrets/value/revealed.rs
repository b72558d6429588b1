//! A plaintext value in the browser.

use crate::secrets::dto::ValuePart;
use std::borrow::Cow;
use strongroom_domain::json_text::{Member, ObjectText};
use zeroize::Zeroize;

/// A plaintext value while it is shown; wiped when dropped.
///
/// Deliberately without `Debug`, `Display`, `Clone`, `PartialEq`, `Serialize`, `Deserialize` and `Deref`, like the core's
/// `Plaintext`. The server sends it as a type that is private to the server function's module.
pub struct RevealedValue {
    text: String,
    binary: bool,
}

impl RevealedValue {
    /// A whole value.
    pub(in crate::secrets) fn new(text: String, binary: bool) -> Self {
        Self { text, binary }
    }

    /// Whether it is binary.
    pub fn is_binary(&self) -> bool {
        self.binary
    }

    /// The whole value, exactly. Base64 if it is binary.
    pub fn expose(&self) -> &str {
        &self.text
    }

    /// A part as an application reads it: a string without its quotes, anything else as it is written. `None` if there is
    /// no such key.
    pub fn expose_part(&self, part: &ValuePart) -> Option<String> {
        match part {
            ValuePart::Whole => Some(self.text.clone()),
            ValuePart::Key { at, name } => {
                let object = self.object()?;
                let member = object.members().get(*at).filter(|member| member.name == *name)?;
                Some(member.text().into_owned())
            }
        }
    }

    /// Gives the values of a key to `read`, in order: of a duplicated key more than one, of a missing one none.
    pub fn with_key<R>(&self, name: &str, read: impl FnOnce(&[&Member<'_>]) -> R) -> R {
        let object = self.object();
        let members: Vec<_> =
            object.iter().flat_map(ObjectText::members).filter(|member| member.name == name).collect();
        read(&members)
    }

    /// Gives each key with its text to `read`, in order; `None` if the value is not a JSON object.
    pub fn with_keys<R>(&self, read: impl FnOnce(&[(&str, Cow<'_, str>)]) -> R) -> Option<R> {
        let object = self.object()?;
        let keys: Vec<_> = object.members().iter().map(|member| (&*member.name, member.text())).collect();
        Some(read(&keys))
    }

    fn object(&self) -> Option<ObjectText<'_>> {
        if self.binary { None } else { ObjectText::parse(&self.text) }
    }
}

impl Drop for RevealedValue {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::{RevealedValue, ValuePart};
    use serde::{Serialize, de::DeserializeOwned};
    use static_assertions::{assert_impl_all, assert_not_impl_any};
    use std::{
        fmt::{Debug, Display},
        ops::Deref,
    };

    // Adding one of these traits breaks compilation.
    assert_not_impl_any!(RevealedValue: Debug);
    assert_not_impl_any!(RevealedValue: Display);
    assert_not_impl_any!(RevealedValue: Clone);
    assert_not_impl_any!(RevealedValue: Copy);
    assert_not_impl_any!(RevealedValue: PartialEq);
    assert_not_impl_any!(RevealedValue: Serialize);
    assert_not_impl_any!(RevealedValue: DeserializeOwned);
    assert_not_impl_any!(RevealedValue: Deref);
    assert_not_impl_any!(RevealedValue: AsRef<str>);
    assert_impl_all!(RevealedValue: Drop, Send, Sync);

    #[test]
    fn parts_are_exact() {
        let text = r#" {"id":108204268033311374519,"":"empty","a":"1","a":"2 \u0041","n":1.10} "#;
        let value = RevealedValue::new(text.to_owned(), false);
        let part = |at, name: &str| value.expose_part(&ValuePart::Key { at, name: name.to_owned() });
        assert_eq!(value.expose_part(&ValuePart::Whole).as_deref(), Some(text));
        assert_eq!(part(0, "id").as_deref(), Some("108204268033311374519"));
        assert_eq!(part(1, "").as_deref(), Some("empty"));
        assert_eq!((part(2, "a").as_deref(), part(3, "a").as_deref()), (Some("1"), Some("2 A")));
        assert_eq!((part(4, "n").as_deref(), part(4, "other"), part(9, "n")), (Some("1.10"), None, None));
        assert_eq!(value.with_key("a", |members| members.len()), 2);
    }

    #[test]
    fn binary_value_has_no_keys() {
        let value = RevealedValue::new(r#"{"a":1}"#.to_owned(), true);
        assert_eq!(value.expose_part(&ValuePart::Key { at: 0, name: "a".to_owned() }), None);
        assert!(value.with_keys(|_| ()).is_none());
    }
}
