//! The confirmation before a version is restored.

use super::calls::RestoreVersion;
use crate::{
    client::{FormAction, SubmitForm, failure},
    paths,
    secrets::{consequences::Consequences, dto::Version, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Dialog, DialogClose, TextLink, use_hydrated};

/// Id of the dialog for a version.
pub fn dialog_id(number: u64) -> String {
    format!("restore-{number}")
}

/// Shows what restoring a version changes and who reads the secret, and restores it.
#[component]
pub fn RestoreDialog(
    /// The secret.
    name: String,
    /// Its revision, as this page shows it.
    revision: u64,
    /// The version to restore.
    version: Version,
    /// The current version.
    current: Version,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The action that restores it.
    action: FormAction<RestoreVersion>,
) -> impl IntoView {
    let hydrated = use_hydrated();
    let (number, id) = (version.number, dialog_id(version.number));
    let (older, newer) = if number < current.number { (&version, &current) } else { (&current, &version) };
    let compare = paths::compare(&name, &older.id, &newer.id);
    let (now, after) = (current.id.clone(), version.id.clone());
    view! {
        <Dialog id=id.clone() title=format!("Restore v{number} as a new version?") on_close=move |()| open.set(false)>
            <p class="text-ink-2">{format!("Applications then read the value of v{number} instead of v{}, from their next request on. v{} is kept.", current.number, current.number)}</p>
            {move || (!hydrated.get()).then(|| view! { <p><TextLink href=compare.clone()>"See what differs"</TextLink></p> })}
            <Consequences name=name.clone() before=Signal::stored(now) after open/>
            <SubmitForm action>
                <ActionError error=failure(action) title="Not restored"/>
                <input type="hidden" name="name" value=name/>
                <input type="hidden" name="version" value=version.id/>
                <input type="hidden" name="revision" value=revision.to_string()/>
                <div class="mt-1 flex flex-wrap justify-end gap-2.5">
                    <DialogClose dialog=id/>
                    <Button kind=ButtonKind::Primary submit=true pending=action.pending()>{format!("Restore v{number}")}</Button>
                </div>
            </SubmitForm>
        </Dialog>
    }
}
