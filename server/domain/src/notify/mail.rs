//! Where mail goes, as an administrator sets it.

use super::channel::check_trust;
use crate::{Field, FieldError, Form, Problem, Trust, Unit, limits, rotation::coded, visible::is_invisible};
use serde::{Deserialize, Serialize};

coded! {
    /// How a connection to a mail server is encrypted.
    MailSecurity {
        /// By STARTTLS (RFC 3207). A server that does not offer it gets no mail.
        StartTls = 1, "starttls";
        /// From its first byte (RFC 8314, section 3.3).
        Tls = 2, "tls";
        /// Not at all.
        Plain = 3, "plain";
    }
}

impl MailSecurity {
    /// The port that mail servers usually have for it.
    pub fn usual_port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::Plain => 25,
        }
    }
}

/// Where mail goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailSettings {
    /// Name or IP address of the mail server.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is encrypted.
    pub security: MailSecurity,
    /// Whose certificates are trusted; of no account without encryption.
    pub trust: Trust,
    /// The user name to log in with; none to send without.
    pub user: Option<String>,
    /// The sender's address.
    pub from: String,
    /// The recipients' addresses.
    pub to: Vec<String>,
}

impl MailSettings {
    pub(super) fn check(&self) -> Result<(), FieldError> {
        let host_problem = if self.host.is_empty() || self.host.chars().count() > limits::TARGET_HOST {
            Some(Problem::Length { min: 1, max: limits::TARGET_HOST, unit: Unit::Characters })
        } else if !self.host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':' | '_')) {
            Some(Problem::Malformed(Form::HostName))
        } else {
            None
        };
        if let Some(problem) = host_problem {
            return Err(FieldError::new(Field::MailHost, problem));
        }
        if self.port == 0 {
            return Err(FieldError::new(Field::MailPort, Problem::Zero));
        }
        check_trust(&self.trust)?;
        if let Some(user) = &self.user {
            check_line(Field::MailUser, user)?;
        }
        check_address(Field::MailSender, &self.from)?;
        if self.to.is_empty() || self.to.len() > limits::RECIPIENTS {
            let problem = Problem::Length { min: 1, max: limits::RECIPIENTS, unit: Unit::Entries };
            return Err(FieldError::new(Field::MailRecipients, problem));
        }
        for (at, to) in self.to.iter().enumerate() {
            check_address(Field::MailRecipients, to)?;
            if self.to[..at].contains(to) {
                return Err(FieldError::new(Field::MailRecipients, Problem::Duplicate));
            }
        }
        Ok(())
    }
}

fn check_line(field: Field, text: &str) -> Result<(), FieldError> {
    let problem = match text.chars().count() {
        1..=limits::MAIL_ADDRESS if !text.chars().any(is_invisible) => return Ok(()),
        1..=limits::MAIL_ADDRESS => Problem::DeceptiveCharacters,
        _ => Problem::Length { min: 1, max: limits::MAIL_ADDRESS, unit: Unit::Characters },
    };
    Err(FieldError::new(field, problem))
}

/// Local part and domain in ASCII, unquoted (RFC 5321, section 4.1.2): nothing that a header or a command could be broken with.
fn check_address(field: Field, text: &str) -> Result<(), FieldError> {
    check_line(field, text)?;
    let atoms = |text: &str, extra: &str| {
        let atom =
            |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || extra.contains(c));
        text.split('.').all(atom)
    };
    let is_address = text
        .rsplit_once('@')
        .is_some_and(|(local, domain)| atoms(local, "!#$%&'*+-/=?^_`{|}~") && local.len() <= 64 && atoms(domain, "-"));
    if is_address { Ok(()) } else { Err(FieldError::new(field, Problem::Malformed(Form::MailAddress))) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ChannelSettings;

    fn mail() -> MailSettings {
        MailSettings {
            host: "mail.example.org".to_owned(),
            port: 587,
            security: MailSecurity::StartTls,
            trust: Trust::SystemAuthorities,
            user: None,
            from: "strongroom@example.org".to_owned(),
            to: vec!["ops@example.org".to_owned()],
        }
    }

    fn refused(settings: MailSettings) -> Field {
        ChannelSettings::Mail(settings).check().map_err(|error| error.field).expect_err("must be refused")
    }

    #[test]
    fn mail_addresses_cannot_break_headers_or_commands() {
        assert_eq!(ChannelSettings::Mail(mail()).check(), Ok(()));
        for bad in [
            "",
            "ops",
            "@example.org",
            "ops@",
            "a\r\nBcc: b@example.org",
            "a@example.org\r\nRCPT TO:<b@example.org>",
            "\"a b\"@example.org",
            "a@example.org,b@example.org",
            "<a@example.org>",
            "a\u{202e}@example.org",
            "a..b@example.org",
            "ä@example.org",
            &format!("{}@example.org", "a".repeat(4_096)),
        ] {
            assert_eq!(refused(MailSettings { from: bad.to_owned(), ..mail() }), Field::MailSender, "{bad}");
            let to = vec!["ops@example.org".to_owned(), bad.to_owned()];
            assert_eq!(refused(MailSettings { to, ..mail() }), Field::MailRecipients, "{bad}");
        }
        assert_eq!(refused(MailSettings { to: Vec::new(), ..mail() }), Field::MailRecipients);
        assert_eq!(refused(MailSettings { to: vec!["a@b".to_owned(); 2], ..mail() }), Field::MailRecipients);
        assert_eq!(refused(MailSettings { host: "a b".to_owned(), ..mail() }), Field::MailHost);
        assert_eq!(refused(MailSettings { user: Some("a\nb".to_owned()), ..mail() }), Field::MailUser);
        assert_eq!(refused(MailSettings { trust: Trust::Plain, ..mail() }), Field::ChannelTrust);
    }

    #[test]
    fn password_follows_to_no_other_server() {
        let one = ChannelSettings::Mail(mail());
        let other = |change: fn(&mut MailSettings)| {
            let mut settings = mail();
            change(&mut settings);
            ChannelSettings::Mail(settings).sends_secret_elsewhere(&one)
        };
        assert!(other(|s| s.host.push('x')) && other(|s| s.port = 25) && other(|s| s.security = MailSecurity::Plain));
        assert!(other(|s| s.user = Some("b".to_owned())) && !other(|s| s.to.push("b@example.org".to_owned())));
    }
}
