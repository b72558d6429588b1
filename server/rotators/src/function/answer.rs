//! What a function answers. Nothing of it but the value and one of the known codes is kept.

use crate::sent::Sent;
use http::StatusCode;
use serde::Deserialize;
use std::borrow::Cow;
use strongroom_core::ports::Trouble;
use strongroom_crypto::Plaintext;
use strongroom_domain::limits;

/// What a function says became of a step.
pub enum FunctionAnswer {
    /// The value to come.
    Value(Plaintext),
    /// Strongroom is to generate the value to come.
    Generate,
    /// It is done.
    Done,
    /// The value is valid.
    Accepted,
    /// The value is not valid.
    Refused,
    /// It could not be done.
    Failed(FunctionCode),
}

/// Why a function could not do a step. It may say nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FunctionCode {
    /// What it changes cannot be reached. Nothing was changed; try again.
    Unreachable,
    /// What it changes is busy. Nothing was changed; try again.
    Busy,
    /// It does not know whether the change happened.
    Uncertain,
    /// What it changes takes no changes now.
    ReadOnly,
    /// What it changes refuses the function's own account.
    ManagerRefused,
    /// The function's own account lacks rights.
    NoRights,
    /// What the secret belongs to does not exist.
    NoAccount,
    /// The value in use does not work, and is needed.
    CurrentRefused,
    /// The value to come breaks a rule; another one may pass.
    ValueRefused,
    /// The function cannot do this.
    Unsupported,
}

impl FunctionCode {
    fn trouble(self) -> Trouble {
        match self {
            Self::Unreachable => Trouble::Unreachable("the function cannot reach what it changes".into()),
            Self::Busy => Trouble::Busy,
            Self::Uncertain => Trouble::Uncertain("the function does not know".into()),
            Self::ReadOnly => Trouble::ReadOnly,
            Self::ManagerRefused => Trouble::ManagerRefused,
            Self::NoRights => Trouble::NoRights("those of the function".into()),
            Self::NoAccount => Trouble::NoAccount,
            Self::CurrentRefused => Trouble::AccountRefused,
            Self::ValueRefused => Trouble::CandidateRefused("by the function".into()),
            Self::Unsupported => Trouble::Unsupported("the function says so".into()),
        }
    }
}

#[derive(Deserialize)]
struct AnswerBody<'a> {
    version: u32,
    outcome: AnswerOutcome,
    #[serde(borrow)]
    value: Option<Cow<'a, str>>,
    code: Option<FunctionCode>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum AnswerOutcome {
    Value,
    Generate,
    Done,
    Accepted,
    Refused,
    Failed,
}

impl FunctionAnswer {
    /// Reads a response to a call that has `sent` something.
    ///
    /// # Errors
    /// It is not an answer.
    pub(super) fn read(status: StatusCode, body: &[u8], sent: Sent) -> Result<Self, Trouble> {
        match status {
            StatusCode::OK => {}
            // It has looked at the signature and done nothing.
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => return Err(Trouble::ManagerRefused),
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => return Err(Trouble::Busy),
            _ if status.is_redirection() => {
                return Err(Trouble::Unexpected("it redirects, which is not followed".into()));
            }
            _ => return Err(sent.odd(&format!("HTTP status {}", status.as_u16()))),
        }
        let read: AnswerBody<'_> = serde_json::from_slice(body).map_err(|_| sent.odd("an answer of another form"))?;
        let AnswerBody { version, outcome, value, code } = read;
        let value = value.map(|value| Plaintext::new(value.into_owned().into_bytes()));
        if version != super::PROTOCOL {
            return Err(sent.odd("an answer of another version"));
        }
        match (outcome, value, code) {
            (AnswerOutcome::Value, Some(value), None) if (1..=limits::VALUE_BYTES).contains(&value.len()) => {
                Ok(Self::Value(value))
            }
            (AnswerOutcome::Value, Some(_), None) => Err(sent.odd("a value that is empty or too long")),
            (AnswerOutcome::Generate, None, None) => Ok(Self::Generate),
            (AnswerOutcome::Done, None, None) => Ok(Self::Done),
            (AnswerOutcome::Accepted, None, None) => Ok(Self::Accepted),
            (AnswerOutcome::Refused, None, None) => Ok(Self::Refused),
            (AnswerOutcome::Failed, None, Some(code)) => Ok(Self::Failed(code)),
            _ => Err(sent.odd("an answer of another form")),
        }
    }

