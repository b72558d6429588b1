//! The palette's search for secrets.

use super::{calls::FindSecrets, dto::FoundSecret};
use crate::{
    client::call,
    paths::{self, SecretRoute},
};
use std::{future::Future, pin::Pin};
use strongroom_ui::{Glyph, PaletteItem};

/// Words before a secret's name that ask for its replacement.
const URGENT: [&str; 3] = ["leaked ", "leak ", "rotate "];

/// Secrets that match the input, and the way to replace what leaked. On an error, none: the page itself reports errors.
pub fn palette_search(words: String) -> Pin<Box<dyn Future<Output = Vec<PaletteItem>>>> {
    Box::pin(async move {
        let (urgent, words) = urgent(&words);
        let found = call(FindSecrets { words: words.to_owned() }).await.unwrap_or_default();
        let leaks = found.iter().filter(|secret| secret.rotates).map(leak);
        let secrets = found.iter().map(secret);
        if urgent { leaks.chain(secrets).collect() } else { secrets.chain(leaks).collect() }
    })
}

/// Whether the input asks for a replacement, and what is left to search for.
fn urgent(words: &str) -> (bool, &str) {
    let words = words.trim_start();
    let begins = |word: &str| words.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    match URGENT.into_iter().find(|word| begins(word)) {
        Some(word) => (true, words.get(word.len()..).unwrap_or_default()),
        None => (false, words),
    }
}

fn secret(FoundSecret { name, .. }: &FoundSecret) -> PaletteItem {
    PaletteItem {
        href: paths::secret(SecretRoute::Overview, name),
        label: name.clone(),
        hint: "Secret".to_owned(),
        glyph: Glyph::Document,
        keys: None,
    }
}

fn leak(FoundSecret { name, .. }: &FoundSecret) -> PaletteItem {
    PaletteItem {
        href: paths::secret(SecretRoute::Leaked, name),
        label: format!("Leaked? Replace {name}"),
        hint: "Rotation".to_owned(),
        glyph: Glyph::Warning,
        keys: None,
    }
}

#[cfg(test)]
mod tests {
    use super::urgent;

    #[test]
    fn words_before_the_name_ask_for_its_replacement() {
        assert_eq!(urgent("Leaked ledger"), (true, "ledger"));
        assert_eq!(urgent("rotate ledger"), (true, "ledger"));
        assert_eq!(urgent("leakage"), (false, "leakage"));
        assert_eq!(urgent("é"), (false, "é"));
    }
}
