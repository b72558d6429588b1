//! Toasts: short messages about completed actions.

use std::time::Duration;

use leptos::prelude::*;

use crate::{Glyph, IconButton, Status, Tone};

/// How long a toast without an action stays.
const STAY: Duration = Duration::from_secs(6);
/// Maximum number of toasts shown; the oldest is removed first.
const MAX_SHOWN: usize = 4;

/// A toast.
#[derive(Clone, Debug)]
pub struct Toast {
    text: String,
    tone: Tone,
    href: Option<(String, String)>,
    action: Option<(String, Callback<()>)>,
}

impl Toast {
    /// A toast about a successful action.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), tone: Tone::Accent, href: None, action: None }
    }

    /// Sets the tone.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// Adds a link.
    #[must_use]
    pub fn link(self, label: impl Into<String>, href: impl Into<String>) -> Self {
        Self { href: Some((label.into(), href.into())), ..self }
    }

    /// Adds an undo button. The toast then stays until it is closed.
    #[must_use]
    pub fn undo(self, undo: impl Into<Callback<()>>) -> Self {
        self.action("Undo", undo)
    }

    /// Adds a button. The toast then stays until it is closed.
    #[must_use]
    pub fn action(self, label: impl Into<String>, action: impl Into<Callback<()>>) -> Self {
        Self { action: Some((label.into(), action.into())), ..self }
    }
}

/// The toasts shown.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<(u32, Toast)>>,
    next: StoredValue<u32>,
}

impl Toasts {
    /// Shows a toast.
    pub fn push(self, toast: Toast) {
        let id = self.next.get_value();
        self.next.set_value(id.wrapping_add(1));
        let leaves = toast.action.is_none() && toast.href.is_none() && toast.tone != Tone::Red;
        self.shown.update(|shown| {
            shown.push((id, toast));
            if shown.len() > MAX_SHOWN {
                shown.remove(0);
            }
        });
        if leaves {
            set_timeout(move || self.close(id), STAY);
        }
    }

    /// Shows a success message.
    pub fn say(self, text: impl Into<String>) {
        self.push(Toast::new(text));
    }

    /// Shows an error message. It stays until it is closed.
    pub fn fail(self, text: impl Into<String>) {
        self.push(Toast::new(text).tone(Tone::Red));
    }

    fn close(self, id: u32) {
        // The page may be gone when the timer fires.
        let _ = self.shown.try_update(|shown| shown.retain(|(shown_id, _)| *shown_id != id));
    }
}

/// Provides toasts to this component's children. Called by the shell.
pub fn provide_toasts() -> Toasts {
    let toasts = Toasts { shown: RwSignal::new(Vec::new()), next: StoredValue::new(0) };
    provide_context(toasts);
    toasts
}

/// The page's toasts. Outside a shell it returns toasts that are never shown.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(provide_toasts)
}

/// Displays the toasts and announces them to assistive technology.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div data-chrome="" role="log" aria-label="Messages" aria-live="polite" class="pointer-events-none fixed end-4 bottom-4 start-4 phone:top-16 phone:bottom-auto z-40 flex flex-col items-end gap-2">
            <For each=move || toasts.shown.get() key=|(id, _)| *id let:item>
                {message(toasts, item)}
            </For>
        </div>
    }
}

fn message(toasts: Toasts, (id, toast): (u32, Toast)) -> AnyView {
    let Toast { text, tone, href, action } = toast;
    let link = href.map(|(label, href)| {
        view! { <a href=href class="font-medium text-accent underline underline-offset-2">{label}</a> }.into_any()
    });
    let action = action.map(|(label, action)| {
        let press = move |_| {
            toasts.close(id);
            action.run(());
        };
        view! { <button type="button" class="shrink-0 rounded-md px-1.5 py-0.5 font-medium text-accent hover:bg-sunk phone:py-2" on:click=press>{label}</button> }
    });
    view! {
        <div class="pointer-events-auto flex max-w-full items-center gap-3 rounded-xl border border-line bg-panel py-2 ps-4 pe-2 shadow-float">
            <Status tone>{text}</Status>
            {link}
            {action}
            <IconButton glyph=Glyph::Close label="Close message" on_press=move |()| toasts.close(id)/>
        </div>
    }
    .into_any()
}
