//! Revealed values: fetched on a click, shown for half a minute, wiped when the page loses focus.

use super::{calls::reveal, revealed::RevealedValue};
use leptos::{ev, prelude::*};
use std::{future::Future, pin::Pin};
use strongroom_ui::{Reveal, TextSource, use_reveal};

/// How long a value stays revealed, in seconds.
pub const SECONDS: u32 = 30;

/// A value that can be revealed. It is wiped after its time, when the page is hidden or left, and when the window loses
/// focus.
pub fn use_revealed_value() -> Reveal {
    let reveal = use_reveal(SECONDS);
    Effect::new(move || {
        let listener = window_event_listener(ev::blur, move |_| reveal.hide());
        on_cleanup(move || listener.remove());
    });
    reveal
}

/// Fetches a version's value. Each call is one audited read.
///
/// # Errors
/// A sentence for the reader.
pub async fn fetch(name: String, version: String) -> Result<RevealedValue, String> {
    reveal(name, version).await.map_err(|error| error.message)
}

/// Fetches part of a value for copying, without adding it to the page.
pub fn source(
    name: String,
    version: String,
    pick: impl Fn(&RevealedValue) -> Option<String> + Clone + Send + Sync + 'static,
) -> TextSource {
    Callback::new(move |()| -> Pin<Box<dyn Future<Output = Result<String, String>>>> {
        let (name, version, pick) = (name.clone(), version.clone(), pick.clone());
        Box::pin(async move {
            let value = fetch(name, version).await?;
            pick(&value).ok_or_else(|| "This version does not have this key.".to_owned())
        })
    })
}

/// The value as lines of a `.env` file: one per key, quoted for a shell.
pub fn env_lines(secret: &str, value: &RevealedValue) -> String {
    let line = |key: &str, text: &str| format!("{}='{}'\n", variable(key), text.replace('\'', r"'\''"));
    let lines: String = value.expose_keys().map(|(key, text)| line(key, text)).collect();
    if lines.is_empty() {
        let last = secret.rsplit('/').next().unwrap_or(secret);
        return value.expose("").map(|text| line(last, text)).unwrap_or_default();
    }
    lines
}

/// A valid shell variable name.
fn variable(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' });
    let name: String = letters.collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) { format!("_{name}") } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn env_lines_are_quoted_for_a_shell() {
        let keys = vec![("db-host".to_owned(), "a b".to_owned()), ("2fa".to_owned(), "it's $HOME".to_owned())];
        let value = RevealedValue::new("{}".to_owned(), keys);
        assert_eq!(env_lines("x", &value), "DB_HOST='a b'\n_2FA='it'\\''s $HOME'\n");
        let text = RevealedValue::new("tok".to_owned(), Vec::new());
        assert_eq!(env_lines("ci/npm-token", &text), "NPM_TOKEN='tok'\n");
    }
}
