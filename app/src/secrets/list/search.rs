//! What the palette finds.

use super::calls::FindSecrets;
use crate::{
    client::call,
    paths::{self, SecretRoute},
};
use std::{future::Future, pin::Pin};
use strongroom_ui::{Glyph, PaletteItem};

/// Secrets that fit what was typed. An error finds nothing: the page itself says what is wrong.
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
