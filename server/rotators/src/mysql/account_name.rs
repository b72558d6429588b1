//! Names of accounts: `user` or `user@host`.

use strongroom_core::ports::Trouble;

/// Characters of the longest name of a user; MariaDB takes 80, MySQL 32.
const NAME_CHARACTERS: usize = 80;

/// An account: a user, and the hosts it may come from. The host is what follows the last `@`; `%`, any host, if there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AccountName {
    /// What a log-in names.
    pub user: String,
    pub host: String,
}

impl AccountName {
    /// # Errors
    /// [`Trouble::NoAccount`]: no account can have this name.
    pub fn parse(name: &str) -> Result<Self, Trouble> {
        let (user, host) = name.rsplit_once('@').unwrap_or((name, "%"));
        let possible = !user.is_empty() && user.chars().count() <= NAME_CHARACTERS && host.chars().count() <= 255;
        if !possible || host.is_empty() || name.contains('\0') {
            return Err(Trouble::NoAccount);
        }
        // Servers compare hosts without regard to case and store them in lower case.
        Ok(Self { user: user.into(), host: host.to_lowercase() })
    }

    /// As a statement names it. Between backquotes a backquote is the only special character, whatever the SQL mode.
    pub fn quoted(&self) -> String {
        let quoted = |part: &str| format!("`{}`", part.replace('`', "``"));
        format!("{}@{}", quoted(&self.user), quoted(&self.host))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_follows_the_last_at_sign() {
        let quoted = |name| AccountName::parse(name).unwrap().quoted();
        assert_eq!(quoted("app"), "`app`@`%`");
        assert_eq!(quoted("app@10.0.0.%"), "`app`@`10.0.0.%`");
        assert_eq!(quoted("me@corp@LocalHost"), "`me@corp`@`localhost`");
        assert_eq!(quoted("a`b'c\"\\"), "`a``b'c\"\\`@`%`");
        for name in ["", "@host", "user@", "a\0b"] {
            assert_eq!(AccountName::parse(name), Err(Trouble::NoAccount));
        }
    }
}
