//! Putting text on the clipboard.

use std::{future::Future, pin::Pin, time::Duration};

use js_sys::futures::JsFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{ButtonKind, ButtonSize, Glyph, Icon, Spinner, Tone, button::button_classes, use_hydrated};

/// Text that is fetched when it is needed; the error is a sentence for the reader.
pub type TextSource = Callback<(), Pin<Box<dyn Future<Output = Result<String, String>>>>>;

#[derive(Clone, PartialEq, Eq)]
enum State {
    Ready,
    Working,
    Copied,
    Failed(String),
}

/// Copies a text it is given, or one it fetches on the press, so that it can copy what is not in the page.
///
/// It is disabled until the page is alive, says "Copied" in its label and to assistive technology, and says why when it
/// could not.
#[component]
pub fn CopyButton(
    /// What is copied, in words: the accessible name and the tooltip.
    #[prop(into)]
    label: String,
    /// The text, when it may be part of the page.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Fetches the text on the press, when it may not.
    #[prop(optional, into)]
    source: Option<TextSource>,
    /// Shows the label as words beside the icon.
    #[prop(optional)]
    words: bool,
) -> impl IntoView {
    let state = RwSignal::new(State::Ready);
    let hydrated = use_hydrated();
    let press = move |_| {
        if state.get_untracked() == State::Working {
            return;
        }
        state.set(State::Working);
        spawn_local(async move {
            let text = match (text.get_untracked(), source) {
                (Some(text), _) => Ok(text),
                (None, Some(source)) => source.run(()).await,
                (None, None) => Err("There is nothing to copy".to_owned()),
            };
            let outcome = match text {
                Ok(text) => write_clipboard(&text).await,
                Err(reason) => Err(reason),
            };
            let stays = Duration::from_secs(if outcome.is_ok() { 2 } else { 6 });
            let _ = state.try_set(outcome.map_or_else(State::Failed, |()| State::Copied));
            set_timeout(move || drop(state.try_set(State::Ready)), stays);
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
            title=move || if hydrated.get() { title.clone() } else { "Copying needs scripts".to_owned() }
            disabled=move || !hydrated.get()
            on:click=press
        >
            {move || match state.get() {
                State::Working => view! { <Spinner/> }.into_any(),
                State::Copied => view! { <Icon glyph=Glyph::Check class="text-accent"/> }.into_any(),
                State::Failed(_) => view! { <Icon glyph=Glyph::Warning class="text-red"/> }.into_any(),
                State::Ready => view! { <Icon glyph=Glyph::Copy/> }.into_any(),
            }}
            {words.then(|| view! { <span>{move || if state.get() == State::Copied { "Copied".to_owned() } else { label.clone() }}</span> }.into_any())}
        </button>
        <span role="status" class="sr-only">
            {move || match state.get() {
                State::Copied => "Copied".to_owned(),
                State::Failed(reason) => reason,
                State::Ready | State::Working => String::new(),
            }}
        </span>
    }
}

/// Puts the text on the clipboard. The browser refuses it on pages that are not in front, and has no clipboard at all for
/// pages that came without TLS.
async fn write_clipboard(text: &str) -> Result<(), String> {
    let navigator = window().navigator();
    if js_sys::Reflect::get(&navigator, &"clipboard".into()).map_or(true, |clipboard| clipboard.is_undefined()) {
        return Err("The browser lets only pages that came over TLS use the clipboard".to_owned());
    }
    let written = JsFuture::from(navigator.clipboard().write_text(text)).await;
    written.map(drop).map_err(|_| "The browser did not let the page use the clipboard".to_owned())
}
