//! Copying text to the clipboard.

use std::{future::Future, pin::Pin, time::Duration};

use js_sys::futures::JsFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{ButtonKind, ButtonSize, Glyph, Icon, Spinner, Tone, button::button_classes, use_hydrated};

/// Fetches a text on demand. The error is a message for the user.
pub type TextSource = Callback<(), Pin<Box<dyn Future<Output = Result<String, String>>>>>;

#[derive(Clone, PartialEq, Eq)]
enum CopyState {
    Ready,
    Working,
    Copied,
    Failed(String),
}

/// Copies a given text, or one it fetches when pressed, so that secret text need not be in the page.
///
/// It is disabled until hydration. It announces "Copied" or the reason of a failure.
#[component]
pub fn CopyButton(
    /// What it copies: the accessible name and the tooltip.
    #[prop(into)]
    label: String,
    /// The text, if it may be part of the page.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Fetches the text when pressed, if it may not be part of the page.
    #[prop(optional, into)]
    source: Option<TextSource>,
    /// Shows the label next to the icon.
    #[prop(optional)]
    words: bool,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::Ready);
    let hydrated = use_hydrated();
    let press = move |_| {
        if state.get_untracked() == CopyState::Working {
            return;
        }
        state.set(CopyState::Working);
        spawn_local(async move {
            let text = match (text.get_untracked(), source) {
                (Some(text), _) => Ok(text),
                (None, Some(source)) => source.run(()).await,
                (None, None) => Err("Nothing to copy".to_owned()),
            };
            let outcome = match text {
                Ok(text) => write_clipboard(&text).await,
                Err(reason) => Err(reason),
            };
            let stays = Duration::from_secs(if outcome.is_ok() { 2 } else { 6 });
            let _ = state.try_set(outcome.map_or_else(CopyState::Failed, |()| CopyState::Copied));
            set_timeout(move || drop(state.try_set(CopyState::Ready)), stays);
        });
    };
    let class = if words {
        button_classes(ButtonKind::Quiet, ButtonSize::Small, Tone::Neutral)
    } else {
        "inline-flex size-7 phone:size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunk hover:text-ink disabled:text-faint".to_owned()
    };
    let name = label.clone();
    let title = label.clone();
    view! {
        <button
            type="button"
            class=class
            aria-label=name
            title=move || if hydrated.get() { title.clone() } else { "Copying requires JavaScript".to_owned() }
            disabled=move || !hydrated.get()
            on:click=press
        >
            {move || match state.get() {
                CopyState::Working => view! { <Spinner/> }.into_any(),
                CopyState::Copied => view! { <Icon glyph=Glyph::Check class="text-accent"/> }.into_any(),
                CopyState::Failed(_) => view! { <Icon glyph=Glyph::Warning class="text-red"/> }.into_any(),
                CopyState::Ready => view! { <Icon glyph=Glyph::Copy/> }.into_any(),
            }}
            {words.then(|| view! { <span>{move || if state.get() == CopyState::Copied { "Copied".to_owned() } else { label.clone() }}</span> }.into_any())}
        </button>
        <span role="status" class="sr-only">
            {move || match state.get() {
                CopyState::Copied => "Copied".to_owned(),
                CopyState::Failed(reason) => reason,
                CopyState::Ready | CopyState::Working => String::new(),
            }}
        </span>
    }
}

/// Writes text to the clipboard. The browser refuses this for background pages, and has no clipboard for pages loaded without
/// TLS.
async fn write_clipboard(text: &str) -> Result<(), String> {
    let navigator = window().navigator();
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).map_or(true, |clipboard| clipboard.is_undefined()) {
        return Err("Not copied: the browser allows copying only on pages loaded over HTTPS".to_owned());
    }
    let written = JsFuture::from(navigator.clipboard().write_text(text)).await;
    written.map(drop).map_err(|_| "Not copied: the browser blocked access to the clipboard".to_owned())
}
