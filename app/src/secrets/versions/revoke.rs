//! The confirmation before a version is revoked.

use super::calls::RevokeVersion;
use crate::{
    client::{FormAction, SubmitForm, failure, on_success, with_undo},
    readers::VersionReadersCard,
    secrets::{dto::Version, frame::Reload, problems::ActionError},
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, Dialog, DialogClose, Toast, use_toasts};

/// Says what revoking a version means and who still reads it, and revokes it.
#[component]
pub fn RevokeDialog(
    /// The secret.
    name: String,
    /// The version to revoke.
    version: Version,
    /// Id of the current version.
    current: String,
    /// Whether the dialog is open.
    open: RwSignal<bool>,
    /// The action that revokes it.
    action: FormAction<RevokeVersion>,
) -> impl IntoView {
    let number = version.number;
    let id = format!("revoke-{number}");
    let (secret, old) = (name.clone(), version.id.clone());
    // Asked for only when somebody looks.
    let readers = move || {
        open.get().then(|| view! { <VersionReadersCard name=secret.clone() old=old.clone() new=current.clone()/> })
    };
    view! {
        <Dialog id=id.clone() title=format!("Revoke v{number}?") on_close=move |()| open.set(false)>
            <p class="text-ink-2">{format!("Reading v{number} is refused then, by label and by version id, except with the right ReadRevokedVersion. The value is kept, and you can allow reading again. The credential itself works on wherever it is accepted.")}</p>
            {readers}
            <SubmitForm action>
                <ActionError error=failure(action) title="Not revoked"/>
                <input type="hidden" name="name" value=name/>
                <input type="hidden" name="version" value=version.id/>
                <input type="hidden" name="revoked" value="true"/>
                <div class="mt-1 flex flex-wrap justify-end gap-2.5">
                    <DialogClose dialog=id/>
                    <Button kind=ButtonKind::Danger submit=true pending=action.pending()>{format!("Revoke v{number}")}</Button>
                </div>
            </SubmitForm>
        </Dialog>
    }
}

/// Says what was done, and offers to undo it.
pub fn revoke_done(action: FormAction<RevokeVersion>, versions: &[Version]) {
    let (reload, toasts) = (Reload::here(), use_toasts());
    let numbers: Vec<_> = versions.iter().map(|version| (version.id.clone(), version.number)).collect();
    on_success(action, move |done| {
        let number = numbers.iter().find(|(id, _)| *id == done.version).map_or(0, |(_, number)| *number);
        let words = |revoked: bool| match revoked {
            true => format!("v{number} revoked"),
            false => format!("v{number} can be read again"),
        };
        let back = RevokeVersion { revoked: !done.revoked, ..done.clone() };
        let toast = Toast::new(words(done.revoked));
        toasts.push(with_undo(toast, back, words(!done.revoked), move || reload.now()));
        reload.now();
    });
}
