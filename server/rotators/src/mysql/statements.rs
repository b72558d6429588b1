//! The text of statements. Their session has no SQL mode, so that a backslash is an escape and a double quote a quote.

use super::account_name::AccountName;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

/// Whose password a statement changes.
#[derive(Clone, Copy)]
pub(super) enum Whose<'a> {
    /// The session's own.
    Own,
    /// Another account's.
    Of(&'a AccountName),
}

impl Whose<'_> {
    fn quoted(self) -> String {
        match self {
            Self::Own => "CURRENT_USER()".into(),
            Self::Of(account) => account.quoted(),
        }
    }
}

/// A string literal.
pub(super) fn literal(text: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'")))
}

/// What `mysql_native_password` stores of a password.
pub(super) fn native_hash(password: &str) -> Zeroizing<String> {
    let twice = Sha1::digest(Sha1::digest(password.as_bytes()));
    Zeroizing::new(twice.iter().fold("*".to_owned(), |hash, byte| format!("{hash}{byte:02X}")))
}

/// MariaDB: a password by its hash. An account needs no right to change its own so.
pub(super) fn set_hash(whose: Whose<'_>, password: &str) -> Zeroizing<String> {
    let hash = native_hash(password);
    Zeroizing::new(match whose {
        Whose::Own => format!("SET PASSWORD = '{}'", hash.as_str()),
        Whose::Of(account) => format!("ALTER USER {} IDENTIFIED BY PASSWORD '{}'", account.quoted(), hash.as_str()),
    })
}

/// MariaDB: a password that the server is to judge.
pub(super) fn set_judged(whose: Whose<'_>, password: &str) -> Zeroizing<String> {
    let password = literal(password);
    Zeroizing::new(match whose {
        Whose::Own => format!("SET PASSWORD = PASSWORD({})", password.as_str()),
        Whose::Of(account) => format!("ALTER USER {} IDENTIFIED BY {}", account.quoted(), password.as_str()),
    })
}

/// MySQL: a password. The server keeps it out of its logs.
pub(super) fn set_password(whose: Whose<'_>, password: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("ALTER USER {} IDENTIFIED BY {}", whose.quoted(), literal(password).as_str()))
}

/// MySQL from 8.0.14: a second password beside the one in use.
pub(super) fn add_password(whose: Whose<'_>, password: &str) -> Zeroizing<String> {
    Zeroizing::new(format!("{} RETAIN CURRENT PASSWORD", set_password(whose, password).as_str()))
}

/// MySQL from 8.0.14: removes every password but this one, in two statements. `DISCARD OLD PASSWORD` removes the secondary password. When
/// a rotation is rolled back, that is the one to keep; therefore the first statement makes it the primary one. A password history
/// (`password_history`) may refuse it; then nothing is changed.
pub(super) fn keep_only(whose: Whose<'_>, password: &str) -> [Zeroizing<String>; 2] {
    let discard = format!("ALTER USER {} DISCARD OLD PASSWORD", whose.quoted());
    [add_password(whose, password), Zeroizing::new(discard)]
}

/// A new account that nobody can use yet. Both marks together say that it is unfinished.
pub(super) fn create_unfinished(account: &AccountName, password: &str) -> Zeroizing<String> {
    let (account, password) = (account.quoted(), literal(password));
    Zeroizing::new(format!("CREATE USER {account} IDENTIFIED BY {} PASSWORD EXPIRE ACCOUNT LOCK", password.as_str()))
}

/// Takes both marks away; follows the statement that sets the account's password.
pub(super) const FINISH: &str = " PASSWORD EXPIRE DEFAULT ACCOUNT UNLOCK";

/// Whether `SHOW CREATE USER` shows both marks. One that an administrator locked has not expired as well.
pub(super) fn is_unfinished(creation: &str) -> bool {
    creation.contains(" PASSWORD EXPIRE ACCOUNT LOCK") || creation.contains(" ACCOUNT LOCK PASSWORD EXPIRE")
}

/// A line of `SHOW GRANTS`, for another account; empty if it gives nothing. `None`: it speaks of the account in a way we do not know.
pub(super) fn grant_for(line: &str, from: &AccountName, to: &AccountName) -> Option<String> {
    for word in [" TO ", " FROM ", " FOR "] {
        for quote in ['`', '\''] {
            let quoted = |part: &str| format!("{quote}{}{quote}", part.replace(quote, &format!("{quote}{quote}")));
            let named = format!("{word}{}@{}", quoted(&from.user), quoted(&from.host));
            if let Some(at) = line.rfind(&named) {
                let (before, after) = (line.get(..at)?, line.get(at + named.len()..)?);
                return Some(given(before, word, &to.quoted(), without_password(after)?));
            }
        }
    }
    None
}

