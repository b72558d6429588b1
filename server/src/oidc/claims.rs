//! What a provider says about a user: the claims of an ID token or of a UserInfo response.
//!
//! Providers differ in what they add and how they spell it. Only the claims that are asked for are read, and one of another form than
//! its specification allows counts as absent.

use serde_json::{Map, Value};

/// Claims by name.
pub(super) struct Claims(Map<String, Value>);

impl Claims {
    /// `None` unless it is a JSON object.
    pub fn parse(json: &[u8]) -> Option<Self> {
        match serde_json::from_slice(json) {
            Ok(Value::Object(claims)) => Some(Self(claims)),
            _ => None,
        }
    }

    /// A claim, or the part of one that a path with dots leads to.
    fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name).or_else(|| {
            let (first, rest) = name.split_once('.')?;
            rest.split('.').try_fold(self.0.get(first)?, |value, step| value.get(step))
        })
    }

    /// Whether a claim is there, in any form but `null`.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| !value.is_null())
    }

    /// A text; an empty one counts as absent.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str().filter(|text| !text.is_empty())
    }

    /// A text, or a list of texts. Elements of another form are left out.
    pub fn texts(&self, name: &str) -> Option<Vec<&str>> {
        match self.get(name)? {
            Value::String(one) => Some(vec![one]),
            Value::Array(list) => Some(list.iter().filter_map(Value::as_str).collect()),
            _ => None,
        }
    }

    /// A text or a whole number, which some providers use to identify users.
    pub fn identifier(&self, name: &str) -> Option<String> {
        match self.get(name)? {
            Value::Number(number) if number.is_i64() || number.is_u64() => Some(number.to_string()),
            value => value.as_str().filter(|text| !text.is_empty()).map(str::to_owned),
        }
    }

    /// A time in seconds since 1970, which may have a fraction (RFC 7519, section 2).
    pub fn seconds(&self, name: &str) -> Option<i64> {
        let number = self.get(name)?;
        #[allow(clippy::cast_possible_truncation)]
        number.as_i64().or_else(|| number.as_f64().filter(|seconds| seconds.abs() < 1e15).map(|seconds| seconds as i64))
    }

    /// A flag; anything but `true` is false.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name) == Some(&Value::Bool(true))
    }

    /// A list of groups: a text, texts, or objects with a `name`.
    pub fn groups(&self, name: &str) -> Option<Vec<String>> {
        match self.get(name)? {
            Value::String(one) => Some(vec![one.clone()]),
            Value::Array(list) => Some(names_of(list, &["name"])),
            _ => None,
        }
    }
}

/// The texts in a list, and of its objects the first of `keys` that is a text.
pub(super) fn names_of(list: &[Value], keys: &[&str]) -> Vec<String> {
    let name = |value: &Value| match value {
        Value::Object(fields) => keys.iter().find_map(|key| fields.get(*key)?.as_str()).map(str::to_owned),
        value => value.as_str().map(str::to_owned),
    };
    list.iter().filter_map(name).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn claims(value: &Value) -> Claims {
        Claims::parse(value.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn claim_of_another_form_counts_as_absent() {
        let odd = claims(&json!({
            "sub": 7, "name": ["a"], "empty": "", "exp": "300", "iat": 1.5, "far": 1e300, "amr": {"0": "mfa"}, "groups": 3,
        }));
        for name in ["sub", "name", "empty", "none"] {
            assert_eq!(odd.text(name), None, "{name}");
        }
        assert_eq!((odd.seconds("exp"), odd.seconds("iat"), odd.seconds("far")), (None, Some(1), None));
        assert_eq!((odd.texts("amr"), odd.groups("groups")), (None, None));
        assert_eq!((odd.identifier("sub").as_deref(), odd.identifier("iat")), (Some("7"), None));
        assert!(Claims::parse(b"[]").is_none() && Claims::parse(b"").is_none());
    }

    #[test]
    fn groups_are_texts_or_objects_with_a_name_at_a_name_or_a_path() {
        let all = claims(&json!({
            "groups": ["a", {"name": "b", "id": 1}, {"id": 2}, 7, null], "one": "c",
            "realm_access": {"roles": ["d"]}, "https://id.example/groups": ["e"],
        }));
        let of = |name: &str| all.groups(name).unwrap_or_default().join(" ");
        assert_eq!(of("groups"), "a b");
        assert_eq!(of("one"), "c");
        assert_eq!(of("realm_access.roles"), "d");
        assert_eq!(of("https://id.example/groups"), "e");
        assert_eq!(all.groups("realm_access.none"), None);
    }
}
