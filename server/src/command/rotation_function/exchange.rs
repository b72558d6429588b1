//! Calls of the function under test, and what is shown of them.

use crate::Failure;
use http::{HeaderMap, StatusCode};
use serde_json::Value;
use strongroom_core::{
    Plaintext,
    ports::{Trouble, Trust},
};
use strongroom_crypto::{SigningKey, fill_random};
use strongroom_domain::CallableNetworks;
use strongroom_rotators::{
    Deadlines,
    function::{FunctionAnswer, FunctionCall, FunctionClient, FunctionWork, now, signed},
};

/// What is wrong with a call, on purpose.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Spoiled {
    /// Nothing.
    Not,
    /// It is signed with another key.
    Key,
    /// It has no signature.
    Unsigned,
    /// It was signed an hour ago.
    Time,
    /// Its body was changed after it was signed.
    Body,
}

/// The function.
pub(super) struct FunctionUnderTest {
    client: FunctionClient,
    url: String,
    trust: Trust,
    key_name: String,
    key: SigningKey,
    other_key: SigningKey,
}

impl FunctionUnderTest {
    /// The author calls their own function, so it may be at a private address.
    pub fn new(url: String, trust: Trust, key_name: String, key: SigningKey) -> Result<Self, Failure> {
        let networks = CallableNetworks::parse("0.0.0.0/0, ::/0").unwrap_or_default();
        let mut other = vec![0; 32];
        fill_random(&mut other).map_err(|_| Failure::new("the random generator fails"))?;
        let other_key = SigningKey::new(&Plaintext::new(other));
        Ok(Self { client: FunctionClient::new(Deadlines::default(), networks), url, trust, key_name, key, other_key })
    }

    /// Sends a call and shows it and its answer. A spoiled call is answered by nothing but its status.
    pub async fn call(
        &self,
        call: &FunctionCall<'_>,
        spoiled: Spoiled,
    ) -> Result<(StatusCode, Option<FunctionAnswer>), Trouble> {
        let mut body = call.body()?;
        println!("-> {} {}", call.token, shown(&body));
        let (key, time) = match spoiled {
            Spoiled::Key => (&self.other_key, now()),
            Spoiled::Time => (&self.key, now() - 3_600),
            Spoiled::Not | Spoiled::Unsigned | Spoiled::Body => (&self.key, now()),
        };
        let mut headers: HeaderMap = signed(&self.key_name, key, call.token, time, &body)?;
        match spoiled {
            Spoiled::Unsigned => drop(headers.remove("strongroom-signature")),
            Spoiled::Body => body.push(b' '),
            Spoiled::Not | Spoiled::Key | Spoiled::Time => {}
        }
        let changes = matches!(call.work, FunctionWork::Set { .. } | FunctionWork::Finish { .. });
        let sent = self.client.send(&self.url, &self.trust, headers, body, changes).await;
        let response = sent.inspect_err(|trouble| println!("<- nothing: {trouble}"))?;
        println!("<- {} {}", response.status.as_u16(), shown(&response.body));
        if spoiled != Spoiled::Not {
            return Ok((response.status, None));
        }
        Ok((response.status, Some(response.answer(changes)?)))
    }
}

/// Keys whose text may be shown.
const PLAIN: [&str; 8] = ["version", "step", "token", "rotation", "attempt", "secret", "account", "rehearsal"];
/// Words of answers that may be shown: a function that mixes its fields up must not have a value shown.
const WORDS: [&str; 16] = [
    "value",
    "generate",
    "done",
    "accepted",
    "refused",
    "failed",
    "unreachable",
    "busy",
    "uncertain",
    "read-only",
    "manager-refused",
    "no-rights",
    "no-account",
    "current-refused",
    "value-refused",
    "unsupported",
];

/// A JSON object with its values masked.
fn shown(body: &[u8]) -> String {
    if body.is_empty() {
        return String::new();
    }
    let Ok(Value::Object(object)) = serde_json::from_slice(body) else {
        return format!("{} bytes that are not a JSON object", body.len());
    };
    let fields: Vec<String> = object
        .iter()
        .map(|(name, value)| match value {
            Value::String(text) if PLAIN.contains(&name.as_str()) => format!("{name}: {text:?}"),
            Value::String(text) if matches!(name.as_str(), "outcome" | "code") && WORDS.contains(&text.as_str()) => {
                format!("{name}: {text}")
            }
            Value::String(text) => format!("{name:?}: ({} characters)", text.chars().count()),
            Value::Number(_) | Value::Bool(_) if PLAIN.contains(&name.as_str()) => format!("{name}: {value}"),
            Value::Null => format!("{name:?}: null"),
            _ => format!("{name:?}: (not shown)"),
        })
        .collect();
    format!("{{{}}}", fields.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_masked_wherever_they_stand() {
        let of = |text: &str| shown(text.as_bytes());
        let call = r#"{"version":1,"step":"set","current":"hunter2","pending":"hunter3","rehearsal":true,"attempt":1}"#;
        assert_eq!(
            of(call),
            r#"{version: 1, step: "set", "current": (7 characters), "pending": (7 characters), rehearsal: true, attempt: 1}"#
        );
        assert_eq!(
            of(r#"{"version":1,"outcome":"value","value":"é"}"#),
            r#"{version: 1, outcome: value, "value": (1 characters)}"#
        );
        for text in [
            "hunter2",
            "[\"hunter2\"]",
            r#"{"outcome":"hunter2"}"#,
            r#"{"x":{"y":"hunter2"}}"#,
            r#"{"code":"hunter2"}"#,
        ] {
            assert!(!of(text).contains("hunter2"), "{text}");
        }
    }
}
