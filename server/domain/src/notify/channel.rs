//! Where notices go, as an administrator sets it.

use super::MailSettings;
use crate::{Field, FieldError, Form, Problem, SecretName, Trust, Unit, limits};
use serde::{Deserialize, Serialize};

/// A channel's kind and address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelSettings {
    /// JSON over HTTPS, signed with the channel's key.
    Webhook(WebhookSettings),
    /// Mail over SMTP.
    Mail(MailSettings),
}

/// Where a webhook goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookSettings {
    /// An `https:` address.
    pub url: String,
    /// Whose certificates are trusted: [`Trust::SystemAuthorities`] or [`Trust::Authorities`].
    pub trust: Trust,
}

/// Which secrets a channel tells about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ChannelScope {
    /// All, and what is about no secret.
    All,
    /// Those whose names begin so.
    Prefix(String),
}

impl ChannelScope {
    /// Whether it holds what is about this secret, or about none.
    pub fn holds(&self, secret: Option<&SecretName>) -> bool {
        match (self, secret) {
            (Self::All, _) => true,
            (Self::Prefix(prefix), Some(name)) => name.as_str().starts_with(prefix.as_str()),
            (Self::Prefix(_), None) => false,
        }
    }

    /// The scope of a prefix; all secrets if it is empty.
    ///
    /// # Errors
    /// No name of a secret begins so.
    pub fn of_prefix(prefix: &str) -> Result<Self, FieldError> {
        if prefix.is_empty() {
            return Ok(Self::All);
        }
        // With a letter behind it, a prefix that ends with a slash is a name.
        let possible = SecretName::new(&format!("{prefix}a")).or_else(|_| SecretName::new(prefix));
        match possible {
            Ok(_) => Ok(Self::Prefix(prefix.to_owned())),
            Err(error) => Err(FieldError::new(Field::ChannelPrefix, error.problem)),
        }
    }
}

impl ChannelSettings {
    /// A word for its kind: `webhook` or `mail`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Webhook(_) => "webhook",
            Self::Mail(_) => "mail",
        }
    }

    /// Checks every field.
    ///
    /// # Errors
    /// The first field that breaks its rule.
    pub fn check(&self) -> Result<(), FieldError> {
        match self {
            Self::Webhook(settings) => settings.check(),
            Self::Mail(settings) => settings.check(),
        }
    }

    /// Whether a channel's secret would be sent elsewhere, or less protected, than with `before`.
    pub fn sends_secret_elsewhere(&self, before: &Self) -> bool {
        match (self, before) {
            // Its key is never sent.
            (Self::Webhook(_), Self::Webhook(_)) => false,
            (Self::Mail(now), Self::Mail(before)) => {
                (&now.host, now.port, now.security, &now.trust, &now.user)
                    != (&before.host, before.port, before.security, &before.trust, &before.user)
            }
            _ => true,
        }
    }
}

impl WebhookSettings {
    fn check(&self) -> Result<(), FieldError> {
        let url = |problem| Err(FieldError::new(Field::WebhookUrl, problem));
        if self.url.len() > limits::TARGET_HOST {
            return url(Problem::Length { min: 1, max: limits::TARGET_HOST, unit: Unit::Characters });
        }
        let Some(rest) = self.url.strip_prefix("https://") else {
            return url(Problem::Malformed(Form::HttpsAddress));
        };
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let printable = self.url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '"' | '<' | '>' | '\\' | '#'));
        // Names and passwords in an address would be shown with it.
        if !printable || authority.is_empty() || authority.starts_with(':') || authority.contains('@') {
            return url(Problem::Malformed(Form::HttpsAddress));
        }
        check_trust(&self.trust)
    }
}

pub(super) fn check_trust(trust: &Trust) -> Result<(), FieldError> {
    let problem = match trust {
        Trust::SystemAuthorities => return Ok(()),
        Trust::Authorities(pem) if pem.len() > limits::VALUE_BYTES => {
            Problem::Length { min: 1, max: limits::VALUE_BYTES, unit: Unit::Bytes }
        }
        Trust::Authorities(_) => return trust.check().map_err(of_trust),
        Trust::HostKey(_) | Trust::Plain => Problem::Malformed(Form::Choice),
    };
    Err(FieldError::new(Field::ChannelTrust, problem))
}

fn of_trust(form: Form) -> FieldError {
    FieldError::new(Field::ChannelTrust, Problem::Malformed(form))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn webhook(url: &str) -> Result<(), FieldError> {
        ChannelSettings::Webhook(WebhookSettings { url: url.to_owned(), trust: Trust::SystemAuthorities }).check()
    }

    #[test]
    fn webhooks_are_https_addresses_without_credentials() {
        for good in ["https://hooks.example.org", "https://[2001:db8::1]:8443/a?b=c%20d"] {
            assert_eq!(webhook(good), Ok(()), "{good}");
        }
        for bad in [
            "",
            "http://hooks.example.org/",
            "https://",
            "https:///a",
            "https://:443/",
            "https://user:password@hooks.example.org/",
            "https://a b/",
            "https://a/\r\nHost: b",
            "https://a/#b",
            "https://ä/",
            &format!("https://{}/", "a".repeat(limits::TARGET_HOST)),
        ] {
            assert_eq!(webhook(bad).map_err(|error| error.field), Err(Field::WebhookUrl), "{bad}");
        }
    }

    #[test]
    fn prefixes_are_beginnings_of_names() {
        let holds = |prefix: &str, name: &str| {
            let name = SecretName::new(name).expect("a name");
            ChannelScope::of_prefix(prefix).expect("a prefix").holds(Some(&name))
        };
        assert!(holds("", "a") && holds("payments/", "payments/db") && holds("pay", "payments/db"));
        assert!(!holds("payments/", "payments-eu/db"));
        for bad in ["a b", "a//", "*", "\u{202e}"] {
            let field = ChannelScope::of_prefix(bad).map_err(|error| error.field);
            assert_eq!(field, Err(Field::ChannelPrefix), "{bad}");
        }
        assert!(ChannelScope::All.holds(None) && !ChannelScope::Prefix("a".to_owned()).holds(None));
    }
}
