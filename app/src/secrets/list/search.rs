//! The palette's search for secrets.

use super::calls::FindSecrets;
use crate::{
    client::call,
    paths::{self, SecretRoute},
};
use std::{future::Future, pin::Pin};
use strongroom_ui::{Glyph, PaletteItem};

/// Secrets that match the input. On an error, none: the page itself reports errors.
pub fn palette_search(words: String) -> Pin<Box<dyn Future<Output = Vec<PaletteItem>>>> {
    Box::pin(async move {
        let names = call(FindSecrets { words }).await.unwrap_or_default();
        let item = |name: String| PaletteItem {
            href: paths::secret(SecretRoute::Overview, &name),
            label: name,
            hint: "Secret".to_owned(),
            glyph: Glyph::Document,
            keys: None,
        };
        names.into_iter().map(item).collect()
    })
}
