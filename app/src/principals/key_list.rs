//! The AccessKeys of one user.

use super::{
    calls::{DeleteAccessKey, SwitchAccessKey},
    dto::AccessKeyLine,
};
use crate::{
    paths,
    system::{Deed, DeedForm, Failure, failure},
};
use leptos::prelude::*;
use strongroom_ui::{Button, ButtonKind, ButtonSize, CopyButton, Dialog, Status, TextLink, Time, TimeMode, Tone};

/// Keys with their state, and what can be done with them.
#[component]
pub fn KeyList(
    /// Whose.
    user: String,
    /// The keys.
    keys: Vec<AccessKeyLine>,
    /// Whether to offer changes.
    editable: bool,
    /// Switches a key on or off.
    switch: Deed<SwitchAccessKey>,
    /// Removes a key.
    delete: Deed<DeleteAccessKey>,
) -> impl IntoView {
    if keys.is_empty() {
        return view! { <p class="text-ink-3">"None. Without one it cannot use the API."</p> }.into_any();
    }
    let items = keys.into_iter().enumerate().map(|(at, key)| {
        let dialog = format!("delete-key-{at}");
        view! {
            <li class="flex flex-col gap-2 py-3 first:pt-0 last:pb-0">
                <div class="flex min-w-0 items-center gap-1.5">
                    <code class="min-w-0 break-all">{key.id.clone()}</code>
                    <CopyButton label="Copy AccessKey id" text=key.id.clone()/>
                </div>
                <div class="flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-ink-2">
                    <KeyState active=key.active/>
                    <span>"made " <Time at=key.created mode=TimeMode::Date/></span>
                    <TextLink href=format!("{}?key={}&range=30d", paths::AUDIT, paths::escape(&key.id))>"What it did"</TextLink>
                </div>
                {editable.then(|| changes(&user, &key, dialog, switch, delete))}
            </li>
        }
    });
    view! { <ul class="flex flex-col divide-y divide-line">{items.collect_view()}</ul> }.into_any()
}

fn changes(
    user: &str,
    key: &AccessKeyLine,
    dialog: String,
    switch: Deed<SwitchAccessKey>,
    delete: Deed<DeleteAccessKey>,
) -> AnyView {
    let ids = || {
        view! {
            <input type="hidden" name="user" value=user.to_owned()/>
            <input type="hidden" name="id" value=key.id.clone()/>
        }
    };
    let (ids, same_ids, id) = (ids(), ids(), key.id.clone());
    let (word, next) = if key.active { ("Deactivate", "false") } else { ("Activate", "true") };
    let warning = if key.active {
        "It is active. Applications that sign with it are refused at once, and this cannot be taken back. Deactivate it first to be able to go back."
    } else {
        "It is inactive, so nothing signs with it now. It cannot be made again."
    };
    view! {
        <div class="flex flex-wrap gap-2">
            <DeedForm action=switch>
                {ids}
                <input type="hidden" name="active" value=next/>
                <Button size=ButtonSize::Small submit=true pending=switch.pending()>{word}</Button>
            </DeedForm>
            <Button size=ButtonSize::Small tone=Tone::Red opens=dialog.clone()>"Delete"</Button>
        </div>
        <Dialog id=dialog title="Delete this AccessKey?">
            <DeedForm action=delete>
                <div class="flex flex-col gap-4">
                    <p><code class="break-all">{id}</code></p>
                    <p class="text-ink-2">{warning}</p>
                    <Failure errors=vec![failure(delete)]/>
                    {same_ids}
                    <div class="flex justify-end"><Button kind=ButtonKind::Danger submit=true pending=delete.pending()>"Delete the key"</Button></div>
                </div>
            </DeedForm>
        </Dialog>
    }
    .into_any()
}

/// Active or inactive.
#[component]
fn KeyState(active: bool) -> impl IntoView {
    let (tone, word) = if active { (Tone::Accent, "Active") } else { (Tone::Neutral, "Inactive") };
    view! { <Status tone>{word}</Status> }
}
