//! A plaintext value in the browser.

use zeroize::Zeroize;

/// A plaintext value while it is shown; wiped when dropped.
///
/// Deliberately without `Debug`, `Display`, `Clone`, `PartialEq`, `Serialize`, `Deserialize` and `Deref`, like the core's
/// `Plaintext`. The server sends it as a type that is private to the server function's module.
pub struct RevealedValue {
    text: String,
    keys: Vec<(String, String)>,
}

impl RevealedValue {
    /// A whole value, and the texts of its keys if it is a JSON object.
    pub(super) fn new(text: String, keys: Vec<(String, String)>) -> Self {
        Self { text, keys }
    }

    /// The text of one key; the whole value for the unnamed key. Base64 if the value is binary.
    pub fn expose(&self, key: &str) -> Option<&str> {
        if key.is_empty() {
            return Some(&self.text);
        }
        self.expose_keys().find(|(name, _)| *name == key).map(|(_, text)| text)
    }

    /// Each key with its text, in order; empty if the value is not a JSON object.
    pub fn expose_keys(&self) -> impl Iterator<Item = (&str, &str)> {
        self.keys.iter().map(|(key, text)| (key.as_str(), text.as_str()))
    }
}

impl Drop for RevealedValue {
    fn drop(&mut self) {
        self.text.zeroize();
        self.keys.iter_mut().for_each(|(_, text)| text.zeroize());
    }
}

#[cfg(test)]
mod tests {
    use super::RevealedValue;
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
    fn unnamed_key_is_the_whole_value() {
        let value = RevealedValue::new("{}".to_owned(), vec![("user".to_owned(), "m".to_owned())]);
        assert_eq!((value.expose(""), value.expose("user"), value.expose("other")), (Some("{}"), Some("m"), None));
    }
}
