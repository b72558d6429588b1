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
