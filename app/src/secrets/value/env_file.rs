//! A value as lines of a `.env` file.

use super::revealed::RevealedValue;
use std::borrow::Cow;
use strongroom_domain::visible;

/// Why a key has no line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LeftOut {
    /// Its name has no letter or digit that a variable's name may have.
    NoName,
    /// Another key would have a variable of the same name.
    SameName,
    /// Its value has a NUL, which no variable can hold.
    Nul,
}

/// Names of the variables of these keys. No key is preferred to another: those that would share a name have none.
fn variables(keys: &[&str]) -> Vec<Result<String, LeftOut>> {
    let names: Vec<_> = keys.iter().map(|key| variable(key)).collect();
    let name = |name: &Option<String>| match name {
        None => Err(LeftOut::NoName),
        Some(_) if names.iter().filter(|other| *other == name).count() > 1 => Err(LeftOut::SameName),
        Some(name) => Ok(name.clone()),
    };
    names.iter().map(name).collect()
}

/// A valid name of a shell variable, if the key has anything to make one of.
fn variable(key: &str) -> Option<String> {
    if !key.contains(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let letters = key.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    let name: String = letters.collect();
    Some(if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name })
}

/// How many of these keys have no line, whatever their values are.
pub fn left_out(keys: &[&str]) -> usize {
    variables(keys).iter().filter(|variable| variable.is_err()).count()
}

/// One line per key, quoted for a shell, after a comment for each key that has none. The number of those.
pub fn env_file(secret: &str, value: &RevealedValue) -> (String, usize) {
    value.with_keys(lines).unwrap_or_else(|| {
        let last = secret.rsplit('/').next().unwrap_or(secret);
        lines(&[(last, Cow::Borrowed(value.expose()))])
    })
}

fn lines(keys: &[(&str, Cow<'_, str>)]) -> (String, usize) {
    let names: Vec<_> = keys.iter().map(|(key, _)| *key).collect();
    let (mut comments, mut lines, mut missing) = (String::new(), String::new(), 0);
    for ((key, text), variable) in keys.iter().zip(variables(&names)) {
        match variable.and_then(|name| if text.contains('\0') { Err(LeftOut::Nul) } else { Ok(name) }) {
            Ok(name) => lines.push_str(&format!("{name}='{}'\n", text.replace('\'', r"'\''"))),
            Err(reason) => {
                missing += 1;
                comments.push_str(&format!("# left out: {}, {}\n", visible(key), why(reason, key)));
            }
        }
    }
    (comments + &lines, missing)
}

fn why(reason: LeftOut, key: &str) -> String {
    match reason {
        LeftOut::NoName => "whose name has no letter or digit for a variable".to_owned(),
        LeftOut::SameName => {
            format!("which is not the only key that would be {}", variable(key).unwrap_or_default())
        }
        LeftOut::Nul => "whose value has a NUL character".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> String {
        env_file("x", &RevealedValue::new(text.to_owned(), false)).0
    }

    #[test]
    fn lines_are_quoted_for_a_shell() {
        let text = r#"{"db-host":"a b","2fa":"it's $HOME","port":108204268033311374519,"pem":"a\nb"}"#;
        assert_eq!(file(text), "DB_HOST='a b'\n_2FA='it'\\''s $HOME'\nPORT='108204268033311374519'\nPEM='a\nb'\n");
        let whole = |name: &str| env_file(name, &RevealedValue::new("tok".to_owned(), false)).0;
        assert_eq!(whole("ci/npm-token"), "NPM_TOKEN='tok'\n");
        assert_eq!(whole("ci/--"), "# left out: --, whose name has no letter or digit for a variable\n");
    }

    #[test]
    fn keys_that_cannot_have_a_line_are_named() {
        let text =
            r#"{"db-host":"1","db_host":"2","":"e","port":"3","a":"4","a":"5","ключ":"6","nul":"\u0000","x\ny":"7"}"#;
        let file = file(text);
        let (comments, lines): (Vec<_>, Vec<_>) = file.lines().partition(|line| line.starts_with('#'));
        assert_eq!(lines, ["PORT='3'", "X_Y='7'"]);
        assert_eq!(comments.len(), 7);
        assert_eq!(comments[0], "# left out: db-host, which is not the only key that would be DB_HOST");
        assert_eq!(comments[2], "# left out: \"\", whose name has no letter or digit for a variable");
        assert_eq!(left_out(&["db-host", "DB.HOST", "", "x"]), 3);
    }
}
