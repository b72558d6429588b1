//! Copying text to the clipboard.

use std::{future::Future, pin::Pin, time::Duration};

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{
    ButtonKind, ButtonSize, Glyph, Icon, Spinner, Tone,
    button::button_classes,
    clipboard::{clear_later, write_clipboard},
    use_hydrated, use_toasts,
};

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
/// It is disabled until hydration. It announces "Copied", and shows why copying failed. A secret is removed from the clipboard
/// after 45 seconds if the browser lets the page check that it is still there.
#[component]
pub fn CopyButton(
    /// What it copies: the accessible name and the tooltip.
    #[prop(into)]
    label: String,
    /// The text, if it may be part of the page.
    #[prop(optional, into)]
    text: MaybeProp<String>,
    /// Fetches the text when pressed, if it may not be part of the page. It counts as secret.
    #[prop(optional, into)]
    source: Option<TextSource>,
    /// The text is a secret, such as a new password.
    #[prop(optional)]
    secret: bool,
    /// Shows the label next to the icon.
    #[prop(optional)]
    words: bool,
    /// Why it is disabled; `None` while it is enabled.
    #[prop(optional, into)]
    disabled_reason: MaybeProp<String>,
) -> impl IntoView {
    let state = RwSignal::new(CopyState::Ready);
    let (hydrated, toasts) = (use_hydrated(), use_toasts());
    let secret = secret || source.is_some();
    let press = move |_| {
        if state.get_untracked() == CopyState::Working || disabled_reason.with_untracked(|reason| reason.is_some()) {
            return;
        }
        state.set(CopyState::Working);
        spawn_local(async move {
            let text = match (text.get_untracked(), source) {
                (Some(text), _) => Ok(text),
                (None, Some(source)) => source.run(()).await,
                (None, None) => Err("Nothing to copy".to_owned()),
            };
            let outcome = match &text {
                Ok(text) => write_clipboard(text).await,
                Err(reason) => Err(reason.clone()),
            };
            let stays = Duration::from_secs(if outcome.is_ok() { 2 } else { 10 });
            if secret
                && outcome.is_ok()
                && let Ok(text) = text
            {
                spawn_local(clear_later(toasts, text));
            }
            let _ = state.try_set(outcome.map_or_else(CopyState::Failed, |()| CopyState::Copied));
            set_timeout(move || drop(state.try_set(CopyState::Ready)), stays);
        });
    };
    let class = if words {
        button_classes(ButtonKind::Quiet, ButtonSize::Small, Tone::Neutral)
    } else {
        "inline-flex size-7 phone:size-9 shrink-0 items-center justify-center rounded-lg text-ink-2 hover:bg-sunk hover:text-ink disabled:text-faint aria-disabled:text-faint".to_owned()
    };
    let name = label.clone();
    let title = label.clone();
    view! {
        <button
            type="button"
            data-shows=""
            class=class
            aria-label=name
            title=move || match disabled_reason.get() {
                Some(reason) => reason,
                None if hydrated.get() => title.clone(),
                None => "Copying requires JavaScript".to_owned(),
            }
            aria-disabled=move || disabled_reason.with(|reason| reason.is_some()).then_some("true")
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
        <span role="status">
            {move || match state.get() {
                CopyState::Copied => view! { <span class="sr-only">"Copied"</span> }.into_any(),
                CopyState::Failed(reason) => view! { <span class="block max-w-60 px-1.5 py-0.5 text-sm whitespace-normal text-red">{reason}</span> }.into_any(),
                CopyState::Ready | CopyState::Working => ().into_any(),
            }}
        </span>
    }
}
