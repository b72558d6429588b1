//! Files that the browser reads.

use js_sys::futures::JsFuture;
use leptos::{html, prelude::*, task::spawn_local};

use crate::{grouped, use_hydrated};

/// Takes the content of a file. The error is a message for the user.
pub type FileReader = Callback<Vec<u8>, Result<(), &'static str>>;

/// A file whose content goes into another field. A form sends that field and not the file, so this one is disabled until hydration.
#[component]
pub fn FileField(
    /// Label.
    #[prop(into)]
    label: String,
    /// Largest size, in bytes.
    max_bytes: u32,
    /// Takes the content.
    read: FileReader,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    let hydrated = use_hydrated();
    let problem = RwSignal::new(None::<String>);
    let chosen = move |_| {
        let Some(file) = node.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0)) else {
            return;
        };
        if file.size() > f64::from(max_bytes) {
            problem.set(Some(format!("The file is larger than {} bytes, the limit.", grouped(max_bytes.into()))));
            return;
        }
        spawn_local(async move {
            let outcome = match JsFuture::from(file.array_buffer()).await {
                Ok(buffer) => read.run(js_sys::Uint8Array::new(&buffer).to_vec()),
                Err(_) => Err("The browser could not read the file."),
            };
            // The page may be gone.
            let _ = problem.try_set(outcome.err().map(str::to_owned));
        });
    };
    view! {
        <label class="flex flex-col items-start gap-1.5">
            <span class="font-medium">{label}</span>
            <input node_ref=node type="file" class="max-w-full text-base text-ink-2" disabled=move || !hydrated.get() on:change=chosen/>
        </label>
        {move || problem.get().map(|problem| view! { <p class="text-sm text-red" role="alert">{problem}</p> }.into_any())}
    }
}
