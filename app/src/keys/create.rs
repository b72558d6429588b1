//! The dialog that makes a key.

use super::calls::CreateKey;
use crate::client::{Failure, FormAction, SubmitForm, failure};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Dialog, Glyph, TextField};

/// Id of the dialog.
const DIALOG: &str = "new-key";

/// The button that opens the dialog, for the head of the page.
#[component]
pub fn NewKeyButton() -> impl IntoView {
    view! { <Button kind=ButtonKind::Primary icon=Glyph::Plus opens=DIALOG>"New key"</Button> }
}

/// What a key is for, and nothing else: its material is made by the server.
#[component]
pub fn NewKeyDialog(
    /// Makes it.
    action: FormAction<CreateKey>,
) -> impl IntoView {
    view! {
        <Dialog id=DIALOG title="New customer master key">
            <SubmitForm action>
                <div class="flex flex-col gap-4">
                    <p class="text-ink-2">
                        "An AES-256 key, made here and kept sealed under the root key. A secret uses it when it names it; all others use the default key."
                    </p>
                    <Failure errors=vec![failure(action)]/>
                    <TextField id="new-key-description" name="description" label="Description" hint="What it protects, so that others know what disabling it would break."/>
                    <div class="flex justify-end"><Button id="create-key" kind=ButtonKind::Primary submit=true pending=action.pending()>"Make the key"</Button></div>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
