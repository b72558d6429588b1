//! The field for a private SSH key.

use leptos::prelude::*;
use strongroom_domain::limits;
use strongroom_ui::{FileField, TextArea};

/// A private SSH key, pasted or read from a file in the browser.
#[component]
pub fn PrivateKeyField(
    /// The text area's id.
    id: &'static str,
    /// Name of the form field.
    name: &'static str,
    /// Follows what is entered.
    bind_to: RwSignal<String>,
    /// Hint below the text area.
    hint: &'static str,
    /// Whether it is required.
    #[prop(optional)]
    required: bool,
    /// Current validation error.
    #[prop(optional, into)]
    error: MaybeProp<String>,
) -> impl IntoView {
    let read = Callback::new(move |content: Vec<u8>| -> Result<(), &'static str> {
        let text = String::from_utf8(content).map_err(|_| "The file is not text. Choose a private key.")?;
        bind_to.set(text);
        Ok(())
    });
    view! {
        <div class="flex flex-col gap-3">
            <TextArea id name label="Private key" rows=4 mono=true bind_to required hint error/>
            <FileField label="Private key file" max_bytes=u32::try_from(limits::VALUE_BYTES).unwrap_or(u32::MAX) read/>
        </div>
    }
}
