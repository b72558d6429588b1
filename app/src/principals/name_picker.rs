//! A text field with suggested names.

use crate::error::UiError;
use leptos::{prelude::*, task::spawn_local};
use std::{future::Future, pin::Pin};
use strongroom_ui::{Button, ButtonSize, TextField};

/// Maximum number of suggestions.
const OFFERED: usize = 8;

/// Loads the names.
pub type LoadNames = fn() -> Pin<Box<dyn Future<Output = Result<Vec<String>, UiError>> + Send>>;

/// A text field that suggests matching names. Loads the names on first use, because loading them adds an event to the audit
/// trail. Without scripts, a plain text field.
#[component]
pub fn NamePicker(
    /// Id of the field.
    #[prop(into)]
    id: String,
    /// Name of the field in its form.
    name: &'static str,
    /// Its label.
    label: &'static str,
    /// Loads the names to choose from.
    names: LoadNames,
    /// The initial text.
    #[prop(optional, into)]
    value: String,
    /// Names not to offer.
    taken: Vec<String>,
) -> impl IntoView {
    let typed = RwSignal::new(value);
    let all = RwSignal::new(None::<Vec<String>>);
    let load = move || {
        if all.with_untracked(Option::is_none) {
            all.set(Some(Vec::new()));
            spawn_local(async move {
                // A user who may not list names can still type one.
                let loaded = names().await.unwrap_or_default();
                let _ = all.try_set(Some(loaded));
            });
        }
    };
    let fitting = move || {
        let text = typed.get().trim().to_ascii_lowercase();
        all.with(|all| {
            let all = all.as_deref().unwrap_or_default().iter();
            let fits =
                all.filter(|name| name.to_ascii_lowercase().contains(&text) && !taken.contains(name) && **name != text);
            fits.take(OFFERED).cloned().collect::<Vec<_>>()
        })
    };
    let offer = move |name: String| {
        let chosen = name.clone();
        let choose = Callback::new(move |()| typed.set(chosen.clone()));
        view! { <Button size=ButtonSize::Small on_press=choose>{name}</Button> }.into_any()
    };
    view! {
        <div class="flex flex-col gap-2" on:focusin=move |_| load()>
            <TextField id name label bind_to=typed required=true mono=true/>
            <div class="flex flex-wrap gap-1.5" role="group" aria-label="Suggestions">
                {move || fitting().into_iter().map(offer).collect_view()}
            </div>
        </div>
    }
}