    /// The answer, unless it says that the step failed.
    ///
    /// # Errors
    /// What the code means.
    pub(super) fn unless_failed(self) -> Result<Self, Trouble> {
        match self {
            Self::Failed(code) => Err(code.trouble()),
            other => Ok(other),
        }
    }

    /// Its word.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Value(_) => "value",
            Self::Generate => "generate",
            Self::Done => "done",
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Failed(_) => "failed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(status: u16, body: &str, sent: Sent) -> Result<&'static str, Trouble> {
        let status = StatusCode::from_u16(status).unwrap();
        FunctionAnswer::read(status, body.as_bytes(), sent)?.unless_failed().map(|answer| answer.word())
    }

    #[test]
    fn answers_have_one_form_each() {
        for (body, word) in [
            (r#"{"version":1,"outcome":"value","value":"x"}"#, "value"),
            (r#"{"outcome":"generate","version":1,"more":[1]}"#, "generate"),
            (r#"{"version":1,"outcome":"done"}"#, "done"),
            (r#"{"version":1,"outcome":"accepted"}"#, "accepted"),
            (r#"{"version":1,"outcome":"refused","value":null}"#, "refused"),
        ] {
            assert_eq!(read(200, body, Sent::Nothing), Ok(word), "{body}");
        }
        let long = format!(r#"{{"version":1,"outcome":"value","value":"{}"}}"#, "x".repeat(limits::VALUE_BYTES + 1));
        for bad in [
            "",
            "null",
            "<html>hunter2</html>",
            r#"{"outcome":"done"}"#,
            r#"{"version":2,"outcome":"done"}"#,
            r#"{"version":"1","outcome":"done"}"#,
            r#"{"version":1,"outcome":"DONE"}"#,
            r#"{"version":1,"outcome":"value"}"#,
            r#"{"version":1,"outcome":"value","value":""}"#,
            r#"{"version":1,"outcome":"value","value":7}"#,
            r#"{"version":1,"outcome":"done","value":"x"}"#,
            r#"{"version":1,"outcome":"failed"}"#,
            r#"{"version":1,"outcome":"failed","code":"hunter2"}"#,
            r#"{"version":1,"outcome":"done","code":"busy"}"#,
            &long,
        ] {
            assert!(matches!(read(200, bad, Sent::Nothing), Err(Trouble::Unexpected(_))), "{bad}");
            let Err(Trouble::Uncertain(words)) = read(200, bad, Sent::Change) else { panic!("{bad}") };
            assert!(!words.contains("hunter2"));
        }
    }

    #[test]
    fn statuses_and_codes_become_troubles() {
        let done = r#"{"version":1,"outcome":"done"}"#;
        assert_eq!(read(401, done, Sent::Change), Err(Trouble::ManagerRefused));
        assert_eq!(read(503, done, Sent::Change), Err(Trouble::Busy));
        assert!(matches!(read(302, done, Sent::Change), Err(Trouble::Unexpected(_))));
        assert!(matches!(read(500, done, Sent::Change), Err(Trouble::Uncertain(_))));
        assert!(matches!(read(201, done, Sent::Nothing), Err(Trouble::Unexpected(_))));
        let failed =
            |code: &str| read(200, &format!(r#"{{"version":1,"outcome":"failed","code":"{code}"}}"#), Sent::Change);
        assert_eq!(failed("busy"), Err(Trouble::Busy));
        assert_eq!(failed("read-only"), Err(Trouble::ReadOnly));
        assert_eq!(failed("no-account"), Err(Trouble::NoAccount));
        assert_eq!(failed("manager-refused"), Err(Trouble::ManagerRefused));
        assert_eq!(failed("current-refused"), Err(Trouble::AccountRefused));
        assert!(matches!(failed("value-refused"), Err(Trouble::CandidateRefused(_))));
        assert!(matches!(failed("unreachable"), Err(Trouble::Unreachable(_))));
        assert!(matches!(failed("uncertain"), Err(Trouble::Uncertain(_))));
        assert!(matches!(failed("no-rights"), Err(Trouble::NoRights(_))));
        assert!(matches!(failed("unsupported"), Err(Trouble::Unsupported(_))));
    }
}
