//! The clipboard: writing to it, and clearing it after a secret was copied.

use std::{cell::RefCell, time::Duration};

use js_sys::{Object, Reflect, futures::JsFuture};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{PermissionState, PermissionStatus};
use zeroize::Zeroizing;

use crate::{Toast, Toasts, Tone};

/// How long a copied secret stays in the clipboard.
const STAY_S: u64 = 45;
/// How long to wait for the page to get the focus, without which the browser allows no reading.
const FOCUS: Duration = Duration::from_secs(1);

thread_local! {
    // A browser has one clipboard and this page one thread: only the secret that was copied last can still be in it.
    static COPIED: RefCell<Option<Zeroizing<String>>> = const { RefCell::new(None) };
}

/// Writes text to the clipboard. The browser refuses this for background pages, and has no clipboard for pages loaded without
/// TLS.
pub(crate) async fn write_clipboard(text: &str) -> Result<(), String> {
    let navigator = window().navigator();
    if Reflect::get(&navigator, &"clipboard".into()).map_or(true, |clipboard| clipboard.is_undefined()) {
        return Err("Not copied: the browser allows copying only on pages loaded over HTTPS".to_owned());
    }
    let written = JsFuture::from(navigator.clipboard().write_text(text)).await;
    written.map(drop).map_err(|_| "Not copied: the browser blocked access to the clipboard".to_owned())
}

/// Clears the clipboard after a while if it still holds this secret, which was just copied, and says so. Where the browser does
/// not let the page check that, nothing is cleared: it could be something else by then.
pub(crate) async fn clear_later(toasts: Toasts, secret: String) {
    COPIED.set(Some(Zeroizing::new(secret)));
    match reading_is_allowed().await {
        Some(PermissionState::Granted) => wait(toasts),
        Some(PermissionState::Prompt) => {
            let words = "Copied. It stays in the clipboard until you copy something else.";
            let ask = move || spawn_local(async move { ask(toasts).await });
            toasts.push(Toast::new(words).tone(Tone::Amber).action(format!("Clear it after {STAY_S} s"), ask));
        }
        _ => {
            COPIED.set(None);
            let words = "Copied. This browser does not let the page check the clipboard, so it will not be cleared. Copy something else when you are done.";
            toasts.push(Toast::new(words).tone(Tone::Amber));
        }
    }
}

/// Whether the page may read the clipboard; `None` if the browser does not say.
async fn reading_is_allowed() -> Option<PermissionState> {
    let name = Object::new();
    Reflect::set(&name, &"name".into(), &"clipboard-read".into()).ok()?;
    let asked = window().navigator().permissions().ok()?.query(&name).ok()?;
    let status: PermissionStatus = JsFuture::from(asked).await.ok()?.dyn_into().ok()?;
    Some(status.state())
}

/// Reads the clipboard once, which makes the browser ask the user for permission.
async fn ask(toasts: Toasts) {
    match read().await {
        Some(_) => wait(toasts),
        None => {
            COPIED.set(None);
            toasts.push(
                Toast::new("The clipboard will not be cleared: the browser does not let the page check it.")
                    .tone(Tone::Amber),
            );
        }
    }
}

fn wait(toasts: Toasts) {
    toasts.say(format!("Copied. The clipboard is cleared after {STAY_S} s."));
    // A later copy replaces the text and starts its own wait, so an earlier wait must recognise its own.
    let own = COPIED.with_borrow(|copied| copied.as_ref().map(|text| text.as_ptr() as usize));
    set_timeout(move || due(toasts, own), Duration::from_secs(STAY_S));
}

fn due(toasts: Toasts, own: Option<usize>) {
    if own.is_none() || COPIED.with_borrow(|copied| copied.as_ref().map(|text| text.as_ptr() as usize)) != own {
        return;
    }
    if !document().has_focus().unwrap_or(false) {
        return set_timeout(move || due(toasts, own), FOCUS);
    }
    let Some(secret) = COPIED.take() else { return };
    spawn_local(async move {
        match read().await {
            Some(held) if *held == *secret => match write_clipboard("").await {
                Ok(()) => toasts.say("The clipboard was cleared."),
                Err(_) => toasts.fail("The clipboard could not be cleared. Copy something else now."),
            },
            Some(_) => toasts.say("The clipboard holds something else by now and was not cleared."),
            None => toasts.fail("The clipboard could not be checked and was not cleared. Copy something else now."),
        }
    });
}

async fn read() -> Option<Zeroizing<String>> {
    let read = JsFuture::from(window().navigator().clipboard().read_text()).await;
    read.ok()?.as_string().map(Zeroizing::new)
}