/// The statement. `USAGE` is no right; what stands behind it, as limits, takes none that a manager would have to pass on.
fn given(before: &str, word: &str, to: &str, rest: &str) -> String {
    match before {
        "GRANT USAGE ON *.*" if rest.is_empty() => String::new(),
        "GRANT USAGE ON *.*" if !rest.contains("GRANT OPTION") => format!("ALTER USER {to}{rest}"),
        _ => format!("{before}{word}{to}{rest}"),
    }
}

/// What follows the account's name, without its password. The new account has its own.
fn without_password(rest: &str) -> Option<&str> {
    match rest.strip_prefix(" IDENTIFIED BY PASSWORD '") {
        Some(after) => after.split_once('\'').map(|(_, rest)| rest),
        None if rest.starts_with(" IDENTIFIED") => None,
        None => Some(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(name: &str) -> AccountName {
        AccountName::parse(name).unwrap()
    }

    #[test]
    fn mysql_adds_a_password_and_discards_all_but_one() {
        let app = account("app@10.%");
        assert_eq!(
            add_password(Whose::Of(&app), "it's\\").as_str(),
            "ALTER USER `app`@`10.%` IDENTIFIED BY 'it\\'s\\\\' RETAIN CURRENT PASSWORD"
        );
        assert_eq!(
            add_password(Whose::Own, "x").as_str(),
            "ALTER USER CURRENT_USER() IDENTIFIED BY 'x' RETAIN CURRENT PASSWORD"
        );
        assert_eq!(
            keep_only(Whose::Of(&app), "kept").each_ref().map(|statement| statement.as_str()),
            [
                "ALTER USER `app`@`10.%` IDENTIFIED BY 'kept' RETAIN CURRENT PASSWORD",
                "ALTER USER `app`@`10.%` DISCARD OLD PASSWORD"
            ]
        );
    }

    #[test]
    fn hash_is_the_server_s() {
        // SELECT PASSWORD('plainxyz') of MariaDB 10.11.
        assert_eq!(native_hash("plainxyz").as_str(), "*1E77BF70CD920C1BB976701C2D9356F767408F46");
    }

    #[test]
    fn grants_are_rewritten_for_another_account() {
        let (from, to) = (account("a`pp"), account("b"));
        let rewritten = |line| grant_for(line, &from, &to);
        for (line, expected) in [
            (
                "GRANT USAGE ON *.* TO `a``pp`@`%` IDENTIFIED BY PASSWORD '*1E77' REQUIRE SSL WITH GRANT OPTION",
                Some("GRANT USAGE ON *.* TO `b`@`%` REQUIRE SSL WITH GRANT OPTION"),
            ),
            ("GRANT USAGE ON *.* TO `a``pp`@`%` IDENTIFIED BY PASSWORD '*1E77'", Some("")),
            (
                "GRANT USAGE ON *.* TO `a``pp`@`%` REQUIRE SSL WITH MAX_USER_CONNECTIONS 7",
                Some("ALTER USER `b`@`%` REQUIRE SSL WITH MAX_USER_CONNECTIONS 7"),
            ),
            ("GRANT SELECT ON `a TO b`.* TO 'a`pp'@'%'", Some("GRANT SELECT ON `a TO b`.* TO `b`@`%`")),
            ("SET DEFAULT ROLE `r` FOR `a``pp`@`%`", Some("SET DEFAULT ROLE `r` FOR `b`@`%`")),
            ("REVOKE INSERT ON `db`.* FROM `a``pp`@`%`", Some("REVOKE INSERT ON `db`.* FROM `b`@`%`")),
            ("GRANT USAGE ON *.* TO `a``pp`@`%` IDENTIFIED VIA unix_socket", None),
            ("GRANT SELECT ON `db`.* TO `somebody`@`%`", None),
        ] {
            assert_eq!(rewritten(line).as_deref(), expected);
        }
    }

    #[test]
    fn both_marks_make_an_account_unfinished() {
        let created = create_unfinished(&account("b"), "x");
        assert!(is_unfinished(&created));
        for creation in
            ["CREATE USER `b`@`%`", "CREATE USER `b`@`%` ACCOUNT LOCK", "CREATE USER `b`@`%` PASSWORD EXPIRE"]
        {
            assert!(!is_unfinished(creation));
        }
        let locked = "CREATE USER `b`@`%` REQUIRE NONE PASSWORD EXPIRE DEFAULT ACCOUNT LOCK";
        assert!(!is_unfinished(locked), "MySQL shows the usual expiry so");
    }
}
