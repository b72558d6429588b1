//! Users as the console shows them.

use serde::{Deserialize, Serialize};
use strongroom_domain::NamePattern;
#[cfg(feature = "ssr")]
use strongroom_domain::{FieldError, Role};

/// A page of users, and what the page needs to know besides.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct People {
    /// By name.
    pub users: Vec<Person>,
    /// Whether more follow.
    pub more: bool,
    /// Name of the reader of the page.
    pub me: String,
    /// Whether the reader may change anything.
    pub editable: bool,
}

/// A user: a person with a console password, or an application.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Unique name.
    pub name: String,
    /// Word of the role.
    pub role: String,
    /// What a reader may read; empty for other roles.
    pub patterns: Vec<String>,
    /// Whether it can sign in to the console.
    pub has_password: bool,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
    /// Its AccessKeys, at most two, oldest first.
    pub keys: Vec<AccessKeyLine>,
}

/// An AccessKey without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessKeyLine {
    /// Public id.
    pub id: String,
    /// Whether it may sign.
    pub active: bool,
    /// When it was made, in milliseconds since 1970.
    pub created: i64,
}

/// A new AccessKey with its secret, for the one answer that carries it. It is never part of a page the server renders, and
/// it has no `Debug`, so that it cannot end in a log.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccessKey {
    /// Whose.
    pub user: String,
    /// Public id.
    pub id: String,
    /// The secret.
    pub secret: String,
    /// Host and port of the API.
    pub endpoint: String,
    /// Region of the installation.
    pub region: String,
}

impl NewAccessKey {
    /// As environment variables, in the vendor's names.
    pub fn env(&self) -> String {
        let Self { id, secret, endpoint, .. } = self;
        format!(
            "ALIBABA_CLOUD_ACCESS_KEY_ID={id}\nALIBABA_CLOUD_ACCESS_KEY_SECRET={secret}\nSTRONGROOM_ENDPOINT={endpoint}\n"
        )
    }

    /// As `secretsmanager.properties` of the vendor's Secrets Manager Client.
    pub fn properties(&self) -> String {
        let Self { id, secret, endpoint, region, .. } = self;
        format!(
            "credentials_type=ak\ncredentials_access_key_id={id}\ncredentials_access_secret={secret}\n\
             cache_client_region_id=[{{\"regionId\":\"{region}\",\"endpoint\":\"{endpoint}\"}}]\n"
        )
    }
}

/// The role a form asks for; patterns one per line, counted only for a reader.
///
/// # Errors
/// No such role, or a pattern that breaks its rule.
#[cfg(feature = "ssr")]
pub fn role_of(word: &str, patterns: &str) -> Result<Role, FieldError> {
    match word {
        "administrator" => Ok(Role::Administrator),
        "auditor" => Ok(Role::Auditor),
        "reader" => Ok(Role::Reader {
            secrets: lines(patterns).map(|(_, line)| NamePattern::new(line)).collect::<Result<_, _>>()?,
        }),
        _ => Err(FieldError::new("Role", "must be administrator, auditor or reader")),
    }
}

/// What is wrong with the patterns as they stand, in words; naming the line, never its text.
pub fn patterns_error(patterns: &str) -> Option<String> {
    lines(patterns)
        .find_map(|(number, line)| NamePattern::new(line).err().map(|error| format!("Line {number}: {}", error.rule)))
}

fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())).filter(|(_, line)| !line.is_empty())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[cfg(feature = "ssr")]
    #[test]
    fn roles_of_forms() {
        assert_eq!(role_of("auditor", "ignored <b>").unwrap(), Role::Auditor);
        let Role::Reader { secrets } = role_of("reader", " payments/* \r\n\r\nshop/key\n").unwrap() else {
            unreachable!()
        };
        assert_eq!(secrets.iter().map(NamePattern::as_str).collect::<Vec<_>>(), ["payments/*", "shop/key"]);
        for (word, patterns) in
            [("", ""), ("root", ""), ("Administrator", ""), ("reader", "a b"), ("reader", "ok\n<b>"), ("reader", "a*b")]
        {
            assert!(role_of(word, patterns).is_err(), "{word} {patterns}");
        }
    }

    #[test]
    fn a_wrong_pattern_is_named_by_its_line() {
        assert_eq!(patterns_error("payments/*\n\nshop/key"), None);
        let error = patterns_error("ok\n\n<script>").unwrap();
        assert!(error.starts_with("Line 3: ") && !error.contains("<script>"));
    }

    #[test]
    fn files_hold_id_and_secret() {
        let key = NewAccessKey {
            user: "ci".to_owned(),
            id: "SR1".to_owned(),
            secret: "s3cret".to_owned(),
            endpoint: "kms.example:3443".to_owned(),
            region: "local".to_owned(),
        };
        assert!(key.env().contains("ALIBABA_CLOUD_ACCESS_KEY_SECRET=s3cret\n"));
        assert!(key.properties().contains("credentials_access_secret=s3cret\n"));
        assert!(key.properties().contains(r#"[{"regionId":"local","endpoint":"kms.example:3443"}]"#));
    }
}
